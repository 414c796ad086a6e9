"""The first time, or a new phone: the code on paper, then a passkey or a password, then in.

On paper the code stands behind the ``#`` of the address: the page's module reads it, no server ever does.
"""

from __future__ import annotations

from typing import Any, cast

from litestar import Response, get, post
from litestar.params import FromQuery

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import officers, sessions
from siharat.people import signing_in as people
from siharat.people.roles import Role, enters_the_desk
from siharat.people.signing_in import Door, Entered
from siharat.web import signing_in
from siharat.web.entrance.pages import LONGEST_PASSWORD, typed_nrp, visitor
from siharat.web.entrance.phrases import REFUSED, refusal
from siharat.web.entrance.views import Enrol, NewWay
from siharat.web.shell import DOORS
from siharat.web.visit import Asked, Visit, form, left, onward, visit
from siharat.web.words import spoken

DOOR: Door = "petugas"
"""The limited session of a code lives at this door, wherever the officer works afterwards."""
LONGEST_CODE = 40


@get("/petugas/daftar", include_in_schema=False)
async def code_page(request: Asked, ke: FromQuery[str] = "") -> Response[bytes]:
    guest = visit(request, DOOR)
    return guest.page("entrance/enrol.html", guest.shell(), Enrol(desk(ke)))


@post("/petugas/daftar", include_in_schema=False)
async def show_code(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    nrp, to = typed_nrp(said), desk(said.get("ke", ""))
    try:
        _, token = await signing_in.by_code(guest.services, visitor(request, guest, DOOR), nrp,
                                            said.get("code", "")[:LONGEST_CODE])
    except Problem as problem:
        view = Enrol(to, refusal(problem, guest.language), nrp)
        return guest.page("entrance/enrol.html", guest.shell(), view, problem.status)
    lives_s = sessions.LIFETIME["enrolment"] // 1_000
    return onward(f"/petugas/kunci?ke={to}",
                  cookies=[signing_in.door_cookie(guest.services, DOOR, token, lives_s)])


@get("/petugas/kunci", include_in_schema=False)
async def new_way_page(request: Asked, ke: FromQuery[str] = "") -> Response[Any]:
    return await _new_way(visit(request, DOOR), ke)


async def _new_way(guest: Visit, to: str, wrong: str = "", status: int = 200) -> Response[Any]:
    try:
        name, nrp, role = await guest.services.db.read(_setter, guest.token)
    except Problem:
        return onward("/petugas/masuk")
    door = desk(to) if enters_the_desk(role) else DOOR
    view = NewWay(name, nrp, door, wrong, spoken(REFUSED, guest.language))
    return guest.page("entrance/new_way.html", guest.shell(), view, status)


@post("/petugas/kunci", include_in_schema=False)
async def set_password(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    to, password = desk(said.get("ke", "")), said.get("password", "")
    if password != said.get("again"):
        return await _new_way(guest, to, guest.say(REFUSED["not_the_same"]), 422)
    try:
        entered = await _set(request, guest, password[:LONGEST_PASSWORD], to)
    except Problem as problem:
        return await _new_way(guest, to, refusal(problem, guest.language), problem.status)
    if entered is None:  # not after a code: the session that stands is a full one
        return onward(DOORS[DOOR])
    gone = left(guest, DOOR) if entered.door != DOOR else ""
    return onward(DOORS[entered.door], gone, signing_in.cookies(guest.services, entered))


async def _set(request: Asked, guest: Visit, password: str, door: Door) -> Entered | None:
    """Sets the password; who does not work behind the door that was asked for comes in as an officer."""
    who = visitor(request, guest, DOOR)
    try:
        return await signing_in.set_password(guest.services, who, guest.token, password, door)
    except Problem as problem:
        if problem.code != "not_your_door":
            raise
        return await signing_in.set_password(guest.services, who, guest.token, password, DOOR)


def _setter(tx: Tx, token: str | None) -> tuple[str, str, Role]:
    row = officers.get(tx, people.setter(tx, token).officer)
    return officers.title(tx, row), row.nrp, row.role


def desk(said: str) -> Door:
    """The door behind which they work, as the page that they come from says."""
    return cast(Door, said) if said in ("komando", "polda") else DOOR


ROUTES = [code_page, show_code, new_way_page, set_password]
