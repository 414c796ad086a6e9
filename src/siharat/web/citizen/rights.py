"""A citizen's own data: read, taken along, erased; another number, another phone. Plain forms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.phone import masked
from siharat.people import citizens, moving, stations
from siharat.people.access import CitizenCaller
from siharat.rights import actions as rights
from siharat.web.api import floods
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import as_citizen
from siharat.web.citizen.pages import WRONG_NUMBER
from siharat.web.faces import HEADERS
from siharat.web.visit import Asked, Visit, entered, form, left, onward, visit
from siharat.web.words import N_

DOOR = "warga"
PAGE = "/data"
ZONE = "Asia/Makassar"
NOT_SURE = N_("Centang dulu bahwa Anda yakin.")
NO_SUCH_CODE = N_("Kode ini tidak cocok, atau sudah lewat sepuluh menit. Minta kode baru di HP lama.")


@dataclass(frozen=True, slots=True)
class Wish:
    """An erasure that a person decides."""

    asked_at: int
    due_at: int
    decided: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnData:
    name: str
    number: str
    """Masked: the phone may be in another's hand."""
    alarms: int = 0
    looks: int = 0
    """How often somebody who did not work on an alarm of theirs opened name and number, with a reason."""
    wish: Wish | None = None
    code: str = ""
    """For the new phone; shown this once."""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class MoveForm:
    wrong: str = ""


@get(PAGE, include_in_schema=False)
async def own_data(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    return await _page(guest) if guest.token else onward("/")


async def _page(guest: Visit, code: str = "", wrong: str = "", status: int = 200) -> Response[bytes]:
    view, zone = await guest.services.db.read(as_citizen, guest.token, _read, code, wrong)
    return guest.page("citizen/own_data.html", guest.shell(zone), view, status)


def _read(tx: Tx, caller: CitizenCaller, code: str, wrong: str) -> tuple[OwnData, str]:
    held, row, wish = rights.copy(tx, caller), citizens.get(tx, caller.id), rights.newest_wish(tx, caller)
    told = Wish(wish.asked_at, wish.due_at, wish.decided_at is not None,
                tx.keys.unseal(wish.reason, "erasure.reason") if wish.reason else "") if wish else None
    zone = stations.heir(tx, row.home).timezone if row.home else ZONE
    return OwnData(held["name"], masked(held["phone"]), len(held["alarms"]), len(held["identity_seen"]), told, code,
                   wrong), zone


@get(f"{PAGE}/unduh", include_in_schema=False)
async def download(request: Asked) -> Response[Any]:
    """Everything, as a file to keep or to give to somebody else."""
    guest = visit(request, DOOR)
    if guest.token is None:
        return onward("/")
    held = await guest.services.db.read(as_citizen, guest.token, rights.copy)
    headers = {**HEADERS, "content-disposition": 'attachment; filename="siharat-data-saya.json"'}
    return Response(json.dumps(held, ensure_ascii=False, indent=1).encode(), media_type="application/json",
                    headers=headers)


@post(f"{PAGE}/hapus", include_in_schema=False)
async def erase(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    if said.get("sure") != "1":
        return await _page(guest, wrong=guest.say(NOT_SURE), status=422)
    try:
        done = await guest.services.db.write(as_citizen, guest.token, rights.erase)
    except Problem as problem:
        if problem.code != "not_now":
            raise
        return await _page(guest, wrong=guest.refusal(problem), status=409)
    return onward("/?dihapus=1", left(guest, DOOR)) if done == "erased" else onward(PAGE)


@post(f"{PAGE}/nomor", include_in_schema=False)
async def change_number(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_citizen, guest.token, moving.change_number, said.get("phone"))
    except Problem as problem:
        if problem.code != "invalid":
            raise
        return await _page(guest, wrong=guest.say(WRONG_NUMBER), status=422)
    return onward(PAGE)


@post(f"{PAGE}/pindah", include_in_schema=False)
async def offer_move(request: Asked) -> Response[Any]:
    """A code for the new phone. Not behind an address that reloads: each time it is another."""
    guest = visit(request, DOOR)
    await form(request, guest)
    code = await guest.services.db.write(as_citizen, guest.token, moving.offer)
    return await _page(guest, code=code)


@get("/pindah", include_in_schema=False)
async def move_form(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    return guest.page("citizen/move.html", guest.shell(), MoveForm())


@post("/pindah", include_in_schema=False)
async def take_move(request: Asked) -> Response[Any]:
    """The new phone, with the code of the old one."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    said = await form(request, guest)
    try:
        token = await guest.services.db.write(moving.take, said.get("code", ""))
    except Problem as problem:
        if problem.status != 404:
            raise
        return guest.page("citizen/move.html", guest.shell(), MoveForm(guest.say(NO_SUCH_CODE)), 404)
    return onward("/", entered(guest, DOOR, token, "citizen"))


ROUTES = [own_data, download, erase, change_number, offer_move, move_form, take_move]
