"""The officer's pages and their forms: the same verbs as the API, one form each."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.claim import actions as claims
from siharat.close import actions as closing
from siharat.incident.rules import disposition
from siharat.kernel import Problem
from siharat.respond import actions as respond
from siharat.respond import rules as respond_rules
from siharat.ring import actions as ring
from siharat.web.api.door import as_anybody, as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.officer.queries import post_of
from siharat.web.showing import showing_routes
from siharat.web.visit import Asked, Visit, form, onward, visit

DOOR = "petugas"
REFRESH_S = 5
PAGE = "officer/post.html"


@get("/petugas", include_in_schema=False)
async def post_page(request: Asked) -> Response[bytes]:
    return await _page(visit(request, DOOR), None)


@get("/petugas/kejadian/{incident_id:str}", include_in_schema=False)
async def duty_page(request: Asked, incident_id: FromPath[str]) -> Response[bytes]:
    return await _page(visit(request, DOOR), incident_id)


async def _page(guest: Visit, incident_id: str | None, wrong: str = "", status: int = 200) -> Response[bytes]:
    services = guest.services
    found = await services.db.read(post_of, guest.token, incident_id, guest.language, services.push_public_key)
    if found is None:
        return await entrance.page(guest)
    view, zone, position = found
    if wrong:
        view = view.saying(wrong)
    return guest.page(PAGE, guest.shell(zone, REFRESH_S, position), view, status)


async def _deed(request: Asked, incident_id: str, verb: Any, *args: Any, to: str = "") -> Response[Any]:
    return await _done(visit(request, DOOR), incident_id, verb, *args, to=to)


async def _done(guest: Visit, incident_id: str, verb: Any, *args: Any, to: str = "") -> Response[Any]:
    """Runs one verb and shows the incident; what was refused is said on the page."""
    try:
        await guest.services.db.write(verb[0], guest.token, verb[1], incident_id, *args)
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await _page(guest, incident_id, guest.refusal(problem), problem.status)
    return onward(to or f"/petugas/kejadian/{incident_id}")


@post("/petugas/kejadian/{incident_id:str}/ambil", include_in_schema=False)
async def take(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    await form(request, visit(request, DOOR))
    return await _deed(request, incident_id, (as_officer, claims.claim))


@post("/petugas/kejadian/{incident_id:str}/tidak-bisa", include_in_schema=False)
async def decline(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    await form(request, visit(request, DOOR))
    return await _deed(request, incident_id, (as_officer, ring.decline), to="/petugas")


@post("/petugas/kejadian/{incident_id:str}/lepas", include_in_schema=False)
async def release(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    said = await form(request, visit(request, DOOR))
    return await _deed(request, incident_id, (as_officer, claims.release), said.get("reason"))


@post("/petugas/kejadian/{incident_id:str}/panggilan", include_in_schema=False)
async def call_back(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    said = await form(request, visit(request, DOOR))
    outcome = respond_rules.outcome(said.get("outcome"))
    return await _deed(request, incident_id, (as_officer, respond.call_back), outcome)


@post("/petugas/kejadian/{incident_id:str}/gerak", include_in_schema=False)
async def move(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    said = await form(request, visit(request, DOOR))
    movement = respond_rules.movement(said.get("status"))
    return await _deed(request, incident_id, (as_officer, respond.move), movement, None)


@post("/petugas/kejadian/{incident_id:str}/pesan", include_in_schema=False)
async def message(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    said = await form(request, visit(request, DOOR))
    return await _deed(request, incident_id, (as_anybody, respond.write_message), said.get("text"))


@post("/petugas/kejadian/{incident_id:str}/tutup", include_in_schema=False)
async def close(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    said = await form(request, visit(request, DOOR))
    return await _deed(request, incident_id, (as_officer, closing.close), disposition(said.get("disposition")),
                       said.get("note") or None, to="/petugas")


async def deed(guest: Visit, incident_id: str, verb: Any, *args: Any) -> Response[Any]:
    """Runs one verb as the officer and shows the incident; what was refused is said on the page."""
    return await _done(guest, incident_id, (as_officer, verb), *args)


ROUTES = [*showing_routes(DOOR, deed), post_page, duty_page, take, decline, release, call_back, move, message, close]
