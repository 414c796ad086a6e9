"""The plan of a station's area, drawn once and kept until an area changes."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from shapely.geometry import mapping, shape
from sqlalchemy import text

from siharat.db import Tx
from siharat.people import stations, wilayah
from siharat.web.plan import Plan, draw

VERSION = text("SELECT version FROM area_version")

Named = tuple[str, dict[str, Any]]


def plan_of(tx: Tx, code: str) -> Plan | None:
    """``None`` for a station without an area."""
    return _drawn(code, tx.value(VERSION) or "", tuple(
        (area.name, json.dumps(area.geometry)) for area in stations.areas_of(tx, code)))


@lru_cache(maxsize=64)
def _drawn(code: str, version: str, areas: tuple[tuple[str, str], ...]) -> Plan | None:
    return draw(_finer([(name, json.loads(geometry)) for name, geometry in areas]))


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
