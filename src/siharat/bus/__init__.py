"""The doorbell between the processes: "look at station X". Never the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Listener = Callable[[str], None]


class Bus(Protocol):
    def publish(self, topic: str) -> None: ...
    def subscribe(self, listener: Listener) -> None: ...


class InProcessBus:
    """All listeners live in this process and hear at once."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, topic: str) -> None:
        for listener in self._listeners:
            listener(topic)
