"""What response would be with more or fewer officers, a faster ladder, another boundary: replayed, and checked.

The calls are those that came. How long until somebody takes one, how long the way and the work take, is drawn from what
was measured in every second week; the other weeks are predicted from that and held against what happened in them
(days, where there are fewer than four weeks). That error stands beside every answer, and where there is too little to
check by, there is no answer.

Officers on duty are the servers of a queue: who is busy takes nothing. The way is shorter the more of them are free, by
the square root law (Kolesar and Blum 1973, "Square root laws for fire engine response distances"). Nothing here knows
roads, weather, or whom an officer would rather not meet.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from siharat.evaluate import cases as columns
from siharat.evaluate import statistics
from siharat.evaluate.cases import Mask, Numbers
from siharat.evaluate.figures import Evaluation
from siharat.kernel import Problem
from siharat.kernel.clock import DAY, SECOND

Block = Literal["weeks", "days"]
BLOCKS: tuple[tuple[Block, int, int], ...] = (("weeks", 7 * DAY, 4), ("days", DAY, 10))
"""What is learned from and held out in turn: weeks, or days where there are too few weeks; how long one is, and how
many there must be."""
FEWEST_CALLS = 100
REPLAYS = 20
MOST_STEPS = 400_000
"""Calls times replays: a few seconds."""
NEAR_SHARES = (1 / 3, 2 / 3)
"""Ways are drawn among those of like distance from the seat: the nearest third, the middle, the farthest."""
LONGEST_SCALE = 3.0

Figure = Literal["median_s", "p90_s", "within"]
FIGURES: tuple[Figure, ...] = ("median_s", "p90_s", "within")


@dataclass(frozen=True, slots=True)
class Scenario:
    """``officers`` on duty at a time. ``taken_within`` (ms): a ladder at whose end somebody takes what nobody had by
    then. ``inside``: of all calls those that the station would still answer for."""

    officers: int
    taken_within: int | None = None
    inside: Mask | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Seconds and a share, of all calls of the period; ``error``: by how much each was off on held-out weeks."""

    now: dict[Figure, float]
    then: dict[Figure, float]
    error: dict[Figure, float]
    officers_now: int
    calls: tuple[int, int]
    """Replayed now and then."""
    held_out: int
    block: Block


@dataclass(frozen=True, slots=True)
class _Calls:
    """All times in milliseconds. ``near``: which third of distances; ``within``: in how long it was promised."""

    raised: Numbers
    near: NDArray[np.int64]
    within: Numbers
    block: NDArray[np.int64]

    def where(self, mask: Mask) -> _Calls:
        return _Calls(self.raised[mask], self.near[mask], self.within[mask], self.block[mask])


@dataclass(frozen=True, slots=True)
class _Learned:
    """What was measured: until taken, the way by distance, the work. ``usual``: by which factor the square root law
    lengthens a way on average while as many officers are on duty as there were; it is in those ways already."""

    answers: Numbers
    ways: list[Numbers]
    works: Numbers
    usual: float = 1.0


def outlook(evaluation: Evaluation, scenario: Scenario, officers_now: int | None = None) -> Outlook:
    """``Problem`` 422 ``too_little`` where nothing could be checked. Without ``officers_now`` it is taken that there
    were as many as were ever busy at once: at least so many there must have been."""
    due = evaluation.times["response"].due & evaluation.alarms
    name, blocks = _blocks(evaluation, due)
    now = officers_now or _busiest(evaluation)
    learned = _learn(evaluation, blocks, now)
    calls = _calls(evaluation, due, blocks)
    held_out = [int(block) for block in np.unique(calls.block) if block % 2]
    error = _error(evaluation, due, calls, blocks, held_out, learned, now)
    inside = np.ones(len(evaluation.cases), dtype=bool) if scenario.inside is None else scenario.inside
    kept = calls.where(inside[due])
    base = _replayed(calls, learned, Scenario(now), "replay")
    then = _replayed(kept, learned, replace(scenario, inside=None), "replay")
    return Outlook(base, then, error, now, (len(calls.raised), len(kept.raised)), len(held_out), name)


