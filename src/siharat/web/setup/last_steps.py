"""The fourth to sixth page: the sheet of codes to print, the ladder from a card, a drill."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.db import Tx
from siharat.drill import actions as drills
from siharat.drill import store as drill_store
from siharat.escalate import policies
from siharat.incident import policy as rules
from siharat.incident.policy import BY, EscalationPolicy, naming
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import officers, stations
from siharat.people.access import OfficerCaller
from siharat.people.enrolment import Slip
from siharat.ring import reach
from siharat.setup import actions
from siharat.web import enrolment_sheet, signing_in
from siharat.web.api.door import as_officer
from siharat.web.command.drill_views import REFUSED
from siharat.web.command.ladder_views import lanes
from siharat.web.setup import phrases
from siharat.web.setup.pages import DOOR, OF, refused, road_of, shown
from siharat.web.setup.views import Card, Policy, Rehearsal, Sheets
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_

REFRESH_S = 2
"""While a drill runs."""
ALL_HAVE = N_("Semua sudah punya cara masuk atau memegang kode. Tidak ada yang dicetak.")
PDF = "application/pdf"


@get(f"{OF}/kode", include_in_schema=False)
async def sheets(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await _shown_sheets(visit(request, DOOR), station_code)


async def _shown_sheets(guest: Visit, code: str, wrong: str = "", status: int = 200) -> Response[bytes]:
    origin = signing_in.origin_of(guest.services.settings, guest.headers)
    return await shown(guest, "setup/sheets.html", _sheets, code, origin, wrong=wrong, status=status)


def _sheets(tx: Tx, caller: OfficerCaller, code: str, origin: str) -> Sheets:
    return Sheets(road_of(tx, caller, code), f"{origin}{enrolment_sheet.PAGE}", enrolment_sheet.unfit(origin))


@post(f"{OF}/kode", include_in_schema=False)
async def print_codes(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """The sheet, as a document to print. Its codes stand in it and nowhere else. ``again``: also for who holds a code
    already; it takes a tick, for the slips in people's hands are worth nothing then."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    again = said.get("again") == "1"
    if again and said.get("sure") != "1":
        return await _shown_sheets(guest, station_code, guest.say(phrases.REFUSED["tick"]), 422)
    slips, zone = await guest.services.db.read(as_officer, guest.token, _slips, station_code, again)
    if not slips:
        return await _shown_sheets(guest, station_code, guest.say(ALL_HAVE), 409)
    origin = signing_in.origin_of(guest.services.settings, guest.headers)
    document = await guest.services.counting.run(enrolment_sheet.pdf, slips, origin, zone, guest.language)
    try:
        await guest.services.db.write(as_officer, guest.token, actions.printed, station_code, slips, again)
    except Problem as problem:
        return await _shown_sheets(guest, station_code, refused(guest, problem), problem.status)
    headers = {"content-disposition": f'attachment; filename="kode-{station_code}.pdf"', "cache-control": "no-store",
               "x-content-type-options": "nosniff"}
    return Response(document, status_code=200, media_type=PDF, headers=headers)


def _slips(tx: Tx, caller: OfficerCaller, code: str, again: bool) -> tuple[list[Slip], str]:
    return actions.slips(tx, caller, code, again), stations.get(tx, code).timezone


@get(f"{OF}/tangga", include_in_schema=False)
async def policy(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/policy.html", _policy, station_code)


def _policy(tx: Tx, caller: OfficerCaller, code: str) -> Policy:
    road = road_of(tx, caller, code)
    row = stations.get(tx, code)
    now = naming(msgspec.structs.replace(policies.in_force(tx, code), version=0), None)
    who = policies.named_at(tx, code)
    cards = [Card(key, *phrases.TEMPLATES[key], lanes(each), each == now)
             for key, each in _templates(row.path).items()]
    missing = tuple(kind for kind in BY if not reach.can_carry(tx, kind))
    return Policy(road, cards, not any(card.chosen for card in cards), missing,
                  any(step.whom == "named" for step in now.steps), officers.public(tx, who)["name"] if who else "")


def _templates(path: str) -> dict[str, EscalationPolicy]:
    return {"shipped": rules.shipped_at(path), **rules.TEMPLATES}


@post(f"{OF}/tangga", include_in_schema=False)
async def choose(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    await guest.services.db.write(as_officer, guest.token, _choose, station_code, said.get("template", ""))
    return onward(f"/polda/satuan/{station_code}/tangga")


def _choose(tx: Tx, caller: OfficerCaller, code: str, key: str) -> None:
    row = actions.of(tx, caller, code)
    known = _templates(row.path)
    if key not in known:
        raise invalid("template", f"is none of {', '.join(known)}")
    actions.choose(tx, caller, code, known[key])


@post(f"{OF}/tangga/ditunjuk", include_in_schema=False)
async def name(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """Who is phoned at the last step."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, actions.name, station_code, said.get("nrp", ""))
    except Problem as problem:
        return await shown(guest, "setup/policy.html", _policy, station_code, wrong=refused(guest, problem),
                           status=problem.status)
    return onward(f"/polda/satuan/{station_code}/tangga#ditunjuk")


@get(f"{OF}/latihan", include_in_schema=False)
async def rehearsal(request: Asked, station_code: FromPath[str], rencana: FromQuery[str] = "") -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/drill.html", _rehearsal, station_code, rencana[:40],
                       refresh=lambda view: REFRESH_S if view.running else 0)


def _rehearsal(tx: Tx, caller: OfficerCaller, code: str, plan: str = "") -> Rehearsal:
    """``plan``: the drill that was asked for a moment ago."""
    row = drill_store.plan(tx, plan) if plan else None
    waits = row is not None and row.station == code and not drill_store.of_plan(tx, plan)
    why = row.refused if row is not None and waits and row.refused else ""
    return Rehearsal(road_of(tx, caller, code), actions.rehearsed(tx, caller, code), begins=waits and not why,
                     postponed=REFUSED.get(why, ""))


@post(f"{OF}/latihan", include_in_schema=False)
async def rehearse(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        plan = await guest.services.db.write(as_officer, guest.token, actions.rehearse, station_code,
                                             said.get("announced") == "1")
    except Problem as problem:
        return await shown(guest, "setup/drill.html", _rehearsal, station_code, wrong=refused(guest, problem),
                           status=problem.status)
    return onward(f"/polda/satuan/{station_code}/latihan?rencana={plan}")


@post(f"{OF}/latihan/akhiri", include_in_schema=False)
async def end(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await guest.services.db.write(as_officer, guest.token, _end, station_code)
    return onward(f"/polda/satuan/{station_code}/latihan")


def _end(tx: Tx, caller: OfficerCaller, code: str) -> None:
    actions.of(tx, caller, code)
    drills.end_at(tx, code)


ROUTES = [sheets, print_codes, policy, choose, name, rehearsal, rehearse, end]
