"""One clock. Times are integers: milliseconds since 1970-01-01T00:00:00Z."""

from __future__ import annotations

import asyncio
import math
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import Protocol, TypeVar, TypeVarTuple, Unpack

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back. For deadlines and durations."""


class SystemClock:
    """The clock on the wall."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()


class VirtualClock:
    """A clock that a test owns. It moves only when :class:`VirtualLoop` or ``advance`` moves it."""

    def __init__(self, start: int = 1_800_000_000_000) -> None:
        self._start = start
        self._elapsed_us = 0

    def now(self) -> int:
        return self._start + self._elapsed_us // 1_000

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self._elapsed_us / 1_000_000

    def advance(self, seconds: float) -> None:
        """Rounded up: a loop that waits for a part of a microsecond must not wait for ever."""
        self._elapsed_us += math.ceil(seconds * 1_000_000)


class _SkippingSelector(selectors.DefaultSelector):
    """Where the real loop would sleep, time jumps to the next timer instead."""

    clock: VirtualClock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("virtual time stands still: every task waits and no timer is set")
        if not ready and timeout:
            self.clock.advance(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time: an hour of sleeping takes no time, in exactly the same order."""

    def __init__(self, clock: VirtualClock) -> None:
        selector = _SkippingSelector()
        selector.clock = clock
        self._virtual = clock
        super().__init__(selector)
        self._clock_resolution = 1e-6  # the machine's nanosecond is lost in a double after half a year: it would spin

    def time(self) -> float:
        return self._virtual.monotonic()

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Args]], Result], *args: *Args
    ) -> asyncio.Future[Result]:
        raise RuntimeError("a thread would run on real time: not under a virtual clock")


def rfc3339(at: int) -> str:
    """``2026-11-23T13:14:05.120Z``: how a time looks on the wire."""
    return datetime.fromtimestamp(at / 1_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_rfc3339(text: str) -> int:
    """Milliseconds since the epoch. Raises ``ValueError`` for what is no RFC 3339 time with a zone."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone")
    return round(moment.timestamp() * 1_000)
