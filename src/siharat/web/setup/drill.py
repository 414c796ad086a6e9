"""The sixth page: a drill, watched as it runs."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.db import Tx
from siharat.drill import actions as drills
from siharat.drill import store as drill_store
from siharat.kernel import Problem
from siharat.people.access import OfficerCaller
from siharat.setup import actions
from siharat.web.api.door import as_officer
from siharat.web.command.drill_views import REFUSED
from siharat.web.setup.pages import DOOR, OF, refused, road_of, shown
from siharat.web.setup.phrases import address
from siharat.web.setup.views import Rehearsal
from siharat.web.visit import Asked, form, onward, visit

REFRESH_S = 2
"""While a drill runs."""


@get(f"{OF}/latihan", include_in_schema=False)
async def rehearsal(request: Asked, station_code: FromPath[str], rencana: FromQuery[str] = "") -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/drill.html", _rehearsal, station_code, rencana[:40],
                       refresh=lambda view: REFRESH_S if view.running else 0)


def _rehearsal(tx: Tx, caller: OfficerCaller, code: str, plan: str = "") -> Rehearsal:
    """``plan``: the drill that was asked for a moment ago."""
    row = drill_store.plan(tx, plan) if plan else None
    waits = row is not None and row.station == code and not drill_store.of_plan(tx, plan)
    why = row.refused if row is not None and waits and row.refused else ""
    return Rehearsal(road_of(tx, caller, code), actions.rehearsed(tx, caller, code), begins=waits and not why,
                     postponed=REFUSED.get(why, ""))


@post(f"{OF}/latihan", include_in_schema=False)
async def rehearse(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        plan = await guest.services.db.write(as_officer, guest.token, actions.rehearse, station_code,
                                             said.get("announced") == "1")
    except Problem as problem:
        return await shown(guest, "setup/drill.html", _rehearsal, station_code, wrong=refused(guest, problem),
                           status=problem.status)
    return onward(f"{address(station_code, 'drill')}?rencana={plan}")


@post(f"{OF}/latihan/akhiri", include_in_schema=False)
async def end(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await guest.services.db.write(as_officer, guest.token, _end, station_code)
    return onward(address(station_code, "drill"))


def _end(tx: Tx, caller: OfficerCaller, code: str) -> None:
    actions.of(tx, caller, code)
    drills.end_at(tx, code)


ROUTES = [rehearsal, rehearse, end]
