"""Rows, runs, medians and verdicts."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal

Verdict = Literal["first class", "kept", "missed"]


@dataclass
class Row:
    """One line of the table. ``ratio`` is what the promise speaks of; ``better``: is more or less of it good?"""

    name: str
    peer: str
    ours: float
    theirs: float | None
    unit: str
    ratio: float
    must: float
    first: float
    better: Literal["more", "less"]
    beside: dict[str, Any] = field(default_factory=dict)
    """The server's own work, and whatever else a reader wants to see."""

    @property
    def verdict(self) -> Verdict:
        def reaches(target: float) -> bool:
            return self.ratio >= target if self.better == "more" else self.ratio <= target

        return "first class" if reaches(self.first) else "kept" if reaches(self.must) else "missed"

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


@dataclass
class Bench:
    """How this run is to be done, and what it has found."""

    quick: bool
    step: Callable[[str], None]
    """Says what is being done."""
    rows: list[Row] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def runs(self) -> int:
        return 2 if self.quick else 5

    def compared(self, name: str, peer: str, ours: list[float], theirs: list[float], unit: str,
                 must: float, first: float, better: Literal["more", "less"], **beside: Any) -> Row:
        """A row from paired runs: the median of the ratios of neighbours, which drift together."""
        ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
        row = Row(name, peer, median(ours), median(theirs), unit, ratio, must, first, better,
                  {**beside, "runs": len(ours), "ratios": [round(a / b, 3) for a, b in zip(ours, theirs, strict=True)]})
        self.rows.append(row)
        return row

    def alternated(self, what: str, *contestants: Callable[[], Any]) -> list[list[Any]]:
        """Each contestant once, then each again, ``runs`` times; the first round only warms up."""
        found: list[list[Any]] = [[] for _ in contestants]
        for number in range(self.runs + 1):
            self.step(f"{what}, run {number} of {self.runs}" if number else f"{what}, warming up")
            for mine, contestant in zip(found, contestants, strict=True):
                gc.collect()
                mine.append(contestant())
        return [mine[1:] for mine in found]


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for databases and files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="siharat-bench-") as folder:
        yield Path(folder)
