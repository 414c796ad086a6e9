"""Who opened whose name without working on the case: the second person's page. By plain forms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people import notices, reviewing, stations
from siharat.people.access import OfficerCaller
from siharat.people.reviewing import Look
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "komando"
PAGE = "/komando/pembukaan"
NO_NOTE = N_("Tulis apa yang tidak benar.")


@dataclass(frozen=True, slots=True)
class Looks:
    station: str
    looks: list[Look] = field(default_factory=list)
    wrong: str = ""
    judges: bool = True

    @property
    def waiting(self) -> list[Look]:
        return [each for each in self.looks if each.chosen and each.word is None and not each.own]

    @property
    def others(self) -> list[Look]:
        return [each for each in self.looks if each not in self.waiting]


@get(PAGE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    return await _page(visit(request, DOOR))


async def _page(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.write(as_officer, guest.token, _looks)
    return guest.page("command/looks.html", guest.shell(zone), replace(view, wrong=wrong), status)


def _looks(tx: Tx, caller: OfficerCaller) -> tuple[Looks, str]:
    """To open the page is to have read what stands on it."""
    station = stations.get(tx, caller.station)
    view = Looks(station.name, reviewing.looks(tx, caller), judges=caller.judges)
    notices.read(tx, caller)
    return view, station.timezone


@post(PAGE + "/{look_id:str}/nilai", include_in_schema=False)
async def judge(request: Asked, look_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    if not look_id.isdecimal() or len(look_id) > 18:
        raise not_found("look")
    try:
        await guest.services.db.write(as_officer, guest.token, reviewing.judge, int(look_id), said.get("word"),
                                      said.get("note"))
    except Problem as problem:
        if problem.code == "invalid":
            return await _page(guest, guest.say(NO_NOTE), 422)
        if problem.code != "already_decided":
            raise
    return onward(PAGE)


ROUTES = [listed, judge]
