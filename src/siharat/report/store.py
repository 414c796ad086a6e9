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
    :accuracy_m, :locality, :happened_at, :at, 'new', :at) ON CONFLICT (code) DO NOTHING""")
BY_SENDING = text("SELECT id, received_at FROM report WHERE sent_as = :sent_as")
BY_KEY = text("SELECT id FROM report WHERE key_blind = :key_blind")
GET = text("""SELECT r.*, s.path FROM report r JOIN station s ON s.code = r.station WHERE r.id = :id""")
LOCK = text("UPDATE report SET status = status WHERE id = :id")
ADD_LINE = text("""INSERT INTO report_line (report, at, kind, officer, detail, text)
    VALUES (:report, :at, :kind, :officer, :detail, :text)""")
LINES = text("SELECT * FROM report_line WHERE report = :report ORDER BY id")
WAITS = text("UPDATE report SET waits_since = :since WHERE id = :id AND waits_since IS NULL")
WAITS_NO_MORE = text("UPDATE report SET waits_since = NULL WHERE id = :id")


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


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a report, or one message. ``officer`` is ``None`` for its reporter and for the system."""

    at: int
    kind: str
    officer: str | None
    detail: str | None
    text: str | None


def insert(tx: Tx, **columns: Any) -> bool:
    """``False``, and nothing written, when the code is taken: draw another."""
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
                  row.locality, row.happened_at, row.received_at, row.status, row.waits_since, row.ended_at)


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
