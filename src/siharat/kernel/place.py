"""Places on the earth, WGS 84 degrees."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""


@dataclass(frozen=True, slots=True)
class Place:
    lat: float
    lon: float
    accuracy_m: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and -90 <= self.lat <= 90):
            raise ValueError("latitude is not between -90 and 90 degrees")
        if not (math.isfinite(self.lon) and -180 <= self.lon <= 180):
            raise ValueError("longitude is not between -180 and 180 degrees")
        if self.accuracy_m is not None and not (math.isfinite(self.accuracy_m) and self.accuracy_m >= 0):
            raise ValueError("accuracy is not a positive number of metres")


def distance_m(a: Place, b: Place) -> float:
    """Great-circle distance in metres (haversine; within 0.5 % of the ellipsoid)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))
