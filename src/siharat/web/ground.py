"""A station's area, as a plan and as shapes for the map: made once, and kept until an area changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from sqlalchemy import text

from siharat.db import Tx
from siharat.people import stations, wilayah
from siharat.web.plan import Plan, draw

VERSION = text("SELECT version FROM area_version")

FINE, COARSE = 0.00005, 0.001
"""Degrees by which an outline on the map may be wrong: 5 m of one's own, 100 m of a whole station's."""

SLIVER = 0.0005
"""Square degrees, 6 km² here: a hole in an outline that is smaller is none."""

Named = tuple[str, dict[str, Any]]


def plan_of(tx: Tx, code: str) -> Plan | None:
    """``None`` for a station without an area."""
    return _drawn(code, version(tx), tuple(
        (area.name, json.dumps(area.geometry)) for area in stations.areas_of(tx, code)))


def middles_of(tx: Tx, code: str) -> list[tuple[str, float, float]]:
    """Each own area's name and a place inside it, degrees."""
    return list(_middles(version(tx), tuple(
        (area.name, json.dumps(area.geometry)) for area in stations.areas_of(tx, code))))


@lru_cache(maxsize=64)
def _middles(version: str, areas: tuple[tuple[str, str], ...]) -> tuple[tuple[str, float, float], ...]:
    inside = [(name, shape(json.loads(geometry)).representative_point()) for name, geometry in areas]
    return tuple((name, round(point.y, 5), round(point.x, 5)) for name, point in inside)


def version(tx: Tx) -> str:
    """Changes with every area."""
    return str(tx.value(VERSION) or "0")


def shapes_of(tx: Tx, code: str, path: str) -> dict[str, Any]:
    """GeoJSON: the station's own areas by their names; for one that has none, the stations below it as wholes."""
    own = [("", area.name, json.dumps(area.geometry)) for area in stations.areas_of(tx, code)]
    wholes = [] if own else [(row.code, row.name, json.dumps(area.geometry)) for row in stations.below(tx, path)
                             for area in stations.areas_of(tx, row.code)]
    return _shaped(version(tx), tuple(own or wholes))


@lru_cache(maxsize=64)
def _shaped(version: str, areas: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    named: dict[tuple[str, str], list[Any]] = {}
    for code, name, geometry in areas:
        named.setdefault((code, name), []).append(json.loads(geometry))
    if any(code for code, _ in named):
        found = [(code, name, whole(parts)) for (code, name), parts in named.items()]
    else:
        own = [(name, each) for (_, name), parts in named.items() for each in parts]
        found = [("", name, shape(geometry)) for name, geometry in _finer(own)]
    return {"type": "FeatureCollection", "features": [
        feature(code or name, name, outline, _lean(outline, code)) for code, name, outline in found]}


def whole(parts: Sequence[dict[str, Any]]) -> Any:
    """One outline of several areas. Neighbours that were simplified each for themselves do not quite meet: the slivers
    between them are filled, a town that another station has inside it is not."""
    united = shapely.union_all([shape(each) for each in parts])
    return shapely.MultiPolygon([
        shapely.Polygon(each.exterior, [hole for hole in each.interiors if shapely.Polygon(hole).area >= SLIVER])
        for each in getattr(united, "geoms", [united])])


def feature(key: str, name: str, outline: Any, drawn: Any) -> dict[str, Any]:
    """``middle``: where its name is written."""
    inside = outline.representative_point()
    return {"type": "Feature", "geometry": mapping(shapely.orient_polygons(drawn)),
            "properties": {"key": key, "name": name, "middle": [round(inside.x, 5), round(inside.y, 5)]}}


def _lean(outline: Any, code: str) -> Any:
    simple = outline.simplify(COARSE if code else FINE)
    return shapely.set_precision(simple, COARSE / 10 if code else FINE / 5)


@lru_cache(maxsize=64)
def _drawn(code: str, version: str, areas: tuple[tuple[str, str], ...]) -> Plan | None:
    return draw(_finer([(name, json.loads(geometry)) for name, geometry in areas]))


def plan_of_several(tx: Tx, codes: Sequence[str]) -> Plan | None:
    """Their outlines, a name each, by their codes."""
    return _outlined(version(tx), tuple(
        (code, stations.get(tx, code).name, tuple(json.dumps(area.geometry) for area in stations.areas_of(tx, code)))
        for code in codes))


@lru_cache(maxsize=16)
def _outlined(version: str, held: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Plan | None:
    outlines = [(code, name, whole([json.loads(each) for each in areas])) for code, name, areas in held if areas]
    return draw([(name, mapping(shapely.simplify(outline, COARSE))) for _, name, outline in outlines],
                keys=[code for code, _, _ in outlines])


def _finer(areas: list[Named]) -> list[Named]:
    """Where the shipped kelurahan are known, they stand in for the kecamatan around them: an officer
    knows the name of a kelurahan, and that is what an alarm is called by."""
    found: list[Named] = []
    for name, geometry in areas:
        outline = shape(geometry)
        inside = [each for each in kelurahan() if outline.contains(shape(each[1]).representative_point())]
        found += inside if len(inside) > 1 else [(name, mapping(outline))]
    return found


@lru_cache(maxsize=1)
def kelurahan() -> list[Named]:
    """The shipped ones."""
    document = json.loads((wilayah.FILES / "banjarbaru_kelurahan.geojson").read_text(encoding="utf-8"))
    return [(feature["properties"]["nama"], feature["geometry"]) for feature in document["features"]]
