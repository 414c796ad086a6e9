"""What a station's file may say of its area: GeoJSON, read with distrust, and every fault told by its place.

A wrong area rings the wrong station, or none, and nobody notices before somebody presses. So what is doubtful is
refused: a shape that crosses itself, degrees the wrong way round, an area far from all others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import cos, radians
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from siharat.kernel import Problem

Points = npt.NDArray[np.float64]

METRES_PER_DEGREE = 111_320

MENDABLE = 0.01
"""A drawing that crosses itself in a sliver is mended; one in which more than this share changes is refused."""
FARTHEST_KM = 250
"""From all other areas. South Kalimantan on the wrong side of the equator lies 290 km from itself, or more."""
LARGEST_MB = 10
MOST_POINTS = 200_000
"""Of an area; the thirteen stations of South Kalimantan together have a fiftieth of it."""
MOST_MENDED = 20_000
"""Points of a drawing that is mended here: to mend ten times as many takes longer than anybody waits."""
MOST_CROSSINGS = 10_000
"""Of lines with lines, in a whole file. What it costs to unite or to mend a drawing is its crossings, not its points;
the shipped stations have 880, where neighbours' borders weave."""
MOST_MEETINGS = 1_500_000
"""Of the boxes around lines, each counted from both sides, itself included; a rough coast has four for each line."""
LINES_AT_ONCE = 32
"""Even where each meets every other line of a file, their meetings take a hundred megabytes and no more."""
LONGEST_NAME = 120
COARSE_M = 20
"""Overlaps and distances are looked for along outlines that are simplified by so much."""
BORDER_M = 300
"""Neighbours' outlines were simplified each by itself. What they have in common is a border unless somewhere it is more
than twice this wide; among the shipped stations no strip is."""


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    geometry: dict[str, Any]
    """A GeoJSON Polygon or MultiPolygon, WGS 84."""


class Refused(Problem):
    """A drawing that is no area. ``why`` is stable: pages say it in the language of who reads them."""

    def __init__(self, why: str, said: str, **facts: Any) -> None:
        super().__init__(422, "invalid", f"area: {said}", field="area", why=why, **facts)
        self.said = said


def read(words: bytes) -> list[Area]:
    """Every polygon of a file of GeoJSON. ``Refused`` for all that is none, within a second whatever it holds."""
    return polygons(document(words))


