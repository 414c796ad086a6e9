"""What somebody in an alarm shows, and the link by which an officer asks for it."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from siharat.attach import actions as attach
from siharat.attach import inviting
from siharat.attach.rules import LARGEST_FRAME
from siharat.db import Tx
from siharat.kernel.clock import rfc3339
from siharat.people import access, sessions
from siharat.people.access import Caller, CitizenCaller, OfficerCaller
from siharat.report import photos
from siharat.web.api import floods
from siharat.web.api.asking import Asked, headers_of, knocked, not_too_many, services_of
from siharat.web.api.door import as_anybody, as_officer
from siharat.web.attachments import Who, handed_out, next_frame, take_in
from siharat.web.posted import posted
from siharat.web.report_photos import LARGEST_FORM


@post("/incidents/{incident_id:str}/attachments", status_code=201, request_max_body_size=LARGEST_FORM,
      summary="Photos and voice notes of the citizen, as a form with files")
async def show(request: Asked, incident_id: FromPath[str]) -> dict[str, Any]:
    services = services_of(request)
    token = knocked(request).token
    not_too_many(request, floods.SHOWN)
    await services.db.read(as_anybody, token, _own, incident_id)
    async with posted(request, services.photo_room, photos.LARGEST) as sent:
        said = await take_in(services, _mine(token, incident_id), sent.files)
    return {"attachments": [{"kept": not why, "why": why or None} for why in said]}


@post("/incidents/{incident_id:str}/live", status_code=204, request_max_body_size=LARGEST_FORM,
      summary="The picture of this moment, JPEG, as a form with one file; it replaces the last")
async def go_live(request: Asked, incident_id: FromPath[str]) -> None:
    services = services_of(request)
    token = knocked(request).token
    not_too_many(request, floods.SHOWN)
    await services.db.read(as_anybody, token, _own, incident_id)
    async with posted(request, services.photo_room, LARGEST_FRAME) as sent:
        await next_frame(services, _mine(token, incident_id), sent.files[0] if sent.files else b"")


def _own(tx: Tx, caller: Caller, incident_id: str) -> None:
    """Before anything large is read."""
    attach.may_show(tx, access.citizen(caller), incident_id)


def _mine(token: str | None, incident_id: str) -> Who:
    def who(tx: Tx) -> tuple[CitizenCaller, str]:
        return access.citizen(sessions.caller(tx, token)), incident_id

    return who


@get("/incidents/{incident_id:str}/attachments", summary="What was shown, for who works on it and the desk")
async def list_shown(request: Asked, incident_id: FromPath[str]) -> list[dict[str, Any]]:
    return await services_of(request).db.read(as_officer, knocked(request).token, _listed, incident_id)


def _listed(tx: Tx, caller: OfficerCaller, incident_id: str) -> list[dict[str, Any]]:
    return [{"id": row.id, "kind": row.kind, "media": row.media, "at": rfc3339(row.at)}
            for row in attach.listed(tx, caller, incident_id)]


@get("/incidents/{incident_id:str}/attachments/{name:str}", summary="One of them; `live` is the picture of this moment")
async def one_shown(request: Asked, incident_id: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    services = services_of(request)
    row = await services.db.read(as_officer, knocked(request).token, attach.looked_at, incident_id, name)
    return await handed_out(services, row, headers_of(request))


@post("/incidents/{incident_id:str}/live/keep", status_code=204,
      summary="Keep the live picture of this moment")
async def keep_live(request: Asked, incident_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, attach.keep_live, incident_id)


@post("/incidents/{incident_id:str}/invitations", status_code=201,
      summary="Ask who phoned for place, photo, live picture: a link by SMS, a key to read aloud")
async def invite(request: Asked, incident_id: FromPath[str]) -> dict[str, Any]:
    return await services_of(request).db.write(as_officer, knocked(request).token, _invited, incident_id)


def _invited(tx: Tx, caller: OfficerCaller, incident_id: str) -> dict[str, Any]:
    link = inviting.invite(tx, caller, incident_id)
    return {"key": link.key, "path": f"/tunjukkan#{link.key}", "made_at": rfc3339(link.made_at)}


def attachment_routes() -> list[HTTPRouteHandler]:
    return [show, go_live, list_shown, one_shown, keep_live, invite]
