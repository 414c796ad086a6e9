"""Citizens who ask to be forgotten: a person decides, within three days. By plain forms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.rights import actions as rights
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

DOOR = "komando"
PAGE = "/komando/hapus"
HELD = N_("Ditahan untuk perkara: {codes}. Lepaskan dulu, atau tolak.")
NO_REASON = N_("Tulis alasannya: warga membacanya.")


@dataclass(frozen=True, slots=True)
class Wish:
    id: str
    code: str
    """Of the newest alarm: what a case may still need."""
    station: str
    asked_at: int
    due_at: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    station: str
    wishes: list[Wish] = field(default_factory=list)
    wrong: str = ""


@get(PAGE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    return await _page(visit(request, DOOR))


async def _page(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _wishes)
    return guest.page("command/erasures.html", guest.shell(zone), replace(view, wrong=wrong), status)


def _wishes(tx: Tx, caller: OfficerCaller) -> tuple[Wishes, str]:
    rows = rights.waiting(tx, caller)
    station = stations.get(tx, caller.station)
    return Wishes(station.name, [Wish(row.id, row.code, row.station_name, row.asked_at, row.due_at, row.due_at < tx.now)
                                 for row in rows]), station.timezone


@post(PAGE + "/{wish_id:str}/putus", include_in_schema=False)
async def decide(request: Asked, wish_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, rights.decide, wish_id, said.get("erase") == "1",
                                      said.get("reason"))
    except Problem as problem:
        if problem.code == "invalid":
            return await _page(guest, guest.say(NO_REASON), 422)
        if problem.code == "held":
            return await _page(guest, guest.say(HELD).format(codes=", ".join(problem.extra["codes"])), 409)
        if problem.code != "already_decided":
            raise
    return onward(PAGE)


ROUTES = [listed, decide]
