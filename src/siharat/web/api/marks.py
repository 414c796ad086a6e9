"""Marks of devices, and the desk's word that everybody shall ring: the API."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from siharat.alarm import marks
from siharat.db import Tx
from siharat.kernel.clock import rfc3339
from siharat.kernel.errors import not_found
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.ring import actions as ring
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.door import as_citizen, as_officer


class NewMark(msgspec.Struct):
    reason: str = ""
    days: int = 0


class Appeal(msgspec.Struct):
    text: str = ""


@post("/incidents/{incident_id:str}/open-up", status_code=204, summary="Narrowed to the desk: everybody rings now")
async def open_up(request: Asked, incident_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, ring.open_up_as, incident_id)


@post("/incidents/{incident_id:str}/mark", status_code=204, summary="Mark the device that pressed, with an end")
async def mark(request: Asked, incident_id: FromPath[str], data: JSONBody[NewMark]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, marks.mark, incident_id, data.reason,
                                        data.days)


@get("/marks", summary="The station's marks in force, appeals first")
async def listed(request: Asked) -> dict[str, Any]:
    return {"marks": await services_of(request).db.read(as_officer, knocked(request).token, _listed)}


def _listed(tx: Tx, caller: OfficerCaller) -> list[dict[str, Any]]:
    return [{**each, "at": rfc3339(each["at"]), "until": rfc3339(each["until"])} for each in marks.listed(tx, caller)]


@post("/marks/{mark_id:str}/end", status_code=204, summary="Take a mark back")
async def unmark(request: Asked, mark_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, marks.unmark, mark_id)


@get("/mark", summary="The mark upon the caller's own device, if there is one")
async def own(request: Asked) -> dict[str, Any]:
    return await services_of(request).db.read(as_citizen, knocked(request).token, _own)


def _own(tx: Tx, caller: CitizenCaller) -> dict[str, Any]:
    found = marks.own(tx, caller.id)
    if found is None:
        raise not_found("mark")
    return {"reason": found["reason"], "until": rfc3339(found["until"]), "appealed": found["appealed"]}


@post("/mark/appeal", status_code=204, summary="Its owner objects")
async def appeal(request: Asked, data: JSONBody[Appeal]) -> None:
    await services_of(request).db.write(as_citizen, knocked(request).token, marks.appeal, data.text)


def mark_routes() -> list[HTTPRouteHandler]:
    return [open_up, mark, listed, unmark, own, appeal]
