"""Broadcasts in SQL."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from sqlalchemy import text

from siharat.broadcast.rules import LONGEST_MINUTES, Area, Broadcast, Picked, Words
from siharat.db import Tx
from siharat.kernel.clock import MINUTE
from siharat.kernel.errors import not_found

SELECT = """SELECT b.*, s.name AS station_name, s.timezone, s.path FROM broadcast b
    JOIN station s ON s.code = b.station"""
INSERT = text("""INSERT INTO broadcast (id, station, about, kind, status, event, response, urgency, severity, certainty,
    words, area, stations, whole, until, made_by, made_at, picked) VALUES (:id, :station, :about, :kind, :status,
    :event, :response, :urgency, :severity, :certainty, :words, :area, :stations, :whole, :until, :by, :now,
    :picked)""")
CHANGE = text("""UPDATE broadcast SET status = :status, event = :event, response = :response, urgency = :urgency,
    severity = :severity, certainty = :certainty, words = :words, area = :area, stations = :stations, whole = :whole,
    until = :until, made_by = :by, made_at = :now, picked = :picked, asked_at = NULL, version = version + 1
    WHERE id = :id AND version = :version AND sent_at IS NULL AND dropped_at IS NULL""")
PICKED = text("SELECT picked FROM broadcast WHERE id = :id")
GET = text(f"{SELECT} WHERE b.id = :id")
HOLDING = text(f"""{SELECT} WHERE b.sent_at > :since AND b.kind <> 'Cancel' AND b.until > :now
    AND NOT EXISTS (SELECT 1 FROM broadcast n WHERE n.about = b.about AND n.sent_at IS NOT NULL
        AND (n.sent_at, n.id) > (b.sent_at, b.id)) ORDER BY b.sent_at DESC, b.id DESC""")  # noqa: S608  the SELECT above
SENT = text(f"{SELECT} WHERE b.sent_at IS NOT NULL AND b.sent_at > :after ORDER BY b.sent_at DESC, b.id DESC"
            " LIMIT :limit")
OF_DESK = text(f"{SELECT} WHERE (b.station = :station OR s.path LIKE :below) AND b.dropped_at IS NULL"
               " AND (b.sent_at IS NOT NULL OR b.made_at > :after) ORDER BY b.made_at DESC LIMIT :limit")
THREAD = text("""SELECT id, station, kind, sent_at FROM broadcast WHERE about = :about AND sent_at IS NOT NULL
    ORDER BY sent_at, id""")
LOCK = text("UPDATE broadcast SET next_phone = next_phone WHERE id = :id")
ASK = text("""UPDATE broadcast SET asked_at = :now WHERE id = :id AND asked_at IS NULL AND sent_at IS NULL
    AND dropped_at IS NULL""")
SEND = text("""UPDATE broadcast SET sent_at = :now, sent_by = :by, until = :until, phones = :phones, picked = NULL
    WHERE id = :id AND sent_at IS NULL AND dropped_at IS NULL""")
DROP = text("""UPDATE broadcast SET dropped_at = :now, picked = NULL WHERE id = :id AND sent_at IS NULL
    AND dropped_at IS NULL""")
FORGET = text("DELETE FROM broadcast WHERE sent_at IS NULL AND made_at < :before")
COUNTED = text("SELECT counted FROM broadcast WHERE id = :id")

_WORDS = msgspec.json.Decoder(dict[str, Words])
_AREA = msgspec.json.Decoder(Area)
_PICKED = msgspec.json.Decoder(Picked)


def insert(tx: Tx, message: Broadcast, picked: Picked | None = None) -> None:
    tx.run(INSERT, station=message.station, about=message.about, kind=message.kind, **_written(tx, message, picked))


def change(tx: Tx, message: Broadcast, picked: Picked) -> bool:
    """The draft is this now, if it is still the version that ``message`` was made from."""
    return bool(tx.run(CHANGE, version=message.version, **_written(tx, message, picked)))


def _written(tx: Tx, message: Broadcast, picked: Picked | None) -> dict[str, Any]:
    return {
        "id": message.id, "status": message.status, "event": message.event, "response": message.response,
        "urgency": message.urgency, "severity": message.severity, "certainty": message.certainty,
        "words": msgspec.json.encode(message.words).decode(), "area": msgspec.json.encode(message.area).decode(),
        "stations": json.dumps(message.stations), "whole": int(message.whole), "until": message.until,
        "by": message.made_by, "now": message.made_at,
        "picked": tx.keys.seal(msgspec.json.encode(picked).decode(), "broadcast.picked") if picked else None}


def picked(tx: Tx, broadcast_id: str) -> Picked:
    """Empty for what is no draft."""
    box = tx.value(PICKED, id=broadcast_id)
    return _PICKED.decode(tx.keys.unseal(box, "broadcast.picked")) if box else Picked()


def find(tx: Tx, broadcast_id: str) -> Broadcast | None:
    row = tx.one(GET, id=broadcast_id)
    return _load(tx, row) if row else None


def get(tx: Tx, broadcast_id: str) -> Broadcast:
    found = find(tx, broadcast_id)
    if found is None:
        raise not_found("broadcast")
    return found


def sent(tx: Tx, broadcast_id: str) -> Broadcast:
    """One that everybody may read."""
    found = find(tx, broadcast_id)
    if found is None or found.sent_at is None:
        raise not_found("broadcast")
    return found


def running(tx: Tx) -> list[Broadcast]:
    """All that holds now, newest first: an open page takes down what is missing here."""
    return [_load(tx, row) for row in tx.all(HOLDING, now=tx.now, since=_oldest(tx))]


def holding(tx: Tx) -> list[Broadcast]:
    """The same with ``earlier`` left empty: one statement, for the page with the button."""
    return [_message(row) for row in tx.all(HOLDING, now=tx.now, since=_oldest(tx))]


def _oldest(tx: Tx) -> int:
    """What was sent before holds no more, so nobody reads through all that was ever sent."""
    return tx.now - LONGEST_MINUTES * MINUTE - 1


def latest(tx: Tx, after: int, limit: int = 100) -> list[Broadcast]:
    """What was sent since, newest first; also what is over."""
    return [_load(tx, row) for row in tx.all(SENT, after=after, limit=limit)]


def of_desk(tx: Tx, station: str, path: str, after: int, limit: int = 40) -> list[Broadcast]:
    """The desk's own and those of the desks below; what was written and not sent only if it is newer than ``after``."""
    return [_load(tx, row) for row in tx.all(OF_DESK, station=station, below=f"{path}%", after=after, limit=limit)]


