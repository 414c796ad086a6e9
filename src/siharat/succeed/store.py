"""What hangs on a station, counted and moved, in SQL. Each statement moves all of a kind at once: a press waits behind
the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from siharat.db import Tx

RENAME = text("UPDATE station SET name = :name WHERE code = :station")
CLOSE = text("""UPDATE station SET closed_at = :now, successor = :to, live_since = NULL
    WHERE code = :station AND closed_at IS NULL""")
REOPEN = text("""UPDATE station SET closed_at = NULL, successor = NULL, live_since = :live
    WHERE code = :station AND closed_at IS NOT NULL""")
SET_NODE = text("UPDATE station SET parent = :parent, path = :path WHERE code = :station")
BELOW = text("SELECT code, parent, path, name FROM station WHERE path LIKE :below ORDER BY path")

OPEN = text("""SELECT i.id, i.code FROM incident i JOIN concern c ON c.incident = i.id
    WHERE c.station = :station AND i.closed_at IS NULL ORDER BY i.id""")
AT_WORK = text("""SELECT i.code FROM incident i JOIN concern c ON c.incident = i.id WHERE c.station = :station
    AND i.closed_at IS NULL AND (c.rings = 1 OR coalesce(i.in_charge, i.station) = :station OR i.offered_to = :station)
    ORDER BY i.opened_at""")
COUNTS = text("""SELECT (SELECT count(*) FROM area WHERE station = :station) AS areas,
    (SELECT count(*) FROM device WHERE station = :station AND retired_at IS NULL) AS devices,
    (SELECT count(*) FROM report WHERE station = :station AND status <> 'closed') AS reports,
    (SELECT count(*) FROM patrol_task WHERE station = :station AND ended_at IS NULL) AS tasks,
    (SELECT count(*) FROM drill_plan WHERE station = :station AND due_at IS NOT NULL) AS drills,
    (SELECT count(*) FROM roster WHERE station = :station) AS rosters,
    (SELECT count(*) FROM citizen WHERE home = :station) AS citizens""")

AREAS = text("SELECT id FROM area WHERE station = :station ORDER BY id")
MOVE_AREAS = text("UPDATE area SET station = :to WHERE station = :station")
MOVE_AREA = text("UPDATE area SET station = :to WHERE id = :id")
OFFICERS = text("SELECT id FROM officer WHERE station = :station AND active = 1 ORDER BY id")
MOVE_OFFICERS = text("UPDATE officer SET station = :to WHERE station = :station AND active = 1")
MOVE_OFFICER = text("UPDATE officer SET station = :to WHERE id = :id AND active = 1 AND station = :station")
FOLLOW = text("""UPDATE device SET station = (SELECT o.station FROM officer o WHERE o.id = device.officer)
    WHERE retired_at IS NULL AND station = :station
    AND station <> (SELECT o.station FROM officer o WHERE o.id = device.officer)""")
MOVE_WAITING = (
    text("UPDATE report SET station = :to WHERE station = :station AND status <> 'closed'"),
    text("UPDATE patrol_task SET station = :to WHERE station = :station AND ended_at IS NULL"),
    text("UPDATE erasure SET station = :to WHERE station = :station AND decided_at IS NULL"),
)
"""What waits for somebody of the station. What was decided stays where it was decided."""
PLANS = text("SELECT id FROM drill_plan WHERE station = :station AND due_at IS NOT NULL")

INSERT = text("""INSERT INTO succession (id, station, successor, at, parent, live_since)
    VALUES (:id, :station, :to, :now, :parent, :live)""")
MOVED = text("""INSERT INTO succession_moved (succession, kind, subject) VALUES (:id, :kind, :subject)
    ON CONFLICT DO NOTHING""")
NEWEST = text("""SELECT * FROM succession WHERE station = :station AND undone_at IS NULL
    ORDER BY at DESC LIMIT 1""")
GET = text("SELECT * FROM succession WHERE id = :id AND undone_at IS NULL")
WENT = text("SELECT subject FROM succession_moved WHERE succession = :id AND kind = :kind ORDER BY subject")
UNDO = text("UPDATE succession SET undone_at = :now WHERE id = :id AND undone_at IS NULL")


def ids(tx: Tx, statement: Any, station: str) -> list[str]:
    return [str(row.id) for row in tx.all(statement, station=station)]


def remember(tx: Tx, succession: str, kind: str, subjects: Sequence[str]) -> None:
    """These went along, and go back if it is undone."""
    tx.many(MOVED, [{"id": succession, "kind": kind, "subject": each} for each in subjects])


def went(tx: Tx, succession: str, kind: str) -> list[str]:
    return [row.subject for row in tx.all(WENT, id=succession, kind=kind)]


def at_work(tx: Tx, station: str) -> list[str]:
    """Codes of the open incidents that ring there, that it answers for, or that it is asked to take."""
    return [row.code for row in tx.all(AT_WORK, station=station)]
