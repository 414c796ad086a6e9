"""How long somebody may be accompanied, and what officers are told when they do not answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from siharat.kernel.clock import MINUTE, SECOND
from siharat.kernel.errors import invalid
from siharat.kernel.place import Place

State = Literal["going", "asked", "alarm"]
SHORTEST, LONGEST = 5, 240
"""Minutes."""
GRACE = 2 * MINUTE
"""Between the question and the alarm: so long it takes to find a phone in a bag, and no longer."""
POINT_EVERY = 10 * SECOND
POINTS_KEPT = 40
LONGEST_WORDS = 200
POINTS_TOLD = 10


@dataclass(frozen=True, slots=True)
class Point:
    place: Place
    at: int
    """When the phone was there (ms)."""


def minutes(said: object) -> int:
    """Reads how long. ``Problem`` 422."""
    try:
        number = int(str(said))
    except ValueError as error:
        raise invalid("minutes", "is a number of minutes") from error
    if not SHORTEST <= number <= LONGEST:
        raise invalid("minutes", f"is {SHORTEST} to {LONGEST}")
    return number


def prolonged(until: int, now: int, more: int) -> int:
    """Never further ahead than somebody could have chosen at first."""
    return min(max(until, now) + more * MINUTE, now + LONGEST * MINUTE)


def told(to: str, track: Sequence[Point], now: int) -> str:
    """What stands in the alarm's note, newest place first; ages in minutes, for officers of two time zones read it."""
    lines = ["Temani saya: tidak menjawab pada waktunya."]
    if to:
        lines.append(f"Tujuan: {to}")
    if not track:
        lines.append("Lokasi tidak pernah diterima.")
    for point in sorted(track, key=lambda each: -each.at)[:POINTS_TOLD]:
        near = "" if point.place.accuracy_m is None else f" ±{round(point.place.accuracy_m)} m"
        ago = max(0, now - point.at) // MINUTE
        lines.append(f"{ago} mnt lalu: {point.place.lat:.5f}, {point.place.lon:.5f}{near}")
    return "\n".join(lines)
