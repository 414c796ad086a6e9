"""What a desk does with an incident, by plain forms: send, call back, note, refer, join, hand over."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from siharat.desk import actions as desk
from siharat.desk import duplicates, handover
from siharat.rights import holding
from siharat.web.command.pages import DOOR, deed
from siharat.web.visit import Asked, form, visit

Said = dict[str, str]
DEEDS: dict[str, tuple[Any, Callable[[Said], tuple[Any, ...]]]] = {
    "tugaskan": (desk.assign, lambda said: (said.get("officer", ""),)),
    "panggil-pulang": (desk.unassign, lambda said: (said.get("officer", ""),)),
    "bantuan": (desk.ask_backup, lambda said: ()),
    "catat": (desk.note, lambda said: (said.get("text"),)),
    "rujuk": (desk.refer, lambda said: (said.get("service"), said.get("to"))),
    "gabung": (duplicates.join, lambda said: (said.get("code"),)),
    "pisah": (duplicates.part, lambda said: ()),
    "tawarkan": (handover.offer, lambda said: (said.get("to", ""), said.get("reason"))),
    "terima": (handover.accept, lambda said: ()),
    "tolak": (handover.refuse, lambda said: (said.get("reason"),)),
    "tarik": (handover.withdraw, lambda said: ()),
    "tahan": (holding.hold, lambda said: (said.get("reason"),)),
    "lepas-tahan": (holding.let_go, lambda said: ()),
}
"""Each form's address, its verb, and what of the form the verb takes."""


def _route(name: str, verb: Any, read: Callable[[Said], tuple[Any, ...]]) -> HTTPRouteHandler:
    async def done(request: Asked, incident_id: FromPath[str]) -> Response[Any]:
        guest = visit(request, DOOR)
        said = await form(request, guest)
        return await deed(guest, incident_id, verb, *read(said))

    done.__name__ = f"desk_{name.replace('-', '_')}"
    handler: Callable[..., Coroutine[Any, Any, Response[Any]]] = done
    return post(f"/komando/kejadian/{{incident_id:str}}/{name}", include_in_schema=False)(handler)


ROUTES = [_route(name, verb, read) for name, (verb, read) in DEEDS.items()]
