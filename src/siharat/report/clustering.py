"""Where and when reports and incidents cluster, how sure that is, and whether a patrol helped. Pure.

Places, never persons. Small numbers look like patterns: every count stands with the range in which its true rate may
lie, a place and a time are suggested only where chance alone would rarely make so many, and what cannot be said is said
so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma

WINDOW_HOURS = 3
WINDOWS = 24 // WINDOW_HOURS
DAYS = 7
SURE = 0.95
FALSE_SHARE = 0.1
"""Of the suggestions, the share that may be chance (Benjamini and Hochberg 1995)."""
LEAST = 4
"""Fewer than so many of one place and time suggest nothing, however rare they are."""
BEFORE_AND_AFTER_DAYS = 28


@dataclass(frozen=True, slots=True)
class Happened:
    """One incident or report: where, and when by the clock on the wall there."""

    place: str
    """A kelurahan or kecamatan."""
    weekday: int
    """0 is Monday."""
    hour: int
    day: int
    """Days since some day; the same for all."""
    incident: bool = False

    @property
    def window(self) -> int:
        return self.hour // WINDOW_HOURS


@dataclass(frozen=True, slots=True)
class Rate:
    """So many, and between which two the expected number may lie (Garwood 1936)."""

    count: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    all: Rate
    incidents: int
    reports: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Look here, then: so many happened, where chance alone would make about ``expected``."""

    place: str
    weekday: int
    window: int
    count: int
    expected: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What happened at the place and time of a patrol, in four weeks before it and after. ``ratio`` is after against
    before, with its range; the same of everywhere else stands beside it, for a month can be quiet by itself."""

    before: int
    after: int
    low: float
    high: float
    elsewhere_before: int
    elsewhere_after: int

    @property
    def verdict(self) -> str:
        """``rarer``, ``oftener``, or ``unknown``."""
        return "rarer" if self.high < 1 else "oftener" if self.low > 1 else "unknown"


def rate(count: int) -> Rate:
    """The exact range of a Poisson rate, at 95 %."""
    from scipy.special import gammaincinv  # with the first page that asks: it takes a fifth of a second to load

    rest = (1 - SURE) / 2
    return Rate(count, float(gammaincinv(count, rest)) if count else 0.0, float(gammaincinv(count + 1, 1 - rest)))


def places(happened: Iterable[Happened]) -> list[Place]:
    """The most first."""
    all_, incidents = Counter[str](), Counter[str]()
    for each in happened:
        all_[each.place] += 1
        incidents[each.place] += each.incident
    return [Place(name, rate(count), incidents[name], count - incidents[name])
            for name, count in sorted(all_.items(), key=lambda item: (-item[1], item[0]))]


def week(happened: Iterable[Happened]) -> list[list[int]]:
    """How many in each window of each weekday."""
    counted = Counter((each.weekday, each.window) for each in happened)
    return [[counted[day, window] for window in range(WINDOWS)] for day in range(DAYS)]


def suggestions(happened: Sequence[Happened]) -> list[Suggestion]:
    """Places and times with more than their share: more than the place's own total and the time's own total make likely
    when neither has to do with the other (Fisher's exact test). All of them are tried, and among so many some are
    always rare: hence the correction."""
    total = len(happened)
    by_place = Counter(each.place for each in happened)
    by_time = Counter((each.weekday, each.window) for each in happened)
    tried = []
    for (place, day, window), count in Counter((e.place, e.weekday, e.window) for e in happened).items():
        expected = by_place[place] * by_time[day, window] / total
        likely = _at_least(count, total, by_place[place], by_time[day, window])
        tried.append((likely, Suggestion(place, day, window, count, expected)))
    kept = _rare(sorted(tried, key=lambda each: each[0]), len(by_place) * len(by_time))
    return sorted((each for each in kept if each.count >= LEAST), key=lambda each: each.expected - each.count)


def _at_least(count: int, total: int, here: int, then: int) -> float:
    """How likely it is that of ``total``, of which ``here`` are of the place, ``then`` drawn at random are of the place
    ``count`` times or more often: the upper tail of the hypergeometric distribution."""
    ways = _log_ways(total, then)
    return min(1.0, sum(exp(_log_ways(here, each) + _log_ways(total - here, then - each) - ways)
                        for each in range(max(count, here + then - total), min(here, then) + 1)))


def _log_ways(all_: int, chosen: int) -> float:
    return lgamma(all_ + 1) - lgamma(chosen + 1) - lgamma(all_ - chosen + 1)


def _rare(tried: list[tuple[float, Suggestion]], trials: int) -> list[Suggestion]:
    """Those whose chance is small enough for so many trials; empty cells were tries as well."""
    last = max((number for number, (chance, _) in enumerate(tried, start=1)
                if chance <= FALSE_SHARE * number / trials), default=0)
    return [suggestion for _, suggestion in tried[:last]]


def effect(happened: Iterable[Happened], place: str, weekday: int, window: int, day: int) -> Effect:
    """Before and after the patrol of that day, at its place and time. The day itself belongs to neither."""
    here, elsewhere = Counter[bool](), Counter[bool]()
    for each in happened:
        if each.day != day and abs(each.day - day) <= BEFORE_AND_AFTER_DAYS:
            at = each.place == place and each.weekday == weekday and each.window == window
            (here if at else elsewhere)[each.day > day] += 1
    low, high = _ratio(here[False], here[True])
    return Effect(here[False], here[True], low, high, elsewhere[False], elsewhere[True])


def _ratio(before: int, after: int) -> tuple[float, float]:
    """The range of the ratio of two Poisson rates over equal times: exact, from the share of the later ones in all
    (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    rest, all_ = (1 - SURE) / 2, before + after
    low = float(betaincinv(after, all_ - after + 1, rest)) if after else 0.0
    high = float(betaincinv(after + 1, all_ - after, 1 - rest)) if after < all_ else 1.0
    return low / (1 - low) if low < 1 else float("inf"), high / (1 - high) if high < 1 else float("inf")
