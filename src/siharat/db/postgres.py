"""PostgreSQL: many connections, a transaction per unit, retried when the server broke a deadlock.

READ COMMITTED: a claim rests on a conditional update and a unique index, not on the isolation level.
Commits are shared by the server itself, among its connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import psycopg
from psycopg import errors

from siharat.db.unit import Gate, House, Unit, not_answered, not_stored, outcome_unknown
from siharat.kernel.errors import busy

TRIES = 5
CONNECT_TIMEOUT_S = 5
ON_CONNECT = (
    # A unit waits for a lock this long at most: then its caller hears 503 and asks again.
    "SET lock_timeout = '5s'",
    "SET statement_timeout = '15s'",
    "SET idle_in_transaction_session_timeout = '15s'",
    "SET jit = off",  # compiling costs more than any of our queries
    # Acknowledged is durable, whatever the server's default; stricter settings are left alone.
    """SELECT set_config('synchronous_commit', 'on', false)
       WHERE current_setting('synchronous_commit') = 'off'""",
)
# A unique key taken meanwhile is a tie too: the second look finds what the twin has written, as for one
# press sent twice at once. A unit that breaks its own keys fails all the same, some tries later.
BROKEN_TIES = (errors.SerializationFailure, errors.DeadlockDetected, errors.UniqueViolation)


class PostgresLedger:
    """One connection, made when first needed and made anew when it broke. One thread at a time."""

    def __init__(self, url: str, house: House) -> None:
        self._url = url
        self._house = house
        self._connection: psycopg.Connection[Any] | None = None

    def open(self) -> None:
        """Raises ``Problem`` 503 ``not_answered`` without a server."""
        try:
            self._connected()
        except psycopg.OperationalError as error:
            raise not_answered(error) from error

    def commit(self, batch: Sequence[Unit]) -> None:
        """Each unit in a transaction of its own. Never raises; a unit without ``error`` is durable."""
        for unit in batch:
            try:
                self._commit(unit)
            except (*BROKEN_TIES, errors.LockNotAvailable):
                unit.fail(busy())
            except psycopg.OperationalError as error:
                unit.fail(not_stored(error))
            except BaseException as error:
                unit.fail(error)

    def read(self, unit: Unit) -> Any:
        """Runs the unit on one consistent snapshot: the moment of its first statement."""
        try:
            return self._read(unit)
        except psycopg.OperationalError as error:
            if self._connection is not None:  # it did not break: asking again would not help
                raise not_answered(error) from error
        try:
            return self._read(unit)
        except psycopg.OperationalError as error:
            raise not_answered(error) from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self, unit: Unit) -> Any:
        cursor = self._connected().cursor()
        try:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return unit.work(self._house.reading_tx(cursor, "postgresql"), *unit.args)
        finally:
            self._undo()

    def _commit(self, unit: Unit) -> None:
        for tries_left in reversed(range(TRIES)):
            connection = self._connected()
            try:
                self._try(connection, unit)
                return
            except BROKEN_TIES:
                if not tries_left:
                    raise
            except psycopg.OperationalError:
                # Broken before the commit was sent: nothing is stored, so all of it may run again.
                if not tries_left or not connection.closed:
                    raise
            finally:
                self._undo()

    def _try(self, connection: psycopg.Connection[Any], unit: Unit) -> None:
        cursor = connection.cursor()
        cursor.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        unit.run(self._house.tx(cursor, "postgresql"))
        try:
            cursor.execute("COMMIT")
        except psycopg.OperationalError as error:
            if connection.closed:
                raise outcome_unknown() from error
            raise
        # Where the unit swallowed an error of the database, the server answers COMMIT with ROLLBACK,
        # and no error: believing it would acknowledge what was never stored.
        if cursor.statusmessage != "COMMIT":
            raise RuntimeError("the unit of work swallowed an error of the database; nothing was stored")

    def _undo(self) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                connection.rollback()
        except psycopg.Error:
            connection.close()
        if connection.closed:
            self._connection = None

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            connection = psycopg.connect(self._url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S)
            try:
                for statement in ON_CONNECT:
                    connection.execute(statement)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection


class Crew:
    """Threads of one lane, each with a ledger of its own while it works."""

    def __init__(self, name: str, size: int, url: str, house: House) -> None:
        self._ledgers = [PostgresLedger(url, house) for _ in range(size)]
        self._idle: SimpleQueue[PostgresLedger] = SimpleQueue()
        for ledger in self._ledgers:
            self._idle.put(ledger)
        self.threads = ThreadPoolExecutor(size, f"siharat-{name}")

    def open(self) -> None:
        """All connections at once: the first press does not wait for one."""
        list(self.threads.map(PostgresLedger.open, self._ledgers))

    def commit(self, unit: Unit) -> None:
        ledger = self._idle.get()
        try:
            ledger.commit([unit])
        finally:
            self._idle.put(ledger)

    def read(self, unit: Unit) -> Any:
        ledger = self._idle.get()
        try:
            return ledger.read(unit)
        finally:
            self._idle.put(ledger)

    def close(self) -> None:
        """Finishes what was handed in."""
        self.threads.shutdown()
        for ledger in self._ledgers:
            ledger.close()


class ThreadedPostgres:
    """PostgreSQL behind an event loop. Presses have connections of their own; ``connections`` per lane
    (more of them only wait for each other: 4 and 16 measured alike)."""

    def __init__(self, url: str, house: House, *, connections: int = 6, room: int = 4096) -> None:
        self._gate = Gate(house, room)
        self._crews = {lane: Crew(lane, connections, url, house) for lane in ("press", "common", "read")}
        self._open = False

    @property
    def waiting(self) -> dict[str, int]:
        return dict(self._gate.waiting)

    async def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            for crew in self._crews.values():
                await self._loop.run_in_executor(None, crew.open)
        except BaseException:
            await self.close()
            raise
        self._open = True

    async def close(self) -> None:
        self._open = False
        for crew in self._crews.values():
            await self._loop.run_in_executor(None, crew.close)

    async def write(self, unit: Unit) -> Any:
        if not self._open:
            raise RuntimeError("the database is closed")
        self._gate.enter(unit.lane)
        unit.future = self._loop.create_future()
        self._crews[unit.lane].threads.submit(self._write, unit)
        try:
            return await unit.future
        finally:
            del unit  # or an error, which knows this frame, and the unit would hold each other for ever

    async def read(self, unit: Unit) -> Any:
        self._gate.enter("read")
        try:
            crew = self._crews["read"]
            return await self._loop.run_in_executor(crew.threads, crew.read, unit)
        finally:
            self._gate.leave("read")

    def _write(self, unit: Unit) -> None:
        self._crews[unit.lane].commit(unit)
        self._loop.call_soon_threadsafe(self._gate.settle, [unit])
