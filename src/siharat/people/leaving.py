"""Putting somebody out: signed out everywhere, a phone lost, an officer who leaves.

Streams close within five seconds (the hub looks), and a phone that is signed out rings no more: its push
subscriptions retire with its sessions, for a ring shows a place.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import access, changes, enrolment, giving, officers, passkeys, passwords, sessions, stations
from siharat.people.access import OfficerCaller
from siharat.people.giving import RETIRE_ALL
from siharat.people.officers import COUNT

RETIRE_BROWSERS = text("""UPDATE device SET retired_at = :now, retired_why = :why
    WHERE officer = :officer AND retired_at IS NULL AND kind IN ('web_push', 'ntfy')""")
DEACTIVATE = text("UPDATE officer SET active = 0 WHERE id = :officer AND active = 1")
WAYS = text("""SELECT (SELECT count(*) FROM passkey WHERE officer = :officer AND revoked_at IS NULL)
    + (SELECT count(*) FROM password WHERE officer = :officer)""")
CAN_COME_IN = text("""SELECT count(*) FROM officer o WHERE o.station IN :stations AND o.role = 'administrator'
    AND o.active = 1 AND o.id <> :officer
    AND (EXISTS (SELECT 1 FROM passkey k WHERE k.officer = o.id AND k.revoked_at IS NULL)
      OR EXISTS (SELECT 1 FROM password p WHERE p.officer = o.id))""").bindparams(bindparam("stations", expanding=True))


def everywhere(tx: Tx, caller: OfficerCaller) -> int:
    """Signs the caller out on every phone and desk, this one too. How many sessions ended."""
    return _out(tx, caller.id, "signed out everywhere")


def lost_phone(tx: Tx, caller: OfficerCaller, officer_id: str, credentials: bool) -> int:
    """An administrator ends an officer's sessions; with ``credentials`` also passkeys, password and code,
    so that only a new code lets them in again."""
    row = _administered(tx, caller, officer_id)
    if credentials:
        _somebody_lets_back_in(tx, row)
        _forget(tx, officer_id)
    changes.note(tx, row.station, "signed_out", caller, officer=officer_id)
    return _out(tx, officer_id, "signed out by an administrator")


def give_up_passkey(tx: Tx, caller: OfficerCaller, passkey: str) -> None:
    """One of the caller's own. The last way in of an administrator whom nobody could let in again stays."""
    passkeys.revoke(tx, caller.id, passkey)
    row = officers.get(tx, caller.id)
    if not tx.value(WAYS, officer=caller.id):
        _somebody_lets_back_in(tx, row)


def lost_everything(tx: Tx, officer_id: str) -> None:
    """All that the lost phone could still open ends. Only with another way in made in the same unit."""
    _forget(tx, officer_id)
    _out(tx, officer_id, "lost")


def deactivate(tx: Tx, caller: OfficerCaller | None, officer_id: str) -> None:
    """The officer has left: no session, no way in, no phone that rings. What they did stays in the books.
    ``caller`` is ``None`` on the command line. ``Problem`` 409 for the station's only administrator."""
    row = _administered(tx, caller, officer_id)
    if row.role == "administrator":  # with a line, so that they are known for one, should they be listed again
        giving.set_role(tx, caller, officer_id, "officer")
    retire(tx, row)
    changes.note(tx, row.station, "left", caller, officer=officer_id)


def never_came(tx: Tx, officer_id: str) -> None:
    """Somebody of a wrong list leaves, who has no way in: also an administrator, for they have let nobody in."""
    retire(tx, officers.get(tx, officer_id))


def retire(tx: Tx, row: Any) -> None:
    """``row``: of the officer. Whoever calls it has asked whether they may go."""
    _forget(tx, row.id)
    _out(tx, row.id, "the officer has left")
    tx.run(RETIRE_ALL, officer=row.id, why="the officer has left", now=tx.now)
    tx.run(DEACTIVATE, officer=row.id)
    tx.run(COUNT, station=row.station)


def _administered(tx: Tx, caller: OfficerCaller | None, officer_id: str) -> Any:
    """The officer's row. ``caller`` is ``None`` on the command line."""
    row = officers.get(tx, officer_id)
    if caller is not None:
        access.administers(caller, stations.get(tx, row.station).path)
    return row


def _somebody_lets_back_in(tx: Tx, row: Any) -> None:
    """An administrator whose ways in are taken away must find another who can see them."""
    above = stations.get(tx, row.station).path.strip("/").split("/")
    if row.role == "administrator" and not tx.value(CAN_COME_IN, stations=above, officer=row.id):
        raise Problem(409, "last_administrator", "Nobody else could let this administrator in again. End the sessions "
                      "alone, and leave passkey and password.")


def _forget(tx: Tx, officer_id: str) -> None:
    passkeys.revoke_all(tx, officer_id)
    passwords.forget(tx, officer_id)
    enrolment.revoke(tx, officer_id)


def _out(tx: Tx, officer_id: str, why: str) -> int:
    tx.run(RETIRE_BROWSERS, officer=officer_id, why=why, now=tx.now)
    return sessions.revoke_all(tx, officer_id)
