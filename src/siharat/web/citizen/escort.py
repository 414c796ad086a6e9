"""“Temani saya”: the person's own page, and the one that the family opens. Plain forms, with or without script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from litestar import Response, get, post

from siharat.db import Tx
from siharat.escort import actions as escort
from siharat.incident import store as incidents
from siharat.kernel import Problem
from siharat.people import citizens, stations
from siharat.people.access import CitizenCaller
from siharat.web.api import floods
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import as_citizen
from siharat.web.citizen.escort_views import LIVE, Followed, FollowForm, Walk
from siharat.web.citizen.look import look_of
from siharat.web.ground import plan_of
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_, spoken

DOOR = "warga"
PAGE = "/temani"
ZONE = "Asia/Makassar"
REFRESH_S = 20
"""Without script; with it the page asks by itself."""
WRONG_TIME = N_("Pilih 5 sampai 240 menit.")
NO_SUCH_LINK = N_("Tautan ini tidak membuka apa pun: orangnya sudah aman, atau menghentikannya.")


@get(PAGE, include_in_schema=False)
async def own(request: Asked) -> Response[Any]:
    """For who is registered: an alarm needs a number that can be phoned."""
    guest = visit(request, DOOR)
    return await _own(guest) if guest.token else onward("/")


async def _own(guest: Visit, wrong: str = "", status: int = 200) -> Response[Any]:
    found, zone = await guest.services.db.read(as_citizen, guest.token, _read)
    if found.state == "alarm":
        return onward("/")  # the alarm's own steps say what happens now
    view = replace(found, silent=found.silent if found.state else look_of(guest.headers).silent, wrong=wrong,
                   phrases=spoken(LIVE, guest.language))
    return guest.page("citizen/escort.html", guest.shell(zone, REFRESH_S if view.state else 0), view, status)


def _read(tx: Tx, caller: CitizenCaller) -> tuple[Walk, str]:
    zone = _zone(tx, caller.id)
    found = escort.running(tx, caller)
    if found is None:
        return Walk(), zone
    if found.incident:
        return Walk(state="alarm" if incidents.get(tx, found.incident).open else ""), zone
    return Walk(found.state, found.until, found.to, found.silent, escort.link_of(tx, found)), zone


def _zone(tx: Tx, citizen: str) -> str:
    home = citizens.get(tx, citizen).home
    return stations.heir(tx, home).timezone if home else ZONE


@post(PAGE, include_in_schema=False)
async def begin(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    chosen = said.get("minutes") or said.get("other")
    return await _deed(guest, escort.begin, chosen, said.get("to"), said.get("silent") == "1")


@post(f"{PAGE}/tambah", include_in_schema=False)
async def prolong(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await _deed(guest, escort.prolong, said.get("minutes"))


@post(f"{PAGE}/aman", include_in_schema=False)
async def safe(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    return await _deed(guest, escort.safe)


@post(f"{PAGE}/tautan", include_in_schema=False)
async def end_link(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    return await _deed(guest, escort.end_link)


async def _deed(guest: Visit, verb: Callable[..., Any], *args: object) -> Response[Any]:
    """What is over meanwhile is shown as it stands now."""
    try:
        await guest.services.db.write(as_citizen, guest.token, verb, *args)
    except Problem as problem:
        if problem.code == "invalid":
            return await _own(guest, guest.say(WRONG_TIME), 422)
        if problem.code not in ("not_found", "not_now"):
            raise
    return onward(PAGE)


@get("/ikut", include_in_schema=False)
async def follow_form(request: Asked) -> Response[bytes]:
    """The link's key stands behind the ``#``: a script of the page sends it on as a form."""
    guest = visit(request, DOOR)
    return guest.page("citizen/follow_key.html", guest.shell(), FollowForm())


@post("/ikut", include_in_schema=False)
async def follow(request: Asked) -> Response[bytes]:
    """For whoever has the key. In an address it would stay in the phone's history."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    said = await form(request, guest)
    try:
        view, zone = await guest.services.db.read(_followed, said.get("key", ""))
    except Problem as problem:
        if problem.status != 404:
            raise
        return guest.page("citizen/follow_key.html", guest.shell(), FollowForm(guest.say(NO_SUCH_LINK)), 404)
    return guest.page("citizen/follow.html", guest.shell(zone), view)


def _followed(tx: Tx, key: str) -> tuple[Followed, str]:
    found, point = escort.followed(tx, key)
    person = citizens.get(tx, found.citizen)
    view = Followed(found.state, tx.keys.unseal(person.name, "citizen.name"), found.until, found.to, key)
    if point:
        place = point.place
        area = stations.concerned(tx, place, person.home).stations[0]
        view = replace(view, place=stations.locality(place) or "", lat=place.lat, lon=place.lon,
                       accuracy_m=place.accuracy_m, at=point.at, plan=plan_of(tx, area))
    return view, _zone(tx, found.citizen)


ROUTES = [own, begin, prolong, safe, end_link, follow_form, follow]
