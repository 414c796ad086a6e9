"""When a drill is due, and what it showed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from siharat.kernel.clock import MINUTE, SECOND
from siharat.kernel.errors import invalid
from siharat.ring.rules import NO_CHANNEL

Every = Literal["once", "week", "month"]
Ended = Literal["over", "answered", "stopped", "real_alarm"]
"""Its time was over; somebody took it; a person ended it; a real alarm came."""
Why = Literal["no_receipt", "failed", "gone", "page_closed"]
"""Of a phone that did not ring: it was sent to and said nothing; could not be sent to; its address is dead;
its officer rings only while the page is open, and it was not."""

Verdict = Literal["passed", "thin", "untaken"]
"""Somebody took it and enough phones rang; somebody took it, but too few rang; nobody took it."""

ENOUGH = 0.9
"""Of the phones of a station: so many must ring before it counts on them."""
LASTS = 60 * SECOND
LATE_RECEIPTS = 10 * SECOND
"""After somebody took it: what is still on its way to the other phones may arrive."""
PUT_OFF = 30 * MINUTE
"""How much later a planned drill is tried again when a real alarm was open at its time."""
LAST_DAY = 28
"""Of the month: every month has it."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When drills are held: ``day`` is 0 (Monday) to 6, or 1 to 28 of the month; ``minute`` counts from midnight."""

    every: Every
    day: int
    minute: int

    def after(self, now: int, zone: str) -> int:
        """The first time after ``now`` (both in ms) at which the station's own clock shows it."""
        here = ZoneInfo(zone)
        today = datetime.fromtimestamp(now / 1_000, here).date()
        at = time(self.minute // 60, self.minute % 60)
        for days in range(2 * 31 + 1):
            then = today + timedelta(days)
            if self.day != (then.weekday() if self.every == "week" else then.day):
                continue
            found = round(datetime.combine(then, at, here).timestamp() * 1_000)
            if found > now:
                return found
        raise AssertionError("every week has each day, and every month those up to 28")


def rhythm(every: object, day: object, at: object) -> Rhythm:
    """Reads what a person chose, ``at`` as ``09:30``. Raises ``Problem`` 422 that names the field."""
    if every not in ("week", "month"):
        raise invalid("every", "is week or month")
    try:
        number = int(str(day))
    except ValueError as error:
        raise invalid("day", "is a number") from error
    lowest, highest = (0, 6) if every == "week" else (1, LAST_DAY)
    if not lowest <= number <= highest:
        raise invalid("day", f"is {lowest} to {highest}" + (": 0 is Monday" if every == "week" else ""))
    try:
        hour, _, minute = str(at).replace(".", ":").partition(":")
        moment = time(int(hour), int(minute))
    except ValueError as error:
        raise invalid("at", "is a time of day such as 09:30") from error
    return Rhythm("week" if every == "week" else "month", number, moment.hour * 60 + moment.minute)


class Times(msgspec.Struct, frozen=True):
    """How long phones took to say that they rang, in milliseconds from the press. ``None``: none did."""

    p50: int | None
    p90: int | None
    last: int | None


class Road(msgspec.Struct, frozen=True):
    """One channel's part in a drill."""

    kind: str
    devices: int
    rang: int
    times: Times


class Deaf(msgspec.Struct, frozen=True):
    """An officer none of whose devices said that it rang."""

    name: str
    why: Why
    detail: str = ""


class Report(msgspec.Struct, frozen=True):
    """What a drill showed."""

    incident: str
    code: str
    station: str
    announced: bool
    started_at: int
    ended_at: int | None
    ended_why: Ended | None
    taken_by: str | None
    taken_ms: int | None
    phones: int
    rang: int
    times: Times
    roads: list[Road]
    deaf: list[Deaf]

    @property
    def share(self) -> float:
        """Of the officers whose phones should have rung."""
        return self.rang / self.phones if self.phones else 0.0

    @property
    def verdict(self) -> Verdict:
        """A drill succeeds when it is taken and ``ENOUGH`` of the phones rang: one officer who takes it proves
        the road, and nothing of the three hundred who would have slept through it."""
        if self.taken_by is None:
            return "untaken"
        return "passed" if self.share >= ENOUGH else "thin"


def measured(rings: Sequence[Any], started_at: int, names: Mapping[str, str]) -> tuple[Times, list[Road], list[Deaf]]:
    """From the ledger (rows with ``officer``, ``kind``, ``state``, ``received_at``, ``detail``) of the officers in
    ``names``: times by officer, each channel, and who did not ring."""
    first: dict[str, int] = {}
    for ring in rings:
        if ring.received_at is not None and ring.officer in names:
            took = max(0, ring.received_at - started_at)
            first[ring.officer] = min(took, first.get(ring.officer, took))
    kinds = dict.fromkeys(ring.kind for ring in rings)
    roads = [_road(kind, [ring for ring in rings if ring.kind == kind], started_at) for kind in kinds]
    deaf = [_deaf(name, [ring for ring in rings if ring.officer == officer])
            for officer, name in names.items() if officer not in first]
    return times(list(first.values())), roads, deaf


def times(took: Sequence[int]) -> Times:
    """Nearest rank: each figure is one that a phone really showed."""
    ordered = sorted(took)

    def rank(percent: int) -> int | None:
        return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None

    return Times(rank(50), rank(90), rank(100))


def _road(kind: str, rings: Sequence[Any], started_at: int) -> Road:
    heard = [max(0, ring.received_at - started_at) for ring in rings if ring.received_at is not None]
    return Road(kind, len(rings), len(heard), times(heard))


_TELLING: dict[str, tuple[int, Why]] = {"failed": (3, "failed"), "gone": (2, "gone"), "sent": (4, "no_receipt"),
                                        "sending": (4, "no_receipt"), "pending": (1, "page_closed")}


def _deaf(name: str, rings: Sequence[Any]) -> Deaf:
    """The reason that helps most: what came closest to ringing. A telephone that this server cannot phone is none."""
    told = [(*_TELLING[ring.state], ring.detail or "") for ring in rings
            if ring.state in _TELLING and ring.detail != NO_CHANNEL]
    if not told:
        return Deaf(name, "page_closed")
    _, why, detail = max(told)
    return Deaf(name, why, detail)
