"""Who has lost every way in asks for another on the new phone, and is let in once a second person has seen them.

The code is shown to who asks, and opens nothing. Whoever sees them, an administrator of the station or of one above,
types the number that stands beside it: so the request that is confirmed is the one of the person before their eyes, and
not one that a stranger made under the same NRP. With that word all sessions, passkeys and the password of before end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import MINUTE
from siharat.kernel.errors import invalid
from siharat.people import access, attempts, changes, enrolment, leaving, officers, stations
from siharat.people.access import OfficerCaller
from siharat.people.attempts import Guess, Visitor
from siharat.people.enrolment import CODE_LETTERS, WayIn

How = Literal["face", "video"]
WAITS = 30 * MINUTE
"""For a second person. Who asked and went away must not be confirmed tomorrow by mistake."""
OPENS = 15 * MINUTE
"""After it was seen."""
MOST = 3
"""At once for one officer: the oldest gives way, so that a stranger who asks keeps nobody out."""
NUMBERS = 10_000

HAS_COME_IN = text("""SELECT o.id FROM officer o WHERE o.station = :station AND o.active = 1
    AND o.role = 'administrator' AND (EXISTS (SELECT 1 FROM password p WHERE p.officer = o.id)
        OR EXISTS (SELECT 1 FROM passkey k WHERE k.officer = o.id AND k.revoked_at IS NULL)) LIMIT 1""")
"""An administrator who could let somebody in: one who never used their own slip cannot."""
FIND = text("SELECT id, station FROM officer WHERE nrp = :nrp AND active = 1")
INSERT = text("""INSERT INTO recovery (id, officer, code_blind, number, asked_at, expires_at, browser_of)
    VALUES (:id, :officer, :blind, :number, :now, :expires, :browser)""")
WAITING = text("""SELECT * FROM recovery WHERE officer = :officer AND seen_at IS NULL AND ended_at IS NULL
    AND expires_at > :now ORDER BY asked_at DESC, id DESC""")
END = text("UPDATE recovery SET ended_at = :now WHERE id = :id AND ended_at IS NULL AND seen_at IS NULL")
SEE = text("""UPDATE recovery SET seen_by = :by, seen_at = :now, how = :how, expires_at = :expires
    WHERE id = :id AND seen_at IS NULL AND ended_at IS NULL AND expires_at > :now""")
OF_CODE = text("""SELECT r.seen_at FROM recovery r JOIN officer o ON o.id = r.officer WHERE o.nrp = :nrp
    AND o.active = 1 AND r.code_blind = :blind AND r.ended_at IS NULL AND r.expires_at > :now""")
ALL_WAITING = text("""SELECT r.officer, max(r.asked_at) AS asked_at, o.nrp, o.rank, o.name, o.role, o.station,
    s.name AS station_name FROM recovery r JOIN officer o ON o.id = r.officer JOIN station s ON s.code = o.station
    WHERE r.seen_at IS NULL AND r.ended_at IS NULL AND r.expires_at > :now AND o.active = 1 AND o.id <> :caller
    AND (o.station = :station OR (o.role = 'administrator' AND s.path LIKE :below))
    GROUP BY r.officer, o.nrp, o.rank, o.name, o.role, o.station, s.name ORDER BY max(r.asked_at)""")


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands on the phone of who asked. The code is shown there and nowhere else."""

    code: str
    number: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Waiting:
    officer: str
    name: str
    nrp: str
    station: str
    asked_at: int
    administers: bool


def guess(tx: Tx, visitor: Visitor, nrp: str) -> tuple[Guess, ...]:
    """Counts the asking, in a unit of its own. ``Problem`` 429 with the seconds to wait."""
    guesses = (*attempts.at_recovery(tx, visitor, nrp),)
    attempts.begin(tx, guesses)
    return guesses


def ask(tx: Tx, nrp: str, visitor: Visitor) -> Asked:
    """A code that waits, and the number to be said aloud. For an NRP that is nobody's the answer looks the same."""
    code, number = tx.identity.code(CODE_LETTERS), f"{tx.identity.below(NUMBERS):04}"
    asked = Asked(enrolment.spelled(code), number, tx.now + WAITS)
    row = tx.one(FIND, nrp=nrp)
    if row is None:
        return asked
    waiting = tx.all(WAITING, officer=row.id, now=tx.now)
    for old in waiting[MOST - 1:]:
        tx.run(END, id=old.id, now=tx.now)
    tx.run(INSERT, id=tx.identity.uuid7(), officer=row.id, blind=enrolment.blind(tx, code), number=number, now=tx.now,
           expires=asked.expires_at, browser=attempts.browser_of(tx.keys, visitor.known))
    changes.note(tx, row.station, "recovery_asked", changes.THEMSELVES, officer=row.id)
    if not waiting:
        tx.emit(WayIn(row.id, "asked", tx.now))
    return asked


