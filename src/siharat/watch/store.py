"""Beats, probes and troubles in SQL; and what the auditor reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import log
from siharat.kernel.clock import SECOND
from siharat.watch import rules
from siharat.watch.rules import Beat, Facts, Finding

BEAT = text("""INSERT INTO beat (node, part, at, written_at) VALUES (:node, :part, :at, :now)
    ON CONFLICT (node, part) DO UPDATE SET at = excluded.at, written_at = excluded.written_at""")
FORGET_DEAD = text("DELETE FROM beat WHERE written_at < :before AND node <> 'auditor'")
LEAVE = text("DELETE FROM beat WHERE node = :node")
BEATS = text("SELECT node, part, at, written_at FROM beat ORDER BY node, part")

ASK = text("""INSERT INTO probe (subject, number, asked_at, missed) VALUES (:subject, 1, :now, 0)
    ON CONFLICT (subject) DO UPDATE SET number = probe.number + 1, asked_at = excluded.asked_at, heard_at = NULL,
    missed = CASE WHEN probe.heard_at IS NULL THEN probe.missed + 1 ELSE 0 END, detail = NULL RETURNING number""")
HEARD = text("UPDATE probe SET heard_at = :now WHERE subject = :subject AND number = :number AND heard_at IS NULL")
CARRIED = text("""UPDATE probe SET heard_at = CASE WHEN :ok = 1 THEN CAST(:now AS BIGINT) ELSE NULL END,
    detail = :detail WHERE subject = :subject""")
FORGET = text("DELETE FROM probe WHERE subject = :subject")
PROBE = text("SELECT * FROM probe WHERE subject = :subject")
PROBES = text("SELECT * FROM probe ORDER BY subject")

FORGET_TROUBLES = text("DELETE FROM trouble")
TROUBLE = text("INSERT INTO trouble (code, about, since) VALUES (:code, :about, :since)")
TROUBLES = text("SELECT code, about, since FROM trouble ORDER BY since, code, about")

UNWATCHED = text("""SELECT i.code FROM incident i WHERE i.closed_at IS NULL AND i.opened_at < :before
    AND NOT EXISTS (SELECT 1 FROM wakeup w WHERE w.incident_id = i.id) ORDER BY i.opened_at LIMIT 20""")
OVERDUE = text("""SELECT DISTINCT i.code FROM wakeup w JOIN incident i ON i.id = w.incident_id
    WHERE w.due_at < :before AND i.closed_at IS NULL ORDER BY i.code LIMIT 20""")
STILL = text("""SELECT h.station FROM log_head h WHERE h.position < :before AND EXISTS (
    SELECT 1 FROM concern c JOIN incident i ON i.id = c.incident WHERE c.station = h.station
    AND i.closed_at IS NULL AND i.status = 'ringing' AND i.opened_at < :opened) ORDER BY h.station""")
NEWEST = text("SELECT max(position) FROM log_head")


def beat(tx: Tx, node: str, signs: Mapping[str, int]) -> None:
    """This node lives, and these parts of it were last alive at these times."""
    tx.many(BEAT, [{"node": node, "part": part, "at": at, "now": tx.now} for part, at in signs.items()])
    tx.run(FORGET_DEAD, before=tx.now - rules.NODE_FORGOTTEN)


def leave(tx: Tx, node: str) -> None:
    """It was stopped in good order."""
    tx.run(LEAVE, node=node)


def beats(tx: Tx) -> list[Beat]:
    return [Beat(*row) for row in tx.all(BEATS)]


def ask(tx: Tx, subject: str) -> int:
    """The number of a new synthetic alarm."""
    return int(tx.value(ASK, subject=subject, now=tx.now))


def heard(tx: Tx, subject: str, number: int) -> None:
    tx.run(HEARD, subject=subject, number=number, now=tx.now)


def carried(tx: Tx, kind: str, ok: bool, detail: str) -> None:
    tx.run(CARRIED, subject=kind, ok=int(ok), now=tx.now, detail=detail[:200])


def forget(tx: Tx, subject: str) -> None:
    """Nobody waits to hear of it."""
    tx.run(FORGET, subject=subject)


def probe(tx: Tx, subject: str) -> Any | None:
    return tx.one(PROBE, subject=subject)


def probes(tx: Tx) -> list[Any]:
    return tx.all(PROBES)


def silent(tx: Tx) -> set[str]:
    """The stations whose newest synthetic alarm has not come through in time."""
    return {row.subject for row in probes(tx) if not rules.came_through(row.asked_at, row.heard_at, tx.now)}


def set_troubles(tx: Tx, since: Mapping[Finding, int]) -> None:
    """What the auditor finds now, in place of what it found before."""
    tx.run(FORGET_TROUBLES)
    tx.many(TROUBLE, [{"code": each.code, "about": each.about, "since": at} for each, at in since.items()])


def troubles(tx: Tx) -> list[tuple[Finding, int]]:
    return [(Finding(row.code, row.about), row.since) for row in tx.all(TROUBLES)]


def torn(tx: Tx, verified: Mapping[str, tuple[int, str]]) -> tuple[list[str], dict[str, tuple[int, str]]]:
    """Stations whose book does not go on from where it was good; and how far each good one goes now. What is new
    here is taken as it is: the whole of it is `log verify`'s."""
    broken, good = [], {}
    for head in tx.all(log.HEADS):
        found = log.follow(tx, head.station, *verified.get(head.station, (head.position, head.digest)))
        if isinstance(found, log.Broken):
            broken.append(head.station)
            found = verified.get(head.station, (head.position, head.digest))
        good[head.station] = found
    return broken, good


def facts(tx: Tx, torn_books: Iterable[str] = (), silent_probes: Iterable[str] = (),
          broken_channels: Iterable[str] = ()) -> Facts:
    """What the database says of itself. Reads only."""
    before = tx.now - rules.OVERDUE
    return Facts(
        now=tx.now, unwatched=[row.code for row in tx.all(UNWATCHED, before=tx.now - SECOND)],
        overdue=[row.code for row in tx.all(OVERDUE, before=before)],
        still=[row.station for row in tx.all(STILL, before=(tx.now - rules.BOOK_STILL) * 1_000,
                                             opened=tx.now - rules.BOOK_STILL)],
        torn=tuple(torn_books), newest_line=(tx.value(NEWEST) or 0) // 1_000, beats=beats(tx),
        silent_probes=tuple(silent_probes), broken_channels=tuple(broken_channels))
