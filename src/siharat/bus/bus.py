"""What every bus can do, and the one for a single process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import structlog

LONGEST_TOPIC = 200
"""Bytes of UTF-8. A topic names what to look at, it is not a letter (PostgreSQL: below 8,000)."""

Callback = Callable[[str], None]
log = structlog.get_logger()


class Bus(Protocol):
    """Used on the event loop. A message may be lost or come twice; see the package's first words."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    def publish(self, topic: str) -> None:
        """Rings at every subscriber of every process, this one's own included. Never blocks, never
        fails for a bus that is down. ``ValueError`` for a topic that is too long or has a NUL."""

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """``callback(topic)`` for each ring from now on; call the answer to stop it."""


class InProcessBus:
    """One process: the callbacks run at once, in the order in which they came."""

    def __init__(self) -> None:
        self._callbacks: dict[object, Callback] = {}

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        self._callbacks.clear()

    def publish(self, topic: str) -> None:
        check_topic(topic)
        self.deliver(topic)

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        key = object()
        self._callbacks[key] = callback

        def stop() -> None:
            self._callbacks.pop(key, None)

        return stop

    def deliver(self, topic: str) -> None:
        for callback in [*self._callbacks.values()]:
            try:
                callback(topic)
            except Exception:  # a deaf listener must not silence the others
                log.exception("bus_callback_failed", topic=topic)


def check_topic(topic: str) -> None:
    if not topic or "\0" in topic or len(topic.encode()) > LONGEST_TOPIC:
        raise ValueError(f"a topic has 1 to {LONGEST_TOPIC} bytes and no NUL: {topic[:40]!r}")
