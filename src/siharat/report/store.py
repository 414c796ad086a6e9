"""Reports in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.errors import not_found
from siharat.report.rules import Status, Under

INSERT = text("""INSERT INTO report (id, code, sent_as, key_blind, station, under, citizen, category, text,
    whereabouts, lat, lon, accuracy_m, locality, happened_at, received_at, status, waits_since)
    VALUES (:id, :code, :sent_as, :key_blind, :station, :under, :citizen, :category, :text, :whereabouts, :lat, :lon,
    :accuracy_m, :locality, :happened_at, :at, 'new', :at) ON CONFLICT DO NOTHING""")
BY_SENDING = text("SELECT id, received_at FROM report WHERE sent_as = :sent_as")
BY_KEY = text("SELECT id FROM report WHERE key_blind = :key_blind")
NAMED = text("SELECT id FROM report WHERE id = :named OR code = :named")
GET = text("""SELECT r.*, s.path FROM report r JOIN station s ON s.code = r.station WHERE r.id = :id""")
LOCK = text("UPDATE report SET status = status WHERE id = :id")
ADD_LINE = text("""INSERT INTO report_line (report, at, kind, officer, detail, text)
    VALUES (:report, :at, :kind, :officer, :detail, :text)""")
LINES = text("SELECT * FROM report_line WHERE report = :report ORDER BY id")
WAITS = text("UPDATE report SET waits_since = :since WHERE id = :id AND waits_since IS NULL")
WAITS_NO_MORE = text("UPDATE report SET waits_since = NULL WHERE id = :id")
SET_STATUS = text("UPDATE report SET status = :status, ended_at = :ended_at WHERE id = :id")
SET_CATEGORY = text("UPDATE report SET category = :category WHERE id = :id")
SET_JOINED = text("UPDATE report SET joined_to = :other WHERE id = :id")
SET_STATION = text("UPDATE report SET station = :station, joined_to = NULL WHERE id = :id")
PART_ALL = text("UPDATE report SET joined_to = NULL WHERE joined_to = :id")
SET_INCIDENT = text("UPDATE report SET incident = :incident WHERE id = :id")
JOINED = text("SELECT id FROM report WHERE joined_to = :id ORDER BY received_at, id")
OF_INCIDENT = text("SELECT id FROM report WHERE incident = :incident")
OF_STATION = text("""SELECT id FROM report WHERE station = :station AND joined_to IS NULL AND status <> 'closed'
    ORDER BY waits_since IS NULL, waits_since, received_at DESC LIMIT :limit""")
CLOSED = text("""SELECT id FROM report WHERE station = :station AND joined_to IS NULL AND status = 'closed'
    ORDER BY ended_at DESC LIMIT :limit""")
RECENT = text("""SELECT id FROM report WHERE station = :station AND received_at >= :since AND id <> :id
    AND joined_to IS NULL ORDER BY received_at DESC LIMIT :limit""")
WAITING_BELOW = text("""SELECT s.name, count(*) AS n, min(r.waits_since) AS since FROM report r
    JOIN station s ON s.code = r.station WHERE s.path LIKE :below AND s.code <> :own AND r.joined_to IS NULL
    AND r.status <> 'closed' AND r.waits_since IS NOT NULL GROUP BY s.code, s.name ORDER BY since""")
SENT_BY = text("""SELECT id FROM report WHERE citizen = :citizen AND under = 'name'
    ORDER BY received_at DESC LIMIT 50""")
HOLD = text("UPDATE report SET held_at = :at WHERE id = :id")
FADES = (PART_ALL, text("DELETE FROM report_line WHERE report = :id"),
         text("DELETE FROM report_photo WHERE report = :id"),
         text("UPDATE patrol_task SET report = NULL, lat = NULL, lon = NULL WHERE report = :id"),
         text("DELETE FROM report WHERE id = :id"))
WAITING = text("""SELECT count(*) AS n, min(waits_since) AS since FROM report WHERE station = :station
    AND joined_to IS NULL AND status <> 'closed' AND waits_since IS NOT NULL""")


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the rules see it. Times in milliseconds, places in degrees; its words are unsealed."""

    id: str
    code: str
    station: str
    path: str
    under: Under
    citizen: str | None
    category: str
    text: str
    whereabouts: str | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    locality: str | None
    happened_at: int | None
    received_at: int
    status: Status
    waits_since: int | None
    ended_at: int | None
    joined_to: str | None
    incident: str | None
    held_at: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a report, or one message. ``officer`` is ``None`` for its reporter and for the system."""

    at: int
    kind: str
    officer: str | None
    detail: str | None
    text: str | None


def insert(tx: Tx, **columns: Any) -> bool:
    """``False``, and nothing written, when the code is taken (draw another), or when the same sending was first."""
    return tx.run(INSERT, **columns) == 1


def by_sending(tx: Tx, sent_as: str) -> Any | None:
    return tx.one(BY_SENDING, sent_as=sent_as)


def by_key(tx: Tx, key_blind: str) -> Report:
    found = tx.value(BY_KEY, key_blind=key_blind)
    if found is None:
        raise not_found("report")
    return get(tx, found)


def get(tx: Tx, report_id: str) -> Report:
    row = tx.one(GET, id=report_id)
    if row is None:
        raise not_found("report")
    whereabouts = tx.keys.unseal(row.whereabouts, "report.whereabouts") if row.whereabouts else None
    return Report(row.id, row.code, row.station, row.path, row.under, row.citizen, row.category,
                  tx.keys.unseal(row.text, "report.text"), whereabouts, row.lat, row.lon, row.accuracy_m,
                  row.locality, row.happened_at, row.received_at, row.status, row.waits_since, row.ended_at,
                  row.joined_to, row.incident, row.held_at)


def find(tx: Tx, report_id: str) -> Any | None:
    """The row as it is, its words sealed."""
    return tx.one(GET, id=report_id)


def named(tx: Tx, code_or_id: str) -> str:
    found = tx.value(NAMED, named=code_or_id.strip())
    if found is None:
        raise not_found("report")
    return str(found)


def lock(tx: Tx, report_id: str) -> Report:
    """The report, its row held until the commit."""
    tx.run(LOCK, id=report_id)
    return get(tx, report_id)


def add_line(tx: Tx, report: str, at: int, kind: str, *, officer: str | None = None, detail: str | None = None,
             words: str | None = None) -> None:
    tx.run(ADD_LINE, report=report, at=at, kind=kind, officer=officer, detail=detail,
           text=tx.keys.seal(words, "report.text") if words else None)


def lines(tx: Tx, report: str) -> list[Line]:
    return [Line(row.at, row.kind, row.officer, row.detail,
                 tx.keys.unseal(row.text, "report.text") if row.text else None)
            for row in tx.all(LINES, report=report)]


def waits(tx: Tx, report: str, since: int) -> None:
    """Its reporter waits for a word of the desk; who waited already, waits since then."""
    tx.run(WAITS, id=report, since=since)


def waits_no_more(tx: Tx, report: str) -> None:
    tx.run(WAITS_NO_MORE, id=report)


def set_status(tx: Tx, report: str, status: Status) -> None:
    tx.run(SET_STATUS, id=report, status=status, ended_at=tx.now if status == "closed" else None)


def set_category(tx: Tx, report: str, category: str) -> None:
    tx.run(SET_CATEGORY, id=report, category=category)


def join(tx: Tx, report: str, other: str | None) -> None:
    """``None`` parts it again."""
    tx.run(SET_JOINED, id=report, other=other)


def move(tx: Tx, report: str, station: str) -> None:
    """Another station's from now on. Joined are only reports of one station: this one leaves its own behind."""
    tx.run(SET_STATION, id=report, station=station)
    tx.run(PART_ALL, id=report)


