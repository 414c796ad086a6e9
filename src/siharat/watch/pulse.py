"""A server's own heartbeat: every five seconds it writes down which of its parts were last alive when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from siharat.bus import Bus
from siharat.db import Database
from siharat.db.unit import complain
from siharat.kernel import Clock
from siharat.kernel.clock import SECOND
from siharat.watch import rules, store

LEAVES_WITHIN_S = 1.0
Sign = Callable[[], int]
"""When the part last showed that it lives (ms)."""


class Pulse:
    """One in each server. A writer that is blocked is seen by what is *not* written here."""

    def __init__(self, db: Database, bus: Bus, clock: Clock, node: str, signs: Mapping[str, Sign],
                 alone: Callable[[], Any]) -> None:
        """``alone()`` is called while the auditor is silent: then the server itself tells who must know."""
        self._db = db
        self._bus = bus
        self._clock = clock
        self._node = node
        self._signs = signs
        self._alone = alone
        self._rung_at = clock.now()
        self._began_at = clock.now()
        bus.subscribe(self._heard)

    def _heard(self, topic: str) -> None:
        if topic == f"beat {self._node}":
            self._rung_at = self._clock.now()

    async def run(self) -> None:
        """Until cancelled."""
        self._rung_at = self._began_at = self._clock.now()
        while True:
            try:
                await self._beat()
            except Exception as error:
                complain("beat_failed", error, node=self._node)
            await asyncio.sleep(rules.ROUND / SECOND)

    async def _beat(self) -> None:
        self._bus.publish(f"beat {self._node}")
        signs = {part: sign() for part, sign in self._signs.items()} | {"doorbell": self._rung_at}
        await self._db.write(store.beat, self._node, signs)
        if rules.auditor_silent(await self._db.read(store.beats), self._clock.now(), self._began_at):
            await self._alone()

    async def stop(self) -> None:
        """In good order: nobody shall look for this node."""
        try:
            async with asyncio.timeout(LEAVES_WITHIN_S):
                await self._db.write(store.leave, self._node)
        except Exception as error:  # the house is being closed, perhaps because of just this
            complain("leaving_failed", error, node=self._node)
