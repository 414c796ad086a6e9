"""Where officers are who share their place: only with an incident that is open, and only as they last said."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.kernel.clock import MINUTE
from siharat.people import access
from siharat.people.access import OfficerCaller

LASTS = 30 * MINUTE
"""A place that is older says nothing of where the officer is."""

NEWEST = text("""SELECT l.actor, l.incident, l.at, l.payload FROM log_line l JOIN
    (SELECT actor, max(position) AS position FROM log_line WHERE station = :station AND position > :since
     AND kind IN ('location', 'movement') AND actor LIKE 'officer:%' AND payload LIKE '%"lat":%' GROUP BY actor) n
    ON n.position = l.position AND n.actor = l.actor
    JOIN incident i ON i.id = l.incident
    WHERE l.station = :station AND i.closed_at IS NULL ORDER BY l.actor""")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    officer: str
    incident: str
    lat: float
    lon: float
    accuracy_m: float | None
    at: int
    """When the officer was there (ms)."""


def whereabouts(tx: Tx, caller: OfficerCaller) -> list[Whereabouts]:
    """Of who works with the caller's station; nothing of an incident that the caller may not see."""
    access.operator_of(caller, caller.path)
    found = []
    for row in tx.all(NEWEST, station=caller.station, since=(tx.now - LASTS) * 1_000):
        if access.may_see(caller, incidents.get(tx, row.incident)):
            said = log.payload_of(row)
            found.append(Whereabouts(row.actor.removeprefix("officer:"), row.incident, said["lat"], said["lon"],
                                     said.get("accuracy_m"), said.get("at", row.at)))
    return found