def newest(tx: Tx, about: str) -> str:
    """The message of a thread that counts."""
    return str(tx.all(THREAD, about=about)[-1].id)


def _load(tx: Tx, row: Any) -> Broadcast:
    earlier = tuple((each.id, each.station, each.sent_at) for each in tx.all(THREAD, about=row.about)
                    if row.sent_at is None or (each.sent_at, each.id) < (row.sent_at, row.id))
    return _message(row, earlier)


def _message(row: Any, earlier: tuple[tuple[str, str, int], ...] = ()) -> Broadcast:
    return Broadcast(
        row.id, row.station, row.station_name, row.timezone, row.about, row.kind, row.status, row.event, row.response,
        row.urgency, row.severity, row.certainty, _WORDS.decode(row.words),
        _AREA.decode(row.area), tuple(json.loads(row.stations)), bool(row.whole), row.until,
        row.made_by, row.made_at, row.asked_at, row.sent_by, row.sent_at, row.dropped_at, earlier, row.version)


def lock(tx: Tx, broadcast_id: str) -> None:
    """The first message of a thread, held until the commit: whoever continues the thread does it alone."""
    tx.run(LOCK, id=broadcast_id)


def path_of(tx: Tx, broadcast_id: str) -> str:
    """Of the station whose desk speaks."""
    row = tx.one(GET, id=broadcast_id)
    if row is None:
        raise not_found("broadcast")
    return str(row.path)
