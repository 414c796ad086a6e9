"""An identity was opened by who does not work on it: a superior is told at once.

The notice is written with the look itself, a row for each who is told, and stays until its reader has opened the page
of looks. It is quiet on every road: what it says can wait until it is read, and is known all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, text

from siharat.db import Tx
from siharat.kernel.clock import rfc3339
from siharat.people import officers
from siharat.people.access import OfficerCaller

WHO_JUDGE = text("""SELECT id, role FROM officer WHERE station = :station AND active = 1
    AND role IN ('chief', 'administrator') ORDER BY nrp""")
FEARED = text("SELECT kept_from FROM incident WHERE id = :incident")
INSERT = text("INSERT INTO look_notice (look, officer) VALUES (:look, :officer)")
UNREAD = text("""SELECT k.id, k.at, k.officer FROM look_notice n JOIN look k ON k.id = n.look
    WHERE n.officer = :officer AND n.read_at IS NULL ORDER BY k.id DESC""")
READ = text("UPDATE look_notice SET read_at = :now WHERE officer = :officer AND read_at IS NULL")
TOLD = text("SELECT look, officer, read_at FROM look_notice WHERE look IN :looks ORDER BY look, officer").bindparams(
    bindparam("looks", expanding=True))


@dataclass(frozen=True, slots=True)
class IdentityOpened:
    """Event: whoever is told of it, by id."""

    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticesRead:
    """Event: an officer has read all of theirs."""

    officer: str


@dataclass(frozen=True, slots=True)
class Unread:
    """How many notices an officer has not read, who opened the last identity of them, and when."""

    many: int
    by: str
    at: int

    def document(self) -> dict[str, Any]:
        return {"unread": self.many, "by": self.by, "at": rfc3339(self.at) if self.at else None}


def give(tx: Tx, caller: OfficerCaller, look: int, incident: str | None) -> None:
    """Writes who is told that the caller opened an identity. Nobody whom its citizen fears is: a notice would tell them
    of the alarm."""
    feared = (tx.value(FEARED, incident=incident) or "").split() if incident else []
    told = superiors(tx, caller, feared)
    tx.many(INSERT, [{"look": look, "officer": each} for each in told])
    tx.emit(IdentityOpened(told))


def superiors(tx: Tx, caller: OfficerCaller, feared: Collection[str] = ()) -> tuple[str, ...]:
    """The chief of the caller's station, or who administers it; else those of the nearest station above. A chief's own
    look goes above at once; where nobody is there, to their administrators. Never the caller."""
    stations = list(reversed(caller.path.strip("/").split("/")))
    for station in [*stations[1:], stations[0]] if caller.role == "chief" else stations:
        rows = [row for row in tx.all(WHO_JUDGE, station=station) if row.id != caller.id and row.id not in feared]
        chiefs = [row.id for row in rows if row.role == "chief"]
        if rows:
            return tuple(chiefs or [row.id for row in rows])
    return ()


def unread(tx: Tx, officer: str) -> Unread:
    rows = tx.all(UNREAD, officer=officer)
    if not rows:
        return Unread(0, "", 0)
    return Unread(len(rows), officers.names(tx, [rows[0].officer]).get(rows[0].officer, "?"), rows[0].at)


def read(tx: Tx, caller: OfficerCaller) -> None:
    """The caller has opened the page of looks."""
    if tx.run(READ, officer=caller.id, now=tx.now):
        tx.emit(NoticesRead(caller.id))


def told_of(tx: Tx, looks: Sequence[int]) -> dict[int, list[tuple[str, int | None]]]:
    """Of each of these looks, who was told and when they read it (ms)."""
    rows = tx.all(TOLD, looks=list(looks) or [-1])
    names = officers.names(tx, sorted({row.officer for row in rows}))
    found: dict[int, list[tuple[str, int | None]]] = {}
    for row in rows:
        found.setdefault(row.look, []).append((names.get(row.officer, "?"), row.read_at))
    return found
