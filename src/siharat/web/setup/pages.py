"""The road itself, its first page and its last: which stations there are, their name, and whether they are live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import access, officers, stations, wilayah
from siharat.people.access import OfficerCaller
from siharat.setup import actions, rules, store
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.setup import phrases
from siharat.web.setup.phrases import BASE
from siharat.web.setup.views import Live, Name, Road, Roads
from siharat.web.visit import Asked, Visit, form, onward, visit

DOOR = "polda"
OF = BASE + "/{station_code:str}"


@get(BASE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/roads.html", _roads)


async def shown(guest: Visit, template: str, work: Callable[..., Any], *args: Any, wrong: str = "", status: int = 200,
                refresh: Callable[[Any], int] = lambda view: 0) -> Response[bytes]:
    """A page of the road: what ``work`` finds as the caller, with what is wrong."""
    if guest.token is None:
        return await entrance.page(guest)
    view = await guest.services.db.read(as_officer, guest.token, work, *args)
    if wrong:
        view = replace(view, wrong=wrong)
    return guest.page(template, guest.shell(refresh=refresh(view)), view, status)


def refused(guest: Visit, problem: Problem) -> str:
    """What a person did wrong, in their words; what is not theirs to see is raised again."""
    if problem.status in (401, 404) and problem.code != "no_officer":
        raise problem
    said = phrases.REFUSED.get(str(problem.extra.get("field") if problem.code == "invalid" else problem.code))
    return guest.say(said) if said else guest.refusal(problem)


def road_of(tx: Tx, caller: OfficerCaller, code: str) -> Road:
    row = actions.of(tx, caller, code)
    facts = actions.facts(tx, row)
    return Road(row.code, row.name, facts, rules.done(facts), rules.lacking(facts), stations.get(tx, row.parent).name)


def _roads(tx: Tx, caller: OfficerCaller) -> Roads:
    own = stations.get(tx, caller.station)
    access.administrator(caller)
    roads = [road_of(tx, caller, row.code) for row in stations.below(tx, own.path)
             if row.code != own.code and row.closed_at is None]
    return Roads(own.name, sorted(roads, key=lambda road: (road.done["live"], road.code)))


@get(f"{BASE}/baru", include_in_schema=False)
async def new(request: Asked, kode: FromQuery[str] = "") -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/name.html", _new, _usual(kode))


def _usual(code: str) -> dict[str, str]:
    """The form, filled in for a shipped station."""
    seat = next((each for each in wilayah.seats() if each.code == code), None)
    return {"code": seat.code, "name": seat.name} if seat else {}


def _new(tx: Tx, caller: OfficerCaller, said: Mapping[str, str]) -> Name:
    own = stations.get(tx, caller.station)
    access.administrator(caller)
    here = [row for row in stations.below(tx, own.path) if row.closed_at is None]
    there = {row.code for row in stations.every(tx)}
    known = [(each.code, each.name) for each in wilayah.seats() if each.code not in there]
    filled = {"code": "", "name": "", "parent": own.code, "timezone": own.timezone, **said}
    return Name([(row.code, row.name) for row in here], filled, known)


@post(BASE, include_in_schema=False)
async def found(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        code = await guest.services.db.write(as_officer, guest.token, actions.found, said.get("code", ""),
                                             said.get("name", ""), said.get("parent", ""), said.get("timezone", ""))
    except Problem as problem:
        return await shown(guest, "setup/name.html", _new, said, wrong=refused(guest, problem), status=problem.status)
    return onward(phrases.address(code, "area"))


@get(OF, include_in_schema=False)
async def road(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/road.html", road_of, station_code)


@get(f"{OF}/nama", include_in_schema=False)
async def name(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/name.html", _name, station_code)


def _name(tx: Tx, caller: OfficerCaller, code: str, said: Mapping[str, str] | None = None) -> Name:
    road, row = road_of(tx, caller, code), stations.get(tx, code)
    above = stations.get(tx, row.parent)
    filled = {"code": code, "name": row.name, "parent": above.code, "timezone": row.timezone, **(said or {})}
    return Name([(above.code, above.name)], filled, road=road)


@post(f"{OF}/nama", include_in_schema=False)
async def rename(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, actions.correct, station_code, said.get("name", ""),
                                      said.get("timezone", ""))
    except Problem as problem:
        kept = {key: said[key] for key in ("name", "timezone") if key in said}
        return await shown(guest, "setup/name.html", _name, station_code, kept, wrong=refused(guest, problem),
                           status=problem.status)
    return onward(phrases.address(station_code, "name"))


@post(f"{OF}/hapus", include_in_schema=False)
async def discard(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, actions.discard, station_code)
    except Problem as problem:
        return await shown(guest, "setup/name.html", _name, station_code, wrong=refused(guest, problem),
                           status=problem.status)
    return onward(BASE)


@get(f"{OF}/hidup", include_in_schema=False)
async def live(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    guest = visit(request, DOOR)
    return await shown(guest, "setup/live.html", _live, station_code)


def _live(tx: Tx, caller: OfficerCaller, code: str) -> Live:
    road = road_of(tx, caller, code)
    lacks = [(phrases.LACKS[each][0], road.address(step) if (step := phrases.LACKS[each][1]) else "")
             for each in road.lacking]
    rows = tx.all(store.TURNS, station=code)
    names = officers.names(tx, [who for row in rows for who in (row.by, row.ended_by) if who])
    reach = actions.reach(tx, stations.get(tx, code))
    gaps = rules.gaps(reach)
    told = [(said, road.address(where)) for said, where in (phrases.GAPS[each] for each in gaps)]
    turns = [(row.since, names.get(row.by, "?"), row.ended_at, names.get(row.ended_by or "", "")) for row in rows]
    return Live(road, lacks, told, reach, turns, " ".join(gaps))


@post(f"{OF}/hidup", include_in_schema=False)
async def go_live(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """The box says, where something does not work yet, what that was when they looked."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await _switched(guest, said, station_code, actions.go_live, said.get("sure", "").split())


@post(f"{OF}/hidup/cabut", include_in_schema=False)
async def take_back(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    return await _switched(guest, await form(request, guest), station_code, actions.take_back)


async def _switched(guest: Visit, said: Mapping[str, str], code: str, verb: Any, *args: Any) -> Response[Any]:
    try:
        await guest.services.db.read(as_officer, guest.token, actions.of, code)
        if not said.get("sure"):
            raise Problem(422, "tick", "Tick the box first.")
        await guest.services.db.write(as_officer, guest.token, verb, code, *args)
    except Problem as problem:
        return await shown(guest, "setup/live.html", _live, code, wrong=refused(guest, problem), status=problem.status)
    return onward(phrases.address(code, "live"))


ROUTES = [listed, new, found, road, name, rename, discard, live, go_live, take_back]
