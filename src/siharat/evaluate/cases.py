"""Very many cases side by side: one array for each moment, so that a million of them are measured in a second.

``measure`` of ``rules``, written once more for whole columns. Times are milliseconds in doubles, which hold them
exactly up to the year 287,000; a moment that never was is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from siharat.evaluate.rules import APART, INTERVALS, LONGEST, MOMENTS, Case, Interval
from siharat.kernel.place import EARTH_RADIUS_M, Place

Numbers: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]

Called: TypeAlias = Sequence[str] | NDArray[np.bytes_]
"""How cases are called: texts, or the same in UTF-8."""

WORDS = ("disposition", "mode", "category", "channel", "locality", "recorded", "helped")
COUNTED = ("climbed", "handed", "rung", "proved")
QUARTER = 900_000
"""Milliseconds. No zone has ever changed its offset in between (IANA tz, since 1972)."""


@dataclass(frozen=True, slots=True)
class Words:
    """A column of few different texts: numbers, and what they stand for."""

    codes: NDArray[np.int32]
    texts: tuple[str, ...]

    def are(self, text: str) -> Mask:
        number = self.texts.index(text) if text in self.texts else -1
        return np.asarray(self.codes == number)

    def __getitem__(self, chosen: Mask | slice) -> Words:
        return Words(self.codes[chosen], self.texts)


@dataclass(frozen=True, slots=True)
class Cases:
    numbers: NDArray[np.bytes_]
    """How each is called; UTF-8, for rows and nothing else."""
    raised: Numbers
    claimed: Numbers
    reached: Numbers
    en_route: Numbers
    on_scene: Numbers
    clear: Numbers
    closed: Numbers
    climbed: Numbers
    handed: Numbers
    rung: Numbers
    proved: Numbers
    lat: Numbers
    lon: Numbers
    disposition: Words
    mode: Words
    category: Words
    channel: Words
    locality: Words
    recorded: Words
    helped: Words

    def record(self, moment: str) -> Mask:
        """Those of which somebody wrote down whether it happened."""
        saying = [not text or moment in text.split() for text in self.recorded.texts]
        return np.array(saying, dtype=np.bool_)[self.recorded.codes]

    def __len__(self) -> int:
        return len(self.raised)

    def where(self, mask: Mask | slice) -> Cases:
        chosen: dict[str, Any] = {field.name: getattr(self, field.name)[mask] for field in fields(self)}
        return replace(self, **chosen)


_PLAIN = tuple(field.name for field in fields(Cases) if field.name not in WORDS)
LONGEST_NUMBER = 40


class _Numbered(dict[str, int]):
    """Texts in the order in which they first came."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


class Gathering:
    """Cases as they come, page by page, in one array for each column: many small ones would leave the memory in pieces
    that no large one fits into."""

    def __init__(self) -> None:
        self._columns: dict[str, NDArray[Any]] = {"numbers": np.empty(0, dtype="S1")}
        self._columns |= {name: np.empty(0, dtype=np.float64) for name in _PLAIN[1:]}
        self._columns |= {name: np.empty(0, dtype=np.int32) for name in WORDS}
        self._texts = {name: _Numbered() for name in WORDS}
        self.count = 0

    def add(self, numbers: Called, columns: Mapping[str, Any], alike: Mapping[str, object]) -> None:
        """``columns``: sequences of numbers (``None`` for what is not known), sequences of texts, or ``Words``.
        ``alike``: columns in which all of these cases have the same."""
        until = self.count + len(numbers)
        self._put("numbers", until, numbers if isinstance(numbers, np.ndarray) else np.array(
            [number.encode()[:LONGEST_NUMBER] for number in numbers], dtype=np.bytes_))
        for name in _PLAIN[1:]:  # None becomes NaN
            self._put(name, until, np.array(alike[name] if name in alike else columns[name], dtype=np.float64))
        for name in WORDS:
            self._put(name, until, np.array(self._texts[name][str(alike[name])], dtype=np.int32) if name in alike
                      else self._coded(name, columns[name]))
        self.count = until

    def _put(self, name: str, until: int, values: NDArray[Any]) -> None:
        column = self._columns[name]
        if until > len(column) or values.dtype.itemsize > column.dtype.itemsize:
            grown = np.empty(max(until, 2 * len(column)), np.promote_types(column.dtype, values.dtype))
            grown[:self.count] = column[:self.count]
            self._columns[name] = column = grown
        column[self.count:until] = values

    def _coded(self, name: str, column: Sequence[str] | Words) -> NDArray[np.int32]:
        code = self._texts[name].__getitem__
        if isinstance(column, Words):  # numbered by itself
            return np.array([*map(code, column.texts)], dtype=np.int32)[column.codes]
        return np.fromiter(map(code, column), np.int32, len(column))

    def done(self) -> Cases:
        found: dict[str, Any] = {name: column[:self.count] for name, column in self._columns.items()}
        for name in WORDS:
            found[name] = Words(found[name], tuple(self._texts[name]))
        return Cases(**found)


