"""The poster of a station: a square to scan, and what to do without a phone that scans. Printed and hung up."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get

from siharat.alarm.numbers import number_for
from siharat.db import Tx
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.officer.roads import drawn
from siharat.web.visit import Asked, visit

DOOR = "komando"


@dataclass(frozen=True, slots=True)
class Poster:
    station: str
    address: str
    """As people type it."""
    qr: str
    sms: str = ""
    """The number that takes an alarm by SMS, where there is one."""


@get("/komando/poster", include_in_schema=False)
async def poster(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    settings = guest.services.settings
    name, path = await guest.services.db.read(as_officer, guest.token, _station)
    shell = guest.shell()
    origin = settings.origin or f"http://{shell.host}"
    view = Poster(name, shell.host, drawn(f"{origin}/"), number_for(settings.sms_intake, path))
    return guest.page("command/poster.html", shell, view)


def _station(tx: Tx, caller: OfficerCaller) -> tuple[str, str]:
    row = stations.get(tx, caller.station)
    access.oversees(caller, row.path)
    return row.name, row.path


ROUTES = [poster]
