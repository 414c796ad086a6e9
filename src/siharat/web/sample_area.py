"""The 20 kelurahan of Banjarbaru, for ``/-/patterns``. A station's own area comes from the database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from shapely.geometry import mapping, shape

from siharat.people import wilayah
from siharat.web.ground import COARSE, feature, kelurahan, whole
from siharat.web.plan import Plan, draw


@lru_cache(maxsize=1)
def plan() -> Plan | None:
    return draw(kelurahan())


def shapes() -> dict[str, Any]:
    """The same for the live map (GeoJSON)."""
    return {"type": "FeatureCollection", "features": [
        feature(name, name, shape(geometry), shape(geometry)) for name, geometry in kelurahan()]}


@lru_cache(maxsize=1)
def stations() -> tuple[tuple[str, str, Any], ...]:
    """Code, name and outline of the 13 stations of the province."""
    return tuple((each.code, each.name, whole([part["geometry"] for part in each.features]).simplify(COARSE))
                 for each in wilayah.shipped_stations())


def province_plan() -> Plan | None:
    return draw([(name, mapping(outline)) for _, name, outline in stations()], keys=[code for code, _, _ in stations()])


def province_shapes() -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [
        feature(code, name, outline, outline) for code, name, outline in stations()]}
