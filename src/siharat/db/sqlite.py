"""SQLite: one connection that writes and checkpoints, and a commit shared by all who wait for it.

``synchronous=FULL`` in WAL mode syncs the log at every commit: what was acknowledged survives a power
cut. The sync is the price of a press; sharing it is what makes 32 presses as cheap as a few.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from siharat.db.unit import House, Unit, complain, not_stored

Synchronous = Literal["FULL", "EXTRA", "NORMAL", "OFF"]
BUSY_MS = 5_000
"""How long a connection waits for a lock; nobody but a backup or a person's shell ever holds one."""
CHECKPOINT_ROWS = 2_000
"""Changed rows between checkpoints: a few MB of log."""
LOG_FRAMES_TO_RESTART = 50_000
"""200 MB of log: readers never left it alone, so now it waits for them to."""
UNTRUSTED = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN,
             sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL}
"""After these the connection is not asked again (https://www.sqlite.org/rescode.html)."""


def connect(path: str, synchronous: Synchronous = "FULL") -> sqlite3.Connection:
    """A connection that may write. ``path`` may be ``:memory:``. Transactions are begun explicitly."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA foreign_keys = ON")
    # Checkpoints are taken between batches, where nobody waits; this is only the net below.
    connection.execute("PRAGMA wal_autocheckpoint = 10000")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def connect_reader(path: str) -> sqlite3.Connection:
    """A connection that cannot write, not even by mistake. The database must exist."""
    address = f"file:{quote(str(Path(path).absolute()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False,
                                 cached_statements=512)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA query_only = ON")
    return connection


class SqliteLedger:
    """The writing connection: takes batches of units to disk. One thread at a time.

    After an error of the machine (disk full, I/O error) nothing this connection believes is relied
    upon: the batch fails as a whole, the connection is thrown away, and each later batch opens a new
    one or fails in turn, until the disk is well. Nothing is acknowledged in between.
    """

    def __init__(self, path: str, house: House, synchronous: Synchronous) -> None:
        self._path = path
        self._house = house
        self._synchronous = synchronous
        self._connection: sqlite3.Connection | None = None
        self._checkpointed_at = 0

    def open(self) -> None:
        self._connection = connect(self._path, self._synchronous)
        self._checkpointed_at = 0

    def commit(self, batch: Sequence[Unit]) -> None:
        """All units in one transaction, each in a savepoint: one that fails is undone alone.

        Never raises. A unit without ``error`` is durable when this returns.
        """
        try:
            if self._connection is None:
                self.open()
            assert self._connection is not None
            # One cursor for everything: its next statement ends the one before, so that a row left
            # unread by ``Tx.one`` can never hold up the commit.
            cursor = self._connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            for unit in batch:
                self._run(cursor, unit)
            cursor.execute("COMMIT")
        except Exception as error:
            complain("batch_lost", error, units=len(batch))
            for unit in batch:
                if unit.error is None:
                    unit.fail(not_stored(error))
            self._throw_away()

    def _run(self, cursor: sqlite3.Cursor, unit: Unit) -> None:
        cursor.execute("SAVEPOINT unit")
        try:
            unit.run(self._house.tx(cursor, "sqlite"))
        except BaseException as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            # A full disk or an I/O error may undo the whole transaction, the neighbours too.
            if code in UNTRUSTED or not cursor.connection.in_transaction:
                raise OSError(f"the transaction is lost: {error}") from error
            cursor.execute("ROLLBACK TO unit")
            unit.fail(not_stored(error) if code == sqlite3.SQLITE_FULL else error)
        cursor.execute("RELEASE unit")

    def read(self, unit: Unit) -> Any:
        """The unit on the writing connection, undone afterwards whatever it did."""
        if self._connection is None:
            self.open()
        assert self._connection is not None
        return read(self._connection, self._house, unit)

    def tidy(self) -> None:
        """Copies the log into the database when enough has gathered. Call between batches."""
        if self._connection is None:
            return
        changes = self._connection.total_changes
        if changes - self._checkpointed_at < CHECKPOINT_ROWS:
            return
        self._checkpointed_at = changes
        try:
            _, frames, _ = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if frames > LOG_FRAMES_TO_RESTART:
                self._connection.execute("PRAGMA wal_checkpoint(RESTART)")
        except sqlite3.Error as error:  # the log still holds everything: nothing is lost by waiting
            complain("checkpoint_failed", error)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _throw_away(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._path == ":memory:":  # closing it would be the loss itself
            self._connection = connection
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return
        try:
            connection.close()  # rolls back what is open
        except sqlite3.Error as error:
            complain("close_failed", error)


def read(connection: sqlite3.Connection, house: House, unit: Unit) -> Any:
    """Runs the unit on one consistent snapshot: the moment of its first statement."""
    cursor = connection.cursor()
    cursor.execute("BEGIN DEFERRED")
    try:
        return unit.work(house.reading_tx(cursor, "sqlite"), *unit.args)
    finally:
        cursor.execute("ROLLBACK")