def side_by_side(cases: Sequence[Case]) -> dict[str, Sequence[object]]:
    return {name: [getattr(case, name) for case in cases] for name in (*MOMENTS, *COUNTED, "lat", "lon", *WORDS)}


def gathered(cases: Sequence[Case], numbers: Sequence[str] | None = None) -> Cases:
    gathering = Gathering()
    gathering.add(numbers or [str(number) for number in range(len(cases))], side_by_side(cases), {})
    return gathering.done()


@dataclass(frozen=True, slots=True)
class Times:
    """One interval of many cases."""

    took: Numbers
    """Milliseconds; NaN where it was not due."""
    measured: Mask
    unfinished: Mask
    impossible: Mask

    @property
    def due(self) -> Mask:
        """All whose clock ran and can be believed: measured, or unfinished."""
        return self.measured | self.unfinished


def measure(cases: Cases, interval: Interval, as_of: int) -> Times:
    start, end = (getattr(cases, moment) for moment in INTERVALS[interval])
    happened = ~np.isnan(end)
    due = ~np.isnan(start) & (happened | _still_due(cases, interval))
    until = np.where(happened, end, np.where(np.isnan(cases.closed), float(as_of), cases.closed))
    took = np.where(due, until - start, np.nan)
    possible = due & (took >= 0) & (took <= LONGEST)
    return Times(took, possible & happened, possible & ~happened, due & ~possible)


def _still_due(cases: Cases, interval: Interval) -> Mask:
    recorded = cases.record(INTERVALS[interval][1])
    if interval == "response":
        return np.asarray(recorded & (np.isnan(cases.closed) | ~np.isnan(cases.en_route)))
    if interval == "call_back":
        return recorded & ~cases.mode.are("silent")
    return recorded


def apart(cases: Cases) -> NDArray[np.int8]:
    """For each case the place in ``rules.APART`` of why it counts apart; 0: it counts."""
    found = np.zeros(len(cases), dtype=np.int8)
    found[cases.disposition.are("duplicate")] = APART.index("duplicate")
    found[cases.disposition.are("drill") | cases.mode.are("drill")] = APART.index("drill")
    found[cases.mode.are("practice")] = APART.index("practice")
    return found


def local(cases: Cases, zone: str) -> NDArray[np.int64]:
    """When each was raised, in milliseconds of the wall clock there."""
    raised = cases.raised.astype(np.int64)
    quarters, place = np.unique(raised // QUARTER, return_inverse=True)
    there = ZoneInfo(zone)
    offsets = [_offset(int(quarter) * QUARTER, there) for quarter in quarters]
    return raised + np.array(offsets, dtype=np.int64)[place] if offsets else raised


def _offset(at: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(at / 1_000, UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() * 1_000)


def kilometres(cases: Cases, seat: Place | None) -> Numbers:
    """From the station's seat to the place of each case; NaN where either is unknown."""
    if seat is None:
        return np.full(len(cases), np.nan)
    lat, lon = np.radians(cases.lat), np.radians(cases.lon)
    lat_0, lon_0 = np.radians(seat.lat), np.radians(seat.lon)
    half = np.sin((lat - lat_0) / 2) ** 2 + np.cos(lat) * np.cos(lat_0) * np.sin((lon - lon_0) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M / 1_000 * np.arcsin(np.sqrt(np.minimum(half, 1.0))))
