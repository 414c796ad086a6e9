"""Giving a role: by an administrator, none that may more than the giver, and each time with a line that stays.

A station that has an administrator keeps one: nobody could let anybody in there any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import DAY
from siharat.people import access, officers, sessions, stations
from siharat.people.access import OfficerCaller
from siharat.people.officers import COUNT
from siharat.people.roles import Role, rings

LISTED = 365 * DAY

SET = text("UPDATE officer SET role = :role WHERE id = :officer")
LINE = text("""INSERT INTO role_change (at, officer, before, after, given_by)
    VALUES (:now, :officer, :before, :after, :by)""")
LINES = text("""SELECT r.id, r.at, r.officer, r.before, r.after, r.given_by FROM role_change r
    JOIN officer o ON o.id = r.officer JOIN station s ON s.code = o.station
    WHERE s.path LIKE :below AND r.at >= :since ORDER BY r.at DESC, r.id DESC LIMIT 200""")
NEWEST = text("SELECT at, before, after FROM role_change WHERE officer = :officer ORDER BY id DESC LIMIT 1")
OTHER_ADMINISTRATORS = text("""SELECT count(*) FROM officer WHERE station = :station AND active = 1
    AND role = 'administrator' AND id <> :officer""")
RETIRE_ALL = text("""UPDATE device SET retired_at = :now, retired_why = :why
    WHERE officer = :officer AND retired_at IS NULL""")


@dataclass(frozen=True, slots=True)
class Given:
    """``by`` is empty where the command line did it."""

    at: int
    officer: str
    before: Role
    after: Role
    by: str


def set_role(tx: Tx, caller: OfficerCaller | None, officer_id: str, role: Role) -> None:
    """A new role begins with a new session: no stream goes on with the rights of the old one. ``caller`` is ``None``
    on the command line. ``Problem`` 404 for a role that is not the caller's to give, 409 for the last administrator."""
    row = officers.get(tx, officer_id)
    if caller is not None:
        access.gives(caller, stations.get(tx, row.station).path, role)
    if role == row.role:
        return
    keep_an_administrator(tx, row.station, officer_id, row.role)
    _give(tx, caller, row, role)
    tx.run(COUNT, station=row.station)


def lay_down_all(tx: Tx, caller: OfficerCaller | None, station: str) -> None:
    """Every role at that station ends, because its officers go to one above it: what they might do here they may not do
    for all that is below there."""
    for row in officers.of_station(tx, station):
        if row.role != "officer":
            _give(tx, caller, row, "officer")


def take_up_again(tx: Tx, caller: OfficerCaller | None, officer_id: str, at: int) -> None:
    """The role that was laid down at that moment, unless another was given since."""
    last, row = tx.one(NEWEST, officer=officer_id), officers.get(tx, officer_id)
    if row.role == "officer" and last is not None and (last.at, last.after) == (at, "officer"):
        _give(tx, caller, row, last.before)


def _give(tx: Tx, caller: OfficerCaller | None, row: Any, role: Role) -> None:
    tx.run(SET, officer=row.id, role=role)
    tx.run(LINE, now=tx.now, officer=row.id, before=row.role, after=role, by=caller.id if caller else "")
    sessions.revoke_all(tx, row.id)
    if rings(row.role) and not rings(role):
        tx.run(RETIRE_ALL, officer=row.id, why=f"the officer is {role} now", now=tx.now)
    elif rings(role) and not rings(row.role):
        officers.equip(tx, officers.get(tx, row.id))


def has_administrator(tx: Tx, station: str) -> bool:
    return bool(tx.value(OTHER_ADMINISTRATORS, station=station, officer=""))


def keep_an_administrator(tx: Tx, station: str, officer_id: str, role: Role) -> None:
    """``Problem`` 409 where this officer is the station's only administrator."""
    if role != "administrator":
        return
    # An update first: of two administrators who put each other out at once, the second waits here and then counts.
    tx.run(COUNT, station=station)
    if not tx.value(OTHER_ADMINISTRATORS, station=station, officer=officer_id):
        raise Problem(409, "last_administrator", "This is the station's only administrator. Name another one first.")


def given(tx: Tx, caller: OfficerCaller) -> list[Given]:
    """Who got which role within a year, at the caller's station and below, the newest first. For who audits."""
    access.audits(caller, caller.path)
    rows = tx.all(LINES, below=f"{caller.path}%", since=tx.now - LISTED)
    names = officers.names(tx, sorted({row.officer for row in rows} | {row.given_by for row in rows} - {""}))
    return [Given(row.at, names.get(row.officer, "?"), row.before, row.after, names.get(row.given_by, ""))
            for row in rows]
