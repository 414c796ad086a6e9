"""A station that can crash: the real application on virtual time, opened again on what was committed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import siharat.app
from siharat.app import Application, compose
from siharat.bus import InProcessBus
from siharat.db import Tx
from siharat.db.sqlite import connect
from siharat.db.unit import Unit
from siharat.kernel.clock import DAY, VirtualClock, VirtualLoop
from siharat.kernel.identity import Identity, SeededChance
from siharat.kernel.sealing import Keyring
from siharat.people import officers, roster, sessions
from siharat.people.officers import NewOfficer
from siharat.ring.channels import Delivery, Outgoing, Report
from siharat.settings import Settings
from tests.conftest import empty_province, give_back, lent_pages
from tests.story.cast import Stage


class Parcel:
    """A channel that does as it is told: takes all, fails all, finds all gone, breaks, or is slow."""

    proves_receipt = can_be_answered = False

    def __init__(self, kind: str, may_ring: Callable[[str], bool]) -> None:
        self.kind = kind
        self.costs_money = kind in officers.TELEPHONE
        self.does = "ok"
        self.alarms: list[tuple[str, int]] = []
        self.wrong: list[str] = []
        self._may_ring = may_ring

    def check_address(self, raw: object) -> str:
        return str(raw)

    def prepare(self, addresses: Any) -> None: ...

    def close(self) -> None: ...

    async def listen(self, hear: Any) -> None: ...

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        for message in messages:
            if b'"type":"alarm"' in message.body:
                self.alarms.append((message.topic, message.ring_id))
                if b'"why":"assigned"' not in message.body and not self._may_ring(message.topic):
                    self.wrong.append(message.topic)
        if self.does == "slow":
            await asyncio.sleep(3)
        if self.does == "raises":
            raise ConnectionError("the provider's own words")
        state: Any = {"fails": "failed", "gone": "gone"}.get(self.does, "sent")
        for message in messages:
            report(Delivery(message.ring_id, state, self.does))


class Dead:
    """The database as a dead process reaches it: not at all."""

    waiting = {"press": 0, "common": 0, "read": 0}  # noqa: RUF012  never written to

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def write(self, unit: Unit) -> Any:
        raise ConnectionError("the process is dead")

    read = write

    async def close(self) -> None:
        """PostgreSQL notices that its client is gone; SQLite's memory stands for the file."""
        if not isinstance(self._connection, sqlite3.Connection) and self._connection is not None:
            self._connection.close()


class House:
    """Opens, crashes and opens again, on the same clock and the same database."""

    def __init__(self, url: str, seed: int = 1) -> None:
        self.url = url
        self.clock = VirtualClock()
        self.chance = SeededChance(seed)
        self.keys = Keyring.fresh(Identity(self.clock, self.chance))
        self.free = [Parcel("parcel_a", self._may_ring), Parcel("parcel_b", self._may_ring)]
        self.parcels = [*self.free, Parcel("sms", self._may_ring), Parcel("voice", self._may_ring)]
        self._memory: sqlite3.Connection | None = None
        if url.startswith("sqlite"):
            self._memory = connect(":memory:")
            self._memory.deserialize(empty_province())
        self._folder = TemporaryDirectory()

    def open(self) -> Stage:
        self.loop = VirtualLoop(self.clock)
        with mock.patch.object(siharat.app, "_pages", lent_pages):
            self.app = self._compose()
        if self._memory is not None:
            ledger = self.app.services.db._engine._ledger
            ledger._connection, ledger.open = self._memory, lambda: None
        self._stack = AsyncExitStack()
        self.loop.run_until_complete(self._stack.enter_async_context(self.app.running()))
        self.loop.run_until_complete(asyncio.sleep(0.05))
        return Stage(self.app, self.loop)

    def _compose(self) -> Application:
        return compose(Settings(data=self._folder.name, database=self.url), clock=self.clock, chance=self.chance,
                       keys=self.keys, inline=True, channels=self.parcels, bus=InProcessBus())

    def crash(self) -> None:
        """Nothing reaches the database any more; then what is left of the process is swept away."""
        db = self.app.services.db
        db._engine = Dead(db._engine._ledger._connection)
        self.loop.run_until_complete(self._sweep())
        self.loop.close()

    def dies_after_the_next_commit(self) -> None:
        """Durable, and nobody was told: neither the phone nor those who follow."""
        ledger = self.app.services.db._engine._ledger

        def commit(batch: list[Unit]) -> None:
            type(ledger).commit(ledger, batch)
            raise ConnectionError("the process died here")

        ledger.commit = commit

    def stop(self) -> None:
        """An orderly end, all but that the database stays for the next start."""
        db = self.app.services.db
        ledger = db._engine._ledger
        if self._memory is not None:
            ledger.close = lambda: None
        self.loop.run_until_complete(self._sweep())
        self.loop.close()

    def leave(self) -> None:
        if self._memory is not None:
            self._memory.close()
        self._folder.cleanup()

    def look(self, work: Callable[..., Any], *args: Any) -> Any:
        """Reads what is committed, without the event loop moving."""
        return self.app.services.db._engine._ledger.read(Unit(work, args))

    def write(self, work: Callable[..., Any], *args: Any) -> Any:
        return self.loop.run_until_complete(self.app.services.db.write(work, *args))

    async def _sweep(self) -> None:
        await self._stack.aclose()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        give_back(self.app.pages)

    def _may_ring(self, incident: str) -> bool:
        return bool(self.look(_status, incident) == "ringing")


def _status(tx: Tx, incident: str) -> str:
    from siharat.incident import store

    return store.get(tx, incident).status


def enlist(tx: Tx, station: str, rank: str, name: str, role: officers.Role = "officer") -> tuple[str, str]:
    """An officer with an open page, two parcels and a telephone, and the token of the page."""
    nrp = f"8{len(name):02d}{sum(name.encode()):05d}"
    (officer,) = officers.add(tx, station, [NewOfficer(nrp, name, rank, phone=f"+628{nrp}", role=role)])
    for kind in ("parcel_a", "parcel_b"):
        officers.add_device(tx, officer, kind, f"{kind}:{nrp}")
    return officer, sessions.open_session(tx, "officer", officer)


def enrol_watch(tx: Tx, officer: str) -> None:
    """That officer alone is on duty at 63.72, for as long as a life lasts."""
    roster.change(tx, "63.72", officer, "on", tx.now, tx.now + DAY, "duty", "system")
