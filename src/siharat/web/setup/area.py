"""The second page: kecamatan chosen on a map or from a list, or a drawing uploaded; looked at, then put in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import shapely
from litestar import Response, post
from litestar import get as get_
from litestar.params import FromPath
from shapely.geometry import shape

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import areas, stations, wilayah
from siharat.people.access import OfficerCaller
from siharat.people.areas import Area
from siharat.setup import drawing
from siharat.setup.drawing import Proposal
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.plan import Plan, draw
from siharat.web.setup.pages import DOOR, OF, refused, road_of
from siharat.web.setup.phrases import AREA_REFUSED, PICKED, address
from siharat.web.setup.uploads import LARGEST_UPLOAD, uploaded
from siharat.web.setup.views import Drawing, Part, Proposed, Road
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import spoken

PAGE = f"{OF}/wilayah"
WITH_NEIGHBOURS = 1.5
"""How much wider than what is chosen the map shows."""
TICK = "k."
"""How the box of a kecamatan begins, before its code."""
NAMES = 36.0
"""Height of a name on the plan of a proposal, which is shown a third as wide as it is drawn."""
Around = Sequence[tuple[str, Area]]


@get_(PAGE, include_in_schema=False)
async def area(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await _page(visit(request, DOOR), station_code)


async def _page(guest: Visit, code: str, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    facts = await guest.services.db.read(as_officer, guest.token, _facts, code)
    view = await guest.services.counting.run(_drawing, *facts)
    view = replace(view, wrong=wrong, picked=spoken(PICKED, guest.language))
    return guest.page("setup/area.html", guest.shell(), view, status)


def _facts(tx: Tx, caller: OfficerCaller, code: str) -> tuple[
        Road, list[Area], tuple[Proposal, str] | None, Around, str]:
    road = road_of(tx, caller, code)
    return (road, stations.areas_of(tx, code), drawing.proposed(tx, code), drawing.neighbours(tx, caller, code),
            drawing.earlier(tx, code))


def _drawing(road: Road, own: list[Area], waits: tuple[Proposal, str] | None, around: Around, back: str) -> Drawing:
    told, mark = waits or (None, "")
    here = told.areas if told else own
    suggested = not here
    chosen = set(wilayah.usual_kecamatan(road.code)) if suggested else _inside(here)
    held = _holders(around)
    groups: dict[str, list[Part]] = {}
    for each in wilayah.kecamatan():
        groups.setdefault(each.regency, []).append(
            Part(each.code, each.name, each.code in chosen, held.get(each.code, "")))
    size = areas.extent(own) if own else areas.Extent(0, 0, 0)
    shown = Proposed(told.km2, told.lat, told.lon, [*told.overlaps.items()], told.far_km, len(told.areas),
                     draw(((each.name, each.geometry) for each in told.areas), NAMES),
                     *_unusual(road.code, chosen), mark) if told else None
    return Drawing(road, [*groups.items()], _map(), _frame(chosen), size.km2, size.lat, size.lon, shown,
                   suggested and bool(chosen), back)


def _unusual(code: str, chosen: Collection[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """What a shipped station usually has and this one has not; what it has besides, with whose that is. Two that were
    mistaken for each other leave the number of parts as it was."""
    usual = wilayah.usual_kecamatan(code)
    if not usual:
        return [], []
    parts = wilayah.kecamatan()
    return ([each.name for each in parts if each.code in usual and each.code not in chosen],
            [(each.name, each.regency) for each in parts if each.code in chosen and each.code not in usual])


def _frame(chosen: Collection[str]) -> str:
    """The part of the map in which the chosen lie, with their neighbours; on the whole one a thumb covers three."""
    plan = _map()
    within = [shape(each.geometry).bounds for each in wilayah.kecamatan() if each.code in chosen]
    if plan is None or not within:
        return ""
    west, south, east, north = shapely.total_bounds([shapely.box(*each) for each in within])
    (left, top), (right, bottom) = plan.spot(north, west), plan.spot(south, east)
    side = max(right - left, bottom - top) * WITH_NEIGHBOURS
    return f"{(left + right - side) / 2:.0f} {(top + bottom - side) / 2:.0f} {side:.0f} {side:.0f}"


@lru_cache(maxsize=1)
def _map() -> Plan | None:
    """Every kecamatan under its code."""
    return draw((each.code, each.geometry) for each in wilayah.kecamatan())


def _inside(found: Sequence[Area]) -> set[str]:
    """The kecamatan that lie in an area, by their middles."""
    whole = shapely.union_all([shape(each.geometry) for each in found])
    shapely.prepare(whole)
    return {each.code for each in wilayah.kecamatan() if whole.contains(shapely.Point(each.inside))}


def _holders(around: Around) -> dict[str, str]:
    tree = shapely.STRtree([shape(each.geometry) for _, each in around])
    parts = wilayah.kecamatan()
    hits = tree.query([shapely.Point(each.inside) for each in parts], predicate="within")
    return {parts[int(part)].code: around[int(at)][0] for part, at in zip(*hits, strict=True)}


@post(PAGE, include_in_schema=False)
async def choose(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """Kecamatan, ticked. Nothing is in force yet."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    found = _ticked(said)
    if not found:
        await guest.services.db.read(as_officer, guest.token, road_of, station_code)
        return await _page(guest, station_code, guest.say(AREA_REFUSED["nothing_chosen"]), 422)
    return await _proposed(guest, station_code, found)


def _ticked(said: Mapping[str, str]) -> list[Area]:
    return [Area(each.name, each.geometry) for each in wilayah.kecamatan() if said.get(TICK + each.code)]


@post(f"{PAGE}/berkas", include_in_schema=False, request_max_body_size=LARGEST_UPLOAD)
async def upload(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """A drawing from a map program."""
    guest = visit(request, DOOR)
    await guest.services.db.read(as_officer, guest.token, road_of, station_code)  # before a byte of it is held
    async with uploaded(request, guest, areas.LARGEST_MB) as words:
        try:
            if words is None:
                raise areas.Refused("none", "is missing")
            found = await guest.services.counting.run(areas.read, words)
        except areas.Refused as why:
            said = guest.say(AREA_REFUSED[why.extra["why"]]).format(**why.extra)
            return await _page(guest, station_code, said, 422)
    return await _proposed(guest, station_code, found)


async def _proposed(guest: Visit, code: str, found: list[Area]) -> Response[Any]:
    around = await guest.services.db.read(as_officer, guest.token, drawing.neighbours, code)
    told = await guest.services.counting.run(drawing.proposal, found, around)
    await guest.services.db.write(as_officer, guest.token, drawing.propose, code, told)
    return onward(address(code, "area") + "#usulan")


@post(f"{PAGE}/pakai", include_in_schema=False)
async def use(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await _deed(guest, station_code, drawing.use, said.get("overlap") == "1", said.get("far") == "1",
                       said.get("seen", ""))


@post(f"{PAGE}/buang", include_in_schema=False)
async def drop(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await _deed(guest, station_code, drawing.drop, said.get("seen", ""))


@post(f"{PAGE}/batal", include_in_schema=False)
async def take_back(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await _deed(guest, station_code, drawing.take_back, said.get("sure") == "1", said.get("seen", ""))


async def _deed(guest: Visit, code: str, verb: Any, *args: Any) -> Response[Any]:
    try:
        await guest.services.db.write(as_officer, guest.token, verb, code, *args)
    except Problem as problem:
        return await _page(guest, code, refused(guest, problem), problem.status)
    return onward(address(code, "area"))


ROUTES = [area, choose, upload, use, drop, take_back]
