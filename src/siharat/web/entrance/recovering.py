"""Every way in is lost: ask on the new phone, be seen by a second person, go on with a new passkey or password.

The code travels in forms alone, never in an address. Only who asked has it, and it opens nothing until it was seen.
"""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from siharat.kernel import Problem
from siharat.people import sessions
from siharat.web import signing_in
from siharat.web.entrance.enrolling import DOOR, LONGEST_CODE, desk
from siharat.web.entrance.pages import typed_nrp, visitor
from siharat.web.entrance.phrases import REFUSED, refusal
from siharat.web.entrance.views import Recovery
from siharat.web.visit import REFUSALS, Asked, Visit, form, onward, visit

PAGE = "/petugas/pulih"
TEMPLATE = "entrance/recovery.html"


@get(PAGE, include_in_schema=False)
async def lost_page(request: Asked, ke: FromQuery[str] = "") -> Response[bytes]:
    return _page(visit(request, DOOR), Recovery(desk(ke)))


def _page(guest: Visit, view: Recovery, status: int = 200) -> Response[bytes]:
    return guest.page(TEMPLATE, guest.shell(), view, status)


@post(PAGE, include_in_schema=False)
async def ask(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    nrp, to = typed_nrp(said), desk(said.get("ke", ""))
    if not nrp:
        return _page(guest, Recovery(to, guest.say(REFUSALS["invalid"])), 422)
    try:
        asked = await signing_in.ask_for_recovery(guest.services, visitor(request, guest, DOOR), nrp)
    except Problem as problem:
        return _page(guest, Recovery(to, refusal(problem, guest.language), nrp), problem.status)
    return _page(guest, Recovery(to, "", nrp, asked.code, asked.number, asked.expires_at))


@post(PAGE + "/lanjut", include_in_schema=False)
async def go_on(request: Asked) -> Response[Any]:
    """Seen: the code opens, and is used up. Not yet: the same page, with the same number."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    nrp, to, code = typed_nrp(said), desk(said.get("ke", "")), said.get("code", "")[:LONGEST_CODE]
    if not (nrp and code):
        return _page(guest, Recovery(to, guest.say(REFUSALS["invalid"])), 422)
    who = visitor(request, guest, DOOR)
    try:
        if not await signing_in.was_seen(guest.services, who, nrp, code):
            until = int(said["until"][:15]) if said.get("until", "").isdecimal() else None
            return _page(guest, Recovery(to, guest.say(REFUSED["not_seen"]), nrp, code, said.get("number", "")[:8],
                                         until), 409)
        _, token = await signing_in.by_code(guest.services, who, nrp, code)
    except Problem as problem:
        words = guest.say(REFUSED["not_seen_in_time"]) if problem.status == 401 else refusal(problem, guest.language)
        return _page(guest, Recovery(to, words, nrp), problem.status)
    lives_s = sessions.LIFETIME["enrolment"] // 1_000
    return onward(f"/petugas/kunci?ke={to}", cookies=[signing_in.door_cookie(guest.services, DOOR, token, lives_s)])


ROUTES = [lost_page, ask, go_on]
