"""The 20 kelurahan of Banjarbaru, for ``/-/patterns``. A station's own area comes from the database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from shapely.geometry import shape

from siharat.web.ground import feature, kelurahan
from siharat.web.plan import Plan, draw


@lru_cache(maxsize=1)
def plan() -> Plan | None:
    return draw(kelurahan())


def shapes() -> dict[str, Any]:
    """The same for the live map (GeoJSON)."""
    return {"type": "FeatureCollection", "features": [
        feature(name, name, shape(geometry), shape(geometry)) for name, geometry in kelurahan()]}
