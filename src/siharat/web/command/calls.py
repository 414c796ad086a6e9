"""The desk writes down who phones 110 or stands at the counter, and every phone rings. By a plain form."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import citizens
from siharat.people.access import OfficerCaller
from siharat.web.api import calls
from siharat.web.api.door import as_officer
from siharat.web.command import pages
from siharat.web.visit import Asked, form, visit

PAGE = "/komando/panggilan"
FIELDS = ("id", "phone", "name", "where", "category", "note", "road")
CLICKED_M = 50
"""How well a finger or a mouse finds a house on the plan of a town."""


@get(PAGE, include_in_schema=False)
async def blank(request: Asked) -> Response[bytes]:
    return await pages.page(visit(request, pages.DOOR), "", calling=True)


@post(PAGE, include_in_schema=False)
async def taken(request: Asked) -> Response[Any]:
    """The alarm, with whom the number was recognised as: on this answer only, and the look has left its line."""
    guest = visit(request, pages.DOOR)
    said = await form(request, guest)
    try:
        incident, known = await guest.services.db.write(as_officer, guest.token, _taken, body_of(said), lane="press")
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await pages.page(guest, "", guest.refusal(problem), status=problem.status, calling=True)
    return await pages.page(guest, incident, identity=known)


def _taken(tx: Tx, caller: OfficerCaller, body: dict[str, Any]) -> tuple[str, tuple[str, str]]:
    done, _ = calls.taken(tx, caller, body)
    person = citizens.unsealed(tx, done.incident.citizen)
    return done.incident.id, (person["name"], person["phone"])


def body_of(said: dict[str, str]) -> dict[str, Any]:
    """The form as the API would have it."""
    typed: dict[str, Any] = {key: said.get(key, "") for key in FIELDS}
    return typed | {"mode": "silent" if said.get("silent") else "loud", "location": _spot(said)}


def _spot(said: dict[str, str]) -> dict[str, float] | None:
    try:
        return {"lat": float(said["lat"]), "lon": float(said["lon"]), "accuracy_m": CLICKED_M}
    except (KeyError, ValueError):
        return None


ROUTES = [blank, taken]
