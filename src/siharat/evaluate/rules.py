"""What one incident says about time, and what it counts as. Pure: no clock, no database.

A case is an incident reduced to its first times. ``measure`` is the definition of every interval; the columns of
``cases`` do the same for a million at once, and a test holds both to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Literal

from siharat.incident.rules import NO_DISTRESS
from siharat.kernel.clock import DAY
from siharat.kernel.errors import invalid

Interval = Literal["queue", "call_back", "travel", "response", "on_scene"]
Apart = Literal["", "practice", "drill", "duplicate"]
Standing = Literal["measured", "unfinished", "impossible", "not_due"]

INTERVALS: dict[Interval, tuple[str, str]] = {
    "queue": ("raised", "claimed"),
    "call_back": ("claimed", "reached"),
    "travel": ("en_route", "on_scene"),
    "response": ("raised", "on_scene"),
    "on_scene": ("on_scene", "clear"),
}
"""From which moment to which. Where something happened more than once the first counts, for the citizen has been
waiting since then; of leaving the scene, the last."""
MOMENTS = ("raised", "claimed", "reached", "en_route", "on_scene", "clear", "closed")
APART: tuple[Apart, ...] = ("", "practice", "drill", "duplicate")
FALSE = NO_DISTRESS
"""The four kinds of a press behind which there was nothing."""
LONGEST = 30 * DAY
"""No call-back and no way takes longer: such a time is a mistake of whoever wrote it down."""
FARTHEST_KM = 300
"""A place further from the station than that is no place of its area: its distance counts as unknown."""
FEWEST = 30
"""Below so many measured cases a figure says of itself that it rests on few."""


@dataclass(frozen=True, slots=True)
class Case:
    """One incident as the evaluation sees it. Times in milliseconds, ``None`` where it never happened."""

    raised: int
    claimed: int | None = None
    reached: int | None = None
    en_route: int | None = None
    on_scene: int | None = None
    clear: int | None = None
    closed: int | None = None
    disposition: str = ""
    mode: str = "loud"
    category: str = ""
    channel: str = ""
    locality: str = ""
    climbed: int = 0
    """How often nobody had answered in time."""
    handed: int = 0
    """How often another station took it over."""
    rung: int | None = None
    """Officers whose phones were rung, and ``proved``: those whose phone itself has said so. ``None``: not recorded."""
    proved: int | None = None
    helped: str = ""
    """What the citizen answered to the one question: ``yes``, ``partly``, ``no``; empty: nothing."""
    lat: float | None = None
    lon: float | None = None
    recorded: str = ""
    """The moments that whoever wrote it down ever wrote down; empty: all. A spreadsheet without a column for the
    arrival does not say that nobody arrived."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the log without anything that points to a person."""

    kind: str
    at: int
    what: str = ""
    """Mode of a press, outcome of a call-back or of the question, status of a movement, disposition of the end."""
    phones: tuple[int, int] | None = None
    """Of the end: how many were rung, how many proved it."""


def case_of(facts: Iterable[Fact], *, category: str = "", channel: str = "", locality: str = "",
            lat: float | None = None, lon: float | None = None) -> Case | None:
    """The case that these lines of one incident tell, in whatever order; ``None`` when nobody ever pressed."""
    first: dict[str, int] = {}
    clear: int | None = None
    disposition, amended, mode, climbed, handed, rated = "", "", "loud", 0, 0, (-1, "")
    phones: tuple[int | None, int | None] = (None, None)
    for fact in facts:
        moment = _moment(fact)
        if moment == "clear":
            clear = fact.at if clear is None else max(clear, fact.at)
        elif moment and fact.at <= first.get(moment, fact.at):
            first[moment] = fact.at
            if moment == "raised":
                mode = fact.what or "loud"
            elif moment == "closed":
                disposition, phones = fact.what, fact.phones or (None, None)
        climbed += fact.kind == "unanswered"
        handed += fact.kind == "handed_over"
        if fact.kind == "rated" and fact.what and fact.at >= rated[0]:
            rated = (fact.at, fact.what)
        amended = amended or (fact.what if fact.kind == "amended" else "")
    disposition = amended or disposition
    if "raised" not in first:
        return None
    if mode == "practice":  # ended as it began, rings nobody
        first.setdefault("closed", first["raised"])
        disposition = disposition or "test"
    return Case(first["raised"], first.get("claimed"), first.get("reached"), first.get("en_route"),
                first.get("on_scene"), clear, first.get("closed"), disposition, mode, category, channel, locality,
                climbed, handed, *phones, rated[1], lat, lon)


def _moment(fact: Fact) -> str:
    if fact.kind == "call_back":
        return "reached" if fact.what == "reached" else ""
    if fact.kind == "movement":
        return fact.what
    return fact.kind if fact.kind in ("raised", "claimed", "closed") else ""


def apart(case: Case) -> Apart:
    """Why the case is no press that somebody meant for the police, if it is none."""
    if case.mode == "practice":
        return "practice"
    if case.mode == "drill" or case.disposition == "drill":
        return "drill"
    return "duplicate" if case.disposition == "duplicate" else ""


def measure(case: Case, interval: Interval, as_of: int) -> tuple[int | None, Standing]:
    """How long it took, in milliseconds, and what that time is worth.

    ``unfinished``: it lasts at least this long, to the end of the incident or, of an open one, to ``as_of``.
    ``not_due``: it never began, or its end was never written down, or nobody had to go: closed on the phone, or in
    silence where a call could harm.
    """
    start, end = (getattr(case, moment) for moment in INTERVALS[interval])
    if start is None or not _due(case, interval, end):
        return None, "not_due"
    if end is None:
        end, finished = (as_of if case.closed is None else case.closed), False
    else:
        finished = True
    took = end - start
    if not 0 <= took <= LONGEST:
        return took, "impossible"
    return took, "measured" if finished else "unfinished"


def _due(case: Case, interval: Interval, end: int | None) -> bool:
    if end is not None:
        return True
    if case.recorded and INTERVALS[interval][1] not in case.recorded.split():
        return False
    if interval == "response":
        return case.closed is None or case.en_route is not None
    return not (interval == "call_back" and case.mode == "silent")


@dataclass(frozen=True, slots=True)
class Targets:
    """What has been promised, in milliseconds."""

    answer: int = 10_000
    arrival: tuple[tuple[float, int], ...] = ((0.0, 600_000), (5.0, 900_000), (10.0, 1_500_000))
    """Further than so many kilometres from the station's seat: within so long. An unknown distance has the
    shortest."""

    @classmethod
    def read(cls, answer_s: int, arrival: str) -> Targets:
        """From the settings: seconds, and ``0:600 5:900 10:1500`` (kilometres:seconds)."""
        try:
            steps = sorted((float(km), round(float(seconds) * 1_000)) for km, _, seconds in
                           (step.partition(":") for step in arrival.split()))
        except ValueError as error:
            raise invalid("arrive_within", "is not written like 0:600 5:900 10:1500 (kilometres:seconds)") from error
        if answer_s <= 0 or not steps or steps[0][0] != 0 or not all(km < inf and ms > 0 for km, ms in steps):
            raise invalid("arrive_within", "needs positive seconds and a first step at 0 kilometres")
        return cls(answer_s * 1_000, tuple(steps))
