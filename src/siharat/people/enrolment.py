"""How an officer comes in for the first time: a one-time code on paper, from an administrator's hand.

The code opens a *limited* session of a quarter of an hour, which may do one thing: set a passkey or a
password. Only that signs the officer in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import DAY
from siharat.people import access, attempts, changes, officers, sessions, stations
from siharat.people.access import OfficerCaller
from siharat.people.attempts import Guess, Visitor

CODE_LETTERS = 8
LIFETIME = 7 * DAY
Why = Literal["asked", "code", "seen"]
STAYS_ADMINISTRATOR = 30 * DAY
"""So long who was one is let in as one: whoever may take the role could otherwise take the person's place, too."""

INSERT = text("""INSERT INTO enrolment (officer, code_blind, made_by, made_at, expires_at)
    VALUES (:officer, :blind, :by, :now, :expires)""")
REVOKE = text("""UPDATE enrolment SET revoked_at = :now
    WHERE officer = :officer AND used_at IS NULL AND revoked_at IS NULL""")
FIND = text("SELECT id FROM officer WHERE nrp = :nrp AND active = 1")
USE = text("""UPDATE enrolment SET used_at = :now WHERE officer = :officer AND code_blind = :blind
    AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :now""")
REPLACED = text("""SELECT 1 FROM enrolment e WHERE e.officer = :officer AND e.code_blind = :blind AND e.used_at IS NULL
    AND e.revoked_at IS NOT NULL AND e.expires_at > :now AND EXISTS (SELECT 1 FROM enrolment n
      WHERE n.officer = e.officer AND n.id > e.id AND n.expires_at - n.made_at >= :lifetime)""")
"""By another slip, not by a recovery, whose code is on no paper."""
ROLL = text("""SELECT o.*, e.id AS code_id, e.expires_at AS code_until, p.made_at AS password_at,
      (SELECT count(*) FROM passkey k WHERE k.officer = o.id AND k.revoked_at IS NULL) AS passkeys,
      (SELECT count(*) FROM passkey k WHERE k.officer = o.id AND k.revoked_at IS NULL
        AND k.flagged_at IS NOT NULL) AS flagged,
      (SELECT count(*) FROM session s WHERE s.subject = o.id AND s.kind = 'officer'
        AND s.revoked_at IS NULL AND s.expires_at > :now) AS sessions
    FROM officer o LEFT JOIN password p ON p.officer = o.id
    LEFT JOIN enrolment e ON e.officer = o.id AND e.used_at IS NULL AND e.revoked_at IS NULL
      AND e.expires_at > :now
    WHERE o.station = :station AND o.active = 1 ORDER BY o.nrp""")

HAD_A_WAY = text("""SELECT 1 FROM officer o WHERE o.id = :officer
    AND (EXISTS (SELECT 1 FROM passkey k WHERE k.officer = o.id)
      OR EXISTS (SELECT 1 FROM password p WHERE p.officer = o.id)
      OR EXISTS (SELECT 1 FROM enrolment e WHERE e.officer = o.id AND e.used_at IS NOT NULL))""")
ADMINISTERED = text("""SELECT 1 FROM role_change WHERE officer = :officer AND before = 'administrator'
    AND at > :since LIMIT 1""")


@dataclass(frozen=True, slots=True)
class WayIn:
    """Event: somebody asks for another way in for this officer, or has made one. They are told."""

    officer: str
    why: Why
    at: int
    """When (ms)."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one officer. The code is shown here and never again."""

    officer: str
    nrp: str
    name: str
    station: str
    code: str
    expires_at: int
    unit: str = ""
    """Where they serve, as the list of officers has it: who hands the slips out goes by it."""
    replaces: int | None = None
    """The code that waited when this one was drawn, by its row."""


def make(tx: Tx, by: OfficerCaller | None, officer_id: str) -> Slip:
    """A new code; the one before is worth nothing from now on. ``by`` is ``None`` on the command line."""
    row = officers.get(tx, officer_id)
    if by is not None:
        access.administers(by, stations.get(tx, row.station).path)
    again = _had_a_way(tx, row)
    if by is not None and again and administers_lately(tx, row):
        raise Problem(409, "second_person", "An administrator comes back in by asking at /petugas/pulih, and being "
                      "seen by another one. A code on paper is for who comes in for the first time.")
    slip = _make(tx, by, row)
    changes.note(tx, row.station, "code_made" if by else "code_at_server", by, officer=officer_id, again=again)
    if again:
        tx.emit(WayIn(officer_id, "code", tx.now))
    return slip


def _had_a_way(tx: Tx, row: Any) -> bool:
    return tx.value(HAD_A_WAY, officer=row.id) is not None


def administers_lately(tx: Tx, row: Any) -> bool:
    """They are an administrator, or were one a moment ago."""
    return row.role == "administrator" or \
        tx.value(ADMINISTERED, officer=row.id, since=tx.now - STAYS_ADMINISTRATOR) is not None


def _make(tx: Tx, by: OfficerCaller | None, row: Any) -> Slip:
    slip = _drawn(tx, row)
    _becomes_good(tx, by, slip)
    return slip


def _drawn(tx: Tx, row: Any, replaces: int | None = None) -> Slip:
    """With a code that opens nothing yet."""
    return Slip(row.id, row.nrp, officers.title(tx, row), stations.get(tx, row.station).name,
                spelled(tx.identity.code(CODE_LETTERS)), tx.now + LIFETIME, row.polsek or "", replaces)


