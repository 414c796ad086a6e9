"""What the police say to everybody: a page and a feed, for who is signed in and for who is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from litestar import Response, get
from litestar.params import FromPath

from siharat.broadcast import cap, store
from siharat.db import Tx
from siharat.kernel.clock import DAY
from siharat.web import broadcast_words
from siharat.web.api.broadcasts import OPEN
from siharat.web.broadcast_words import Ground, Shown
from siharat.web.visit import Asked, Visit, visit
from siharat.web.words import catalogue

DOOR = "warga"
PAGE = "/siaran"
SHOWN_FOR = 7 * DAY
FED_FOR = 30 * DAY
MOST = 60


@dataclass(frozen=True, slots=True)
class Broadcasts:
    running: list[Shown] = field(default_factory=list)
    earlier: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OneBroadcast:
    broadcast: Shown
    ground: Ground | None = None
    newest: str = ""
    """The id of what has taken its place."""


@get(PAGE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    view = await guest.services.db.read(_listed, guest.language)
    return guest.page("citizen/broadcasts.html", guest.shell(), view)


def _listed(tx: Tx, language: str) -> Broadcasts:
    """What holds, first; what is over, for a week."""
    say = catalogue(language).gettext
    running = [broadcast_words.shown(each, language, tx.now, each.id, say) for each in store.running(tx)]
    ids = {each.id for each in running}
    earlier = [broadcast_words.shown(each, language, tx.now, store.newest(tx, each.about), say)
               for each in store.latest(tx, tx.now - SHOWN_FOR, MOST) if each.id not in ids]
    return Broadcasts(running, [each for each in earlier if each.state != "replaced"])


@get(PAGE + "/{broadcast_id:str}", include_in_schema=False)
async def one(request: Asked, broadcast_id: FromPath[str]) -> Response[bytes]:
    guest = visit(request, DOOR)
    view, zone = await guest.services.db.read(_one, broadcast_id, guest)
    return guest.page("citizen/broadcast.html", guest.shell(zone), view)


def _one(tx: Tx, broadcast_id: str, guest: Visit) -> tuple[OneBroadcast, str]:
    message = store.sent(tx, broadcast_id)
    newest = store.newest(tx, message.about)
    found = broadcast_words.shown(message, guest.language, tx.now, newest, guest.say)
    view = OneBroadcast(found, broadcast_words.ground(tx, message), "" if newest == message.id else newest)
    return view, message.zone


@get("/siaran.atom", include_in_schema=False)
async def atom(request: Asked) -> Response[bytes]:
    services = visit(request, DOOR).services
    found = await services.db.read(lambda tx: store.latest(tx, tx.now - FED_FOR))
    return Response(cap.feed(found, services.settings.origin, services.clock.now()),
                    media_type="application/atom+xml", headers=OPEN)


ROUTES = [listed, one, atom]
