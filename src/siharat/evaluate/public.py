"""What everybody may read of a station that opened its door: whole months and areas, never a small number.

A cell of fewer than five cases is hidden. No total stands beside the cells, and of areas a single hidden one hides the
next smallest with it: what is hidden cannot be worked out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siharat.evaluate import statistics
from siharat.evaluate.export import SMALL, SMALLEST, without_small_cells
from siharat.evaluate.figures import Evaluation

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """``alarms`` is ``None`` where they are fewer than five, and so is all else."""

    key: str
    alarms: int | None
    answered: float | None = None
    """Share that an officer took within the target."""
    median_s: float | None = None
    """Until an officer arrived; ``None`` too where fewer than five did."""


@dataclass(frozen=True, slots=True)
class Told:
    months: list[Month]
    """Oldest first."""
    areas: dict[str, int]
    """Alarms of all these months, by part of town. What is not named here is among ``others``."""
    others: int


def told(evaluation: Evaluation, keys: list[str]) -> Told:
    """``keys``: the months that are told, such as ``2026-10``."""
    known, numbers = evaluation.groups("month")
    months = [_month(evaluation, key, numbers == known.index(key) if key in known else None) for key in keys]
    shown = without_small_cells(evaluation.cases.where(evaluation.alarms))
    counts = np.bincount(shown.locality.codes, minlength=len(shown.locality.texts))
    areas = {text: int(counts[at]) for at, text in enumerate(shown.locality.texts) if counts[at]}
    others = areas.pop(SMALL, 0) + areas.pop("", 0)
    return Told(months, areas, others if others >= SMALLEST else 0)


def _month(evaluation: Evaluation, key: str, of: np.ndarray | None) -> Month:
    alarms = int((evaluation.alarms & of).sum()) if of is not None else 0
    if of is None or alarms < SMALLEST:
        return Month(key, None if alarms else 0)
    due, within = (int((evaluation.behind(name) & of).sum()) for name in ("queue.due", "queue.within"))
    times = evaluation.times["response"]
    arrived = np.sort(times.took[times.measured & evaluation.alarms & of])
    return Month(key, alarms, round(within / due, 2) if due >= SMALLEST else None,
                 round(statistics.quantile(arrived, 0.5) / 1_000) if len(arrived) >= SMALLEST else None)
