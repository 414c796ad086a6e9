"""The administrator's page of other systems: whom the station tells, and who may raise an alarm. By plain forms.

A secret is shown once, on the answer that made it, and can be read nowhere again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from sqlalchemy import text

from siharat.db import Tx
from siharat.exchange import actions as exchange
from siharat.exchange import rules, sources, store
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.web import signing_in
from siharat.web.api.door import as_officer
from siharat.web.command.systems_views import Hook, Origin, Sent, Shown, Systems
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "komando"
PAGE = "/komando/sistem-lain"
LAST = 10
WRONG = {
    "url": N_("Alamat itu tidak boleh dituju: harus https, di internet umum."),
    "kinds": N_("Pilih paling sedikit satu kejadian."),
    "name": N_("Beri nama sistem itu."),
    "sure": N_("Centang dulu: alarm dari sistem itu tidak akan berdering lagi."),
}

CODE = text("SELECT code FROM incident WHERE id = :id")


@get(PAGE, include_in_schema=False)
async def systems(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _systems)
    return guest.page("command/systems.html", guest.shell(zone), view)


def _systems(tx: Tx, caller: OfficerCaller) -> tuple[Systems, str]:
    access.connects(caller, caller.path)
    station = stations.get(tx, caller.station)
    origins = [Origin(row.id, row.name, row.made_at, row.incidents, row.off_at is not None)
               for row in sources.of_station(tx, station.code)]
    return Systems(station.name, [_hook(tx, row) for row in store.of_station(tx, station.code)], origins), \
        station.timezone


def _hook(tx: Tx, row: Any) -> Hook:
    counts = store.counts(tx, row.id)
    last = [Sent(each.id, each.kind, each.at, each.state, _code(tx, each.incident), each.attempts, each.status,
                 each.answer or "", each.due_at if each.state == "pending" else None)
            for each in store.last(tx, row.id, LAST)]
    return Hook(row.id, row.name, tx.keys.unseal(row.url, "webhook.url"), row.kinds.split(), row.off_why or "",
                counts.get("pending", 0), counts.get("dead", 0), row.failures >= rules.OUTAGE, last)


def _code(tx: Tx, incident: str | None) -> str:
    return str(tx.value(CODE, id=incident) or "") if incident else ""


@post(PAGE, include_in_schema=False)
async def add_webhook(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    kinds = [kind for kind in rules.KINDS if f"kind.{kind}" in said]
    try:
        url = _checked(guest, said)
        _, secret = await guest.services.db.write(as_officer, guest.token, exchange.add_as, said.get("name"), url,
                                                  kinds)
    except Problem as problem:
        return await _refused(guest, problem, said)
    return await _shown(guest, Shown(rules.named(said.get("name")), secret))


def _checked(guest: Visit, said: Mapping[str, str]) -> str:
    try:
        return guest.services.post.checked(said.get("url", "").strip())
    except ValueError as error:
        raise invalid("url", str(error)) from error


@post(f"{PAGE}/sumber", include_in_schema=False)
async def add_source(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        source, secret = await guest.services.db.write(as_officer, guest.token, sources.add_as, said.get("name"))
    except Problem as problem:
        return await _refused(guest, problem, {})
    origin = signing_in.origin_of(guest.services.settings, guest.headers)
    return await _shown(guest, Shown(rules.named(said.get("name")), secret, f"{origin}/api/v1/sources/{source}/alarms"))


@post(PAGE + "/sumber/{source_id:str}/mati", include_in_schema=False)
async def end_source(request: Asked, source_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    if said.get("sure") != "1":  # nothing that it sends would ring any more, and there is no way back
        return await _refused(guest, invalid("sure", "is not ticked"), {})
    return await _does(guest, sources.switch_off, source_id)


@post(PAGE + "/{webhook_id:str}/mati", include_in_schema=False)
async def switch_off(request: Asked, webhook_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, exchange.switch_off, webhook_id)


@post(PAGE + "/{webhook_id:str}/nyala", include_in_schema=False)
async def switch_on(request: Asked, webhook_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, exchange.switch_on, webhook_id)


@post(PAGE + "/{webhook_id:str}/uji", include_in_schema=False)
async def try_out(request: Asked, webhook_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, exchange.try_out, webhook_id)


@post(PAGE + "/kiriman/{delivery_id:str}/lagi", include_in_schema=False)
async def send_again(request: Asked, delivery_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, exchange.send_again, delivery_id)


async def _deed(request: Asked, verb: Any, which: str) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    return await _does(guest, verb, which)


async def _does(guest: Visit, verb: Any, which: str) -> Response[Any]:
    try:
        await guest.services.db.write(as_officer, guest.token, verb, which)
    except Problem as problem:
        return await _refused(guest, problem, {})
    return onward(PAGE)


async def _refused(guest: Visit, problem: Problem, said: dict[str, str]) -> Response[bytes]:
    if problem.status in (401, 404):
        raise problem
    view, zone = await guest.services.db.read(as_officer, guest.token, _systems)
    wrong = guest.say(WRONG[problem.extra["field"]]) if problem.extra.get("field") in WRONG else guest.refusal(problem)
    return guest.page("command/systems.html", guest.shell(zone), view.saying(wrong, said), problem.status)


async def _shown(guest: Visit, shown: Shown) -> Response[bytes]:
    view, zone = await guest.services.db.read(as_officer, guest.token, _systems)
    return guest.page("command/systems.html", guest.shell(zone), view.showing(shown))


ROUTES = [systems, add_webhook, add_source, end_source, switch_off, switch_on, try_out, send_again]
