"""Other ways to make this officer's phone ring: the app ntfy, an SMS, a call. Forms, without script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import segno
from litestar import Response, get, post
from litestar.params import FromPath
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.ring.channels.ntfy import Ntfy
from siharat.web.api.devices import add
from siharat.web.api.door import with_phone
from siharat.web.entrance import pages as entrance
from siharat.web.officer.queries import caller_of
from siharat.web.services import Services
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "petugas"
PATH = "/petugas/cara-lain"
PAGE = "officer/roads.html"
BY_NUMBER = {"sms": N_("SMS"), "voice": N_("Telepon")}
REFUSED = N_("Nomor ini tidak dapat dipakai. Tulis nomor HP Indonesia, misalnya 0812 3456 7890.")
OWN = text("""SELECT id, kind, address FROM device WHERE officer = :officer AND kind IN ('ntfy', 'sms', 'voice')
    AND retired_at IS NULL ORDER BY kind, id""")


@dataclass(frozen=True, slots=True)
class App:
    """The topic of this officer, as the app opens it."""

    device: str
    app_link: str
    web_link: str
    qr: str


@dataclass(frozen=True, slots=True)
class Telephone:
    device: str
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Roads:
    officer: str
    station: str
    ntfy: bool = False
    """The station has an ntfy server."""
    app: App | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    """What a number may be rung by here: ``sms``, ``voice``."""
    telephones: list[Telephone] = field(default_factory=list)
    wrong: str = ""


@get(PATH, include_in_schema=False)
async def roads_page(request: Asked) -> Response[bytes]:
    return await _page(visit(request, DOOR))


async def _page(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    found = await guest.services.db.read(roads_of, guest.token, guest.services, wrong)
    if found is None:
        return await entrance.page(guest)
    view, zone = found
    return guest.page(PAGE, guest.shell(zone), view, status)


def roads_of(tx: Tx, token: str | None, services: Services, wrong: str) -> tuple[Roads, str] | None:
    """``None`` for who is not signed in."""
    caller = caller_of(tx, token)
    if caller is None:
        return None
    access.has_phone(caller)
    station = stations.get(tx, caller.station)
    own = [(str(row.id), row.kind, tx.keys.unseal(row.address, "device.address"))
           for row in tx.all(OWN, officer=caller.id)]
    ntfy = services.channel("ntfy")
    topic = next(((device, address) for device, kind, address in own if kind == "ntfy"), None)
    app = _app(ntfy, *topic) if topic and isinstance(ntfy, Ntfy) else None
    kinds = {kind: words for kind, words in BY_NUMBER.items() if services.channel(kind)}
    telephones = [Telephone(device, kind, address) for device, kind, address in own if kind in kinds]
    title = officers.title(tx, officers.get(tx, caller.id))
    return Roads(title, station.name, isinstance(ntfy, Ntfy), app, kinds, telephones, wrong), station.timezone


def _app(ntfy: Ntfy, device: str, topic: str) -> App:
    link = ntfy.app_link(topic)
    return App(device, link, ntfy.web_link(topic), drawn(link))


def drawn(link: str) -> str:
    """A QR code (ISO/IEC 18004) as SVG. The link stands beside it for who cannot scan."""
    svg: str = segno.make(link, error="m", micro=False).svg_inline(border=4, omitsize=True)
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)


@post(f"{PATH}/ntfy", include_in_schema=False)
async def add_app(request: Asked) -> Response[Any]:
    """One topic for each officer: several phones may listen to it."""
    guest = visit(request, DOOR)
    await form(request, guest)
    ntfy = guest.services.channel("ntfy")
    if not isinstance(ntfy, Ntfy):
        raise not_found("page")
    await guest.services.db.write(with_phone, guest.token, _one_topic, ntfy.check_address(None))
    return onward(PATH)


def _one_topic(tx: Tx, caller: OfficerCaller, topic: str) -> None:
    if not any(row.kind == "ntfy" for row in tx.all(OWN, officer=caller.id)):
        add(tx, caller, "ntfy", topic, False)


@post(f"{PATH}/nomor", include_in_schema=False)
async def add_number(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    kind = said.get("kind", "")
    channel = guest.services.channel(kind) if kind in BY_NUMBER else None
    if channel is None:
        raise not_found("page")
    try:
        number = channel.check_address(said.get("number", ""))
        await guest.services.db.write(with_phone, guest.token, add, kind, number, channel.costs_money)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(guest, guest.say(REFUSED), problem.status)
    return onward(PATH)


@post(f"{PATH}/{{device_id:str}}/hapus", include_in_schema=False)
async def remove(request: Asked, device_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await guest.services.db.write(with_phone, guest.token, _remove, device_id)
    return onward(PATH)


def _remove(tx: Tx, caller: OfficerCaller, device_id: str) -> None:
    """Only what was added here, and only one's own."""
    if device_id not in {str(row.id) for row in tx.all(OWN, officer=caller.id)}:
        raise not_found("device")
    officers.retire(tx, int(device_id), "removed by its officer")


ROUTES = [roads_page, add_app, add_number, remove]
