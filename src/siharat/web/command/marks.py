"""The desk's word on a device, and that everybody shall ring after all. By plain forms."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.alarm import marks
from siharat.close import afterwards
from siharat.db import Tx
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.ring import actions as ring
from siharat.web.api.door import as_officer
from siharat.web.command.mark_views import Correction, Mark, Marks
from siharat.web.command.pages import deed
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, form, onward, visit

DOOR = "komando"
PAGE = "/komando/tanda"


@post("/komando/kejadian/{incident_id:str}/lebarkan", include_in_schema=False)
async def open_up(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    return await deed(guest, incident_id, ring.open_up_as)


@post("/komando/kejadian/{incident_id:str}/tandai", include_in_schema=False)
async def mark(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await deed(guest, incident_id, marks.mark, said.get("reason"), said.get("days"))


@get(PAGE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _marks)
    return guest.page("command/marks.html", guest.shell(zone), view)


def _marks(tx: Tx, caller: OfficerCaller) -> tuple[Marks, str]:
    station = stations.get(tx, caller.station)
    return Marks(station.name, [Mark(**each) for each in marks.listed(tx, caller)],
                 [Correction(**each) for each in afterwards.corrections(tx, caller)]), station.timezone


@post(PAGE + "/{mark_id:str}/cabut", include_in_schema=False)
async def unmark(request: Asked, mark_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await guest.services.db.write(as_officer, guest.token, marks.unmark, mark_id)
    return onward(PAGE)


ROUTES = [open_up, mark, listed, unmark]
