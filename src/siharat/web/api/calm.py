"""What a citizen sets in calm: the two PINs that cancel, and who must not learn of an alarm of theirs."""

from __future__ import annotations

from litestar import delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from siharat.people import keeping, pins
from siharat.web import cancelling
from siharat.web.api import bodies, floods
from siharat.web.api.asking import Asked, knocked, not_too_many, services_of
from siharat.web.api.door import as_citizen


@get("/pins", summary="Have I set my two PINs")
async def read_pins(request: Asked) -> dict[str, bool]:
    return {"set": await services_of(request).db.read(as_citizen, knocked(request).token,
                                                      lambda tx, caller: pins.has(tx, caller.id))}


@put("/pins", status_code=204, summary="Set the PIN of a mistake and the PIN of being forced; in calm only")
async def set_pins(request: Asked, data: JSONBody[bodies.NewPins]) -> None:
    token = knocked(request).token
    not_too_many(request, floods.CANCELS)
    await cancelling.set_pins(services_of(request), token, data.mistake, data.duress)


@delete("/pins", status_code=204, summary="Have no PINs any more; in calm only")
async def forget_pins(request: Asked) -> None:
    await cancelling.forget_pins(services_of(request), knocked(request).token)


@post("/kept-from", status_code=204, summary="An officer who must not learn of my alarms: number, NRP or name")
async def keep_from(request: Asked, data: JSONBody[bodies.Who]) -> None:
    token = knocked(request).token
    not_too_many(request, floods.CASES)
    await services_of(request).db.write(as_citizen, token, keeping.keep_from, data.who)


@delete("/kept-from", status_code=204, summary="Every officer may learn of them again")
async def keep_from_nobody(request: Asked) -> None:
    await services_of(request).db.write(as_citizen, knocked(request).token, keeping.keep_from_nobody)


def calm_routes() -> list[HTTPRouteHandler]:
    return [read_pins, set_pins, forget_pins, keep_from, keep_from_nobody]
