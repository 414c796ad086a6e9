"""A unit of work on its way: asked for, done or failed, durable, told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from traceback import format_tb
from typing import Any, Literal, TypeAlias

import structlog

from siharat.db.tx import DialectName, Join, Tx
from siharat.kernel import Clock, Identity, Keyring
from siharat.kernel.errors import Problem, busy

Lane: TypeAlias = Literal["press", "common"]
log = structlog.get_logger()


def complain(event: str, error: BaseException, **facts: Any) -> None:
    """Logs an error and the lines it passed, never their variables: those hold names and numbers.

    Where the log itself cannot be written (the same full disk), serving goes on: a
    writer that dies of its own complaint would leave every caller waiting for ever."""
    with suppress(Exception):
        log.error(event, why=repr(error), trace="".join(format_tb(error.__traceback__)), **facts)


def not_stored(why: object) -> Problem:
    """Nothing of it was stored, and the reason lies with the machine, not the caller."""
    return Problem(503, "not_stored", f"The database could not store this: {why}. Nothing was stored. "
                   "Look for a full or failing disk, or a database server that is down.", retry_after=1)


def outcome_unknown() -> Problem:
    """The line broke between ``COMMIT`` and its answer. Asking again with the same id finds out."""
    return Problem(503, "outcome_unknown", "The connection to the database broke while storing this. It "
                   "may be stored; send it again with the same id.", retry_after=1)


def not_answered(why: object) -> Problem:
    """A read that found no database."""
    return Problem(503, "not_answered", f"The database does not answer: {why}. Is the server running, and "
                   "the address right?", retry_after=1)


@dataclass(slots=True)
class House:
    """What every unit is handed, and whom to tell when it is durable."""

    clock: Clock
    identity: Identity
    keys: Keyring
    join: Join
    after: Callable[[list[object]], None]
    planned: Callable[[int], None] = lambda due_at: None
    channels: frozenset[str] = frozenset()

    def tx(self, cursor: Any, dialect: DialectName) -> Tx:
        return Tx(cursor, dialect, self.clock.now(), self.identity, self.keys, self.join, self.channels)

    def reading_tx(self, cursor: Any, dialect: DialectName) -> Tx:
        return Tx(cursor, dialect, self.clock.now(), self.identity, self.keys, None, self.channels)

    def tell(self, unit: Unit) -> None:
        """Called on the event loop, once the unit is durable, before its caller learns of it."""
        try:
            if unit.planned is not None:
                self.planned(unit.planned)
            if unit.events:
                self.after(unit.events)
        except Exception as error:
            # The unit is on disk whatever its followers do; its wake-up will find what they left undone.
            complain("after_commit_failed", error, events=[type(event).__name__ for event in unit.events])


@dataclass(slots=True)
class Unit:
    """Work and what came of it. ``error`` set means: nothing of it is in the database."""

    work: Callable[..., Any]
    args: tuple[Any, ...]
    lane: Lane = "common"
    future: asyncio.Future[Any] | None = None
    result: Any = None
    error: BaseException | None = None
    planned: int | None = None
    events: list[object] = field(default_factory=list)

    def run(self, tx: Tx) -> None:
        self.result = self.work(tx, *self.args)
        self.events = tx.events
        self.planned = tx.planned

    def fail(self, error: BaseException) -> None:
        if isinstance(error, Problem):
            # An answer, not a fault: where it was decided interests nobody. And its traceback holds this unit,
            # which holds it: 1,499 lost claims were 94,000 objects that only the collector could free.
            error.__traceback__ = None
        if isinstance(error, StopIteration):  # a future refuses it, and would never be resolved
            cause, error = error, RuntimeError("the unit of work raised StopIteration")
            error.__cause__ = cause
        self.result, self.error, self.planned, self.events = None, error, None, []


class Gate:
    """Counts who waits in each lane, so that a flood is refused instead of remembered.

    Used on the event loop only. Each lane has room of its own: receipts never crowd out a press.
    """

    def __init__(self, house: House, room: int) -> None:
        self._house = house
        self._room = room
        self.waiting: dict[str, int] = {"press": 0, "common": 0, "read": 0}

    def enter(self, lane: str) -> None:
        """Raises ``Problem`` 503 ``busy`` when the lane is full."""
        if self.waiting[lane] >= self._room:
            raise busy()
        self.waiting[lane] += 1

    def leave(self, lane: str) -> None:
        self.waiting[lane] -= 1

    def settle(self, units: Iterable[Unit]) -> None:
        """Tells followers and callers what became of their units. A caller who left changes nothing."""
        for unit in units:
            self.leave(unit.lane)
            if unit.error is None:
                self._house.tell(unit)
            if unit.future is None or unit.future.done():
                continue
            if unit.error is None:
                unit.future.set_result(unit.result)
            else:
                unit.future.set_exception(unit.error)
