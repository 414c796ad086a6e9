"""Whether one station may take another's place, and for how long that may be undone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from siharat.kernel import Problem
from siharat.kernel.clock import DAY, SECOND
from siharat.kernel.errors import invalid

Kind = Literal["closed", "merged"]
UNDONE_WITHIN = 30 * DAY
"""Later the officers have other duties and the roster other teams: it is set up anew."""
LOOKS_AFTER = (1 * SECOND, 10 * SECOND, 60 * SECOND)
"""Whoever wrote for the station in the moment of its end, on another node, is found: a press, a new phone."""
LONGEST_NAME = 120
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A station as far as it matters here."""

    code: str
    path: str
    officers: int
    live: bool
    closed: bool


def named(value: object) -> str:
    name = " ".join(str(value or "").split())
    if not (1 <= len(name) <= LONGEST_NAME and name.isprintable()):
        raise invalid("name", f"has 1 to {LONGEST_NAME} letters")
    return name


def stands_higher(successor: str, path: str) -> bool:
    """By their paths in the tree. Whoever goes there would have more below them than before."""
    return successor.count("/") < path.count("/")


def reason(value: object) -> str:
    words = str(value or "").strip()[:LONGEST_REASON]
    if not words:
        raise invalid("reason", "is empty: say why, it is read for years")
    return words


def may_succeed(station: Place, successor: Place, drilling: bool, open_: Sequence[str], kind: Kind,
                leave: bool) -> None:
    """``Problem`` 409 that says what stands in the way."""
    if station.closed:
        raise Problem(409, "station_closed", "That station was closed already.")
    if successor.path.startswith(station.path):
        raise Problem(409, "own_successor", "A station is not followed by itself, nor by one below it.")
    if successor.closed or not successor.live:
        raise Problem(409, "successor_not_live", "Who takes its place must be live: presses will ring there.")
    if not successor.officers and (leave or not station.officers):
        raise Problem(409, "no_officers", "Nobody would ring: the other station has no officers.")
    if drilling:
        raise Problem(409, "drill_running", "A drill is running. End it first.")
    if open_ and kind == "closed":
        raise Problem(409, "still_open_here", f"Still open: {', '.join(open_)}. Finish them, or hand them over, first.",
                      codes=list(open_))


def next_look(at: int, now: int) -> int | None:
    """When whoever came too late is looked for again (ms)."""
    return next((at + after for after in LOOKS_AFTER if at + after > now), None)


def still_undoable(at: int, now: int) -> None:
    if now - at > UNDONE_WITHIN:
        raise Problem(409, "too_late", "After thirty days a closed station is not opened again: set up a new one.")
