"""What is there of a station, what was uploaded and waits, and who switched it on and off, in SQL."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import DAY

KEPT = 7 * DAY
"""A list that nobody took over holds names and numbers: it is forgotten."""

AREAS = text("SELECT count(*) FROM area WHERE station = :station")
STAFF = text("""SELECT count(*) AS officers, coalesce(sum(CASE WHEN o.role IN
      ('operator', 'duty_officer', 'administrator') THEN 1 ELSE 0 END), 0) AS desk,
    coalesce(sum(CASE WHEN w.officer IS NOT NULL THEN 1 ELSE 0 END), 0) AS entered,
    coalesce(sum(CASE WHEN w.officer IS NULL AND e.officer IS NOT NULL THEN 1 ELSE 0 END), 0) AS coded,
    coalesce(sum(CASE WHEN w.officer IS NOT NULL AND o.role IN ('operator', 'duty_officer', 'administrator')
      THEN 1 ELSE 0 END), 0) AS at_desk,
    max(CASE WHEN w.officer IS NULL THEN e.made_at END) AS printed_at,
    min(CASE WHEN w.officer IS NULL THEN e.expires_at END) AS coded_until
    FROM officer o
    LEFT JOIN (SELECT officer FROM password UNION SELECT officer FROM passkey WHERE revoked_at IS NULL) w
      ON w.officer = o.id
    LEFT JOIN enrolment e ON e.used_at IS NULL AND e.revoked_at IS NULL AND e.expires_at > :now AND e.officer = o.id
    WHERE o.station = :station AND o.active = 1 AND o.role <> 'auditor'""")
ENROLLED = text("""SELECT count(DISTINCT d.officer) FROM device d WHERE d.station = :station AND d.retired_at IS NULL
    AND d.seen_at IS NOT NULL""")
DRILL = text("""SELECT d.incident, d.started_at, (SELECT min(k.at) FROM claim k WHERE k.incident = d.incident) AS taken
    FROM drill d WHERE d.station = :station AND d.ended_at IS NOT NULL ORDER BY d.started_at DESC LIMIT 1""")
OWN = ("area", "escalation_policy", "station_draft")
"""What goes with a station that is discarded."""
HANGS = ("officer", "concern", "incident", "report", "report_tally", "patrol_task", "broadcast", "warned_phone",
         "webhook", "source", "roster", "team_member", "duty_change", "drill", "drill_plan", "device_mark", "erasure",
         "seal", "history_import", "history_number", "log_head", "log_line", "settled", "settled_block",
         "station_change", "station_live", "succession")
"""What stays, and the station with it."""
_ALL = ("SELECT code FROM station WHERE parent = :station", "SELECT station FROM succession WHERE successor = :station",
        *(f"SELECT station FROM {table} WHERE station = :station" for table in HANGS))  # noqa: S608  our own names
USED = text(f"{' UNION ALL '.join(_ALL)} LIMIT 1")
BELOW_LIVE = text("SELECT name FROM station WHERE parent = :station AND live_since IS NOT NULL ORDER BY code LIMIT 1")

RENAME = text("UPDATE station SET name = :name, timezone = :timezone WHERE code = :station")
DELETE_POLICIES = text("DELETE FROM escalation_policy WHERE station = :station")
DELETE_DRAFTS = text("DELETE FROM station_draft WHERE station = :station")
DELETE = text("DELETE FROM station WHERE code = :station")

DRAFT = text("SELECT * FROM station_draft WHERE id = :id AND made_at > :since")
PUT_DRAFT = text("""INSERT INTO station_draft (id, station, kind, box, made_by, made_at)
    VALUES (:id, :station, :kind, :box, :by, :now) ON CONFLICT (id) DO UPDATE SET
    box = :box, made_by = :by, made_at = :now""")
DROP_DRAFT = text("DELETE FROM station_draft WHERE id = :id")
FORGET_DRAFTS = text("DELETE FROM station_draft WHERE made_at <= :before")

BEGIN = text('INSERT INTO station_live (station, since, "by") VALUES (:station, :now, :by)')
END = text("UPDATE station_live SET ended_at = :now, ended_by = :by WHERE station = :station AND ended_at IS NULL")
TURNS = text("SELECT * FROM station_live WHERE station = :station ORDER BY id DESC LIMIT 6")


def staff(tx: Tx, station: str) -> Any:
    """Its officers, counted: all, those of its desk, who has come in, whose code waits and for how long."""
    return tx.one(STAFF, station=station, now=tx.now)


def is_used(tx: Tx, station: str) -> bool:
    """Something hangs on it: officers, incidents, stations below, a line of its changes, or it has been live."""
    return tx.value(USED, station=station) is not None


def delete(tx: Tx, station: str) -> None:
    """One on which nothing hangs yet; its area has gone before it."""
    tx.run(DELETE_POLICIES, station=station)
    tx.run(DELETE_DRAFTS, station=station)
    tx.run(DELETE, station=station)


def draft(tx: Tx, station: str, kind: str) -> tuple[str, Any] | None:
    """What waits, opened, and the row beside it; ``None`` when there is nothing or it has grown old."""
    row = tx.one(DRAFT, id=f"{station} {kind}", since=tx.now - KEPT)
    return (tx.keys.unseal(row.box, "station_draft.box"), row) if row else None


def put_draft(tx: Tx, station: str, kind: str, told: str, by: str) -> None:
    tx.run(PUT_DRAFT, id=f"{station} {kind}", station=station, kind=kind, box=tx.keys.seal(told, "station_draft.box"),
           by=by, now=tx.now)


def mark(told: str) -> str:
    """Names what waits, and nothing else: who confirms says by it what they have looked at."""
    return hashlib.sha256(told.encode()).hexdigest()


def looked_at(told: str, seen: str | None) -> None:
    """``Problem`` 409 where what waits is not what was looked at. ``None``: who has no page to look at, and means
    whatever waits."""
    if seen is not None and seen != mark(told):
        raise Problem(409, "draft_changed", "Another was put in its place meanwhile. Look at that one.")


def drop_draft(tx: Tx, station: str, kind: str) -> None:
    tx.run(DROP_DRAFT, id=f"{station} {kind}")


def forget_drafts(tx: Tx) -> None:
    tx.run(FORGET_DRAFTS, before=tx.now - KEPT)
