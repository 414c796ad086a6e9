"""“Tunjukkan”: in an alarm of one's own, or by an officer's link. Nothing is shared before it is touched."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from siharat.attach import actions as attach
from siharat.attach import inviting
from siharat.attach.rules import LARGEST_FRAME
from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people import access, sessions, stations
from siharat.people.access import CitizenCaller
from siharat.report import photos
from siharat.respond import actions as respond
from siharat.web.api import bodies, floods
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import knock, require_own_site, require_same_origin
from siharat.web.attachments import WHY_NOT_SHOWN, Who, next_frame, take_in
from siharat.web.citizen.showing_views import LIVE, Showing, ShowKey
from siharat.web.moments import metres
from siharat.web.posted import posted
from siharat.web.report_photos import LARGEST_FORM
from siharat.web.visit import Asked, Visit, form, visit
from siharat.web.words import N_, spoken

DOOR = "warga"
PAGE = "/tunjukkan"
LENSES = {"permissions-policy": "geolocation=(self), camera=(self), microphone=(self)"}
"""On this page alone."""
NO_SUCH_KEY = N_("Kode ini tidak membuka apa pun: salah tulis, atau panggilannya sudah selesai.")


@get(PAGE, include_in_schema=False)
async def own(request: Asked) -> Response[bytes]:
    """One's own open alarm; for all others the place to type a key. A link carries it behind the ``#``."""
    guest = visit(request, DOOR)
    try:
        return await _page(guest, "")
    except Problem as problem:
        if problem.status not in (401, 404):
            raise
        return guest.page("citizen/show_key.html", guest.shell(), ShowKey())


@post(PAGE, include_in_schema=False)
async def with_key(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    said = await form(request, guest)
    try:
        await guest.services.db.write(inviting.opened, said.get("key", ""))
        return await _page(guest, said.get("key", ""))
    except Problem as problem:
        if problem.status not in (401, 404):
            raise
        return guest.page("citizen/show_key.html", guest.shell(), ShowKey(guest.say(NO_SUCH_KEY)), 404)


async def _page(guest: Visit, key: str, **said: Any) -> Response[bytes]:
    view, zone = await guest.services.db.read(_read, _who(guest, key), key)
    shown = Showing(**view, **said, phrases=spoken(LIVE, guest.language))
    return guest.page("citizen/show.html", guest.shell(zone), shown, more=LENSES)


def _read(tx: Tx, who: Who, key: str) -> tuple[dict[str, Any], str]:
    caller, incident_id = who(tx)
    attach.may_show(tx, caller, incident_id)
    incident = incidents.get(tx, incident_id)
    station = stations.get(tx, incident.in_charge)
    return {"code": incident.code, "station": station.name, "key": key}, station.timezone


def _who(guest: Visit, key: str) -> Who:
    """By the link's key, where one was given; else by the session."""
    def who(tx: Tx) -> tuple[CitizenCaller, str]:
        if key:
            return inviting.as_invited(tx, key)
        caller = access.citizen(sessions.caller(tx, guest.token))
        incident = incidents.open_of(tx, caller.id)
        if incident is None:
            raise not_found("incident")
        return caller, incident.id

    return who


@post(f"{PAGE}/lampiran", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def show(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    not_too_many(request, floods.SHOWN)
    async with posted(request, guest.services.photo_room, photos.LARGEST) as sent:
        who = _proved(guest, sent.said)
        await guest.services.db.read(_read, who, "")  # before anything is developed
        said = await take_in(guest.services, who, sent.files)
    refused = [(number, guest.say(WHY_NOT_SHOWN[why])) for number, why in enumerate(said, start=1) if why]
    return await _page(guest, sent.said.get("key", ""), sent=len(said) - len(refused), refused=refused)


@post(f"{PAGE}/langsung", include_in_schema=False, status_code=204, request_max_body_size=LARGEST_FORM)
async def live(request: Asked) -> None:
    """By script alone: without one no camera runs."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.SHOWN)
    async with posted(request, guest.services.photo_room, LARGEST_FRAME) as sent:
        who = _proved(guest, sent.said)
        await guest.services.db.read(_read, who, "")
        await next_frame(guest.services, who, sent.files[0] if sent.files else b"")


@post(f"{PAGE}/berhenti", include_in_schema=False)
async def stop(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    await guest.services.db.write(_stopped, _who(guest, said.get("key", "")))
    return await _page(guest, said.get("key", ""))


def _stopped(tx: Tx, who: Who) -> None:
    caller, incident = who(tx)
    attach.end_live(tx, caller, incident)


@post(f"{PAGE}/lokasi", include_in_schema=False)
async def here(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    place = bodies.typed_location(said)
    await guest.services.db.write(_placed, _who(guest, said.get("key", "")), place, guest.services.clock.now())
    near = metres(place.accuracy_m, guest.language) if place.accuracy_m is not None else "?"
    return await _page(guest, said.get("key", ""), place=guest.say(LIVE["place.sent"]).format(metres=near))


def _placed(tx: Tx, who: Who, place: bodies.Location, now: int) -> None:
    caller, incident = who(tx)
    respond.share_place(tx, caller, incident, place.place(), place.moment(now))


def _proved(guest: Visit, said: dict[str, str]) -> Who:
    """Who sent it, once it is shown that a page of ours did."""
    require_own_site(guest.headers, guest.services.settings.origin)
    made = knock({"cookie": guest.headers.get("cookie", "")}, DOOR)
    require_same_origin(guest.services.keys, made, said.get("csrf"))
    return _who(guest, said.get("key", ""))


ROUTES = [own, with_key, show, live, stop, here]
