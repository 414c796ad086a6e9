"""The evaluation: every figure with its definition, its denominator, its range, and the cases behind it.

``Evaluation.behind(name)`` says which cases a figure counts, and the figure *is* the number of them: what a link
opens and what the page says can never differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siharat.evaluate import cases as columns
from siharat.evaluate import statistics
from siharat.evaluate.cases import Cases, Mask, Times
from siharat.evaluate.rules import APART, FALSE, FARTHEST_KM, INTERVALS, Interval, Targets
from siharat.kernel.clock import DAY, HOUR
from siharat.kernel.errors import invalid
from siharat.kernel.place import Place

DIMENSIONS = ("hour", "weekday", "month", "category", "disposition", "locality", "channel")
HELPED = ("yes", "partly", "no")
MOST_GROUPS = 60
"""Of one dimension. What is rarer stands together in ``other``."""
OTHER = "other"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Evaluation:
    """Cases of one station and period, and what there is to say of them."""

    cases: Cases
    as_of: int
    zone: str
    targets: Targets = field(default_factory=Targets)
    seat: Place | None = None
    arrival: NDArray[np.float64] | None = None
    """Within how long each was promised, where no place is told from which to compute it: in an export."""

    @cached_property
    def alarms(self) -> Mask:
        """What was meant for the police: all but practices, drills and duplicates."""
        return np.asarray(columns.apart(self.cases) == 0)

    @cached_property
    def times(self) -> Mapping[str, Times]:
        return {name: columns.measure(self.cases, name, self.as_of) for name in INTERVALS}

    @cached_property
    def within(self) -> Mapping[str, NDArray[np.float64]]:
        """For each case, within how many milliseconds it was promised."""
        answer = np.full(len(self.cases), float(self.targets.answer))
        if self.arrival is not None:
            return {"queue": answer, "response": self.arrival}
        steps = self.targets.arrival
        far = np.nan_to_num(columns.kilometres(self.cases, self.seat), nan=0.0)
        far[far > FARTHEST_KM] = 0.0
        step = np.searchsorted([km for km, _ in steps], far, side="left") - 1
        arrival = np.array([ms for _, ms in steps], dtype=np.float64)[np.maximum(step, 0)]
        return {"queue": answer, "response": arrival}

    def behind(self, name: str) -> Mask:
        """The cases that a figure counts. ``Problem`` 422 for a name that no figure has."""
        mask = self._apart(name) or self._state(name) or self._word(name) or self._time(name)
        if mask is None:
            raise invalid("figure", "is no figure of an evaluation")
        return mask()

    def count(self, name: str) -> int:
        return int(self.behind(name).sum())

    def _apart(self, name: str) -> Callable[[], Mask] | None:
        if name == "all":
            return lambda: np.ones(len(self.cases), dtype=bool)
        if name in APART[1:]:
            return lambda: np.asarray(columns.apart(self.cases) == APART.index(name))
        return None

    def _state(self, name: str) -> Callable[[], Mask] | None:
        claimed, over = ~np.isnan(self.cases.claimed), ~np.isnan(self.cases.closed)
        nobody = ~claimed & self.cases.record("claimed")
        states: dict[str, Callable[[], Mask]] = {
            "alarms": lambda: self.alarms,
            "answered": lambda: self.alarms & claimed,
            "unanswered": lambda: self.alarms & nobody & over,
            "waiting": lambda: self.alarms & nobody & ~over,
            "open": lambda: self.alarms & ~over,
            "climbed": lambda: self.alarms & (self.cases.climbed > 0),
            "arrived": lambda: self.alarms & ~np.isnan(self.cases.on_scene),
            "handed": lambda: self.alarms & (self.cases.handed > 0),
            "rung": lambda: self.alarms & (self.cases.rung > 0),
            "rung.silent": lambda: self.alarms & (self.cases.rung > 0) & (self.cases.proved == 0),
            "false": lambda: self.alarms & np.logical_or.reduce([self.cases.disposition.are(kind) for kind in FALSE]),
        }
        return states.get(name)

    def _word(self, name: str) -> Callable[[], Mask] | None:
        what, dot, kind = name.partition(".")
        if what == "helped" and kind in HELPED:
            return lambda: self.alarms & self.cases.helped.are(kind)
        if what != "disposition" or not dot:
            return None
        return lambda: self.alarms & self.cases.disposition.are("" if kind == UNKNOWN else kind)

    def _time(self, name: str) -> Callable[[], Mask] | None:
        interval, _, standing = name.partition(".")
        times = self.times.get(interval)
        if times is None:
            return None
        targets = self.within.get(interval)
        standings: dict[str, Callable[[], Mask]] = {
            "measured": lambda: times.measured, "unfinished": lambda: times.unfinished,
            "impossible": lambda: times.impossible, "due": lambda: times.due,
            "not_due": lambda: ~(times.due | times.impossible)}
        if targets is not None:
            in_time = times.measured & (times.took <= targets)
            standings |= {"within": lambda: in_time, "late": lambda: times.due & ~in_time}
        found = standings.get(standing)
        return (lambda: self.alarms & found()) if found else None

    # What the figures amount to

    def document(self) -> dict[str, Any]:
        """Everything but who asks and when, fit for JSON. Times in seconds, rounded to the millisecond."""
        return {
            "counts": {name: self.count(name) for name in (
                "all", "alarms", "practice", "drill", "duplicate", "answered", "unanswered", "waiting", "open",
                "climbed", "handed", "arrived", "false")},
            "rings": self._rings(), "helped": self._helped(),
            "false": self._falsehoods(),
            "dispositions": self._dispositions(),
            "intervals": {name: self._interval(name) for name in INTERVALS},
            "by": {dimension: self._by(dimension) for dimension in DIMENSIONS},
        }

    def _falsehoods(self) -> dict[str, Any]:
        """Of those that are closed: what is open may yet turn out either way."""
        closed = self.count("alarms") - self.count("open")
        return {"of": closed, **self._share("false", closed),
                "kinds": {kind: self.count(f"disposition.{kind}") for kind in FALSE}}

    def _rings(self) -> dict[str, Any]:
        """Ring coverage: of all phones that were to ring, how many have proved that they did."""
        rung = self.behind("rung")
        phones, proved = int(self.cases.rung[rung].sum()), int(self.cases.proved[rung].sum())
        return {"of": int(rung.sum()), "phones": phones, "proved": proved,
                "share": round(proved / phones, 4) if phones else None, "silent": self.count("rung.silent")}

    def _helped(self) -> dict[str, Any]:
        """Of those who answered; who says nothing says nothing."""
        kinds = {said: self.count(f"helped.{said}") for said in HELPED}
        said = sum(kinds.values())
        return {"of": said, "closed": self.count("alarms") - self.count("open"),
                **self._share("helped.yes", said), "kinds": kinds}

    def _share(self, name: str, of: int) -> dict[str, Any]:
        count = self.count(name)
        if not of:
            return {"count": count, "share": None, "range": None}
        return {"count": count, "share": round(count / of, 4),
                "range": _rounded(statistics.share_range(count, of, name), 4)}

    def _dispositions(self) -> dict[str, int]:
        texts = self.cases.disposition.texts
        found = {text or UNKNOWN: self.count(f"disposition.{text or UNKNOWN}") for text in sorted(texts)}
        return {text: count for text, count in found.items() if count}

    def _interval(self, name: Interval) -> dict[str, Any]:
        times = self.times[name]
        measured = times.measured & self.alarms
        curve = statistics.still_waiting(times.took, measured, times.unfinished & self.alarms)
        found: dict[str, Any] = {
            **{standing: self.count(f"{name}.{standing}")
               for standing in ("measured", "unfinished", "impossible", "not_due")},
            **_percentiles(np.sort(times.took[measured]), name),
            "still_waiting": {"seconds": curve.seconds, "share": curve.waiting, "median_s": curve.median_s},
        }
        if name in self.within:
            found["target"] = self._target(name)
        return found

    def _target(self, name: Interval) -> dict[str, Any]:
        """An unfinished case is not within its target, and is counted."""
        due = self.count(f"{name}.due")
        steps = ([{"from_km": 0.0, "seconds": self.targets.answer / 1_000}] if name == "queue" else
                 [{"from_km": km, "seconds": ms / 1_000} for km, ms in self.targets.arrival])
        return {"steps": steps, "of": due, **self._share(f"{name}.within", due)}

    def _by(self, dimension: str) -> list[dict[str, Any]]:
        keys, numbers = self.groups(dimension)
        counts = np.bincount(numbers[self.alarms], minlength=len(keys))
        if dimension in ("hour", "weekday", "month"):
            return [self._group(key, numbers == at) for at, key in enumerate(keys)]
        order = [int(at) for at in np.argsort(-counts, kind="stable") if counts[at]]
        found = [self._group(keys[at], numbers == at) for at in order[:MOST_GROUPS]]
        if rest := order[MOST_GROUPS:]:
            found.append(self._group(OTHER, np.isin(numbers, rest)))
        return found

    def _group(self, key: str, mask: Mask) -> dict[str, Any]:
        mask = mask & self.alarms
        found: dict[str, Any] = {"key": key, "count": int(mask.sum())}
        for name in ("queue", "response"):
            times = self.times[name]
            ordered = np.sort(times.took[times.measured & mask])
            found[name] = {"measured": len(ordered), **_quantiles(ordered)}
        return found

    def groups(self, dimension: str) -> tuple[list[str], NDArray[np.int64]]:
        """The keys of a dimension, and for each case the place of its own among them."""
        if dimension == "hour":
            return [f"{hour:02d}" for hour in range(24)], self._wall_clock // HOUR % 24
        if dimension == "weekday":
            return [str(day) for day in range(1, 8)], (self._wall_clock // DAY + 3) % 7  # 1 January 1970: a Thursday
        if dimension == "month":
            months = self._wall_clock.astype("datetime64[ms]").astype("datetime64[M]")
            keys, numbers = np.unique(months, return_inverse=True)
            return [str(key) for key in keys], numbers.astype(np.int64)
        words = getattr(self.cases, dimension)
        return [text or UNKNOWN for text in words.texts], words.codes.astype(np.int64)

    @cached_property
    def _wall_clock(self) -> NDArray[np.int64]:
        return columns.local(self.cases, self.zone)

    def only(self, filters: Mapping[str, str]) -> Evaluation:
        """The same of the cases that are so: ``{"hour": "21", "category": "curanmor"}``."""
        mask = np.ones(len(self.cases), dtype=bool)
        for dimension, wanted in filters.items():
            keys, numbers = self.groups(dimension)
            mask &= numbers == (keys.index(wanted) if wanted in keys else -1)
        arrival = None if self.arrival is None else self.arrival[mask]
        return Evaluation(self.cases.where(mask), self.as_of, self.zone, self.targets, self.seat, arrival)


def _percentiles(ordered: NDArray[np.float64], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {**_quantiles(ordered), "ranges": None, "few": statistics.few(len(ordered))}
    if len(ordered):
        found["ranges"] = {key: [_seconds(value) for value in statistics.quantile_range(ordered, at, f"{name}.{key}")]
                           for key, at in QUANTILES.items()}
    return found


QUANTILES = {"median_s": 0.5, "p90_s": 0.9, "p95_s": 0.95}


def _quantiles(ordered: NDArray[np.float64]) -> dict[str, float | None]:
    return {key: _seconds(statistics.quantile(ordered, at)) if len(ordered) else None
            for key, at in QUANTILES.items()}


def _seconds(milliseconds: float) -> float:
    return round(milliseconds / 1_000, 3)


def _rounded(values: tuple[float, float], digits: int) -> list[float]:
    return [round(value, digits) for value in values]
