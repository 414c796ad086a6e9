"""Signing in and out at the three doors: NRP and password by a form, a passkey by script."""

from __future__ import annotations

from typing import Any, cast

from litestar import Response, get, post

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import officers, sessions
from siharat.people import signing_in as people
from siharat.people.attempts import Visitor
from siharat.people.signing_in import Door
from siharat.web import signing_in
from siharat.web.api.asking import address_of
from siharat.web.api.door import knock
from siharat.web.entrance.phrases import REFUSED, refusal
from siharat.web.entrance.views import SignIn
from siharat.web.shell import DOORS
from siharat.web.visit import Asked, Visit, form, left, onward, visit
from siharat.web.words import spoken

TEMPLATE = "entrance/signin.html"
PHONE: Door = "petugas"
DESKS: dict[str, tuple[Door, str]] = {"komando": ("komando", "/komando"), "polda": ("polda", "/polda"),
                                      "satuan": ("polda", "/polda/satuan")}
"""Where the phone's page leads to: the door, and the page behind it."""
LONGEST_NRP, LONGEST_PASSWORD = 40, 1_000


async def page(guest: Visit, wrong: str = "", nrp: str = "", status: int = 200) -> Response[bytes]:
    """The sign-in of a door."""
    known, proof = await _known(guest)
    view = SignIn(guest.door, wrong, nrp, guest.demo, spoken(REFUSED, guest.language), known, proof)
    return guest.page(TEMPLATE, guest.shell(), view, status)


async def _known(guest: Visit) -> tuple[str, str]:
    """Who has just signed in on this phone and may go on to this desk with one touch, and the proof for that form."""
    token = knock({"cookie": guest.headers.get("cookie", "")}, PHONE).token if guest.door != PHONE else None
    name = await guest.services.db.read(_passing, token) if token else ""
    return (name, sessions.csrf_token(guest.services.keys, token)) if token and name else ("", "")


def _passing(tx: Tx, token: str) -> str:
    row = people.may_pass(tx, token)
    return officers.title(tx, row) if row else ""


@post("/petugas/meja", include_in_schema=False)
async def go_to_desk(request: Asked) -> Response[Any]:
    """From the phone's page to the desk where the same officer works; who signed in a while ago does so there."""
    guest = visit(request, PHONE)
    said = await form(request, guest)
    door, page_ = DESKS.get(said.get("ke", ""), DESKS["komando"])
    try:
        entered = await guest.services.db.write(people.pass_on, guest.token, door, visitor(request, guest, door))
    except Problem:
        return onward(f"/{door}/masuk")
    return onward(page_, cookies=signing_in.cookies(guest.services, entered))


def typed_nrp(said: dict[str, str]) -> str:
    """What stands in the field; PostgreSQL knows no NUL."""
    return said.get("nrp", "").replace("\x00", "").strip()[:LONGEST_NRP]


def visitor(request: Asked, guest: Visit, door: Door) -> Visitor:
    return signing_in.visitor(guest.headers, address_of(request), door)


async def _come_in(request: Asked, door: Door) -> Response[Any]:
    guest = visit(request, door)
    said = await form(request, guest)
    nrp = typed_nrp(said)
    try:
        if len(said.get("password", "")) > LONGEST_PASSWORD:
            raise signing_in.wrong_credentials()
        entered = await signing_in.by_password(guest.services, visitor(request, guest, door), nrp,
                                               said.get("password", ""), door)
    except Problem as problem:
        return await page(guest, refusal(problem, guest.language), nrp, problem.status)
    return onward(DOORS[entered.door], cookies=signing_in.cookies(guest.services, entered))


async def _go_out(request: Asked, door: str) -> Response[Any]:
    guest = visit(request, door)
    await form(request, guest)
    if guest.token:
        await guest.services.db.write(people.leave, guest.token)
    return onward(f"/{door}/masuk", left(guest, door))


@get(["/petugas/masuk", "/komando/masuk", "/polda/masuk"], include_in_schema=False)
async def door_page(request: Asked) -> Response[bytes]:
    return await page(visit(request, _door(request)))


@post(["/petugas/masuk", "/komando/masuk", "/polda/masuk"], include_in_schema=False)
async def come_in(request: Asked) -> Response[Any]:
    return await _come_in(request, _door(request))


@post(["/petugas/keluar", "/komando/keluar", "/polda/keluar"], include_in_schema=False)
async def go_out(request: Asked) -> Response[Any]:
    return await _go_out(request, _door(request))


def _door(request: Asked) -> Door:
    return cast(Door, request.url.path.split("/")[1])


ROUTES = [door_page, come_in, go_out, go_to_desk]
