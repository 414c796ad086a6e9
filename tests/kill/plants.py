"""Bugs to plant into a server before it starts, by name. Each must be found, or the proof proves nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from siharat.db import database, postgres, sqlite, writer


def answer_before_commit() -> None:
    """The answer leaves while the transaction is still open."""

    def write_until_closed(self: Any) -> None:
        while batch := self._lanes.next_batch():
            cursor = self._ledger._connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            for unit in batch:
                self._ledger._run(cursor, unit)
            self._loop.call_soon_threadsafe(self._gate.settle, batch)
            time.sleep(0.15)
            cursor.execute("COMMIT")
        self._loop.call_soon_threadsafe(self._stopped.set_result, None)

    writer.ThreadedSqlite._write_until_closed = write_until_closed


def answer_before_commit_on_postgresql() -> None:
    class Early(postgres.PostgresLedger):
        def _try(self, connection: Any, unit: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("BEGIN")
            unit.run(self._house.tx(cursor, "postgresql"))
            future = unit.future
            future.get_loop().call_soon_threadsafe(lambda: future.done() or future.set_result(unit.result))
            time.sleep(0.15)
            cursor.execute("COMMIT")

    postgres.PostgresLedger = Early


def commit_without_sync() -> None:
    """``synchronous=NORMAL``: the log is synced at checkpoints only. A kill does not see it; a power cut does."""
    real = sqlite.connect
    sqlite.connect = lambda path, synchronous="FULL": real(path, "NORMAL")


def commit_without_waiting() -> None:
    """``synchronous_commit = off``: PostgreSQL answers before its log is on disk."""
    postgres.ON_CONNECT = (*postgres.ON_CONNECT[:-1], "SET synchronous_commit = off")


def checkpoint_often() -> None:
    """No bug: more of the moments that matter in less time."""
    sqlite.CHECKPOINT_ROWS = 150


PLANTS: dict[str, Callable[[], None]] = {each.__name__: each for each in (
    answer_before_commit, answer_before_commit_on_postgresql, commit_without_sync, commit_without_waiting,
    checkpoint_often)}
assert database.ThreadedSqlite is writer.ThreadedSqlite
