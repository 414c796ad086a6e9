"""Two periods of one station side by side: what changed, and whether that can be told from chance.

Each is an evaluation of its own, by the same definitions. The range of a difference comes from drawing both anew,
independently; where it holds zero, or either side has fewer than thirty cases, nothing is concluded.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from siharat.evaluate import statistics
from siharat.evaluate.cases import Numbers
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.rules import FEWEST, Interval

Verdict = Literal["better", "worse", "unclear", "few"]


@dataclass(frozen=True, slots=True)
class Change:
    """``now`` and ``before``: shares, or seconds of a median; ``None`` where there was nothing. ``cases``: how many
    each rests on, the earlier first."""

    figure: str
    before: float | None
    now: float | None
    cases: tuple[int, int]
    difference: float | None
    range: tuple[float, float] | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Side:
    """A figure of one period: what it is, how many cases it rests on, and the same of many resamples."""

    value: float | None
    count: int
    draws: Numbers


SHARES: tuple[tuple[str, str, bool], ...] = (("queue.within", "queue.due", True),
                                              ("response.within", "response.due", True), ("false", "closed", False))
"""Each figure, its denominator, and whether more of it is better."""
MEDIANS: tuple[Interval, ...] = ("queue", "call_back", "response")


def changes(now: Evaluation, before: Evaluation) -> list[Change]:
    found = [_change(name, _share(before, name, of, "before"), _share(now, name, of, "now"), more)
             for name, of, more in SHARES]
    return found + [_change(f"{name}.median", _median(before, name, "before"), _median(now, name, "now"), False)
                    for name in MEDIANS]


def document(now: Evaluation, before: Evaluation) -> list[dict[str, Any]]:
    return [asdict(each) for each in changes(now, before)]


def _share(of: Evaluation, name: str, among: str, when: str) -> _Side:
    all_ = of.count("alarms") - of.count("open") if among == "closed" else of.count(among)
    if not all_:
        return _Side(None, 0, np.zeros(0))
    count = of.count(name)
    return _Side(count / all_, all_, statistics.share_draws(count, all_, f"{name} {when}"))


def _median(of: Evaluation, name: Interval, when: str) -> _Side:
    times = of.times[name]
    ordered = np.sort(times.took[times.measured & of.alarms]) / 1_000
    if not len(ordered):
        return _Side(None, 0, np.zeros(0))
    return _Side(statistics.quantile(ordered, 0.5), len(ordered),
                 statistics.quantile_draws(ordered, 0.5, f"{name}.median {when}"))


def _change(figure: str, before: _Side, now: _Side, more_is_better: bool) -> Change:
    values = [None if each.value is None else round(each.value, 4) for each in (before, now)]
    cases = (before.count, now.count)
    if before.value is None or now.value is None:
        return Change(figure, values[0], values[1], cases, None, None, "few")
    low, high = statistics.middle(now.draws - before.draws)
    return Change(figure, values[0], values[1], cases, round(now.value - before.value, 4),
                  (round(low, 4), round(high, 4)), _verdict(min(cases), low, high, more_is_better))


def _verdict(fewest: int, low: float, high: float, more_is_better: bool) -> Verdict:
    if fewest < FEWEST:
        return "few"
    if low <= 0 <= high:
        return "unclear"
    return "better" if (low > 0) == more_is_better else "worse"