def document(words: bytes, once: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """JSON without the numbers that JSON does not have, nor more points than an area needs. ``Refused``. ``once``
    makes an object of its pairs."""
    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is no coordinate")

    if len(words) > LARGEST_MB * 1024 * 1024:
        raise Refused("large", f"it is larger than {LARGEST_MB} MB", megabytes=LARGEST_MB)
    # Each point opens a bracket; to read a million takes longer than to say so. An empty object costs as much.
    if words.count(b"[") > MOST_POINTS or words.count(b"{") > MOST_POINTS:
        raise Refused("points", f"it has more than {MOST_POINTS:,} points", points=MOST_POINTS)
    try:
        return json.loads(words.decode("utf-8-sig"), parse_constant=refuse, object_pairs_hook=once)
    except UnicodeDecodeError as error:
        raise Refused("letters", "it is not UTF-8 text") from error
    except RecursionError as error:
        raise Refused("deep", "it is nested too deep") from error
    except ValueError as error:
        raise Refused("json", f"it is not JSON ({error})") from error


def polygons(document: Any) -> list[Area]:
    """Every polygon of a GeoJSON file (RFC 7946). Raises ``Problem`` 422 for what encloses nothing on earth, or not
    surely what was meant."""
    if not isinstance(document, dict):
        raise Refused("geojson", "is not GeoJSON")
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    drawn = []
    for number, feature in enumerate(features if isinstance(features, list) else [], start=1):
        if not isinstance(feature, dict):
            continue
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        drawn.append((number, _name(feature, number), _drawn(geometry, number)))
    if not drawn:
        raise Refused("no_polygon", "holds no Polygon or MultiPolygon")
    must_be_plain([outline for _, _, outline in drawn])
    return [Area(name, mapping(_outline(outline, number))) for number, name, outline in drawn]


def _name(feature: dict[str, Any], number: int) -> str:
    """What can be shown and stored, else the number: half a surrogate pair or a zero byte no database takes."""
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return str(number)
    said = properties.get("nama") or properties.get("name")
    if not isinstance(said, str | int):
        return str(number)
    letters = (letter for letter in str(said) if letter.isprintable())
    return "".join(islice(letters, LONGEST_NAME)).strip() or str(number)


def _drawn(geometry: dict[str, Any], number: int) -> BaseGeometry:
    try:
        outline = shapely.force_2d(shape(geometry))  # heights serve nobody, and one that is no number is no GeoJSON
    except Exception as error:  # strangers' coordinates break shapely in more ways than it documents
        raise Refused("shape", f"feature {number} cannot be read: {str(error)[:200]}", feature=number) from error
    west, south, east, north = outline.bounds
    # The bounds pass over a point that is NaN, and mending would leave it out: an area that nobody drew.
    known = not outline.is_empty and np.isfinite(shapely.get_coordinates(outline)).all()
    if not (known and west >= -180 and east <= 180 and south >= -90 and north <= 90):
        if west >= -90 and east <= 90 and south >= -180 and north <= 180:
            raise Refused("axes", f"feature {number} has latitude and longitude the wrong way round; GeoJSON "
                          "writes the longitude first, such as [114.83, -3.44]", feature=number)
        raise Refused("degrees", f"feature {number} is empty or not in degrees of WGS 84 (EPSG:4326)", feature=number)
    return outline


def must_be_plain(outlines: Sequence[BaseGeometry]) -> None:
    """Raises ``Refused`` for outlines whose lines cross so often, all together, that uniting or mending them would take
    the memory and the time of everybody. Its own cost is bounded: it stops as soon as it has seen enough."""
    starts, ends = _lines(outlines)
    lines = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)))
    tree = shapely.STRtree(lines)
    met, meetings = [], 0
    for first in range(0, len(lines), LINES_AT_ONCE):
        pairs = tree.query(lines[first:first + LINES_AT_ONCE])
        meetings += pairs.shape[1]
        if meetings > MOST_MEETINGS:
            raise _tangled()
        pairs[0] += first
        met.append(pairs[:, pairs[0] < pairs[1]])
    one, other = np.concatenate(met, axis=1)
    if _crossings(starts[one], ends[one], starts[other], ends[other]) > MOST_CROSSINGS:
        raise _tangled()


def _lines(outlines: Sequence[BaseGeometry]) -> tuple[Points, Points]:
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(outlines)), return_index=True)
    on = ring[:-1] == ring[1:]
    return points[:-1][on], points[1:][on]


def _crossings(a: Points, b: Points, c: Points, d: Points) -> int:
    """How many lines a-b cross, touch or cover their c-d. Where they share an end nobody has to look for the point."""
    def side(start: Points, end: Points, point: Points) -> Points:
        along, away = end - start, point - start
        return np.sign(along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0])

    meet = (side(a, b, c) * side(a, b, d) <= 0) & (side(c, d, a) * side(c, d, b) <= 0)
    for one in (a, b):
        for other in (c, d):
            meet &= (one != other).any(axis=1)
    return int(np.count_nonzero(meet))


def _tangled() -> Refused:
    return Refused("tangled", f"its lines cross each other more than {MOST_CROSSINGS:,} times; "
                   "unite the shapes in the map program that drew them", crossings=MOST_CROSSINGS)


def _outline(outline: BaseGeometry, number: int) -> BaseGeometry:
    if not outline.area and outline.is_valid:
        raise Refused("nothing", f"feature {number} encloses nothing", feature=number)
    if outline.is_valid:
        return outline
    if shapely.get_num_coordinates(outline) > MOST_MENDED:
        raise _crossing(outline, number)
    return _mended(outline, number)


