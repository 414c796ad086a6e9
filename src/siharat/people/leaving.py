"""Putting somebody out: signed out everywhere, a phone lost, an officer who leaves.

Streams close within five seconds (the hub looks), and a phone that is signed out rings no more: its push
subscriptions retire with its sessions, for a ring shows a place.
"""

from __future__ import annotations

from sqlalchemy import text

from siharat.db import Tx
from siharat.people import access, enrolment, giving, officers, passkeys, passwords, sessions, stations
from siharat.people.access import OfficerCaller
from siharat.people.giving import RETIRE_ALL
from siharat.people.officers import COUNT

RETIRE_BROWSERS = text("""UPDATE device SET retired_at = :now, retired_why = :why
    WHERE officer = :officer AND retired_at IS NULL AND kind IN ('web_push', 'ntfy')""")
DEACTIVATE = text("UPDATE officer SET active = 0 WHERE id = :officer AND active = 1")


def everywhere(tx: Tx, caller: OfficerCaller) -> int:
    """Signs the caller out on every phone and desk, this one too. How many sessions ended."""
    return _out(tx, caller.id, "signed out everywhere")


def lost_phone(tx: Tx, caller: OfficerCaller, officer_id: str, credentials: bool) -> int:
    """An administrator ends an officer's sessions; with ``credentials`` also passkeys, password and code,
    so that only a new code lets them in again."""
    _administered(tx, caller, officer_id)
    if credentials:
        _forget(tx, officer_id)
    return _out(tx, officer_id, "signed out by an administrator")


def deactivate(tx: Tx, caller: OfficerCaller | None, officer_id: str) -> None:
    """The officer has left: no session, no way in, no phone that rings. What they did stays in the books.
    ``caller`` is ``None`` on the command line. ``Problem`` 409 for the station's only administrator."""
    row = officers.get(tx, officer_id)
    if caller is not None:
        _administered(tx, caller, officer_id)
    giving.keep_an_administrator(tx, row.station, officer_id, row.role)
    _leave(tx, officer_id, row.station)


def never_came(tx: Tx, officer_id: str) -> None:
    """Somebody of a wrong list leaves, who has no way in: also an administrator, for they have let nobody in."""
    _leave(tx, officer_id, officers.get(tx, officer_id).station)


def _leave(tx: Tx, officer_id: str, station: str) -> None:
    _forget(tx, officer_id)
    _out(tx, officer_id, "the officer has left")
    tx.run(RETIRE_ALL, officer=officer_id, why="the officer has left", now=tx.now)
    tx.run(DEACTIVATE, officer=officer_id)
    tx.run(COUNT, station=station)


def _administered(tx: Tx, caller: OfficerCaller, officer_id: str) -> None:
    row = officers.get(tx, officer_id)
    access.administers(caller, stations.get(tx, row.station).path)


def _forget(tx: Tx, officer_id: str) -> None:
    passkeys.revoke_all(tx, officer_id)
    passwords.forget(tx, officer_id)
    enrolment.revoke(tx, officer_id)


def _out(tx: Tx, officer_id: str, why: str) -> int:
    tx.run(RETIRE_BROWSERS, officer=officer_id, why=why, now=tx.now)
    return sessions.revoke_all(tx, officer_id)
