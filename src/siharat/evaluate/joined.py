"""Whether joining helped, across stations that joined at different times: difference in differences.

Each station that joined is compared with itself before, and the same months of stations that had not joined yet take
away what changed everywhere. It holds only while the stations would have moved alike without joining, while nothing
else was begun together with it, and while both sides wrote down the same things. What can be looked at is looked at:
stations that moved apart before anybody joined carry no conclusion, and neither do few stations or few cases
(Callaway and Sant'Anna 2021, with stations not yet joined as the controls; one horizon, pooled shares).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from siharat.evaluate import statistics
from siharat.evaluate.cases import Numbers
from siharat.evaluate.rules import FEWEST

Month = int
"""Years times twelve plus the month, from 0."""
Why = Literal["", "few_stations", "few_controls", "few_cases", "moved_apart", "unclear"]
HORIZON = 3
"""Months before and after."""
FEWEST_STATIONS = 3
FEWEST_CONTROLS = 2


@dataclass(frozen=True, slots=True)
class Station:
    """``joined``: the month of its first real alarm here; ``None``: not yet. ``months``: of each month how many cases
    were within their target, and how many were due."""

    code: str
    joined: Month | None
    months: Mapping[Month, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Effect:
    """By how much the share within target changed because of joining, as far as can be told. ``why`` says why nothing
    is concluded; empty: something is."""

    why: Why
    stations: int = 0
    controls: int = 0
    cases: int = 0
    effect: float | None = None
    range: tuple[float, float] | None = None
    before: float | None = None
    """The same, of the months before anybody joined: it ought to be nothing."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One station that joined, beside those that had not: the change of each, and of the months before."""

    effect: float
    before: float | None
    cases: int


def effect(stations: Sequence[Station]) -> Effect:
    joined = [each for each in stations if each.joined is not None]
    if len(joined) < FEWEST_STATIONS:
        return Effect("few_stations", len(joined))
    lonely, pairs, controls = 0, [], set[str]()
    for each in joined:
        beside = _not_yet(stations, each)
        if len(beside) < FEWEST_CONTROLS:
            lonely += 1
        elif pair := _pair(each, beside):
            pairs.append(pair)
            controls |= {other.code for other in beside}
    if len(pairs) < FEWEST_STATIONS:
        return Effect("few_controls" if lonely > len(joined) - FEWEST_STATIONS else "few_cases", len(pairs),
                      len(controls))
    cases = sum(pair.cases for pair in pairs)
    found, drawn = _pooled(pairs, [pair.effect for pair in pairs], "joined")
    earlier = [pair for pair in pairs if pair.before is not None]
    before, drawn_before = _pooled(earlier, [pair.before or 0.0 for pair in earlier], "joined before")
    low, high = statistics.middle(drawn)
    told = (round(low, 4), round(high, 4))
    apart = len(earlier) >= FEWEST_STATIONS and not _holds_zero(drawn_before)
    why: Why = "moved_apart" if apart else "unclear" if low <= 0 <= high else ""
    return Effect(why, len(pairs), len(controls), cases, round(found, 4), told,
                  round(before, 4) if earlier else None)


def _not_yet(stations: Sequence[Station], joining: Station) -> list[Station]:
    until = (joining.joined or 0) + HORIZON
    return [each for each in stations if each.joined is None or each.joined >= until]


def _pair(joining: Station, beside: Sequence[Station]) -> _Pair | None:
    """``None`` where one of the four corners has too few cases."""
    month = joining.joined or 0
    corners = [_counted(who, first, last) for who in ([joining], beside)
               for first, last in ((month - HORIZON, month), (month, month + HORIZON))]
    if min(due for _, due in corners) < FEWEST:
        return None
    before, after, theirs_before, theirs_after = (within / due for within, due in corners)
    return _Pair((after - before) - (theirs_after - theirs_before), _lead(joining, beside, month), corners[1][1])


def _lead(joining: Station, beside: Sequence[Station], month: Month) -> float | None:
    """The same difference one horizon earlier, when nobody of them had joined."""
    corners = [_counted(who, first, last) for who in ([joining], beside)
               for first, last in ((month - 2 * HORIZON, month - HORIZON), (month - HORIZON, month))]
    if min(due for _, due in corners) < FEWEST:
        return None
    first, second, theirs_first, theirs_second = (within / due for within, due in corners)
    return (second - first) - (theirs_second - theirs_first)


def _counted(stations: Sequence[Station], first: Month, last: Month) -> tuple[int, int]:
    """Within target and due, of all of them in the months from ``first`` to before ``last``."""
    found = [each.months.get(month, (0, 0)) for each in stations for month in range(first, last)]
    return sum(within for within, _ in found), sum(due for _, due in found)


def _pooled(pairs: Sequence[_Pair], values: Sequence[float], name: str) -> tuple[float, Numbers]:
    """Their mean by cases, and that of resamples of whole stations: what happens to one station is one draw."""
    if not pairs:
        return 0.0, np.zeros(1)
    weights, effects = np.array([pair.cases for pair in pairs], dtype=np.float64), np.array(values)
    drawn = statistics.uniform(name, statistics.DRAWS * len(pairs)).reshape(statistics.DRAWS, len(pairs))
    chosen = np.minimum((drawn * len(pairs)).astype(np.int64), len(pairs) - 1)
    means = (effects[chosen] * weights[chosen]).sum(axis=1) / weights[chosen].sum(axis=1)
    return float((effects * weights).sum() / weights.sum()), means


def _holds_zero(draws: Numbers) -> bool:
    low, high = statistics.middle(draws)
    return low <= 0 <= high
