"""The third page: the personnel office's list, looked at by row before anybody is taken over; and who has the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import officers, roles
from siharat.people.access import OfficerCaller
from siharat.people.sheets import LARGEST_MB, Unreadable
from siharat.people.staff import Fault
from siharat.setup import actions, listing
from siharat.web.api.door import as_officer
from siharat.web.command.role_words import NAMES
from siharat.web.entrance import pages as entrance
from siharat.web.setup import phrases
from siharat.web.setup.pages import DOOR, OF, refused, road_of
from siharat.web.setup.phrases import UNREADABLE
from siharat.web.setup.uploads import LARGEST_UPLOAD, uploaded
from siharat.web.setup.views import Cell, Staff
from siharat.web.visit import Asked, Visit, form, onward, visit

PAGE = f"{OF}/petugas"
MOST_FAULTS = 200
"""So many are listed; the rest is counted."""
FIRST_ROWS = 3
LONGEST_NAMED = 160
DESK: tuple[roles.Role, ...] = ("administrator", "operator", "duty_officer", "officer")
"""What may be given here; the last takes it away again."""


@get(PAGE, include_in_schema=False)
async def staff(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await _page(visit(request, DOOR), station_code)


async def _page(guest: Visit, code: str, wrong: str = "", status: int = 200, **said: Any) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view = await guest.services.db.read(as_officer, guest.token, _staff, code, guest)
    return guest.page("setup/staff.html", guest.shell(), replace(view, wrong=wrong, **said), status)


def _staff(tx: Tx, caller: OfficerCaller, code: str, guest: Visit) -> Staff:
    road = road_of(tx, caller, code)
    rows = officers.of_station(tx, code)
    desk = [(row.nrp, officers.title(tx, row), NAMES[row.role]) for row in rows if row.role in DESK[:-1]]
    looked, back = listing.looked_at(tx, code), listing.earlier(tx, code)
    if looked is None:
        return Staff(road, desk=desk, back=back, people=[listing.called(tx, row) for row in rows])
    draft = looked.draft
    first = [(each.officer.nrp, each.officer.name, each.officer.rank, each.officer.phone or "–",
              each.officer.polsek or "–") for each in draft.listed[:FIRST_ROWS]]
    return Staff(
        road, [(phrases.COLUMNS[column], said) for column, said in draft.headings.items()], draft.ignored, draft.rows,
        looked.tally, [_cell(guest, draft.headings, fault) for fault in looked.faults[:MOST_FAULTS]],
        max(0, len(looked.faults) - MOST_FAULTS), first, looked.mark, desk, back=back)


def _cell(guest: Visit, headings: Mapping[str, str], fault: Fault) -> Cell:
    return Cell(fault.line, headings.get(fault.column, fault.column), fault.said, fault.name,
                phrases.spoken(guest, fault))


@post(PAGE, include_in_schema=False, request_max_body_size=LARGEST_UPLOAD)
async def upload(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """The list. Nobody is taken over yet."""
    guest = visit(request, DOOR)
    await guest.services.db.read(as_officer, guest.token, road_of, station_code)  # before a byte of it is held
    async with uploaded(request, guest, LARGEST_MB) as data:
        try:
            if data is None:
                raise Unreadable("none", "it is missing", "choose a file")
            found = await guest.services.counting.run(listing.understood, data)
        except Unreadable as why:
            return await _page(guest, station_code, guest.say(UNREADABLE[why.why]).format(**why.extra), 422)
    await guest.services.db.write(as_officer, guest.token, listing.keep, station_code, found)
    return onward(phrases.address(station_code, "officers") + "#daftar")


@post(f"{PAGE}/masukkan", include_in_schema=False)
async def take_over(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    return await _deed(request, station_code, listing.take_over)


@post(f"{PAGE}/buang", include_in_schema=False)
async def drop(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    return await _deed(request, station_code, listing.drop)


@post(f"{PAGE}/batal", include_in_schema=False)
async def take_back(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    await guest.services.db.read(as_officer, guest.token, actions.of, station_code)
    if said.get("sure") != "1":
        return await _page(guest, station_code, guest.say(phrases.REFUSED["tick"]), 422, unsure=True)
    return await _done(guest, station_code, listing.take_back, said.get("seen", ""))


@post(f"{PAGE}/peran", include_in_schema=False)
async def give_role(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    await guest.services.db.read(as_officer, guest.token, actions.of, station_code)
    role, typed = next((each for each in DESK if each == said.get("role")), None), said.get("nrp", "")[:LONGEST_NAMED]
    try:
        if role is None:
            raise Problem(422, "role", "Choose a role.")
        await guest.services.db.write(as_officer, guest.token, listing.give_role, station_code, typed, role)
    except Problem as problem:
        says = refused(guest, problem)
        if role == DESK[-1]:
            return await _page(guest, station_code, says, problem.status)
        return await _page(guest, station_code, status=problem.status, typed=typed, role=role or "", unknown=says)
    return onward(phrases.address(station_code, "officers") + "#meja")


async def _deed(request: Asked, code: str, verb: Any) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await _done(guest, code, verb, said.get("seen", ""))


async def _done(guest: Visit, code: str, verb: Any, *args: Any) -> Response[Any]:
    try:
        await guest.services.db.write(as_officer, guest.token, verb, code, *args)
    except Problem as problem:
        return await _page(guest, code, refused(guest, problem), problem.status)
    return onward(phrases.address(code, "officers"))


ROUTES = [staff, upload, take_over, drop, take_back, give_role]
