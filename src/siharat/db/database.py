"""The two verbs: ``await db.write(work, ...)`` and ``await db.read(work, ...)``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, TypeVarTuple, Unpack

from sqlalchemy import text

from siharat.db.inline import Inline
from siharat.db.postgres import PostgresLedger, ThreadedPostgres
from siharat.db.sqlite import SqliteLedger, Synchronous
from siharat.db.tx import DialectName, Join, Tx, forget_shapes
from siharat.db.unit import House, Lane, Unit
from siharat.db.writer import ThreadedSqlite
from siharat.kernel import Clock, Identity, Keyring
from siharat.kernel.errors import Problem

Args = TypeVarTuple("Args")
Result = TypeVar("Result")
After = Callable[[list[object]], None]

PROBES: dict[DialectName, Any] = {
    # Both truly write: a page of the log, an id of a transaction. Reading would not notice a full disk.
    "sqlite": text("PRAGMA user_version = 1"),
    "postgresql": text("SELECT pg_current_xact_id()"),
}


class Engine(Protocol):
    """How units reach the disk: threads of SQLite, threads of PostgreSQL, or inline."""

    @property
    def waiting(self) -> dict[str, int]: ...
    async def open(self) -> None: ...
    async def close(self) -> None: ...
    async def write(self, unit: Unit) -> Any: ...
    async def read(self, unit: Unit) -> Any: ...


class Database:
    """SQLite or PostgreSQL behind two verbs.

    ``join(tx, event)`` runs at each ``tx.emit``, inside the unit. ``after(events)`` runs on the event
    loop once a unit is durable, before its caller goes on, and never for a unit that was undone.
    """

    def __init__(self, engine: Engine, house: House, dialect: DialectName) -> None:
        self._engine = engine
        self._house = house
        self.dialect: DialectName = dialect

    @classmethod
    def connect(cls, url: str, clock: Clock, identity: Identity, keys: Keyring, *,
                join: Join = lambda tx, event: None, after: After = lambda events: None,
                synchronous: Synchronous = "FULL", room: int = 4096,
                channels: frozenset[str] = frozenset()) -> Database:
        """For a server: ``sqlite:///path`` or ``postgresql://…``. ``room``: units a lane remembers
        before it answers ``busy``. ``synchronous`` (SQLite) is weakened only to prove what it is for.
        ``channels``: what every unit is told that this process can ring by."""
        house = House(clock, identity, keys, join, after, channels=channels)
        if is_postgres(url):
            return cls(ThreadedPostgres(url, house, room=room), house, "postgresql")
        sqlite = ThreadedSqlite(sqlite_path(url), house, synchronous=synchronous, room=room)
        return cls(sqlite, house, "sqlite")

    @classmethod
    def inline(cls, url: str, clock: Clock, identity: Identity, keys: Keyring, *,
               join: Join = lambda tx, event: None, after: After = lambda events: None,
               synchronous: Synchronous = "FULL", channels: frozenset[str] = frozenset()) -> Database:
        """For virtual time: everything happens at once in the calling thread. Also ``sqlite:///:memory:``."""
        house = House(clock, identity, keys, join, after, channels=channels)
        if is_postgres(url):
            return cls(Inline(PostgresLedger(url, house), house), house, "postgresql")
        return cls(Inline(SqliteLedger(sqlite_path(url), house, synchronous), house), house, "sqlite")

    async def open(self) -> None:
        forget_shapes(self.dialect)
        await self._engine.open()

    async def close(self) -> None:
        """Commits and tells everything that waits, then closes."""
        await self._engine.close()

    async def write(self, work: Callable[[Tx, Unpack[Args]], Result], *args: *Args,
                    lane: Lane = "common") -> Result:
        """Runs ``work(tx, *args)`` in a transaction; its result, once that is durable.

        Raises what ``work`` raised (then nothing of it is stored), ``busy`` when the lane is full,
        ``not_stored`` (both ``Problem``, 503) when the machine failed. A caller who is cancelled
        learns nothing; the unit may still be committed and told.
        """
        result: Result = await self._engine.write(Unit(work, args, lane))
        return result

    async def read(self, work: Callable[[Tx, Unpack[Args]], Result], *args: *Args) -> Result:
        """Runs ``work(tx, *args)`` on one consistent snapshot; it sees every write awaited before."""
        result: Result = await self._engine.read(Unit(work, args))
        return result

    @property
    def waiting(self) -> dict[str, int]:
        """Units in each lane (``press``, ``common``, ``read``) that were not answered yet."""
        return self._engine.waiting

    async def is_writable(self, within_s: float = 2.0) -> bool:
        """Can a press be stored now? Writes for real, in the lane of presses."""
        try:
            async with asyncio.timeout(within_s):
                await self.write(_probe, lane="press")
        except Exception:
            return False
        return True

    def on_planned(self, planned: Callable[[int], None]) -> None:
        """``planned(due_at)`` runs on the event loop after each commit that wrote a wake-up."""
        self._house.planned = planned


def _probe(tx: Tx) -> None:
    tx.run(PROBES[tx.dialect])


def is_postgres(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://"))


def sqlite_path(url: str) -> str:
    """``sqlite:///relative``, ``sqlite:////absolute`` or ``sqlite:///:memory:``, as SQLAlchemy spells it."""
    kind, _, path = url.partition(":///")
    if kind != "sqlite" or not path:
        raise Problem(422, "invalid", f"the database address {kind}:… is unknown: write sqlite:///path or "
                      "postgresql://user@host/name", field="SIHARAT_DATABASE")
    return path
