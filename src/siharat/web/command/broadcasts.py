"""The desk speaks to citizens: write, look again, send; update, call off; how many showed it. By plain forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.broadcast import actions, rules, store, waves, where
from siharat.broadcast.rules import Broadcast
from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import MINUTE
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.web import broadcast_words
from siharat.web.api.door import as_officer
from siharat.web.command.broadcast_views import NO_PLACE, WRONG, Casting, Casts, Choice, Counted, Look
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import catalogue

DOOR = "komando"
PAGE = "/komando/siaran"
REFRESH_S = 5
FIRST = {"status": "Actual", "event": "advice", "response": "Monitor", "urgency": "Expected", "severity": "Moderate",
         "certainty": "Likely", "minutes": "240", "where": "around", "km": "2"}
"""What an empty form stands at: the middle of everything, so that nobody sends *Extreme* by leaving it."""


@get(PAGE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _listed, guest.language)
    return guest.page("command/broadcasts.html", guest.shell(zone), view)


def _listed(tx: Tx, caller: OfficerCaller, language: str) -> tuple[Casts, str]:
    access.warns(caller, caller.path)
    station = stations.get(tx, caller.station)
    say = catalogue(language).gettext
    found = [broadcast_words.shown(each, language, tx.now, store.newest(tx, each.about) if each.sent_at else "", say)
             for each in store.of_desk(tx, caller.station, caller.path, tx.now - actions.FORGOTTEN_AFTER)]
    return Casts(station.name, [each for each in found if each.state != "replaced"]), station.timezone


@get(f"{PAGE}/tulis", include_in_schema=False)
async def compose(request: Asked, perbarui: FromQuery[str] = "", kejadian: FromQuery[str] = "") -> Response[bytes]:
    """``perbarui``: which message it updates; ``kejadian``: the code of an incident around which it is meant."""
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    return await _form(guest, {**FIRST, "around": kejadian}, perbarui)


async def _form(guest: Visit, said: Mapping[str, str], about: str, wrong: str = "", status: int = 200,
                field: str = "") -> Response[Any]:
    view, zone = await guest.services.db.read(as_officer, guest.token, _casting, said, about, wrong, guest.language)
    return guest.page("command/broadcast_form.html", guest.shell(zone), replace(view, amiss=field), status)


def _casting(tx: Tx, caller: OfficerCaller, said: Mapping[str, str], about: str, wrong: str,
             language: str) -> tuple[Casting, str]:
    access.warns(caller, caller.path)
    station = stations.get(tx, caller.station)
    below = [row for row in stations.below(tx, caller.path) if row.code != caller.station]
    parts = [] if below else [Choice(part.code, part.called) for part in where.parts_of(tx, caller)]
    if about and not wrong:
        said = {**said, **_as_typed(actions.look(tx, caller, about).message)}
    events = [Choice(key, event.en if language == "en" else event.id) for key, event in rules.EVENTS.items()]
    return Casting(station.name, said, wrong, about, events, parts, [Choice(row.code, row.name) for row in below]), \
        station.timezone


def _as_typed(message: Broadcast) -> dict[str, str]:
    """An update begins with what was said before; where it holds is chosen anew."""
    said = {name: getattr(message, name)
            for name in ("status", "event", "response", "urgency", "severity", "certainty")}
    for language, words in message.words.items():
        suffix = "" if language == "id" else f"_{language}"
        said |= {f"{name}{suffix}": getattr(words, name) for name in rules.LONGEST}
    if message.area.circles:
        lat, lon, km = message.area.circles[0]
        return said | {"where": "around", "around": f"{lat}, {lon}", "km": f"{km:g}"}
    return said | {"where": "whole" if message.whole else "parts", "around": ""}


@post(PAGE, include_in_schema=False)
async def write(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    about = said.get("about", "")
    try:
        wish = rules.read_wish(said)
        chosen = await guest.services.db.read(as_officer, guest.token, actions.choose, wish)
        draft = await guest.services.db.write(as_officer, guest.token, actions.write, wish, chosen, about or None)
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        field = problem.extra.get("field", "") if problem.code == "invalid" else ""
        words = NO_PLACE if field == "around" and not said.get("around", "").strip() else WRONG.get(field)
        wrong = guest.say(words) if words else guest.refusal(problem)
        return await _form(guest, said, about, wrong, problem.status, field)
    return onward(f"{PAGE}/{draft}")


@get(PAGE + "/{broadcast_id:str}", include_in_schema=False)
async def look(request: Asked, broadcast_id: FromPath[str]) -> Response[bytes]:
    return await _look(visit(request, DOOR), broadcast_id)


async def _look(guest: Visit, broadcast_id: str, wrong: str = "", status: int = 200) -> Response[Any]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _looked, broadcast_id, wrong, guest.language)
    refresh = REFRESH_S if view.broadcast.state in ("runs", "waits") else 0
    return guest.page("command/broadcast.html", guest.shell(zone, refresh), view, status)


def _looked(tx: Tx, caller: OfficerCaller, broadcast_id: str, wrong: str, language: str) -> tuple[Look, str]:
    preview = actions.look(tx, caller, broadcast_id)
    message = preview.message
    newest = store.newest(tx, message.about) if message.sent_at else ""
    names = officers.names(tx, [each for each in (message.made_by, message.sent_by) if each])
    minutes = (message.until - message.made_at) // MINUTE
    return Look(
        stations.get(tx, caller.station).name,
        broadcast_words.shown(message, language, tx.now, newest, catalogue(language).gettext),
        broadcast_words.ground(tx, message), preview.phones, preview.second, preview.own, names[message.made_by],
        names.get(message.sent_by or "", ""), minutes, "en" in message.words, _counted(tx, message), wrong,
    ), message.zone


def _counted(tx: Tx, message: Broadcast) -> Counted | None:
    if message.sent_at is None:
        return None
    found = waves.tally(tx, message.id)
    push = found.get("push", {})
    return Counted(sum(push.values()), push.get("shown", 0), push.get("outside", 0), push.get("failed", 0),
                   found.get("page", {}).get("shown", 0))


@post(PAGE + "/{broadcast_id:str}/kirim", include_in_schema=False)
async def send(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, broadcast_id, actions.send)


@post(PAGE + "/{broadcast_id:str}/buang", include_in_schema=False)
async def drop(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, broadcast_id, actions.drop)


@post(PAGE + "/{broadcast_id:str}/cabut", include_in_schema=False)
async def call_off(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, broadcast_id, actions.call_off, "reason")


async def _deed(request: Asked, broadcast_id: str, verb: Any, *fields: str) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, verb, broadcast_id,
                                      *(said.get(name, "") for name in fields))
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        words = WRONG.get(problem.extra.get("field", "")) if problem.code == "invalid" else None
        return await _look(guest, broadcast_id, guest.say(words) if words else guest.refusal(problem), problem.status)
    return onward(f"{PAGE}/{broadcast_id}" if verb is actions.send else PAGE)


ROUTES = [listed, compose, write, look, send, drop, call_off]