def _mended(outline: BaseGeometry, number: int) -> BaseGeometry:
    """Without the slivers that drawing programs leave; what crosses itself in earnest only its maker can mend."""
    mended = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    if not mended.area:
        raise Refused("nothing", f"feature {number} encloses nothing", feature=number)
    if abs(mended.area - outline.area) > MENDABLE * mended.area:
        raise _crossing(outline, number)
    return mended


def _crossing(outline: BaseGeometry, number: int) -> Refused:
    return Refused("crosses", f"feature {number} crosses itself ({shapely.is_valid_reason(outline)[:100]}); "
                   "mend it in the map program that drew it", feature=number)


def must_be_near(found: Sequence[Area], others: Sequence[Area]) -> None:
    """Raises ``Problem`` 422 for an area that lies so far from all others that a sign or an axis is wrong."""
    name, km = farthest(found, others)
    if km > FARTHEST_KM:
        raise Problem(422, "area_far", f"area: {name} lies about {km:.0f} km from all other stations; "
                      "south of the equator latitudes are negative. If it is really there: --far.", field="area")


def farthest(found: Sequence[Area], others: Sequence[Area]) -> tuple[str, float]:
    """Which part of an area lies farthest from all others, and how many km; 0 where there are no others."""
    there = shapely.STRtree([shape(each.geometry) for each in others])
    if not len(there) or not found:
        return "", 0.0
    outlines = [(area.name, _coarse(shape(area.geometry))) for area in found]
    away = [(name, outline.distance(there.geometries[there.nearest(outline)])) for name, outline in outlines]
    name, degrees = max(away, key=lambda each: each[1])
    return name, float(degrees) * METRES_PER_DEGREE / 1000


@dataclass(frozen=True, slots=True)
class Extent:
    """How large an area is, and where its middle lies: so that whoever reads it sees a wrong sign."""

    km2: float
    lat: float
    lon: float


def extent(found: Sequence[Area]) -> Extent:
    whole = _whole(found)
    return Extent(_km2(whole), whole.centroid.y, whole.centroid.x)


def overlaps(found: Sequence[Area], others: Sequence[tuple[str, Area]]) -> dict[str, float]:
    """With whom an area has ground in common, and how much (km²): by the names that the others are given with. What is
    narrow all along is a border."""
    here = shapely.union_all([_coarse(shape(each.geometry)) for each in found])
    tree = shapely.STRtree([shape(each.geometry) for _, each in others])
    touched: dict[str, list[BaseGeometry]] = {}
    for at in sorted(int(hit) for hit in tree.query(here, predicate="intersects")):
        touched.setdefault(others[at][0], []).append(tree.geometries[at])
    if touched:
        must_be_plain([here, *(part for parts in touched.values() for part in parts)])
    shared = {name: here.intersection(shapely.union_all(parts)) for name, parts in sorted(touched.items())}
    return {name: _km2(common) for name, common in shared.items()
            if not common.buffer(-BORDER_M / METRES_PER_DEGREE).is_empty}


def _coarse(outline: BaseGeometry) -> BaseGeometry:
    return outline.simplify(COARSE_M / METRES_PER_DEGREE)


def _whole(found: Sequence[Area]) -> BaseGeometry:
    return shapely.union_all([shape(each.geometry) for each in found])


def _km2(outline: BaseGeometry) -> float:
    if not outline.area:
        return 0.0
    return float(outline.area * (METRES_PER_DEGREE / 1000) ** 2 * cos(radians(outline.centroid.y)))


def described(found: Sequence[Area]) -> str:
    """``371 km² around 3.44° S, 114.83° E``."""
    here = extent(found)
    return (f"{here.km2:.0f} km² around {abs(here.lat):.2f}° {'N' if here.lat >= 0 else 'S'}, "
            f"{abs(here.lon):.2f}° {'E' if here.lon >= 0 else 'W'}")