def set_incident(tx: Tx, report: str, incident: str) -> None:
    tx.run(SET_INCIDENT, id=report, incident=incident)


def joined(tx: Tx, report: str) -> list[str]:
    """The reports that were joined to this one."""
    return [row.id for row in tx.all(JOINED, id=report)]


def of_incident(tx: Tx, incident: str) -> str | None:
    found = tx.value(OF_INCIDENT, incident=incident)
    return str(found) if found else None


def queue(tx: Tx, station: str, limit: int) -> list[Report]:
    """Those that are open, who waits longest first."""
    return [get(tx, row.id) for row in tx.all(OF_STATION, station=station, limit=limit)]


def closed(tx: Tx, station: str, limit: int) -> list[Report]:
    return [get(tx, row.id) for row in tx.all(CLOSED, station=station, limit=limit)]


def recent(tx: Tx, report: Report, since: int, limit: int) -> list[Report]:
    """The others of its station, newest first."""
    return [get(tx, row.id) for row in tx.all(RECENT, station=report.station, since=since, id=report.id, limit=limit)]


def sent_by(tx: Tx, citizen: str) -> list[Report]:
    """Under their name, the newest first."""
    return [get(tx, row.id) for row in tx.all(SENT_BY, citizen=citizen)]


def waiting(tx: Tx, station: str) -> tuple[int, int | None]:
    """How many wait for a word of the desk, and since when (ms) the first of them."""
    row = tx.one(WAITING, station=station)
    return (row.n, row.since) if row else (0, None)


def waiting_below(tx: Tx, station: str, path: str) -> list[tuple[str, int, int]]:
    """Of each station below: its name, how many wait, and since when (ms) the first. No report itself."""
    return [(row.name, row.n, row.since) for row in tx.all(WAITING_BELOW, below=f"{path}%", own=station)]


def hold(tx: Tx, report: str, at: int | None) -> None:
    tx.run(HOLD, id=report, at=at)


def erase(tx: Tx, report: str) -> None:
    """All of it. Its photos' files go with the next sweep."""
    for statement in FADES:
        tx.run(statement, id=report)
