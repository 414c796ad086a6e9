"""What the citizen shows, on an officer's page and at the desk: looked at, kept, asked for. Plain forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from siharat.attach import actions as attach
from siharat.attach import inviting
from siharat.web.api.door import as_officer
from siharat.web.attachments import handed_out
from siharat.web.visit import Asked, Visit, form, visit

Deed = Callable[..., Awaitable[Response[Any]]]
"""Runs a verb as the officer, and shows the incident: each door has its own."""


def showing_routes(door: str, deed: Deed) -> list[HTTPRouteHandler]:
    """The same three for both doors."""
    base = f"/{door}/kejadian/{{incident_id:str}}"

    @get(f"{base}/lampiran/{{name:str}}", include_in_schema=False, name=f"{door} attachment")
    async def look(request: Asked, incident_id: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        guest: Visit = visit(request, door)
        row = await guest.services.db.read(as_officer, guest.token, attach.looked_at, incident_id, name)
        return await handed_out(guest.services, row, guest.headers)

    @post(f"{base}/simpan-gambar", include_in_schema=False, name=f"{door} keeps a picture")
    async def keep(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        await form(request, guest)
        return await deed(guest, incident_id, attach.keep_live)

    @post(f"{base}/undang", include_in_schema=False, name=f"{door} invites")
    async def invite(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        await form(request, guest)
        return await deed(guest, incident_id, inviting.invite)

    return [look, keep, invite]
