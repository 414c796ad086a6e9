"""What desks said to citizens: for everybody, without a session; and what phones say of it."""

from __future__ import annotations

from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from siharat.broadcast import cap, store, waves
from siharat.db import Tx
from siharat.kernel.errors import invalid, not_found
from siharat.people.access import CitizenCaller
from siharat.web.api import floods
from siharat.web.api.asking import Asked, from_our_page, knocked, not_too_many, services_of
from siharat.web.api.bodies import NewWarnedPhone, PhoneReceipt, WarnedKey
from siharat.web.api.door import as_citizen
from siharat.web.api.telling import public

OPEN = {"cache-control": "no-cache", "access-control-allow-origin": "*", "x-content-type-options": "nosniff"}
"""The same for everybody, with and without a session: other systems may read it from a page of theirs. Never from
a cache without asking: a warning of fifteen seconds ago may have been called off."""


@get("/broadcasts", summary="What holds now, newest first: for everybody")
async def list_broadcasts(request: Asked) -> Response[list[dict[str, Any]]]:
    found = await services_of(request).db.read(store.running)
    return Response([public(each) for each in found], headers=OPEN)


@get("/broadcasts/{broadcast_id:str}", summary="One of them; as CAP 1.2 (OASIS) with `.cap` behind its id")
async def one_broadcast(request: Asked, broadcast_id: FromPath[str]) -> Response[Any]:
    broadcast_id, dot, kind = broadcast_id.partition(".")
    if dot and kind != "cap":
        raise not_found("broadcast")
    services = services_of(request)
    found = await services.db.read(store.sent, broadcast_id)
    if dot:
        return Response(cap.document(found, services.settings.origin), media_type=cap.MEDIA, headers=OPEN)
    return Response(public(found), headers=OPEN)


@post("/broadcasts/{broadcast_id:str}/receipts", status_code=204,
      summary="A phone, by the key it was sent, or a citizen's page: it was shown here, or is not meant for here")
async def take_broadcast_receipt(request: Asked, broadcast_id: FromPath[str], data: JSONBody[PhoneReceipt]) -> None:
    services = services_of(request)
    if data.phone is not None:
        not_too_many(request, floods.RECEIPTS)
        await services.db.write(waves.phone_showed, broadcast_id, _phone(data.phone), data.receipt_key or "",
                                data.state)
    elif data.state == "shown":
        await services.db.write(as_citizen, knocked(request).token, _page_showed, broadcast_id)


def _page_showed(tx: Tx, caller: CitizenCaller, broadcast_id: str) -> None:
    waves.page_showed(tx, broadcast_id, caller.id)


@post("/warned-phones", status_code=201, summary="This phone wants to hear broadcasts of a station; of nobody by name")
async def add_warned_phone(request: Asked, data: JSONBody[NewWarnedPhone]) -> dict[str, str]:
    from_our_page(request)
    not_too_many(request, floods.REGISTRATIONS)
    services = services_of(request)
    channel = services.channel(waves.CHANNEL)
    if channel is None:
        raise invalid("subscription", "Web Push is not set up on this server")
    wanted = await services.db.write(waves.want, channel.check_address(data.subscription), data.station)
    return {"id": str(wanted.id), "key": wanted.key}


@delete("/warned-phones/{phone_id:str}", status_code=204, summary="No more of them here")
async def drop_warned_phone(request: Asked, phone_id: FromPath[str], data: JSONBody[WarnedKey]) -> None:
    not_too_many(request, floods.REGISTRATIONS)
    await services_of(request).db.write(waves.want_no_more, _phone(phone_id), data.key)


def _phone(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise not_found("phone")
    return int(text)


def broadcast_routes() -> list[Any]:
    return [list_broadcasts, one_broadcast, take_broadcast_receipt, add_warned_phone, drop_warned_phone]
