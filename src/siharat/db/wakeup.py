"""Time is a table: what must happen later is a row, and a node that dies is simply replaced.

Chapters ``plan`` and ``drop`` inside their own transaction; :class:`Waker` runs what is due.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import text

from siharat.db.database import Database
from siharat.db.tx import Tx
from siharat.db.unit import complain
from siharat.kernel import Clock
from siharat.kernel.clock import SECOND

SWEEP_MS = 1 * SECOND
"""How late a wake-up of another, dead or deaf node can be at most."""
LONGEST_POSTPONEMENT_MS = 60 * SECOND
AT_ONCE = 64
"""Due rows taken together, so that they share commits; each still is a unit of its own."""

PLAN = text("""INSERT INTO wakeup (incident_id, kind, due_at, attempts) VALUES (:incident, :kind, :due_at, 0)
    ON CONFLICT (incident_id, kind) DO UPDATE SET due_at = excluded.due_at, attempts = 0""")
PLAN_NO_LATER = text("""INSERT INTO wakeup (incident_id, kind, due_at, attempts)
    VALUES (:incident, :kind, :due_at, 0) ON CONFLICT (incident_id, kind) DO UPDATE
    SET due_at = excluded.due_at, attempts = 0 WHERE excluded.due_at < wakeup.due_at""")
DROP = text("DELETE FROM wakeup WHERE incident_id = :incident AND kind = :kind")
DROP_ALL = text("DELETE FROM wakeup WHERE incident_id = :incident")
DUE = text("""SELECT id, incident_id, kind, due_at, attempts FROM wakeup WHERE due_at <= :now
    ORDER BY due_at, id LIMIT :limit""")
NEXT_DUE = text("SELECT MIN(due_at) FROM wakeup")
LOCK = text("SELECT id FROM wakeup WHERE id = :id FOR UPDATE SKIP LOCKED")
TAKE = text("""DELETE FROM wakeup WHERE id = :id AND due_at <= :now
    RETURNING id, incident_id, kind, due_at, attempts""")
POSTPONE = text("""UPDATE wakeup SET due_at = :later, attempts = attempts + 1
    WHERE id = :id AND due_at = :due_at AND attempts = :attempts""")


@dataclass(frozen=True, slots=True)
class WakeUp:
    id: int
    incident_id: str
    """Or the key of something else (:func:`key`)."""
    kind: str
    due_at: int
    """Milliseconds since the epoch; the handler may run later, never earlier."""
    attempts: int
    """How often its handler has failed already."""


Handler = Callable[[Tx, WakeUp], None]


def key(what: str, which: object) -> str:
    """What else than an incident can be woken: ``station:63.72``."""
    return f"{what}:{which}"


def key_of(what: str, key_: str) -> str:
    """Which one it was: ``63.72``."""
    return key_.removeprefix(f"{what}:")


def plan(tx: Tx, incident_id: str, kind: str, due_at: int) -> None:
    """Wakes the incident at ``due_at`` (ms). One per kind: a later plan replaces an earlier one."""
    tx.run(PLAN, incident=incident_id, kind=kind, due_at=due_at)
    tx.planned = due_at if tx.planned is None else min(tx.planned, due_at)


def plan_no_later(tx: Tx, incident_id: str, kind: str, due_at: int) -> None:
    """Wakes it at ``due_at`` (ms), or earlier where that was planned already."""
    tx.run(PLAN_NO_LATER, incident=incident_id, kind=kind, due_at=due_at)
    tx.planned = due_at if tx.planned is None else min(tx.planned, due_at)


def drop(tx: Tx, incident_id: str, *kinds: str) -> None:
    """It needs no waking any more: for these ``kinds``, or for any when none is named."""
    if not kinds:
        tx.run(DROP_ALL, incident=incident_id)
    for kind in kinds:
        tx.run(DROP, incident=incident_id, kind=kind)


def due(tx: Tx, limit: int = AT_ONCE) -> list[WakeUp]:
    """What should have happened by now, longest overdue first."""
    return [WakeUp(*row) for row in tx.all(DUE, now=tx.now, limit=limit)]


def next_due(tx: Tx) -> int | None:
    """When the nearest one is due (ms), perhaps long ago. ``None``: nothing is planned at all."""
    nearest = tx.value(NEXT_DUE)
    return None if nearest is None else int(nearest)


class Waker:
    """Runs what is due: each row in a unit of its own, on whichever node takes it first.

    The row is gone when its handler runs, and the handler plans what it wants next: both or neither
    are committed. A handler that fails, or a kind nobody handles, is put off with growing distance
    (1, 2, 4 … 60 s) and delays nothing else.

    ``lock(tx, incident_id)`` runs before the row is touched. Give it the lock that a claim takes first
    (the incident's row): then both lock in the same order, and PostgreSQL finds no deadlock to break.
    """

    def __init__(self, db: Database, clock: Clock, handlers: Mapping[str, Handler], *,
                 lock: Callable[[Tx, str], object] | None = None, sweep_ms: int = SWEEP_MS) -> None:
        self._db = db
        self._clock = clock
        self._handlers = handlers
        self._lock = lock
        self._sweep_ms = sweep_ms
        self._rung = asyncio.Event()
        self._sleeps_until: float = math.inf
        self.swept_at = clock.now()
        """When it last looked for what is due, and the database answered (ms)."""
        db.on_planned(self.nudge)

    def nudge(self, due_at: int = 0) -> None:
        """Something is due at ``due_at`` (ms; 0: look now). Cheap: wakes only who would oversleep it."""
        if due_at < self._sleeps_until:
            self._rung.set()

    async def run(self) -> None:
        """Until cancelled. A database that fails is asked again at the next sweep."""
        while True:
            self._rung.clear()
            self._sleeps_until = math.inf
            try:
                nearest = await self._sweep()
                self.swept_at = self._clock.now()
            except Exception as error:
                complain("sweep_failed", error)
                nearest = None
            now = self._clock.now()
            self._sleeps_until = now + self._sweep_ms
            if nearest is not None:
                self._sleeps_until = min(self._sleeps_until, max(nearest, now))
            try:
                async with asyncio.timeout((self._sleeps_until - now) / SECOND):
                    await self._rung.wait()
            except TimeoutError:
                pass

    async def _sweep(self) -> int | None:
        """Takes all that is due; when the next one is. ``None``: nothing is planned, or what is due
        belongs to another node or a failing database, and is looked at again at the next sweep."""
        while True:
            rows, nearest = await self._db.read(_look)
            if not rows:
                return nearest
            if not any(await asyncio.gather(*(self._handle(row) for row in rows))):
                return None

    async def _handle(self, row: WakeUp) -> bool:
        """Whether the row moved on: handled here or elsewhere, or put off."""
        try:
            return await self._db.write(self._take, row, lane="press")
        except Exception as error:
            complain("wakeup_failed", error, kind=row.kind, incident=row.incident_id,
                     attempts=row.attempts + 1)
        try:
            await self._db.write(_postpone, row, lane="press")
        except Exception as error:
            complain("postponing_failed", error, kind=row.kind, incident=row.incident_id)
            return False
        return True

    def _take(self, tx: Tx, row: WakeUp) -> bool:
        if self._lock is not None:
            self._lock(tx, row.incident_id)
        if tx.dialect == "postgresql" and tx.value(LOCK, id=row.id) is None:
            return False  # another node has it, or had it
        taken = tx.one(TAKE, id=row.id, now=tx.now)
        if taken is None:
            return True  # done elsewhere, or planned anew for later
        wakeup = WakeUp(*taken)
        handler = self._handlers.get(wakeup.kind)
        if handler is None:
            raise LookupError(f"nobody handles wake-ups of kind {wakeup.kind!r}")
        handler(tx, wakeup)
        return True


def _look(tx: Tx) -> tuple[list[WakeUp], int | None]:
    return due(tx), next_due(tx)


def _postpone(tx: Tx, row: WakeUp) -> None:
    later = tx.now + min(SECOND * 2 ** min(row.attempts, 10), LONGEST_POSTPONEMENT_MS)
    tx.run(POSTPONE, id=row.id, due_at=row.due_at, attempts=row.attempts, later=later)
    tx.planned = later
