"""Where a citizen's data lies, in SQL: each table that names one, and what is left of a row when they go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx

NEWEST_REAL = text("""SELECT id, code, station, closed_at FROM incident WHERE citizen = :citizen
    AND mode IN ('loud', 'silent') AND opened_at > :since ORDER BY opened_at DESC LIMIT 1""")
INCIDENTS = text("SELECT id FROM incident WHERE citizen = :citizen ORDER BY opened_at")
LOOKS = text("SELECT at, incident FROM look WHERE citizen = :citizen ORDER BY at")
REPORTS = text("""SELECT code, category, text, received_at, status FROM report WHERE citizen = :citizen
    AND under = 'name' ORDER BY received_at""")
MARKS = text("SELECT reason, made_at, until FROM device_mark WHERE citizen = :citizen ORDER BY made_at")

FORGET_PERSON = text("""UPDATE citizen SET phone = :phone, phone_blind = :blind, name = :name, home = NULL,
    last_lat = NULL, last_lon = NULL, proved_at = NULL, marked_until = NULL, kept_from = NULL WHERE id = :citizen""")
FORGET_WORDS = text("UPDATE alarm SET said = NULL, note = NULL WHERE citizen = :citizen")
FORGET_LINES = text("""UPDATE log_line SET payload = NULL, salt = NULL WHERE incident = :incident
    AND kind IN ('message', 'texted', 'noted', 'corrected', 'location')""")
"""What was said, and the way somebody went. The chain of the book still holds, and shows that something was erased."""
UNNAME_REPORTS = text("UPDATE report SET citizen = NULL, under = 'nobody' WHERE citizen = :citizen")
FORGET_ALL_OF = tuple(text(f"DELETE FROM {table} WHERE citizen = :citizen")  # noqa: S608  our own tables
                      for table in ("pins", "press_key", "device_mark", "moving"))
FORGET_PICTURES = text("DELETE FROM attachment WHERE incident = :incident")
FORGET_SESSIONS = text("DELETE FROM session WHERE subject = :citizen")

INSERT = text("""INSERT INTO erasure (id, citizen, station, incident, asked_at, due_at)
    VALUES (:id, :citizen, :station, :incident, :now, :due)""")
GET = text("SELECT * FROM erasure WHERE id = :id")
NEWEST = text("SELECT * FROM erasure WHERE citizen = :citizen ORDER BY asked_at DESC LIMIT 1")
WAITING = text("""SELECT e.*, i.code, s.path, s.name AS station_name FROM erasure e
    JOIN incident i ON i.id = e.incident JOIN station s ON s.code = e.station
    WHERE e.decided_at IS NULL AND (e.station = :station OR (e.above = 1 AND s.path LIKE :below))
    ORDER BY e.due_at""")
DECIDE = text("""UPDATE erasure SET decided_at = :now, erased = :erased, decided_by = :by, reason = :reason
    WHERE id = :id AND decided_at IS NULL""")
LET_ABOVE_SEE = text("UPDATE erasure SET above = 1 WHERE id = :id")


def newest_real(tx: Tx, citizen: str, since: int) -> Any | None:
    """The newest incident that was no practice, opened after ``since``."""
    return tx.one(NEWEST_REAL, citizen=citizen, since=since)


def incidents_of(tx: Tx, citizen: str) -> list[str]:
    return [row.id for row in tx.all(INCIDENTS, citizen=citizen)]


def forget(tx: Tx, citizen: str) -> None:
    """Nothing points to a person any more: no number, no name, no word of theirs, no way they went. That somebody
    pressed, when and where, and what officers wrote, stays: the figures and the record of their work rest on it."""
    for incident in incidents_of(tx, citizen):
        tx.run(FORGET_LINES, incident=incident)
        tx.run(FORGET_PICTURES, incident=incident)
    tx.run(FORGET_WORDS, citizen=citizen)
    tx.run(UNNAME_REPORTS, citizen=citizen)
    for statement in (*FORGET_ALL_OF, FORGET_SESSIONS):
        tx.run(statement, citizen=citizen)
    tx.run(FORGET_PERSON, citizen=citizen, phone=tx.keys.seal("", "citizen.phone"),
           name=tx.keys.seal("", "citizen.name"), blind=tx.keys.blind(tx.identity.token(), "citizen.phone"))
