"""The citizen's page and its forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from siharat.alarm import marks
from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.close import afterwards
from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.kernel.identity import canonical_uuid
from siharat.kernel.phone import e164
from siharat.people.access import CitizenCaller
from siharat.respond import actions as respond
from siharat.web import cancelling
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import as_citizen
from siharat.web.api.floods import CANCELS
from siharat.web.api.routes import new_citizen
from siharat.web.citizen.look import look_of
from siharat.web.citizen.offline import Kept, kept
from siharat.web.citizen.queries import Known, known, practised_as
from siharat.web.citizen.views import Home
from siharat.web.shell import DOORS
from siharat.web.visit import Asked, Visit, entered, form, html, language_cookie, onward, visit
from siharat.web.words import N_

DOOR = "warga"
REFRESH_S = 5
HOME = "citizen/home.html"
NO_NUMBER = N_("Tulis nomor HP Anda, lalu tekan lagi. Atau telepon 110.")
WRONG_NUMBER = N_("Tulis nomor seperti 0812… atau +62812…")
NO_NAME = N_("Tulis nama Anda.")


@get("/", include_in_schema=False)
async def home(
    request: Asked, latihan: FromQuery[str] = "", ms: FromQuery[str] = "", dihapus: FromQuery[str] = "",
) -> Response[bytes]:
    guest = visit(request, DOOR)
    practised = await guest.services.db.read(practised_as, guest.token, latihan, ms) if latihan else None
    return await _home(guest, practised=practised, erased=bool(dihapus) and guest.token is None)


async def _home(guest: Visit, status: int = 200, **said: Any) -> Response[bytes]:
    found = await _known(guest)
    shell = guest.shell(found.zone, REFRESH_S if found.open else 0, found.position)
    view = Home(press_id=guest.services.identity.uuid7(), keep=_kept(guest, found).version,
                look=look_of(guest.headers), **found.fields, **said)
    return guest.page(HOME, shell, view, status)


@get("/luring", include_in_schema=False)
async def offline(request: Asked) -> Response[bytes]:
    """What a phone keeps for when there is no network."""
    guest = visit(request, DOOR)
    return html(guest, _kept(guest, await _known(guest)).page)


async def _known(guest: Visit) -> Known:
    return await guest.services.db.read(known, guest.token, guest.language, guest.services.settings.sms_intake)


def _kept(guest: Visit, found: Known) -> Kept:
    fields = found.fields
    return kept(guest.language, found.zone, fields["station"], fields["registered"], fields["sms"],
                look_of(guest.headers))


@post("/tekan", include_in_schema=False)
async def press(request: Asked) -> Response[Any]:
    """The button without script. A press is refused for one reason only: nobody could phone back."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        done = await guest.services.db.write(
            raise_alarm, read_press(_body(guest, said), guest.services.clock.now()), guest.token, lane="press")
    except Problem as problem:
        if problem.code != "not_authenticated":
            raise
        return await _home(guest, 422, wrong=guest.say(NO_NUMBER), name=said.get("name", ""))
    cookie = entered(guest, DOOR, done.token, "citizen") if done.token else ""
    return onward(f"/?latihan={done.alarm}" if said.get("mode") == "practice" else "/", cookie)


def _body(guest: Visit, said: dict[str, str]) -> dict[str, Any]:
    try:
        press_id = canonical_uuid(said.get("id", ""))
    except ValueError:
        press_id = guest.services.identity.uuid7()
    return {"id": press_id, "mode": said.get("mode") or "loud", "phone": said.get("phone"),
            "name": said.get("name"), "location": _location(said)}


def _location(said: dict[str, str]) -> dict[str, float] | None:
    """Filled in by the page's module where the phone knows its place; else the press goes without one."""
    try:
        place = {"lat": float(said["lat"]), "lon": float(said["lon"])}
    except (KeyError, ValueError):
        return None
    try:
        return place | {"accuracy_m": float(said["accuracy_m"])}
    except (KeyError, ValueError):
        return place


@post("/daftar", include_in_schema=False)
async def register(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    phone, name = said.get("phone", ""), said.get("name", "").strip()
    try:
        number = e164(phone)
    except ValueError:
        return await _home(guest, 422, wrong=guest.say(WRONG_NUMBER), phone=phone, name=name)
    if not name:
        return await _home(guest, 422, wrong=guest.say(NO_NAME), phone=phone)
    _, token = await guest.services.db.write(new_citizen, number, name)
    return onward("/", entered(guest, DOOR, token, "citizen"))


@post("/pesan", include_in_schema=False)
async def message(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    if said.get("text", "").strip():
        await guest.services.db.write(as_citizen, guest.token, _write, said["text"])
    return onward("/")


@post("/batal", include_in_schema=False)
async def cancel(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    not_too_many(request, CANCELS)
    try:
        await cancelling.cancel(guest.services, guest.token, None, said.get("pin"))
    except Problem as problem:
        if problem.code != "closed":
            raise
    return onward("/")


@post("/nilai", include_in_schema=False)
async def rate(request: Asked) -> Response[Any]:
    return await _afterwards(request, afterwards.rate, "helped")


@post("/koreksi", include_in_schema=False)
async def correct(request: Asked) -> Response[Any]:
    return await _afterwards(request, afterwards.correct, "text")


async def _afterwards(request: Asked, verb: Callable[..., None], field: str) -> Response[Any]:
    """Of the citizen's last alarm. What is said too late, or too often, changes nothing."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_citizen, guest.token, _of_last, verb, said.get(field))
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
    return onward("/")


def _of_last(tx: Tx, caller: CitizenCaller, verb: Callable[..., None], said: str | None) -> None:
    incident = incidents.last_of(tx, caller.id)
    if incident:
        verb(tx, caller, incident.id, said)


@post("/keberatan", include_in_schema=False)
async def appeal(request: Asked) -> Response[Any]:
    """The owner of a marked device objects; who writes nothing has objected to nothing."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    await guest.services.db.write(as_citizen, guest.token, marks.appeal, said.get("text"))
    return onward("/")


def _write(tx: Tx, caller: CitizenCaller, words: str) -> None:
    incident = incidents.open_of(tx, caller.id)
    if incident:
        respond.write_message(tx, caller, incident.id, words)


@post("/bahasa", include_in_schema=False)
async def choose_language(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = dict(await _plain_form(request, guest))
    door = said.get("door", DOOR)
    if door not in DOORS:
        raise invalid("door", "is none of ours")
    return onward(DOORS[door], language_cookie(said.get("language", "")))


async def _plain_form(request: Asked, guest: Visit) -> dict[str, str]:
    """A language is no secret and harms nobody: the door's cookie need not match."""
    return await form(request, Visit(guest.services, "none", None, guest.language, {}))


ROUTES = [home, offline, press, register, message, cancel, rate, correct, appeal, choose_language]
