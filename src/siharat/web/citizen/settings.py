"""What a citizen sets in calm: the two PINs. Works without script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import pins
from siharat.people.access import CitizenCaller
from siharat.web import cancelling
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import as_citizen
from siharat.web.api.floods import CANCELS
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "warga"
PAGE = "citizen/settings.html"
WRONG_PINS = N_("Setiap PIN 4 sampai 8 angka, dan keduanya harus berbeda.")


@dataclass(frozen=True, slots=True)
class Settings:
    pins: bool
    wrong: str = ""


@get("/pengaturan", include_in_schema=False)
async def settings(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return onward("/")
    return await _page(guest)


async def _page(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    view = await guest.services.db.read(as_citizen, guest.token, _read, wrong)
    return guest.page(PAGE, guest.shell(), view, status)


def _read(tx: Tx, caller: CitizenCaller, wrong: str) -> Settings:
    return Settings(pins.has(tx, caller.id), wrong)


@post("/pengaturan/pin", include_in_schema=False)
async def set_pins(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    not_too_many(request, CANCELS)
    try:
        await cancelling.set_pins(guest.services, guest.token, said.get("mistake"), said.get("duress"))
    except Problem as problem:
        if problem.code != "invalid":
            raise
        return await _page(guest, guest.say(WRONG_PINS), 422)
    return onward("/pengaturan")


@post("/pengaturan/pin/hapus", include_in_schema=False)
async def forget_pins(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await cancelling.forget_pins(guest.services, guest.token)
    return onward("/pengaturan")


ROUTES = [settings, set_pins, forget_pins]
