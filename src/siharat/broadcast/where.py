"""Where a broadcast holds: what a desk chose becomes the area that is published, small enough for one push."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape

from siharat.broadcast.rules import Area, Point, Wish
from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.kernel.errors import invalid
from siharat.kernel.place import Place
from siharat.people import access, stations, wilayah
from siharat.people.access import OfficerCaller
from siharat.people.areas import METRES_PER_DEGREE
from siharat.people.wilayah import Part

MOST_POINTS = 110
"""Of all outlines together: some 1,900 of the 3,993 bytes of a push."""
FINEST = 0.0005
"""Degrees, some 55 m: outlines are drawn no finer than a phone knows its place in a town."""
DECIMALS = 4
BLURRED = 3
"""Decimals of an incident's place, some 110 m: the middle of the circle must not be somebody's door."""


@dataclass(frozen=True, slots=True)
class Chosen:
    area: Area
    stations: tuple[str, ...]
    """Whose citizens it is for."""
    whole: bool


def chosen(tx: Tx, caller: OfficerCaller, wish: Wish) -> Chosen:
    """``Problem`` 422 for a place that is not known or not of the caller's stations, 404 for an incident not theirs."""
    if wish.around:
        return _around(tx, caller, wish)
    if wish.whole:
        return _whole(tx, caller, wish.stations)
    known = {part.code: part for part in parts_of(tx, caller)}
    found = [known[code] for code in wish.parts if code in known]
    if not found:
        raise invalid("parts", "names no part of your area")
    outlines = [part.outline for part in found]
    return Chosen(Area(_listed([part.called for part in found]), outline_of(outlines)),
                  _touching(tx, outlines, caller.path), len(found) == len(known))  # all parts are the whole, too


def parts_of(tx: Tx, caller: OfficerCaller) -> list[Part]:
    """The kelurahan and kecamatan that lie in the areas of the caller's stations, in the order of the alphabet."""
    areas = _areas(tx, [row.code for row in stations.below(tx, caller.path)])
    if not areas:
        return []
    whole = shapely.union_all(areas)
    shapely.prepare(whole)
    return [part for part in wilayah.parts() if whole.contains(part.outline.representative_point())]


def _whole(tx: Tx, caller: OfficerCaller, codes: Sequence[str]) -> Chosen:
    rows = {row.code: row for row in stations.below(tx, caller.path)}
    own = [rows[code] for code in codes if code in rows] or list(rows.values())
    held = [(row, areas) for row in own if (areas := _areas(tx, [row.code]))]
    if not held:
        raise invalid("stations", "has no area yet")
    outlines = [outline for _, areas in held for outline in areas]
    everything = len(held) == len([row for row in rows.values() if _areas(tx, [row.code])]) > 1
    name = stations.get(tx, caller.station).name if everything else _listed([row.name for row, _ in held])
    return Chosen(Area(name, outline_of(outlines)), tuple(row.code for row, _ in held), True)


def _around(tx: Tx, caller: OfficerCaller, wish: Wish) -> Chosen:
    middle, name = _place(tx, caller, wish.around)
    disc = shapely.Point(middle.lon, middle.lat).buffer(wish.km * 1_000 / METRES_PER_DEGREE)
    if not _touching(tx, [shapely.Point(middle.lon, middle.lat)], caller.path):
        raise invalid("around", "lies outside your area")
    km = f"{wish.km:g}".replace(".", ",")
    return Chosen(Area(f"{km} km di sekitar {name}", circles=((middle.lat, middle.lon, wish.km),)),
                  _touching(tx, [disc], ""), False)


def _place(tx: Tx, caller: OfficerCaller, words: str) -> tuple[Place, str]:
    """The place of an incident, of two numbers (latitude, longitude), or of a name."""
    incident_id = incidents.by_code(tx, words.upper())
    if incident_id:
        incident = incidents.get(tx, incident_id)
        if not access.may_see(caller, incident):
            raise invalid("around", "is no place that we know")
        if incident.lat is None or incident.lon is None:
            raise invalid("around", "is an incident whose place nobody knows")
        blurred = Place(round(incident.lat, BLURRED), round(incident.lon, BLURRED))
        return blurred, _name(blurred)  # never its locality: that may be what somebody said on the telephone
    numbers = _numbers(words)
    if numbers is not None:
        return numbers, _name(numbers)
    named = wilayah.place_named(words, stations.somewhere_in(tx, caller.station))
    if named is None:
        raise invalid("around", "is no place that we know")
    middle = Place(round(named.lat, DECIMALS), round(named.lon, DECIMALS))
    return middle, wilayah.name_at(middle) or words


def _name(place: Place) -> str:
    return wilayah.name_at(place) or f"{place.lat:g}, {place.lon:g}"


def _numbers(words: str) -> Place | None:
    lat, comma, lon = words.partition(",")
    try:
        return Place(round(float(lat), DECIMALS), round(float(lon), DECIMALS)) if comma else None
    except ValueError:
        return None


def _areas(tx: Tx, codes: Sequence[str]) -> list[Any]:
    return [shape(area.geometry) for code in codes for area in stations.areas_of(tx, code)]


def _touching(tx: Tx, outlines: Sequence[Any], path: str) -> tuple[str, ...]:
    """The stations whose areas overlap one of the outlines; below ``path``, or any."""
    rows = stations.below(tx, path) if path else stations.every(tx)
    return tuple(row.code for row in rows if any(
        area.intersects(outline) for area in _areas(tx, [row.code]) for outline in outlines))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 8 else ", ".join(names[:7]) + f" + {len(names) - 7}"


def outline_of(outlines: Sequence[Any]) -> tuple[tuple[Point, ...], ...]:
    """The outer lines of all of it, with ``MOST_POINTS`` points at most. Where there are too many islands it grows a
    little until they flow together: rather somebody on the water hears it than an island does not."""
    whole = shapely.union_all(list(outlines))
    tolerance = FINEST
    drawn = _drawn(shapely.simplify(whole, tolerance))
    while sum(map(len, drawn)) > MOST_POINTS:
        tolerance *= 1.5
        drawn = _drawn(shapely.simplify(shapely.buffer(whole, tolerance, quad_segs=1), tolerance))
    return drawn


def _drawn(geometry: Any) -> tuple[tuple[Point, ...], ...]:
    """CAP knows no holes: who lives in one is told, too."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]
    lines = [_line(part.exterior.coords) for part in parts]
    return tuple(line for line in lines if len(set(line)) >= 3)


def _line(coordinates: Any) -> tuple[Point, ...]:
    points = [(round(lat, DECIMALS), round(lon, DECIMALS)) for lon, lat in coordinates]
    kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    return (*kept, kept[0]) if kept[-1] != kept[0] else tuple(kept)