def _blocks(evaluation: Evaluation, due: Mask) -> tuple[Block, NDArray[np.int64]]:
    """Of each case the week or the day that it belongs to. ``Problem`` 422."""
    measured = int((evaluation.times["response"].measured & due).sum())
    wall_clock = columns.local(evaluation.cases, evaluation.zone)
    for name, length, fewest in BLOCKS:
        found = np.asarray(wall_clock // length, dtype=np.int64)
        if len(np.unique(found[due])) >= fewest and measured >= FEWEST_CALLS:
            return name, found
    raise Problem(422, "too_little", f"At least ten days and {FEWEST_CALLS} arrivals are needed: half of them to learn "
                  "from, half to check by.")


def _calls(evaluation: Evaluation, mask: Mask, blocks: NDArray[np.int64]) -> _Calls:
    cases = evaluation.cases
    raised = cases.raised[mask]
    order = np.argsort(raised, kind="stable")
    return _Calls(raised[order], _near(evaluation)[mask][order], evaluation.within["response"][mask][order],
                  blocks[mask][order])


def _near(evaluation: Evaluation) -> NDArray[np.int64]:
    """0, 1, 2: near, middle, far from the seat; all 1 where no seat or place is known."""
    far = columns.kilometres(evaluation.cases, evaluation.seat)
    known = far[~np.isnan(far)]
    if not len(known):
        return np.ones(len(far), dtype=np.int64)
    steps = np.quantile(known, NEAR_SHARES)
    return np.where(np.isnan(far), 1, np.searchsorted(steps, np.nan_to_num(far)))


def _busiest(evaluation: Evaluation) -> int:
    """The most officers that were busy at once."""
    cases = evaluation.cases
    start, end = cases.claimed, np.where(np.isnan(cases.clear), cases.closed, cases.clear)
    known = ~np.isnan(start) & ~np.isnan(end) & (end >= start) & evaluation.alarms
    moments = sorted([(at, 1) for at in start[known]] + [(at, -1) for at in end[known]])
    busy = most = 0
    for _, change in moments:
        busy += change
        most = max(most, busy)
    return max(most, 1)


def _learn(evaluation: Evaluation, blocks: NDArray[np.int64], officers: int) -> _Learned:
    cases, mask = evaluation.cases, evaluation.alarms & (blocks % 2 == 0)
    start, end = cases.claimed, np.where(np.isnan(cases.clear), cases.closed, cases.clear)
    somebody_free = _busy_at(cases.raised, start[mask], end[mask]) < officers
    answers = np.where(somebody_free, start - cases.raised, np.nan)  # who waits for a free officer waits in the replay
    ways = cases.on_scene - cases.claimed
    works = end - cases.on_scene
    near = _near(evaluation)
    pools = [_possible(ways[mask & (near == which)]) for which in range(3)]
    every = _possible(ways[mask])
    found = _Learned(_possible(answers[mask]), [pool if len(pool) else every for pool in pools], _possible(works[mask]))
    seen = _calls(evaluation, mask, blocks)
    drawn = statistics.uniform("staffing usual", 3 * len(seen.raised)).reshape(3, -1)
    _, factors = _replay(seen, found, Scenario(officers), drawn)
    return replace(found, usual=float(factors.mean()))


def _busy_at(moments: Numbers, start: Numbers, end: Numbers) -> NDArray[np.int64]:
    """How many were out at each moment."""
    known = ~np.isnan(start) & ~np.isnan(end)
    return np.asarray(np.searchsorted(np.sort(start[known]), moments) - np.searchsorted(np.sort(end[known]), moments))


def _possible(times: Numbers) -> Numbers:
    return np.sort(times[~np.isnan(times) & (times >= 0) & (times <= DAY)])


def _error(evaluation: Evaluation, due: Mask, calls: _Calls, blocks: NDArray[np.int64], held_out: list[int],
           learned: _Learned, officers: int) -> dict[Figure, float]:
    """The mean absolute error of what was held out, each week predicted from its calls alone."""
    measured = evaluation.times["response"].measured & due
    took = evaluation.times["response"].took
    off: dict[Figure, list[float]] = {figure: [] for figure in FIGURES}
    for block in held_out:
        seen = measured & (blocks == block)
        if not seen.any():
            continue
        told = _replayed(calls.where(calls.block == block), learned, Scenario(officers), f"block {block}")
        was = _figures(took[seen], evaluation.within["response"][seen])
        for figure in FIGURES:
            off[figure].append(abs(told[figure] - was[figure]))
    return {figure: round(float(np.mean(each)), 3) for figure, each in off.items()}


def _replayed(calls: _Calls, learned: _Learned, scenario: Scenario, name: str) -> dict[Figure, float]:
    count = len(calls.raised)
    if not count:
        return dict.fromkeys(FIGURES, 0.0)
    replays = max(1, min(REPLAYS, MOST_STEPS // count))
    drawn = statistics.uniform(f"staffing {name}", replays * count * 3).reshape(replays, 3, count)
    found = [_figures(_replay(calls, learned, scenario, each)[0], calls.within) for each in drawn]
    return {figure: round(float(np.mean([each[figure] for each in found])), 3) for figure in FIGURES}


def _replay(calls: _Calls, learned: _Learned, scenario: Scenario,
            drawn: NDArray[np.float64]) -> tuple[Numbers, Numbers]:
    """How long until somebody is there (ms), call by call; and the factor of the square root law."""
    answers = _picked(learned.answers, drawn[0])
    if scenario.taken_within is not None:
        answers = np.minimum(answers, scenario.taken_within)
    ways = np.choose(calls.near, [_picked(pool, drawn[1]) for pool in learned.ways])
    works = _picked(learned.works, drawn[2])
    busy: list[float] = []  # when each officer who is out will be free
    took, factors = np.empty(len(calls.raised)), np.empty(len(calls.raised))
    for at, raised in enumerate(calls.raised):
        ready = raised + answers[at]
        while busy and busy[0] <= ready:
            heapq.heappop(busy)
        if len(busy) >= scenario.officers:
            ready = heapq.heappop(busy)  # the first who comes back
        free = max(scenario.officers - len(busy), 1)
        factors[at] = free ** -0.5
        way = ways[at] * min(factors[at] / learned.usual, LONGEST_SCALE)
        took[at] = ready + way - raised
        heapq.heappush(busy, ready + way + works[at])
    return took, factors


def _picked(pool: Numbers, drawn: NDArray[np.float64]) -> Numbers:
    if not len(pool):
        return np.zeros(len(drawn))
    return pool[np.minimum((drawn * len(pool)).astype(np.int64), len(pool) - 1)]


def _figures(took: Numbers, within: Numbers) -> dict[Figure, float]:
    ordered = np.sort(took)
    return {"median_s": statistics.quantile(ordered, 0.5) / SECOND, "p90_s": statistics.quantile(ordered, 0.9) / SECOND,
            "within": float((took <= within).mean())}
