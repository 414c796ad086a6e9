"""What a station's file may say of its area: GeoJSON, read with distrust, and every fault told by its place.

A wrong area rings the wrong station, or none, and nobody notices before somebody presses. So what is doubtful is
refused: a shape that crosses itself, degrees the wrong way round, an area far from all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from siharat.kernel import Problem
from siharat.kernel.errors import invalid

METRES_PER_DEGREE = 111_320

MENDABLE = 0.01
"""A drawing that crosses itself in a sliver is mended; one in which more than this share changes is refused."""
FARTHEST_KM = 250
"""From all other areas. South Kalimantan on the wrong side of the equator lies 290 km from itself, or more."""


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    geometry: dict[str, Any]
    """A GeoJSON Polygon or MultiPolygon, WGS 84."""


def polygons(document: Any) -> list[Area]:
    """Every polygon of a GeoJSON file (RFC 7946). Raises ``Problem`` 422 for what encloses nothing on earth, or not
    surely what was meant."""
    if not isinstance(document, dict):
        raise invalid("area", "is not GeoJSON")
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    found = []
    for number, feature in enumerate(features if isinstance(features, list) else [], start=1):
        if not isinstance(feature, dict):
            continue
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        outline = _outline(geometry, number)
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            properties = {}
        name = str(properties.get("nama") or properties.get("name") or number)
        found.append(Area(name, mapping(outline)))
    if not found:
        raise invalid("area", "holds no Polygon or MultiPolygon")
    return found


def _outline(geometry: dict[str, Any], number: int) -> BaseGeometry:
    try:
        outline = shape(geometry)
    except Exception as error:  # strangers' coordinates break shapely in more ways than it documents
        raise invalid("area", f"feature {number} cannot be read: {str(error)[:200]}") from error
    west, south, east, north = outline.bounds
    # Asked this way round, a NaN is refused too.
    if outline.is_empty or not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        if west >= -90 and east <= 90 and south >= -180 and north <= 180:
            raise invalid("area", f"feature {number} has latitude and longitude the wrong way round; GeoJSON "
                          "writes the longitude first, such as [114.83, -3.44]")
        raise invalid("area", f"feature {number} is empty or not in degrees of WGS 84 (EPSG:4326)")
    if not outline.area and outline.is_valid:
        raise invalid("area", f"feature {number} encloses nothing")
    return outline if outline.is_valid else _mended(outline, number)


def _mended(outline: BaseGeometry, number: int) -> BaseGeometry:
    """Without the slivers that drawing programs leave; what crosses itself in earnest only its maker can mend."""
    mended = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    if not mended.area:
        raise invalid("area", f"feature {number} encloses nothing")
    if abs(mended.area - outline.area) > MENDABLE * mended.area:
        raise invalid("area", f"feature {number} crosses itself ({shapely.is_valid_reason(outline)[:100]}); "
                      "mend it in the map program that drew it")
    return mended


def must_be_near(found: Sequence[Area], others: Iterable[Area]) -> None:
    """Raises ``Problem`` 422 for an area that lies so far from all others that a sign or an axis is wrong."""
    there = shapely.STRtree([shape(each.geometry) for each in others])
    if not len(there):
        return
    for area in found:
        outline = shape(area.geometry)
        km = outline.distance(there.geometries[there.nearest(outline)]) * METRES_PER_DEGREE / 1000
        if km > FARTHEST_KM:
            raise Problem(422, "area_far", f"area: {area.name} lies about {km:.0f} km from all other stations; "
                          "south of the equator latitudes are negative. If it is really there: --far.", field="area")


def described(found: Sequence[Area]) -> str:
    """``371 km² around 3.44° S, 114.83° E``: so that whoever reads it sees a wrong sign."""
    whole = shapely.union_all([shape(each.geometry) for each in found])
    middle = whole.centroid
    square_km = whole.area * (METRES_PER_DEGREE / 1000) ** 2 * cos(radians(middle.y))
    return (f"{square_km:.0f} km² around {abs(middle.y):.2f}° {'N' if middle.y >= 0 else 'S'}, "
            f"{abs(middle.x):.2f}° {'E' if middle.x >= 0 else 'W'}")
