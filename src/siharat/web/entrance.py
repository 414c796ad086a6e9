"""Coming in and going out at the doors of the police: officer, command centre, province.

A code from the desk opens a door on a new phone; in the demonstration a name is enough.
"""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from sqlalchemy import text

from siharat.db import Tx
from siharat.people import officers, sessions
from siharat.people.access import OfficerCaller
from siharat.web.officer.views import SignIn
from siharat.web.shell import DOORS
from siharat.web.visit import Asked, Visit, entered, form, left, onward, visit
from siharat.web.words import N_

TEMPLATE = "officer/signin.html"
UNKNOWN_CODE = N_("Kode tidak dikenal atau sudah tidak berlaku. Minta kode baru ke piket.")

FACES = text("""SELECT o.id, o.rank, o.name, o.role, s.name AS station FROM officer o
    JOIN station s ON s.code = o.station WHERE o.active = 1
    AND ((:desk = 0 AND o.role = 'officer') OR (:desk = 1 AND o.role <> 'officer' AND s.parent IS NOT NULL)
      OR (:desk = 2 AND o.role <> 'officer' AND s.parent IS NULL)) ORDER BY s.officers DESC, o.nrp LIMIT 6""")
DESKS = {"petugas": 0, "komando": 1, "polda": 2}


async def page(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    """The sign-in of a door."""
    demo: list[tuple[str, str, str]] = []
    if guest.services.settings.demo:
        demo = await guest.services.db.read(_cast, DESKS[guest.door])
    view = SignIn(door=guest.door, wrong=wrong, demo=demo)
    return guest.page(TEMPLATE, guest.shell(), view, status)


def _cast(tx: Tx, desk: int) -> list[tuple[str, str, str]]:
    return [(row.id, officers.title(tx, row), row.station) for row in tx.all(FACES, desk=desk)]


def _enrol(tx: Tx, code: str) -> str | None:
    """The code is a session of its own that was handed over on paper or screen."""
    return code if isinstance(sessions.caller(tx, code), OfficerCaller) else None


def _play(tx: Tx, officer: str) -> str:
    return sessions.open_session(tx, "officer", officers.get(tx, officer).id)


async def _come_in(request: Asked, door: str) -> Response[Any]:
    guest = visit(request, door)
    said = await form(request, guest)
    if guest.services.settings.demo and said.get("officer"):
        token: str | None = await guest.services.db.write(_play, said["officer"])
    else:
        token = await guest.services.db.read(_enrol, said.get("code", "").strip())
    if token is None:
        return await page(guest, guest.say(UNKNOWN_CODE), 422)
    return onward(DOORS[door], entered(guest, door, token, "officer"))


async def _go_out(request: Asked, door: str) -> Response[Any]:
    guest = visit(request, door)
    await form(request, guest)
    if guest.token:
        await guest.services.db.write(sessions.revoke, guest.token)
    return onward(DOORS[door], left(guest, door))


@post("/petugas/masuk", include_in_schema=False)
async def officer_in(request: Asked) -> Response[Any]:
    return await _come_in(request, "petugas")


@post("/komando/masuk", include_in_schema=False)
async def command_in(request: Asked) -> Response[Any]:
    return await _come_in(request, "komando")


@post("/polda/masuk", include_in_schema=False)
async def province_in(request: Asked) -> Response[Any]:
    return await _come_in(request, "polda")


@post("/petugas/keluar", include_in_schema=False)
async def officer_out(request: Asked) -> Response[Any]:
    return await _go_out(request, "petugas")


@post("/komando/keluar", include_in_schema=False)
async def command_out(request: Asked) -> Response[Any]:
    return await _go_out(request, "komando")


@post("/polda/keluar", include_in_schema=False)
async def province_out(request: Asked) -> Response[Any]:
    return await _go_out(request, "polda")


ROUTES = [officer_in, command_in, province_in, officer_out, command_out, province_out]
