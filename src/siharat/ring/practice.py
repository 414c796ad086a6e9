"""The weekly practice ring: an officer's own phones ring aloud at a time that the officer has chosen.

The quiet questions of ``rounds.py`` prove that a phone gets what is sent. Only a ring aloud, in the pocket where the
phone lies on a Tuesday at nine, proves that its officer hears it.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import text

from siharat.db import Tx, wakeup
from siharat.kernel.clock import MINUTE
from siharat.kernel.errors import invalid
from siharat.people import officers, stations
from siharat.people.access import OfficerCaller
from siharat.ring.rounds import TestDue
from siharat.ring.rules import next_practice

PRACTICE_DUE = "practice_due"
REST = 15 * MINUTE
"""While an alarm of the station rings, a practice ring would be taken for it: it waits."""

CHOOSE = text("""INSERT INTO practice_ring (officer, weekday, minute, chosen_at)
    VALUES (:officer, :weekday, :minute, :now)
    ON CONFLICT (officer) DO UPDATE SET weekday = :weekday, minute = :minute, chosen_at = :now""")
FORGET = text("DELETE FROM practice_ring WHERE officer = :officer")
GET = text("SELECT weekday, minute, rang_at FROM practice_ring WHERE officer = :officer")
RANG = text("UPDATE practice_ring SET rang_at = :now WHERE officer = :officer")
RINGS_HERE = text("""SELECT 1 FROM incident i JOIN concern c ON c.incident = i.id
    WHERE c.station = :station AND i.status = 'ringing' AND i.closed_at IS NULL LIMIT 1""")


@dataclass(frozen=True, slots=True)
class Practice:
    weekday: int
    """0 is Monday, on the station's calendar."""
    minute: int
    """After midnight, on the station's clock."""
    rang_at: int | None
    """The last time, ms."""


def chosen(tx: Tx, officer: str) -> Practice | None:
    row = tx.one(GET, officer=officer)
    return Practice(*row) if row else None


def choose(tx: Tx, caller: OfficerCaller, weekday: int, minute: int) -> None:
    """From now on each week. Raises ``Problem`` 422."""
    if not 0 <= weekday <= 6:
        raise invalid("weekday", "must be 0 to 6; 0 is Monday")
    if not 0 <= minute < 24 * 60:
        raise invalid("minute", "must be 0 to 1439 minutes after midnight")
    tx.run(CHOOSE, officer=caller.id, weekday=weekday, minute=minute, now=tx.now)
    _plan(tx, caller.id, caller.station, Practice(weekday, minute, None))


def stop(tx: Tx, caller: OfficerCaller) -> None:
    tx.run(FORGET, officer=caller.id)
    wakeup.drop(tx, wakeup.key("officer", caller.id), PRACTICE_DUE)


def due(tx: Tx, key: str) -> None:
    """Due: their phones ring aloud, and again in a week; nobody's who has left."""
    officer = wakeup.key_of("officer", key)
    practice = chosen(tx, officer)
    if practice is None:
        return
    if not officers.rings_still(tx, officer):
        tx.run(FORGET, officer=officer)
        return
    station = officers.get(tx, officer).station
    if tx.value(RINGS_HERE, station=station) is not None:
        wakeup.plan(tx, key, PRACTICE_DUE, tx.now + REST)
        return
    tx.run(RANG, officer=officer, now=tx.now)
    _plan(tx, officer, station, practice)
    tx.emit(TestDue(officer))


def _plan(tx: Tx, officer: str, station: str, practice: Practice) -> None:
    zone = ZoneInfo(stations.get(tx, station).timezone)
    at = next_practice(practice.weekday, practice.minute, zone, tx.now)
    wakeup.plan(tx, wakeup.key("officer", officer), PRACTICE_DUE, at)
