"""Alarms near each other in place and time are shown together. Each stays an incident of its own, and rings."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident.policy import EscalationPolicy
from siharat.kernel.clock import MINUTE
from siharat.kernel.place import Place

METRES_PER_DEGREE = 111_320
NEWEST = 32
"""So many of those within reach are looked at. In a flood of 600 from one place a press must not wait for all of
them: they are in one bundle already, whichever of them it meets."""

OPEN_NEARBY = text("""SELECT id, bundle, lat, lon, opened_at FROM incident WHERE station = :station
    AND opened_at >= :since AND closed_at IS NULL AND mode IN ('loud', 'silent') AND lat BETWEEN :south AND :north
    AND lon BETWEEN :west AND :east ORDER BY opened_at DESC LIMIT :newest""")


@dataclass(frozen=True, slots=True)
class Open:
    """An open incident, as far as bundling looks at it."""

    id: str
    bundle: str | None
    lat: float
    lon: float


def of(tx: Tx, station: str, place: Place, policy: EscalationPolicy) -> str | None:
    """The bundle that a new alarm joins: the id of its first incident. ``None``: it stands alone, so far."""
    north = policy.bundle_m / METRES_PER_DEGREE
    east = north / max(math.cos(math.radians(place.lat)), 0.01)
    rows = tx.all(OPEN_NEARBY, station=station, since=tx.now - policy.bundle_minutes * MINUTE, newest=NEWEST,
                  south=place.lat - north, north=place.lat + north, west=place.lon - east, east=place.lon + east)
    return chosen(place, [Open(row.id, row.bundle, row.lat, row.lon) for row in reversed(rows)], policy.bundle_m)


def chosen(place: Place, others: Iterable[Open], within_m: int) -> str | None:
    """The bundle of the nearest within reach; the older of two that are equally near. Pure."""
    near = [(metres(place, other), other) for other in others]
    reached = [(far, other) for far, other in near if far <= within_m]
    if not reached:
        return None
    _, other = min(reached, key=lambda each: each[0])
    return other.bundle or other.id


def metres(place: Place, other: Open) -> float:
    """On a plane: exact to a thousandth over the few kilometres that matter here."""
    north = (other.lat - place.lat) * METRES_PER_DEGREE
    east = (other.lon - place.lon) * METRES_PER_DEGREE * math.cos(math.radians(place.lat))
    return math.hypot(north, east)
