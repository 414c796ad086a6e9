"""A citizen's own data: the API."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler

from siharat.rights import actions as rights
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.door import as_citizen


@get("/me/data", summary="Everything that is held of the calling citizen")
async def read_data(request: Asked) -> dict[str, Any]:
    return await services_of(request).db.read(as_citizen, knocked(request).token, rights.copy)


@post("/me/erasure", status_code=202, summary="Be forgotten: at once, or when a person has decided")
async def be_forgotten(request: Asked) -> dict[str, str]:
    return {"state": await services_of(request).db.write(as_citizen, knocked(request).token, rights.erase)}


def rights_routes() -> list[HTTPRouteHandler]:
    return [read_data, be_forgotten]
