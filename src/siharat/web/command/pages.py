"""The command centre's page and its forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.claim import actions as claims
from siharat.close import actions as closing
from siharat.incident.rules import disposition
from siharat.kernel import Problem
from siharat.kernel.place import Place
from siharat.respond import actions as respond
from siharat.respond import rules as respond_rules
from siharat.web.api import views
from siharat.web.api.door import as_officer
from siharat.web.command.hands import by_road
from siharat.web.command.queries import board_of
from siharat.web.command.views import Focus
from siharat.web.entrance import pages as entrance
from siharat.web.showing import showing_routes
from siharat.web.visit import Asked, Visit, form, onward, visit

DOOR = "komando"
REFRESH_S = 5
PAGE = "command/board.html"


@get("/komando", include_in_schema=False)
async def board(request: Asked, kejadian: FromQuery[str] = "") -> Response[bytes]:
    return await page(visit(request, DOOR), kejadian)


async def page(guest: Visit, chosen: str, wrong: str = "", identity: tuple[str, str] | None = None,
                status: int = 200, calling: bool = False) -> Response[bytes]:
    services = guest.services
    found = await services.db.read(board_of, guest.token, chosen or None, guest.language, identity, calling)
    if found is None:
        return await entrance.page(guest)
    view, zone, position, areas = found
    tiles = services.settings.tiles
    view = replace(view, ground=tiles.ground(areas), focus=await _by_road(guest, view.focus))
    if wrong:
        view = view.saying(wrong)
    return guest.page(PAGE, guest.shell(zone, 0 if calling or identity else REFRESH_S, position), view, status,
                      {"content-security-policy": tiles.policy})


async def _by_road(guest: Visit, focus: Focus | None) -> Focus | None:
    """After the look into the database, which nobody must hold while a routing service thinks."""
    if focus is None or focus.desk is None or focus.row.lat is None or focus.row.lon is None:
        return focus
    there = Place(focus.row.lat, focus.row.lon)
    return replace(focus, desk=replace(focus.desk, free=await by_road(guest.services.routing, there, focus.desk.free)))


async def deed(guest: Visit, incident_id: str, verb: Any, *args: Any) -> Response[Any]:
    """Does it, and shows the incident; what was refused is said on the page."""
    try:
        await guest.services.db.write(as_officer, guest.token, verb, incident_id, *args)
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await page(guest, incident_id, guest.refusal(problem), status=problem.status)
    return onward(f"/komando?kejadian={incident_id}")


@post("/komando/kejadian/{incident_id:str}/ambil", include_in_schema=False)
async def take(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    return await deed(guest, incident_id, claims.claim)


@post("/komando/kejadian/{incident_id:str}/panggilan", include_in_schema=False)
async def call_back(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await deed(guest, incident_id, respond.call_back, respond_rules.outcome(said.get("outcome")))


@post("/komando/kejadian/{incident_id:str}/lepas", include_in_schema=False)
async def release(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await deed(guest, incident_id, claims.release, said.get("reason"))


@post("/komando/kejadian/{incident_id:str}/tutup", include_in_schema=False)
async def close(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await deed(guest, incident_id, closing.close, disposition(said.get("disposition")),
                       said.get("note") or None)


@post("/komando/kejadian/{incident_id:str}/identitas", include_in_schema=False)
async def identity(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    """The look leaves its line; the name stands on this answer only, and is gone when the page is loaded anew."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        person = await guest.services.db.write(as_officer, guest.token, views.identity, incident_id,
                                               said.get("reason"))
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await page(guest, incident_id, guest.refusal(problem), status=problem.status)
    return await page(guest, incident_id, identity=(person["name"], person["phone"]))


@post("/komando/kejadian/{incident_id:str}/ubah-hasil", include_in_schema=False)
async def amend(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    return await deed(guest, incident_id, closing.amend, disposition(said.get("disposition")), said.get("reason"))


ROUTES = [*showing_routes(DOOR, deed), board, take, call_back, release, close, amend, identity]
