"""The roster as a calendar: the desk reads it, the administrator changes it. By plain forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.db import Tx
from siharat.escalate import policies
from siharat.kernel import Problem
from siharat.kernel.clock import DAY
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, officers, roster, stations
from siharat.people.access import OfficerCaller
from siharat.web import moments
from siharat.web.api.door import as_officer
from siharat.web.command.roster_views import WEEKS, WHY, Altered, Roster, Team, calendar, midnight, monday_of
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit

DOOR = "komando"
PAGE = "/komando/piket"
LONGEST = 90 * DAY
"""A change that goes on for longer belongs into the rotation, or the officer has left."""
AHEAD = 366 * DAY


@get(PAGE, include_in_schema=False)
async def roll(request: Asked, mulai: FromQuery[str] = "") -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    return await _page(guest, mulai)


async def _page(guest: Visit, start: str = "", wrong: str = "", typed: Mapping[str, str] | None = None,
                status: int = 200) -> Response[bytes]:
    view, zone = await guest.services.db.read(as_officer, guest.token, _roster, start, guest.language)
    return guest.page("command/roster.html", guest.shell(zone), view.saying(wrong, typed or {}), status)


def _roster(tx: Tx, caller: OfficerCaller, start: str, language: str) -> tuple[Roster, str]:
    station = stations.get(tx, caller.station)
    access.oversees(caller, station.path)
    zone = station.timezone
    first = monday_of(_day(start) or datetime.fromtimestamp(tx.now / 1_000, ZoneInfo(zone)).date())
    rotation, members = roster.rotation_of(tx, caller.station), roster.members_of(tx, caller.station)
    people = {row.id: row for row in officers.who_ring(tx, caller.station)}
    names = officers.names(tx, list(people))
    since, until = midnight(first, zone), midnight(first + timedelta(weeks=WEEKS), zone)
    changes = [each for each in roster.changes_of(tx, caller.station, min(since, tx.now), max(until, tx.now + AHEAD))
               if each.officer in names]
    to_come = [each for each in changes if each.ends > tx.now]
    on = roster.on_duty_at(tx, caller.station, tx.now)
    return Roster(
        station.name, calendar(first, tx.now, zone, rotation, members, changes, names, language),
        [Team(team, [names[each] for each in members.get(team, ()) if each in names], at)
         for at, team in enumerate(rotation.teams if rotation else ())],
        [names[each] for each in people if each in on],
        [Altered(each.id, names[each.officer], each.kind == "on", each.begins, each.ends) for each in to_come],
        [(row.nrp, names[row.id]) for row in people.values()] if caller.decides else [],
        (first - timedelta(weeks=WEEKS)).isoformat(), (first + timedelta(weeks=WEEKS)).isoformat(),
        policies.in_force(tx, caller.station).first), zone


def _day(written: str) -> date | None:
    """Of an address that somebody may have typed: what is no day of our time is today."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


@post(f"{PAGE}/ubah", include_in_schema=False)
async def change(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, _change, said)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(guest, wrong=problem.detail, typed=said, status=422)
    return onward(f"{PAGE}#perubahan")


def _change(tx: Tx, caller: OfficerCaller, said: Mapping[str, str]) -> None:
    """Puts somebody on duty or takes them off, or lets two change places. Raises ``Problem`` 422."""
    access.decides(caller, caller.path)
    why = said.get("why", "")
    if why not in WHY:
        raise invalid("why", f"is none of {', '.join(WHY)}")
    officer = _officer(tx, caller, said.get("nrp", ""))
    begins, ends = _span(tx, caller, said)
    if why != "swap":
        roster.change(tx, caller.station, officer, "on" if why == "duty" else "off", begins, ends, why, caller.id)
        return
    other = _officer(tx, caller, said.get("nrp_other", ""))
    if other == officer:
        raise invalid("nrp_other", "is the same officer")
    roster.swap(tx, caller.station, officer, other, begins, ends, caller.id)


def _officer(tx: Tx, caller: OfficerCaller, nrp: str) -> str:
    row = officers.by_nrp(tx, nrp.strip())
    if row is None or row.station != caller.station:
        raise invalid("nrp", f"nobody of this station has the NRP {nrp.strip()[:20]}")
    return str(row.id)


def _span(tx: Tx, caller: OfficerCaller, said: Mapping[str, str]) -> tuple[int, int]:
    zone = stations.get(tx, caller.station).timezone
    try:
        begins, ends = (moments.typed(said.get(name, ""), zone) for name in ("begins", "ends"))
    except ValueError:
        raise invalid("begins", "two moments are needed, such as 2026-12-24T08:00") from None
    if not begins < ends <= begins + LONGEST:
        raise invalid("ends", f"must come after the beginning, within {LONGEST // DAY} days")
    if ends <= tx.now or begins > tx.now + AHEAD:
        raise invalid("begins", "speaks of no time from now to a year from now")
    return begins, ends


@post(PAGE + "/{change_id:str}/batal", include_in_schema=False)
async def undo(request: Asked, change_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await guest.services.db.write(as_officer, guest.token, _undo, change_id)
    return onward(f"{PAGE}#perubahan")


def _undo(tx: Tx, caller: OfficerCaller, change_id: str) -> None:
    access.decides(caller, caller.path)
    known = change_id.isascii() and change_id.isdecimal() and len(change_id) <= 18
    if not known or not roster.undo(tx, caller.station, int(change_id), caller.id):
        raise not_found("change")


ROUTES = [roll, change, undo]
