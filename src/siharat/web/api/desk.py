"""What a desk does with an incident: the API. Each route is one verb of ``desk``."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from siharat.db import Tx
from siharat.desk import actions as desk
from siharat.desk import duplicates, handover
from siharat.incident import store as incidents
from siharat.people import access, officers
from siharat.people.access import OfficerCaller
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.attention import Hand
from siharat.web.api.door import as_officer

Short = Annotated[str, Meta(max_length=500)]


class Whom(msgspec.Struct):
    officer: Annotated[str, Meta(min_length=1, max_length=80)]


class Written(msgspec.Struct):
    text: Annotated[str, Meta(max_length=1_000)] = ""


class Referral(msgspec.Struct):
    service: str
    to: Short = ""


class Code(msgspec.Struct):
    code: Annotated[str, Meta(max_length=40)] = ""


class Offer(msgspec.Struct):
    to: Annotated[str, Meta(min_length=1, max_length=40)]
    reason: Short = ""


class Reason(msgspec.Struct):
    reason: Short = ""


class OnIt(msgspec.Struct):
    incident: Annotated[str, Meta(max_length=64)] | None = None


async def _do(request: Asked, verb: Any, incident_id: str, *args: Any) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, verb, incident_id, *args)


@post("/incidents/{incident_id:str}/assignments", status_code=204, summary="The desk sends an officer there")
async def assign(request: Asked, incident_id: FromPath[str], data: JSONBody[Whom]) -> None:
    await _do(request, desk.assign, incident_id, data.officer)


@post("/incidents/{incident_id:str}/assignments/end", status_code=204, summary="The desk calls an officer back")
async def unassign(request: Asked, incident_id: FromPath[str], data: JSONBody[Whom]) -> None:
    await _do(request, desk.unassign, incident_id, data.officer)


@post("/incidents/{incident_id:str}/backup", status_code=204, summary="More hands are needed there: the desks are told")
async def ask_backup(request: Asked, incident_id: FromPath[str]) -> None:
    await _do(request, desk.ask_backup, incident_id)


@post("/incidents/{incident_id:str}/notes", status_code=204, summary="The desk writes a note, for officers only")
async def note(request: Asked, incident_id: FromPath[str], data: JSONBody[Written]) -> None:
    await _do(request, desk.note, incident_id, data.text)


@post("/incidents/{incident_id:str}/referrals", status_code=204, summary="Another service was called, and who answered")
async def refer(request: Asked, incident_id: FromPath[str], data: JSONBody[Referral]) -> None:
    await _do(request, desk.refer, incident_id, data.service, data.to)


@post("/incidents/{incident_id:str}/join", status_code=204, summary="The same distress as another: they share a claim")
async def join(request: Asked, incident_id: FromPath[str], data: JSONBody[Code]) -> None:
    await _do(request, duplicates.join, incident_id, data.code)


@post("/incidents/{incident_id:str}/part", status_code=204, summary="Another distress after all: it rings for itself")
async def part(request: Asked, incident_id: FromPath[str]) -> None:
    await _do(request, duplicates.part, incident_id)


@post("/incidents/{incident_id:str}/offer", status_code=204, summary="Ask another station to take it over")
async def offer(request: Asked, incident_id: FromPath[str], data: JSONBody[Offer]) -> None:
    await _do(request, handover.offer, incident_id, data.to, data.reason)


@post("/incidents/{incident_id:str}/offer/accept", status_code=204, summary="Take it over: the phones here ring")
async def accept(request: Asked, incident_id: FromPath[str]) -> None:
    await _do(request, handover.accept, incident_id)


@post("/incidents/{incident_id:str}/offer/refuse", status_code=204, summary="Do not take it over, and say why")
async def refuse(request: Asked, incident_id: FromPath[str], data: JSONBody[Reason]) -> None:
    await _do(request, handover.refuse, incident_id, data.reason)


@post("/incidents/{incident_id:str}/offer/withdraw", status_code=204, summary="Take the offer back")
async def withdraw(request: Asked, incident_id: FromPath[str]) -> None:
    await _do(request, handover.withdraw, incident_id)


@post("/desk/hand", status_code=204, summary="The desk's page is on this incident, or on none")
async def on_it(request: Asked, data: JSONBody[OnIt]) -> None:
    services = services_of(request)
    station, hand = await services.db.read(as_officer, knocked(request).token, _hand, data.incident or "",
                                           services.clock.now())
    services.hub.on(station, hand)


def _hand(tx: Tx, caller: OfficerCaller, incident_id: str, now: int) -> tuple[str, Hand]:
    """``Problem`` 404 for who sits at no desk, and for an incident that is not theirs to see."""
    access.operator_of(caller, caller.path)
    if incident_id:
        access.see(caller, incidents.get(tx, incident_id))
    return caller.station, Hand(caller.id, officers.public(tx, caller.id)["name"], incident_id, now)


def desk_routes() -> list[HTTPRouteHandler]:
    return [assign, unassign, ask_backup, note, refer, join, part, offer, accept, refuse, withdraw,
            on_it]