def was_seen(tx: Tx, nrp: str, code: str, guesses: tuple[Guess, ...]) -> bool:
    """Whether the code opens by now. ``Problem`` 401 for one that does not wait, or not any more."""
    row = tx.one(OF_CODE, nrp=nrp, blind=enrolment.blind(tx, enrolment.plain(code)), now=tx.now)
    if row is None:
        raise Problem(401, "wrong_code", "Nobody has seen you in time, or somebody refused. Ask once more.")
    attempts.succeeded(tx, guesses)
    return row.seen_at is not None


def waiting(tx: Tx, caller: OfficerCaller) -> list[Waiting]:
    """Who of the caller's station asks to be let in, and which administrators below; the caller not."""
    access.administers(caller, caller.path)
    return [Waiting(row.officer, officers.title(tx, row), row.nrp, row.station_name, row.asked_at,
                    row.role == "administrator")
            for row in tx.all(ALL_WAITING, station=caller.station, below=f"{caller.path}%", caller=caller.id,
                              now=tx.now)]


def see(tx: Tx, caller: OfficerCaller, officer_id: str, number: object, how: object) -> None:
    """The second person's word: I have seen them, and this is the number that they told me. ``Problem`` 409
    ``second_person`` for who would confirm themselves, ``from_above`` for who stands beside an administrator, 422 for a
    number that nobody was shown."""
    row = _asked_of(tx, caller, officer_id)
    if how not in get_args(How):
        raise invalid("how", "say how you saw them: face or video")
    typed = "".join(filter(str.isdigit, str(number or "")))
    found = next((each for each in tx.all(WAITING, officer=officer_id, now=tx.now) if each.number == typed), None)
    if found is None:
        raise invalid("number", "is not on that person's phone, or half an hour is over. If they are before you and "
                      "show another one, somebody else has asked in their name: refuse it")
    if found.browser_of == caller.id:
        raise _second_person()
    if caller.station == row.station and enrolment.administers_lately(tx, row) and _led_from_above(tx, row.station):
        raise Problem(409, "from_above", "An administrator is let in by one of a station above: beside them nobody "
                      "could tell whether one person asked and confirmed.")
    if not tx.run(SEE, id=found.id, by=caller.id, how=how, now=tx.now, expires=tx.now + OPENS):
        raise Problem(409, "already_decided", "Somebody has decided it already.")
    _end_others(tx, officer_id)
    leaving.lost_everything(tx, officer_id)
    enrolment.let_in(tx, officer_id, found.code_blind, caller.id, tx.now + OPENS)
    changes.note(tx, row.station, "recovery_seen", caller, officer=officer_id, how=how)
    tx.emit(WayIn(officer_id, "seen", tx.now))


def refuse(tx: Tx, caller: OfficerCaller, officer_id: str) -> None:
    """It was not them. What waits in this name opens nothing any more."""
    row = _asked_of(tx, caller, officer_id)
    if not _end_others(tx, officer_id):
        raise Problem(409, "already_decided", "Nothing waits in this name any more.")
    changes.note(tx, row.station, "recovery_refused", caller, officer=officer_id)


def _asked_of(tx: Tx, caller: OfficerCaller, officer_id: str) -> Any:
    row = officers.get(tx, officer_id)
    access.administers(caller, stations.get(tx, row.station).path)
    if caller.id == officer_id:
        raise _second_person()
    return row


def _led_from_above(tx: Tx, station: str) -> bool:
    above = stations.get(tx, station).path.strip("/").split("/")[:-1]
    return any(tx.value(HAS_COME_IN, station=code) is not None for code in above)


def _end_others(tx: Tx, officer_id: str) -> int:
    return sum(tx.run(END, id=each.id, now=tx.now) for each in tx.all(WAITING, officer=officer_id, now=tx.now))


def _second_person() -> Problem:
    return Problem(409, "second_person", "Nobody lets themselves in: another administrator must have seen you.")
