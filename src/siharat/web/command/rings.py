"""The page of an incident's rings: who rang after how long, and who never did."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from siharat.db import Tx
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.web.api import record
from siharat.web.api.door import as_officer
from siharat.web.command.rings_views import Rings
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, visit

DOOR = "komando"
REFRESH_S = 5
"""Without script, and while it is open; with it the page asks by itself."""


@get("/komando/kejadian/{incident_id:str}/dering", include_in_schema=False)
async def rings(request: Asked, incident_id: FromPath[str]) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _rings, incident_id)
    shell = guest.shell(zone, 0 if view.record.closed_at else REFRESH_S)
    return guest.page("command/rings.html", shell, view)


def _rings(tx: Tx, caller: OfficerCaller, incident_id: str) -> tuple[Rings, str]:
    found = record.record(tx, caller, incident_id)
    station = stations.get(tx, found.station)
    return Rings(station.name, found), station.timezone


ROUTES = [rings]
