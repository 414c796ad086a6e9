"""Drills and their plans in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx

INSERT = text("""INSERT INTO drill (incident, station, plan, announced, started_at)
    VALUES (:incident, :station, :plan, :announced, :now)""")
GET = text("SELECT * FROM drill WHERE incident = :incident")
OF_PLAN = text("SELECT incident FROM drill WHERE plan = :plan ORDER BY started_at DESC LIMIT 1")
RUNNING = text("SELECT incident FROM drill WHERE station = :station AND ended_at IS NULL")
OF_STATION = text("SELECT * FROM drill WHERE station = :station ORDER BY started_at DESC LIMIT :limit")
SAY_WHY = text("UPDATE drill SET ended_why = :why WHERE incident = :incident AND ended_at IS NULL")
END = text("""UPDATE drill SET ended_at = :now, ended_why = coalesce(ended_why, 'stopped')
    WHERE incident = :incident AND ended_at IS NULL""")
REAL_AND_RINGING = text("""SELECT i.code FROM incident i JOIN concern c ON c.incident = i.id
    WHERE c.station = :station AND i.closed_at IS NULL AND i.mode IN ('loud', 'silent') AND i.status = 'ringing'
    LIMIT 1""")

INSERT_PLAN = text("""INSERT INTO drill_plan (id, station, every, day, minute, announced, telephones, made_at, made_by,
    due_at) VALUES (:id, :station, :every, :day, :minute, :announced, :telephones, :now, :by, :due_at)""")
PLAN = text("SELECT * FROM drill_plan WHERE id = :id")
PLANS = text("""SELECT * FROM drill_plan WHERE station = :station AND due_at IS NOT NULL AND every <> 'once'
    ORDER BY due_at""")
NEXT_ANNOUNCED = text("""SELECT min(due_at) FROM drill_plan WHERE station = :station AND announced = 1
    AND due_at IS NOT NULL AND every <> 'once'""")
SET_DUE = text("UPDATE drill_plan SET due_at = :due_at, refused = :refused WHERE id = :id")
CANCEL = text("UPDATE drill_plan SET due_at = NULL WHERE id = :id AND due_at IS NOT NULL")


def insert(tx: Tx, incident: str, plan: Any) -> None:
    tx.run(INSERT, incident=incident, station=plan.station, plan=plan.id, announced=plan.announced, now=tx.now)


def get(tx: Tx, incident: str) -> Any | None:
    return tx.one(GET, incident=incident)


def of_plan(tx: Tx, plan: str) -> str | None:
    """The newest drill of a plan."""
    found = tx.value(OF_PLAN, plan=plan)
    return str(found) if found else None


def running(tx: Tx, station: str) -> str | None:
    """At most one, by a unique index."""
    found = tx.value(RUNNING, station=station)
    return str(found) if found else None


def of_station(tx: Tx, station: str, limit: int) -> list[Any]:
    """Newest first."""
    return tx.all(OF_STATION, station=station, limit=limit)


def say_why(tx: Tx, incident: str, why: str) -> None:
    tx.run(SAY_WHY, incident=incident, why=why)


def end(tx: Tx, incident: str) -> None:
    tx.run(END, incident=incident, now=tx.now)


def real_and_ringing(tx: Tx, station: str) -> str | None:
    """The code of a real alarm that rings there now."""
    found = tx.value(REAL_AND_RINGING, station=station)
    return str(found) if found else None


def insert_plan(tx: Tx, **plan: Any) -> None:
    tx.run(INSERT_PLAN, now=tx.now, **plan)


def plan(tx: Tx, plan_id: str) -> Any | None:
    return tx.one(PLAN, id=plan_id)


def plans(tx: Tx, station: str) -> list[Any]:
    """What is planned, the nearest first."""
    return tx.all(PLANS, station=station)


def next_announced(tx: Tx, station: str) -> int | None:
    found = tx.value(NEXT_ANNOUNCED, station=station)
    return int(found) if found is not None else None


def set_due(tx: Tx, plan_id: str, due_at: int | None, refused: str | None = None) -> None:
    tx.run(SET_DUE, id=plan_id, due_at=due_at, refused=refused)


def cancel(tx: Tx, plan_id: str) -> bool:
    """``False`` when it has run or was cancelled before."""
    return tx.run(CANCEL, id=plan_id) == 1
