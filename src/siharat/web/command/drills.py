"""The desk's drills: begin one, plan them, end one, and read what it showed. By plain forms."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.drill import actions as drill
from siharat.drill import store
from siharat.drill.rules import rhythm
from siharat.kernel import Problem
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.web.api.door import as_officer
from siharat.web.command.drill_views import Drills, Planned, Result
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit

DOOR = "komando"
PAGE = "/komando/latihan"
PAST = 12
REFRESH_S = 3
"""Without script; with it the page asks by itself."""


@get(PAGE, include_in_schema=False)
async def drills(request: Asked) -> Response[bytes]:
    return await _page(visit(request, DOOR))


async def _page(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _drills)
    shell = guest.shell(zone, REFRESH_S if view.running else 0)
    return guest.page("command/drills.html", shell, view.saying(wrong), status)


def _drills(tx: Tx, caller: OfficerCaller) -> tuple[Drills, str]:
    access.oversees(caller, caller.path)
    station = stations.get(tx, caller.station)
    running = store.running(tx, station.code) or ""
    plans = [Planned(row.id, row.every, row.day, row.due_at, bool(row.announced), row.refused or "")
             for row in store.plans(tx, station.code)]
    past = [drill.report(tx, row.incident) for row in store.of_station(tx, station.code, PAST)
            if row.ended_at is not None]
    return Drills(station.name, station.officers, running, plans, past, operates=caller.operates), station.timezone


@post(f"{PAGE}/mulai", include_in_schema=False)
async def begin(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await _deed(guest, drill.plan_as, said.get("announced") == "1", None, said.get("telephones") == "1")


@post(f"{PAGE}/rencana", include_in_schema=False)
async def plan(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        every, _, day = said.get("day", "").partition(" ")
        chosen = rhythm(every, day, said.get("at"))
    except Problem as problem:
        return await _page(guest, guest.refusal(problem), problem.status)
    return await _deed(guest, drill.plan_as, said.get("announced") == "1", chosen, said.get("telephones") == "1")


@post(PAGE + "/rencana/{plan_id:str}/batal", include_in_schema=False)
async def cancel(request: Asked, plan_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    return await _deed(guest, drill.cancel_as, plan_id)


@post(PAGE + "/hasil/{drill_id:str}/akhiri", include_in_schema=False)
async def end(request: Asked, drill_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    return await _deed(guest, drill.end_as, drill_id, to=f"{PAGE}/hasil/{drill_id}")


@get(PAGE + "/hasil/{drill_id:str}", include_in_schema=False)
async def result(request: Asked, drill_id: FromPath[str]) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _result, drill_id)
    shell = guest.shell(zone, 0 if view.report.ended_at else REFRESH_S)
    return guest.page("command/drill_result.html", shell, view)


def _result(tx: Tx, caller: OfficerCaller, drill_id: str) -> tuple[Result, str]:
    report = drill.report_as(tx, caller, drill_id)
    station = stations.get(tx, report.station)
    return Result(station.name, report, caller.operates), station.timezone


async def _deed(guest: Visit, verb: Any, *args: Any, to: str = PAGE) -> Response[Any]:
    try:
        await guest.services.db.write(as_officer, guest.token, verb, *args)
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await _page(guest, guest.refusal(problem), problem.status)
    return onward(to)


ROUTES = [drills, begin, plan, cancel, end, result]
