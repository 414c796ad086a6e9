"""The desk speaks to citizens: write, look again, correct, send; update, call off; how many saw it. By plain forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.broadcast import actions, rules, store, waves, where
from siharat.broadcast.rules import Broadcast, Picked
from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import MINUTE
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.web import broadcast_words
from siharat.web.api.door import as_officer
from siharat.web.command.broadcast_parts import grouped
from siharat.web.command.broadcast_views import NO_PLACE, NOT_SAVED, WRONG, Casting, Casts, Choice, Counted, Look
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
    return await _form(guest, {**FIRST, "around": kejadian}, about=perbarui)


@get(PAGE + "/{broadcast_id:str}/ubah", include_in_schema=False)
async def correct(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    """The form as it was when the draft was saved."""
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    try:
        said = await guest.services.db.read(as_officer, guest.token, _drafted, broadcast_id)
    except Problem as problem:
        if problem.status != 409:
            raise
        return await _look(guest, broadcast_id, guest.refusal(problem), problem.status)
    return await _form(guest, said, draft=broadcast_id)


def _drafted(tx: Tx, caller: OfficerCaller, broadcast_id: str) -> dict[str, str]:
    message, picked = actions.draft(tx, caller, broadcast_id)
    minutes = (message.until - message.made_at) // MINUTE
    return {**FIRST, **_as_typed(message, picked), "minutes": str(minutes), "version": str(message.version)}


async def _form(guest: Visit, said: Mapping[str, str], wrong: str = "", status: int = 200, field: str = "",
                about: str = "", draft: str = "") -> Response[Any]:
    view, zone = await guest.services.db.read(as_officer, guest.token, _casting, said, about, draft, wrong,
                                              guest.language)
    return guest.page("command/broadcast_form.html", guest.shell(zone), replace(view, amiss=field), status)


def _casting(tx: Tx, caller: OfficerCaller, said: Mapping[str, str], about: str, draft: str, wrong: str,
             language: str) -> tuple[Casting, str]:
    access.warns(caller, caller.path)
    if draft:
        actions.look(tx, caller, draft)  # who may not see it learns not even what is wrong with their own words
    station = stations.get(tx, caller.station)
    below = [row for row in stations.below(tx, caller.path) if row.code != caller.station]
    groups, parts = grouped([] if below else where.parts_of(tx, caller))
    if about and not wrong:
        said = {**said, **_as_typed(actions.look(tx, caller, about).message, Picked())}
    events = [Choice(key, event.en if language == "en" else event.id) for key, event in rules.EVENTS.items()]
    return Casting(station.name, said, wrong, about, draft, events, groups, parts,
                   [Choice(row.code, row.name) for row in below]), station.timezone


def _as_typed(message: Broadcast, picked: Picked) -> dict[str, str]:
    """A correction begins with what was typed and ticked; an update with what was said, and where it holds is chosen
    anew."""
    said = {name: getattr(message, name)
            for name in ("status", "event", "response", "urgency", "severity", "certainty")}
    for language, words in message.words.items():
        suffix = "" if language == "id" else f"_{language}"
        said |= {f"{name}{suffix}": getattr(words, name) for name in rules.LONGEST}
    if message.area.circles:
        lat, lon, km = message.area.circles[0]
        return said | {"where": "around", "around": picked.around or f"{lat}, {lon}", "km": f"{km:g}"}
    if message.whole and not picked.parts:
        ticked = picked.stations or (message.station,)  # no tick would mean all that whoever corrects it stands above
        return said | {"where": "whole", "around": "", **{f"station:{code}": "1" for code in ticked}}
    return said | {"where": "parts", "around": "", **{f"part:{code}": "1" for code in picked.parts}}


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
        return await _again(guest, said, problem, about=about)
    return onward(f"{PAGE}/{draft}")


@post(PAGE + "/{broadcast_id:str}/ubah", include_in_schema=False)
async def change(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        wish = rules.read_wish(said)
        chosen = await guest.services.db.read(as_officer, guest.token, actions.choose, wish)
        await guest.services.db.write(as_officer, guest.token, actions.change, broadcast_id, wish, chosen, _seen(said))
    except Problem as problem:
        if problem.code not in NOT_SAVED:
            return await _again(guest, said, problem, draft=broadcast_id)
        view, _ = await guest.services.db.read(as_officer, guest.token, _looked, broadcast_id, "", guest.language)
        wrong = guest.say(NOT_SAVED[problem.code]).format(officer=view.made_by)
        return await _form(guest, {**said, "version": str(view.version)}, wrong, 409, "saved", draft=broadcast_id)
    return onward(f"{PAGE}/{broadcast_id}")


def _seen(said: Mapping[str, str]) -> int:
    """Which version the page showed; 0, which none is, where it does not say."""
    version = said.get("version", "")[:9]
    return int(version) if version.isdecimal() else 0


async def _again(guest: Visit, said: Mapping[str, str], problem: Problem, **which: str) -> Response[Any]:
    """The form with what was typed, and what is wrong with it."""
    if problem.status in (401, 404):
        raise problem
    field = problem.extra.get("field", "") if problem.code == "invalid" else ""
    words = NO_PLACE if field == "around" and not said.get("around", "").strip() else WRONG.get(field)
    wrong = guest.say(words) if words else guest.refusal(problem)
    return await _form(guest, said, wrong, problem.status, field, **which)


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
        message.version), message.zone


def _counted(tx: Tx, message: Broadcast) -> Counted | None:
    if message.sent_at is None:
        return None
    found = waves.tally(tx, message.id)
    push = found.get("push", {})
    return Counted(sum(push.values()), push.get("shown", 0), push.get("outside", 0), push.get("failed", 0),
                   found.get("page", {}).get("shown", 0))


@post(PAGE + "/{broadcast_id:str}/kirim", include_in_schema=False)
async def send(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, broadcast_id, actions.send, _seen)


@post(PAGE + "/{broadcast_id:str}/buang", include_in_schema=False)
async def drop(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, broadcast_id, actions.drop, _seen)


@post(PAGE + "/{broadcast_id:str}/cabut", include_in_schema=False)
async def call_off(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    return await _deed(request, broadcast_id, actions.call_off, lambda said: said.get("reason", ""))


async def _deed(request: Asked, broadcast_id: str, verb: Any,
                told: Callable[[Mapping[str, str]], Any]) -> Response[Any]:
    """``told``: what the verb wants of the form."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, verb, broadcast_id, told(said))
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        words = WRONG.get(problem.extra.get("field", "")) if problem.code == "invalid" else None
        return await _look(guest, broadcast_id, guest.say(words) if words else guest.refusal(problem), problem.status)
    return onward(f"{PAGE}/{broadcast_id}" if verb is actions.send else PAGE)


ROUTES = [listed, compose, correct, write, change, look, send, drop, call_off]
