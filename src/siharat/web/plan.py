"""A plan of a station's area as SVG paths: no tiles, no network, 8 kB.

Plate carrée around the middle of the area: right to a metre in ten kilometres, which is what a plan promises.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

WIDTH = 1000.0
SIZE = 17.0
"""Height of a name on the whole plan, in its units."""
WIDE = 0.56
"""Width of a letter, on average, of its height."""
DETAIL = 1.2
"""Corners that move the outline by less than this much of the width's thousandth are left out."""


@dataclass(frozen=True, slots=True)
class Area:
    key: str
    """What it is known by in the page: its name, where no two have the same."""
    name: str
    path: str
    x: float
    y: float
    big: bool
    """Room enough on the whole plan to carry its name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a degree lies: ``x = (lon - west) * per_lon``, ``y = (north - lat) * per_lat``."""

    width: float
    height: float
    west: float
    north: float
    per_lon: float
    per_lat: float
    metres: float
    """Metres of one unit."""
    size: float = SIZE
    """Height of a name, in units."""
    areas: list[Area] = field(default_factory=list)

    def spot(self, lat: float, lon: float) -> tuple[float, float]:
        return round((lon - self.west) * self.per_lon, 1), round((self.north - lat) * self.per_lat, 1)

    def around(self, lat: float, lon: float, metres: float = 2_600, aspect: float = 0.5) -> str:
        """A view box with the place in its middle."""
        x, y = self.spot(lat, lon)
        width = metres / self.metres
        return f"{x - width / 2:.1f} {y - width * aspect / 2:.1f} {width:.1f} {width * aspect:.1f}"


def draw(areas: Iterable[tuple[str, dict[str, Any]]], size: float = SIZE, keys: Sequence[str] = ()) -> Plan | None:
    """From named GeoJSON geometries; ``None`` when there is nothing to draw. ``size``: height of a name, the larger the
    smaller the plan is shown. ``keys``: one for each, where two may have the same name."""
    shapes = [(name, shape(geometry)) for name, geometry in areas]
    keys = keys or [name for name, _ in shapes]
    if not shapes:
        return None
    west, south, east, north = MultiPolygon([p for _, s in shapes for p in _polygons(s)]).bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    margin = (east - west) * 0.03
    west, east, south, north = west - margin, east + margin, south - margin, north + margin
    per_lon = WIDTH / (east - west)
    per_lat = per_lon / squeeze
    empty = Plan(WIDTH, round((north - south) * per_lat, 1), west, north, per_lon, per_lat,
                 metres=111_195 / per_lat, size=size)
    return replace(empty, areas=_named([
        _area(empty, key, name, geometry) for key, (name, geometry) in zip(keys, shapes, strict=True)], size * WIDE))


def _area(plan: Plan, key: str, name: str, geometry: BaseGeometry) -> Area:
    simple = geometry.simplify(DETAIL / plan.per_lon, preserve_topology=True)
    rings = [polygon.exterior for polygon in _polygons(simple)]
    path = "".join(_ring(plan, list(ring.coords)) for ring in rings)
    inside = geometry.representative_point()
    x, y = plan.spot(inside.y, inside.x)
    broad = (geometry.bounds[2] - geometry.bounds[0]) * plan.per_lon
    return Area(key, name, path, x, y, broad > len(name) * plan.size * WIDE * 0.9)


def _named(areas: list[Area], letter: float) -> list[Area]:
    """Takes the name from those whose letters would lie over another's."""
    taken: list[Area] = []
    found = []
    for area in sorted(areas, key=lambda area: -len(area.path)):
        free = area.big and not any(
            abs(area.x - other.x) < (len(area.name) + len(other.name)) * letter / 2
            and abs(area.y - other.y) < 1.2 * letter / WIDE for other in taken)
        if free:
            taken.append(area)
        found.append(replace(area, big=free))
    return found


def _ring(plan: Plan, corners: list[tuple[float, ...]]) -> str:
    spots = [plan.spot(corner[1], corner[0]) for corner in corners[:-1]]
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in spots) + "Z"


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [geometry]
    return [part for part in getattr(geometry, "geoms", []) if isinstance(part, Polygon)]
