"""Claims in SQL. The unique index on live rows is what makes a second winner impossible."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.claim.rules import Ended
from siharat.db import Tx

TAKE = text("""INSERT INTO claim (incident, officer, at, lapses_at)
    SELECT :incident, :officer, :now, :lapses_at
    WHERE EXISTS (SELECT 1 FROM incident WHERE id = :incident AND status = 'ringing')
    ON CONFLICT DO NOTHING""")
LIVE = text("SELECT * FROM claim WHERE incident = :incident AND ended_at IS NULL")
EVERY = text("SELECT * FROM claim WHERE incident = :incident ORDER BY id")
LAST = text("SELECT * FROM claim WHERE incident = :incident ORDER BY id DESC LIMIT 1")
LAST_END = text("SELECT max(ended_at) FROM claim WHERE incident = :incident")
LAPSED = text("""SELECT count(*) FROM claim
    WHERE incident = :incident AND officer = :officer AND ended_why = 'lapsed'""")
IN_VAIN = text("""SELECT count(*) FROM claim WHERE incident = :incident AND (:officer = '' OR officer = :officer)
    AND ended_why IN ('lapsed', 'released') AND call_ended_at IS NULL""")
END = text("""UPDATE claim SET ended_at = :now, ended_why = :why
    WHERE incident = :incident AND ended_at IS NULL""")
CALL_STARTED = text("""UPDATE claim SET call_started_at = coalesce(call_started_at, :now),
    call_ended_at = NULL WHERE incident = :incident AND ended_at IS NULL""")
CALL_ENDED = text("UPDATE claim SET call_ended_at = :now WHERE incident = :incident AND ended_at IS NULL")


def take(tx: Tx, incident: str, officer: str, lapses_at: int) -> bool:
    """True for the one who got it. False: somebody's live row stood there already, or it rings no more."""
    return tx.run(TAKE, incident=incident, officer=officer, now=tx.now, lapses_at=lapses_at) == 1


def live(tx: Tx, incident: str) -> Any | None:
    """The live claim, if there is one."""
    return tx.one(LIVE, incident=incident)


def every(tx: Tx, incident: str) -> list[Any]:
    """All claims, in the order in which they were made."""
    return tx.all(EVERY, incident=incident)


def last(tx: Tx, incident: str) -> Any | None:
    """The newest claim, live or ended."""
    return tx.one(LAST, incident=incident)


def last_end(tx: Tx, incident: str) -> int | None:
    """When the newest claim that has ended did so (ms)."""
    ended = tx.value(LAST_END, incident=incident)
    return None if ended is None else int(ended)


def lapsed(tx: Tx, incident: str, officer: str) -> int:
    """How many claims of this officer ended without help."""
    return int(tx.value(LAPSED, incident=incident, officer=officer))


def in_vain(tx: Tx, incident: str, officer: str = "") -> int:
    """How many claims, of this officer or of anybody, ended without a word from the citizen."""
    return int(tx.value(IN_VAIN, incident=incident, officer=officer))


def end(tx: Tx, incident: str, why: Ended) -> bool:
    return tx.run(END, incident=incident, why=why, now=tx.now) == 1


def call_started(tx: Tx, incident: str) -> None:
    tx.run(CALL_STARTED, incident=incident, now=tx.now)


def call_ended(tx: Tx, incident: str) -> None:
    tx.run(CALL_ENDED, incident=incident, now=tx.now)