def _becomes_good(tx: Tx, by: OfficerCaller | None, slip: Slip) -> None:
    let_in(tx, slip.officer, blind(tx, plain(slip.code)), by.id if by else changes.SYSTEM, slip.expires_at)


def let_in(tx: Tx, officer_id: str, code_blind: str, by: str, expires_at: int) -> None:
    """That code opens from now on; the one before is worth nothing."""
    tx.run(REVOKE, officer=officer_id, now=tx.now)
    tx.run(INSERT, officer=officer_id, blind=code_blind, by=by, now=tx.now, expires=expires_at)


def make_for_station(tx: Tx, by: OfficerCaller | None, station: str, *, again: bool = False) -> list[Slip]:
    """A code for each officer of the station who has no way in yet: the sheet to cut into slips. ``again``: also for
    who holds one that waits, which is worth nothing from now on."""
    slips = draw_for_station(tx, by, station, again=again)
    make_good(tx, by, station, slips, again=again)
    return slips


def draw_for_station(tx: Tx, by: OfficerCaller | None, station: str, *, again: bool = False) -> list[Slip]:
    """The same slips, whose codes open nothing before ``make_good``: a paper takes seconds and may fail, and then those
    in people's hands must still be good."""
    if by is not None:
        access.administers(by, stations.get(tx, station).path)
    return [_drawn(tx, row, row.code_id)
            for row in sorted(_without(tx, station, again), key=lambda row: _place(tx, row))]


def make_good(tx: Tx, by: OfficerCaller | None, station: str, slips: Sequence[Slip], *, again: bool = False) -> None:
    """They are printed. ``Problem`` 409 ``slips_changed``, and nothing is good, where others need one now, for they
    came in, or where a colleague printed meanwhile, whose slips would be worthless in the hands that hold them."""
    if by is not None:
        access.administers(by, stations.get(tx, station).path)
    stations.hold(tx, station)
    if {row.id: row.code_id for row in _without(tx, station, again)} != {each.officer: each.replaces for each in slips}:
        raise Problem(409, "slips_changed", "Others need a slip now. Print again.")
    for slip in slips:
        _becomes_good(tx, by, slip)
    changes.note(tx, station, "codes_made", by, many=len(slips))


def _without(tx: Tx, station: str, again: bool) -> list[Any]:
    """Officers who have no way in; of who holds a code only ``again``."""
    return [row for row in tx.all(ROLL, station=station, now=tx.now)
            if not row.passkeys and row.password_at is None and (again or row.code_until is None)
            and not (administers_lately(tx, row) and _had_a_way(tx, row))]


def _place(tx: Tx, row: Any) -> tuple[bool, str, str]:
    """By unit and then by name, as slips are handed out; last, who is of none."""
    return not row.polsek, (row.polsek or "").casefold(), tx.keys.unseal(row.name, "officer.name").casefold()


def revoke(tx: Tx, officer_id: str) -> None:
    tx.run(REVOKE, officer=officer_id, now=tx.now)


def guess(tx: Tx, visitor: Visitor, nrp: str) -> tuple[Guess, ...]:
    """Counts an attempt, in a unit of its own, before the code is looked at."""
    guesses = (*attempts.at_code(tx, visitor, nrp),)
    attempts.begin(tx, guesses)
    return guesses


def open_(tx: Tx, nrp: str, code: str, guesses: tuple[Guess, ...]) -> tuple[str, str]:
    """Uses the code up: the officer and the token of the limited session. ``Problem`` 401 for an unknown
    NRP as for a wrong, used, revoked or expired code. Only who holds the slip before the last one learns that there
    is a newer, for as long as their own would have been good. The attempt counts like all others."""
    officer = tx.value(FIND, nrp=nrp)
    said = {"officer": officer or "", "blind": blind(tx, plain(code))}
    used = tx.run(USE, **said, now=tx.now)
    if not used and tx.value(REPLACED, **said, now=tx.now, lifetime=LIFETIME):
        raise Problem(401, "code_replaced", "This code is of an older slip. A newer one was printed since: use that, "
                      "or ask your administrator.")
    if not used:
        raise Problem(401, "wrong_code", "The NRP and the code do not go together, or the code is used up. "
                      "Ask your administrator for a new one.")
    attempts.succeeded(tx, guesses)
    return str(officer), sessions.open_session(tx, "enrolment", str(officer))


def roll(tx: Tx, caller: OfficerCaller, station: str | None) -> list[dict[str, Any]]:
    """The officers of a station and how far each has come, for the administrator's page."""
    code = station or caller.station
    access.administers(caller, stations.get(tx, code).path)
    return [{"id": row.id, "nrp": row.nrp, "name": officers.title(tx, row), "role": row.role,
             "passkeys": row.passkeys, "flagged": bool(row.flagged), "password": row.password_at is not None,
             "sessions": row.sessions, "code_until": row.code_until}
            for row in tx.all(ROLL, station=code, now=tx.now)]


def spelled(code: str) -> str:
    """``ABCD-EFGH``: two groups, read aloud over a bad line."""
    return f"{code[:4]}-{code[4:]}"


def plain(code: str) -> str:
    """The code as it was made, however somebody types it."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())[:CODE_LETTERS + 1]


def blind(tx: Tx, code: str) -> str:
    return tx.keys.blind(code, "enrolment.code")
