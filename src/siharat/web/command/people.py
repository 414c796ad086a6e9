"""The administrator's page: who can come in, codes on paper for who cannot, and out for a lost phone.

All of it by plain forms. A code is shown once, on the answer that prints it, and is in no table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.kernel.identity import canonical_uuid
from siharat.people import access, enrolment, leaving, officers, recovering, stations
from siharat.people.access import OfficerCaller
from siharat.people.enrolment import Slip
from siharat.web import enrolment_sheet, signing_in
from siharat.web.api.door import as_officer
from siharat.web.command.people_views import Leaving, People, Person, Sheet
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "komando"
ENDED = "keluar"
TICK = N_("Centang dulu kotaknya.")
NOT_SEEN = {
    "invalid": N_("Angka itu tidak ada di ponselnya, atau setengah jam sudah lewat. Bila ia di depan Anda dan "
                  "menunjukkan angka lain, orang lain meminta atas namanya: tolak."),
    "second_person": N_("Tidak ada yang memasukkan dirinya sendiri. Administrator lain harus melihat."),
    "from_above": N_("Administrator dilihat oleh administrator satuan di atasnya, langsung atau lewat panggilan "
                     "video."),
    "already_decided": N_("Sudah diputuskan administrator lain."),
}


@get("/komando/petugas", include_in_schema=False)
async def roll(request: Asked, cari: FromQuery[str] = "", keluar: FromQuery[int | None] = None,
               dilihat: FromQuery[bool] = False) -> Response[bytes]:
    return await _roll(visit(request, DOOR), cari, keluar, seen=dilihat)


async def _roll(guest: Visit, wanted: str = "", ended: int | None = None, wrong: str = "", seen: bool = False,
                status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _people, wanted, ended)
    return guest.page("command/people.html", guest.shell(zone), replace(view, wrong=wrong, seen=seen), status)


def _people(tx: Tx, caller: OfficerCaller, wanted: str, ended: int | None) -> tuple[People, str]:
    found = enrolment.roll(tx, caller, None)
    station = stations.get(tx, caller.station)
    shown = [Person(each["id"], each["nrp"], each["name"], each["role"], each["passkeys"], each["password"],
                    each["sessions"], each["code_until"], each["flagged"])
             for each in found if wanted.lower() in f"{each['name']} {each['nrp']}".lower()]
    outside = [each for each in found if not (each["passkeys"] or each["password"])]
    coded = sum(each["code_until"] is not None for each in outside)
    return People(station.name, shown, len(found), len(outside), wanted, ended, coded=coded,
                  asking=recovering.waiting(tx, caller)), station.timezone


@post("/komando/petugas/kode", include_in_schema=False)
async def codes_for_all(request: Asked) -> Response[Any]:
    """A code for everybody who has neither a way in nor a code. ``again``: also for who holds one; it takes a tick, for
    the slips in people's hands are worth nothing then."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    again = said.get("again") == "1"
    if again and said.get("sure") != "1":
        return await _roll(guest, wrong=guest.say(TICK), status=422)
    return await _sheet(guest, lambda tx, caller: enrolment.make_for_station(tx, caller, caller.station, again=again))


@post("/komando/petugas/{officer_id:str}/kode", include_in_schema=False)
async def code_for_one(request: Asked, officer_id: FromPath[str]) -> Response[Any]:
    officer, guest = _uuid(officer_id), visit(request, DOOR)
    await form(request, guest)
    return await _sheet(guest, lambda tx, caller: [enrolment.make(tx, caller, officer)])


async def _sheet(guest: Visit, work: Callable[[Tx, OfficerCaller], list[Slip]]) -> Response[Any]:
    slips, zone = await guest.services.db.write(as_officer, guest.token, _made, work)
    origin = signing_in.origin_of(guest.services.settings, guest.headers)
    squares = [enrolment_sheet.qr(enrolment_sheet.address(origin, slip.code, slip.nrp)) for slip in slips]
    view = Sheet(f"{origin}{enrolment_sheet.PAGE}", list(zip(slips, squares, strict=True)),
                 enrolment_sheet.unfit(origin))
    return guest.page("command/slips.html", guest.shell(zone), view)


def _made(tx: Tx, caller: OfficerCaller,
          work: Callable[[Tx, OfficerCaller], list[Slip]]) -> tuple[list[Slip], str]:
    access.administrator(caller)
    return work(tx, caller), stations.get(tx, caller.station).timezone


@get("/komando/petugas/{officer_id:str}/cabut", include_in_schema=False)
async def ask_lost_phone(request: Asked, officer_id: FromPath[str]) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view = await guest.services.db.read(as_officer, guest.token, _leaving, _uuid(officer_id))
    return guest.page("command/lost_phone.html", guest.shell(), view)


def _leaving(tx: Tx, caller: OfficerCaller, officer_id: str) -> Leaving:
    row = officers.get(tx, officer_id)
    access.administers(caller, stations.get(tx, row.station).path)
    found = next((each for each in enrolment.roll(tx, caller, row.station) if each["id"] == officer_id), None)
    if found is None:
        raise not_found("officer")
    return Leaving(officer_id, found["name"], found["nrp"], found["sessions"], own=caller.id == officer_id)


@post("/komando/petugas/{officer_id:str}/cabut", include_in_schema=False)
async def lost_phone(request: Asked, officer_id: FromPath[str]) -> Response[Any]:
    guest: Visit = visit(request, DOOR)
    said = await form(request, guest)
    ended = await guest.services.db.write(as_officer, guest.token, leaving.lost_phone, _uuid(officer_id),
                                          said.get("credentials") == "1")
    return onward(f"/komando/petugas?{ENDED}={ended}")


@post("/komando/petugas/{officer_id:str}/pulih", include_in_schema=False)
async def seen(request: Asked, officer_id: FromPath[str]) -> Response[Any]:
    """A second person has seen who asks; or knows that it was not them."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    officer = _uuid(officer_id)
    try:
        if said.get("refuse"):
            await guest.services.db.write(as_officer, guest.token, recovering.refuse, officer)
            return onward("/komando/petugas")
        await guest.services.db.write(as_officer, guest.token, recovering.see, officer, said.get("number"),
                                      said.get("how"))
    except Problem as problem:
        if problem.code not in NOT_SEEN:
            raise
        return await _roll(guest, wrong=guest.say(NOT_SEEN[problem.code]), status=problem.status)
    return onward("/komando/petugas?dilihat=true")


def _uuid(text: str) -> str:
    try:
        return canonical_uuid(text)
    except ValueError as error:
        raise not_found("officer") from error


ROUTES = [roll, codes_for_all, code_for_one, ask_lost_phone, lost_phone, seen]
