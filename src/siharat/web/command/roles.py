"""Roles: who has which, what each may, and who gave it to whom. By plain forms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.kernel.identity import canonical_uuid
from siharat.people import access, giving, officers, stations
from siharat.people.access import OfficerCaller
from siharat.people.roles import ROLES, Role, may_give
from siharat.web.api.door import as_officer
from siharat.web.command.role_words import may_of, name_of
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "komando"
PAGE = "/komando/peran"
LAST = N_("Ini satu-satunya administrator satuan. Tunjuk administrator lain lebih dulu.")

BELOW = text("SELECT 1 FROM station WHERE parent = :code LIMIT 1")
HOLDERS = text("SELECT role FROM officer WHERE station = :station AND active = 1")


@dataclass(frozen=True, slots=True)
class Held:
    """A role, how many have it at this station, and what it may."""

    role: Role
    name: str
    may: tuple[str, ...]
    holders: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    at: int
    officer: str
    before: str
    after: str
    by: str
    """Empty: on the server itself."""


@dataclass(frozen=True, slots=True)
class Roles:
    station: str
    roles: list[Held] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    administers: bool = True


@dataclass(frozen=True, slots=True)
class Giving:
    """The roles that one officer may be given, by this caller."""

    id: str
    name: str
    nrp: str
    role: Role
    roles: list[Held] = field(default_factory=list)
    own: bool = False
    wrong: str = ""


@get(PAGE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _roles)
    return guest.page("command/roles.html", guest.shell(zone), view)


def _roles(tx: Tx, caller: OfficerCaller) -> tuple[Roles, str]:
    station = stations.get(tx, caller.station)
    root = _root(tx, station)
    held = Counter(row.role for row in tx.all(HOLDERS, station=station.code))
    changes = [Change(each.at, each.officer, name_of(each.before, root), name_of(each.after, root), each.by)
               for each in giving.given(tx, caller)]
    return Roles(station.name, [_held(role, root, held[role]) for role in ROLES], changes,
                 caller.administers), station.timezone


def _held(role: Role, root: bool, holders: int = 0) -> Held:
    return Held(role, name_of(role, root), may_of(role), holders)


def _root(tx: Tx, station: Any) -> bool:
    """Whether it is the one that has all others below it."""
    return station.parent is None and tx.one(BELOW, code=station.code) is not None


@get("/komando/petugas/{officer_id:str}/peran", include_in_schema=False)
async def ask_role(request: Asked, officer_id: FromPath[str]) -> Response[bytes]:
    return await _ask(visit(request, DOOR), officer_id)


async def _ask(guest: Visit, officer_id: str, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view = await guest.services.db.read(as_officer, guest.token, _giving, _uuid(officer_id))
    return guest.page("command/role.html", guest.shell(), replace(view, wrong=wrong), status)


def _giving(tx: Tx, caller: OfficerCaller, officer_id: str) -> Giving:
    row = officers.get(tx, officer_id)
    station = stations.get(tx, row.station)
    access.administers(caller, station.path)
    root = _root(tx, station)
    return Giving(officer_id, officers.title(tx, row), row.nrp, row.role,
                  [_held(role, root) for role in ROLES if may_give(caller.rights, role)], caller.id == officer_id)


@post("/komando/petugas/{officer_id:str}/peran", include_in_schema=False)
async def give_role(request: Asked, officer_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    role = officers.check_role(said.get("role", ""))
    try:
        await guest.services.db.write(as_officer, guest.token, giving.set_role, _uuid(officer_id), role)
    except Problem as problem:
        if problem.code != "last_administrator":
            raise
        return await _ask(guest, officer_id, guest.say(LAST), problem.status)
    return onward("/komando/petugas")


def _uuid(said: str) -> str:
    try:
        return canonical_uuid(said)
    except ValueError as error:
        raise not_found("officer") from error


ROUTES = [listed, ask_role, give_role]
