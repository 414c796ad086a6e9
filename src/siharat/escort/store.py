"""Escorts in SQL. One per citizen at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.escort.rules import POINTS_KEPT, Point, State
from siharat.kernel.place import Place

INSERT = text("""INSERT INTO escort (id, citizen, began_at, until_at, state, silent, destination, shown_to, key_blind)
    VALUES (:id, :citizen, :now, :until, 'going', :silent, :destination, 0, :key)""")
GET = text("SELECT * FROM escort WHERE id = :id")
OF_CITIZEN = text("SELECT * FROM escort WHERE citizen = :citizen")
BY_KEY = text("SELECT * FROM escort WHERE key_blind = :key")
SET = text("UPDATE escort SET state = :state, until_at = :until, incident = :incident WHERE id = :id")
SET_KEY = text("UPDATE escort SET shown_to = :shown_to, key_blind = :key WHERE id = :id")
ADD_POINT = text("""INSERT INTO escort_point (escort, at, lat, lon, accuracy_m)
    VALUES (:escort, :at, :lat, :lon, :accuracy_m)""")
TRACK = text("SELECT at, lat, lon, accuracy_m FROM escort_point WHERE escort = :escort ORDER BY id DESC LIMIT :limit")
FORGET_OLD = text("""DELETE FROM escort_point WHERE escort = :escort AND id NOT IN (
    SELECT id FROM escort_point WHERE escort = :escort ORDER BY id DESC LIMIT :limit)""")
FORGET_TRACK = text("DELETE FROM escort_point WHERE escort = :id")
FORGET = text("DELETE FROM escort WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Escort:
    """Times in milliseconds."""

    id: str
    citizen: str
    began_at: int
    until: int
    state: State
    silent: bool
    to: str
    """Where to, in the person's own words."""
    shown_to: int
    """Which link is in force: each that was ended made the next one."""
    incident: str | None


def insert(tx: Tx, escort_id: str, citizen: str, until: int, silent: bool, to: str, key_blind: str) -> None:
    tx.run(INSERT, id=escort_id, citizen=citizen, now=tx.now, until=until, silent=int(silent), key=key_blind,
           destination=tx.keys.seal(to, "escort.destination") if to else None)


def get(tx: Tx, escort_id: str) -> Escort | None:
    return _escort(tx, tx.one(GET, id=escort_id))


def of_citizen(tx: Tx, citizen: str) -> Escort | None:
    return _escort(tx, tx.one(OF_CITIZEN, citizen=citizen))


def by_key(tx: Tx, key_blind: str) -> Escort | None:
    return _escort(tx, tx.one(BY_KEY, key=key_blind))


def _escort(tx: Tx, row: Any | None) -> Escort | None:
    if row is None:
        return None
    to = tx.keys.unseal(row.destination, "escort.destination") if row.destination else ""
    return Escort(row.id, row.citizen, row.began_at, row.until_at, row.state, bool(row.silent), to, row.shown_to,
                  row.incident)


def set_state(tx: Tx, escort_id: str, state: State, until: int, incident: str | None = None) -> None:
    tx.run(SET, id=escort_id, state=state, until=until, incident=incident)


def set_key(tx: Tx, escort_id: str, shown_to: int, key_blind: str) -> None:
    tx.run(SET_KEY, id=escort_id, shown_to=shown_to, key=key_blind)


def add_point(tx: Tx, escort_id: str, point: Point) -> None:
    place = point.place
    tx.run(ADD_POINT, escort=escort_id, at=point.at, lat=place.lat, lon=place.lon, accuracy_m=place.accuracy_m)
    tx.run(FORGET_OLD, escort=escort_id, limit=POINTS_KEPT)


def track(tx: Tx, escort_id: str) -> list[Point]:
    """The places that are still kept, newest first."""
    rows = tx.all(TRACK, escort=escort_id, limit=POINTS_KEPT)
    return [Point(Place(row.lat, row.lon, row.accuracy_m), row.at) for row in rows]


def forget_track(tx: Tx, escort_id: str) -> None:
    tx.run(FORGET_TRACK, id=escort_id)


def forget(tx: Tx, escort_id: str) -> None:
    """Nothing of it is left."""
    forget_track(tx, escort_id)
    tx.run(FORGET, id=escort_id)
