"""“Temani saya”: the API of the citizen's own escort."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from siharat.db import Tx
from siharat.escort import actions as escort
from siharat.escort.rules import Point
from siharat.escort.store import Escort
from siharat.kernel.clock import rfc3339
from siharat.kernel.errors import not_found
from siharat.people.access import CitizenCaller
from siharat.web.api import bodies
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.door import as_citizen


@post("/escort", status_code=201, summary="From now on, silence after so many minutes is an alarm")
async def begin_escort(request: Asked, data: JSONBody[bodies.NewEscort]) -> dict[str, Any]:
    return await services_of(request).db.write(as_citizen, knocked(request).token, _begun, data)


def _begun(tx: Tx, caller: CitizenCaller, data: bodies.NewEscort) -> dict[str, Any]:
    return _document(tx, escort.begin(tx, caller, data.minutes, data.to, data.silent))


@get("/escort", summary="How the caller's escort stands, with the key of its link")
async def read_escort(request: Asked) -> dict[str, Any]:
    return await services_of(request).db.read(as_citizen, knocked(request).token, _read)


def _read(tx: Tx, caller: CitizenCaller) -> dict[str, Any]:
    found = escort.running(tx, caller)
    if found is None:
        raise not_found("escort")
    return _document(tx, found)


@post("/escort/locations", status_code=204, summary="Where the caller is; kept until they are safe")
async def escort_here(request: Asked, data: JSONBody[bodies.Location]) -> None:
    services = services_of(request)
    point = Point(data.place(), data.moment(services.clock.now()))
    await services.db.write(as_citizen, knocked(request).token, escort.here, point)


@post("/escort/prolong", status_code=200, summary="It takes longer")
async def prolong_escort(request: Asked, data: JSONBody[bodies.Minutes]) -> dict[str, Any]:
    return await services_of(request).db.write(as_citizen, knocked(request).token, _prolonged, data.minutes)


def _prolonged(tx: Tx, caller: CitizenCaller, minutes: int) -> dict[str, Any]:
    return _document(tx, escort.prolong(tx, caller, minutes))


@post("/escort/safe", status_code=204, summary="Arrived: everything of it is erased")
async def end_escort(request: Asked) -> None:
    await services_of(request).db.write(as_citizen, knocked(request).token, escort.safe)


@post("/escort/link", status_code=200, summary="Who has the link sees nothing any more; here is another")
async def end_escort_link(request: Asked) -> dict[str, Any]:
    return await services_of(request).db.write(as_citizen, knocked(request).token, _another_link)


def _another_link(tx: Tx, caller: CitizenCaller) -> dict[str, Any]:
    return _document(tx, escort.end_link(tx, caller))


def _document(tx: Tx, found: Escort) -> dict[str, Any]:
    return {"state": found.state, "until": rfc3339(found.until), "to": found.to, "silent": found.silent,
            "follow_key": escort.link_of(tx, found), "incident": found.incident}


def escort_routes() -> list[HTTPRouteHandler]:
    return [begin_escort, read_escort, escort_here, prolong_escort, end_escort, end_escort_link]
