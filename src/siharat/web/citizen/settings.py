"""What a citizen sets in calm: two PINs, and how this phone looks. Works without script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get, post

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import citizens, keeping, pins, stations
from siharat.people.access import CitizenCaller
from siharat.web import cancelling
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import as_citizen
from siharat.web.api.floods import CANCELS, CASES
from siharat.web.citizen.look import Look, look_cookie, look_of
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "warga"
PAGE = "citizen/settings.html"
KEPT = N_("Tersimpan. Petugas itu tidak akan tahu tentang alarm Anda berikutnya.")
EMPTIED = N_("Daftarnya kosong sekarang.")
NOT_KEPT = {
    "invalid": N_("Tulis nomor HP, NRP, atau namanya."),
    "not_found": N_("Tidak ada petugas dengan nomor, NRP, atau nama itu. Periksa ejaannya."),
    "several": N_("Lebih dari satu petugas bernama begitu. Tulis nomor HP atau NRP-nya."),
    "enough": N_("Paling banyak tiga orang. Kosongkan daftarnya dulu."),
}
WRONG_PINS = N_("Setiap PIN 4 sampai 8 angka, dan keduanya harus berbeda.")


@dataclass(frozen=True, slots=True)
class Settings:
    pins: bool
    look: Look = field(default_factory=Look)
    wrong: str = ""
    stations: list[tuple[str, str]] = field(default_factory=list)
    """Whose broadcasts this phone may ask for: code and name."""
    home: str = ""
    said: str = ""
    """What became of naming an officer. Whether anybody is named stands nowhere: the phone may be in their hand."""


@get("/pengaturan", include_in_schema=False)
async def settings(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return onward("/")
    return await _page(guest, look_of(guest.headers))


async def _page(guest: Visit, look: Look, wrong: str = "", status: int = 200, said: str = "") -> Response[bytes]:
    view = await guest.services.db.read(as_citizen, guest.token, _read, look, wrong, said)
    return guest.page(PAGE, guest.shell(), view, status)


def _read(tx: Tx, caller: CitizenCaller, look: Look, wrong: str, said: str) -> Settings:
    policed = [(row.code, row.name) for row in stations.every(tx) if row.parent]
    home = citizens.get(tx, caller.id).home or ""
    return Settings(pins.has(tx, caller.id), look, wrong, policed, home, said)


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
        return await _page(guest, look_of(guest.headers), guest.say(WRONG_PINS), 422)
    return onward("/pengaturan")


@post("/pengaturan/pin/hapus", include_in_schema=False)
async def forget_pins(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await cancelling.forget_pins(guest.services, guest.token)
    return onward("/pengaturan")


@post("/pengaturan/rupa", include_in_schema=False)
async def choose_look(request: Asked) -> Response[Any]:
    """For this phone alone: nothing of it is stored elsewhere."""
    said = await form(request, visit(request, DOOR))
    return onward("/pengaturan", look_cookie(Look("disguised" in said, "silent" in said)))


@post("/pengaturan/jangan-tahu", include_in_schema=False)
async def keep_from(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    not_too_many(request, CASES)
    look = look_of(guest.headers)
    if "nobody" in said:
        await guest.services.db.write(as_citizen, guest.token, keeping.keep_from_nobody)
        return await _page(guest, look, said=guest.say(EMPTIED))
    try:
        await guest.services.db.write(as_citizen, guest.token, keeping.keep_from, said.get("who"))
    except Problem as problem:
        if problem.code not in NOT_KEPT:
            raise
        return await _page(guest, look, status=problem.status, said=guest.say(NOT_KEPT[problem.code]))
    return await _page(guest, look, said=guest.say(KEPT))


@get("/catatan", include_in_schema=False)
async def notes(request: Asked) -> Response[bytes]:
    """Where the quick way out leads: a page of nobody."""
    guest = visit(request, DOOR)
    return guest.page("citizen/notes.html", guest.shell(), None)


ROUTES = [settings, set_pins, forget_pins, keep_from, choose_look, notes]
