"""The writer thread of SQLite and the readers beside it.

The event loop hands units over and goes on; the thread takes all that wait, presses first, and
commits them together. The loop hears of a batch by one call, however many were in it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from siharat.db.lock import WriterLock
from siharat.db.sqlite import SqliteLedger, Synchronous, connect_reader, read
from siharat.db.unit import Gate, House, Unit

LARGEST_BATCH = 256
COMMON_BESIDE_PRESSES = 16
"""So many common units ride along with presses: few enough to cost a press little, enough that
receipts never stand still."""
COMMON_ALONE = 64
"""A press that arrives now waits for no more than these."""


class Lanes:
    """What waits for the writer. Filled by the event loop, emptied by the thread."""

    def __init__(self) -> None:
        self._inbox: SimpleQueue[Unit | None] = SimpleQueue()
        self._press: deque[Unit] = deque()
        self._common: deque[Unit] = deque()
        self._closed = False

    def put(self, unit: Unit | None) -> None:
        """``None`` closes the lanes behind what is in them."""
        self._inbox.put(unit)

    def next_batch(self) -> list[Unit]:
        """Waits for work; all of it that fits one commit, presses first. Empty: closed, all done."""
        if not self._press and not self._common and not self._closed:
            self._sort(self._inbox.get())
        try:
            while True:
                self._sort(self._inbox.get_nowait())
        except Empty:
            pass
        beside = COMMON_BESIDE_PRESSES if self._press else COMMON_ALONE
        presses = min(len(self._press), LARGEST_BATCH)
        return ([self._press.popleft() for _ in range(presses)]
                + [self._common.popleft() for _ in range(min(len(self._common), beside))])

    def _sort(self, unit: Unit | None) -> None:
        if unit is None:
            self._closed = True
        elif unit.lane == "press":
            self._press.append(unit)
        else:
            self._common.append(unit)


class ThreadedSqlite:
    """SQLite behind an event loop: one writer thread, ``readers`` reading threads."""

    def __init__(self, path: str, house: House, *, synchronous: Synchronous = "FULL", readers: int = 2,
                 room: int = 4096) -> None:
        self._path = path
        self._house = house
        self._ledger = SqliteLedger(path, house, synchronous)
        self._lock = WriterLock(Path(path))
        self._lanes = Lanes()
        self._gate = Gate(house, room)
        self._readers = readers
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._open = False

    @property
    def waiting(self) -> dict[str, int]:
        return dict(self._gate.waiting)

    async def open(self) -> None:
        """Takes the writer's lock; raises ``Problem`` ``database_in_use`` when it is held."""
        self._lock.take()
        self._loop = asyncio.get_running_loop()
        self._stopped = self._loop.create_future()
        try:
            self._ledger.open()
            for _ in range(self._readers):
                self._idle.put(connect_reader(self._path))
        except BaseException:
            self._ledger.close()
            self._lock.release()
            raise
        self._reading = ThreadPoolExecutor(self._readers, "siharat-read")
        self._thread = threading.Thread(target=self._write_until_closed, name="siharat-write", daemon=True)
        self._thread.start()
        self._open = True

    async def close(self) -> None:
        """Everything that waits is committed and told first."""
        if not self._open:
            return
        self._open = False
        self._lanes.put(None)
        await self._stopped
        self._thread.join()
        self._reading.shutdown()
        while not self._idle.empty():
            self._idle.get().close()
        self._ledger.close()  # last: the last connection to go folds the log into the database
        self._lock.release()

    async def write(self, unit: Unit) -> Any:
        if not self._open:
            raise RuntimeError("the database is closed")
        self._gate.enter(unit.lane)
        unit.future = self._loop.create_future()
        self._lanes.put(unit)
        try:
            return await unit.future
        finally:
            del unit  # or an error, which knows this frame, and the unit would hold each other for ever

    async def read(self, unit: Unit) -> Any:
        self._gate.enter("read")
        try:
            return await self._loop.run_in_executor(self._reading, self._read, unit)
        finally:
            self._gate.leave("read")

    def _read(self, unit: Unit) -> Any:
        connection = self._idle.get()
        try:
            return read(connection, self._house, unit)
        finally:
            self._idle.put(connection)

    def _write_until_closed(self) -> None:
        while batch := self._lanes.next_batch():
            self._ledger.commit(batch)
            self._loop.call_soon_threadsafe(self._gate.settle, batch)
            self._ledger.tidy()
        self._loop.call_soon_threadsafe(self._stopped.set_result, None)
