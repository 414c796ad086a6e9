"""The composition root: the only place that knows every real part and puts them together."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig

from siharat import story
from siharat.attach import store as attachments
from siharat.broadcast import actions as broadcasts
from siharat.bus import Bus
from siharat.db import Database, Tx, files
from siharat.db.wakeup import Waker
from siharat.evaluate import monthly, seals, settled
from siharat.exchange import actions as exchange
from siharat.exchange.actions import Post
from siharat.incident import store as incidents
from siharat.kernel import Clock, Identity, Keyring, SystemClock
from siharat.kernel.errors import invalid, not_found
from siharat.kernel.identity import Chance
from siharat.parts import real_bus, real_channels, real_post, real_routing, told_outside, web_settings
from siharat.people import officers
from siharat.report import photos
from siharat.rights import fading as alarms_fade
from siharat.ring.channels import Channel, Heard, Reply
from siharat.settings import Settings
from siharat.setup import store as drafts
from siharat.watch.outside import Alone
from siharat.watch.pulse import Pulse
from siharat.web import refusals
from siharat.web.api.described import WithBareDoors
from siharat.web.api.door import refuse
from siharat.web.api.evaluation import SOFTWARE
from siharat.web.api.hub import Hub
from siharat.web.api.press import PressDoor
from siharat.web.api.routes import api_router
from siharat.web.api.stream import StreamDoor
from siharat.web.backroom import Backroom
from siharat.web.health import health_routes
from siharat.web.pages import page_router
from siharat.web.services import Services
from siharat.web.watching import watch_routes

LARGEST_BODY = 64 * 1024
SEALED_EVERY_S = 3_600
SWEPT_EVERY_S = 3_600
UNSENT_EVERY_S = 60

events = structlog.get_logger()


@dataclass(slots=True)
class Application:
    """An ASGI application and the parts a test or the command line may want to reach."""

    services: Services
    waker: Waker
    outside: story.Outside
    pages: Litestar
    press: PressDoor
    stream: StreamDoor
    pulse: Pulse
    listening: dict[str, asyncio.Task[None]]
    """What hears the answers on each channel."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """The two doors that a life hangs on stand before all others (DESIGN, decision 10)."""
        if scope["type"] == "http":
            # PostgreSQL has no NUL in its texts, and nobody who means well sends one in an address.
            if "\0" in scope["path"]:
                await refuse(send, not_found("address"))
                return
            if b"%00" in scope["query_string"]:
                await refuse(send, invalid("address", "has a NUL in it"))
                return
            if scope["path"] == "/api/v1/alarms":
                await self.press(scope, receive, send)
                return
            if scope["path"] == "/api/v1/stream":
                await self.stream(scope, receive, send)
                return
        await self.pages(scope, receive, send)  # type: ignore[arg-type]  # ASGI's dict, typed by Litestar

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Database open, clockwork running; on leaving, streams closed and everything written."""
        services = self.services
        await services.db.open()
        await self.outside.bus.open()
        self.listening.update({channel.kind: asyncio.ensure_future(channel.listen(self._hear))
                               for channel in services.channels})
        clockwork = [*self.listening.values(), *map(asyncio.ensure_future, (
            self.waker.run(), services.hub.run(), self._prepare_channels(), self.pulse.run(),
            self._seal_days(), self._sweep(), self._look_for_unsent()))]
        try:
            yield
        finally:
            services.hub.close()
            for task in [*clockwork, *self.outside.running]:
                task.cancel()
            await asyncio.gather(*clockwork, *self.outside.running, return_exceptions=True)
            for channel in services.channels:
                channel.close()
            services.post.close()
            await self.pulse.stop()
            await self.outside.bus.close()
            await services.db.close()
            services.backroom.close()
            services.counting.close()
            services.darkroom.close()

    async def _hear(self, heard: Heard) -> Reply:
        return await story.hear(self.outside, heard)

    async def _seal_days(self) -> None:
        """Every hour, for stations have their own midnights. What has settled is packed, and a month that is over is
        written down."""
        while True:
            try:
                made = await self.services.db.write(seals.seal_all)
                seals.keep(Path(self.services.settings.data), made)
                await settled.settle(self.services.db)
                await monthly.write(self.services.db, Path(self.services.settings.data), self.services.keys, SOFTWARE,
                                    self.services.settings.targets, self.services.counting.run)
            except Exception:  # the next hour tries again; `siharat log verify` says which day has no seal
                events.exception("sealing failed")
            await asyncio.sleep(SEALED_EVERY_S)

    async def _sweep(self) -> None:
        """What was kept long enough, profiles that nobody uses, and files that nothing points to: what faded is gone
        within the hour."""
        while True:
            await asyncio.sleep(SWEPT_EVERY_S)
            try:
                await self.services.db.write(drafts.forget_drafts)
                await self.services.db.write(broadcasts.forget_drafts)
                while await self.services.db.write(alarms_fade.forget_unused):
                    pass
                while await self.services.db.write(exchange.forget):
                    pass
                known = await self.services.db.read(_known_files)
                await self.services.darkroom.run(files.sweep, Path(self.services.settings.data), known,
                                                 self.services.clock.now())
            except Exception:  # the next hour tries again
                events.exception("sweeping failed")

    async def _look_for_unsent(self) -> None:
        """Other systems are told after the commit; who should have planned it may have died in between."""
        while True:
            try:
                for webhook in await self.services.db.read(exchange.unplanned):
                    await self.services.db.write(exchange.wake, webhook)
            except Exception:  # the next minute tries again
                events.exception("looking for what was not sent failed")
            await asyncio.sleep(UNSENT_EVERY_S)

    async def _prepare_channels(self) -> None:
        """Beside the start, not before it: an alarm may come in the first second."""
        while await self.services.db.write(officers.add_telephones):
            pass
        for channel in self.services.channels:
            channel.prepare(await self.services.db.read(officers.addresses, channel.kind))


def _known_files(tx: Tx) -> set[str]:
    return photos.known(tx) | attachments.known(tx)


def compose(settings: Settings, *, clock: Clock | None = None, chance: Chance | None = None,
            channels: Sequence[Channel] | None = None, bus: Bus | None = None, inline: bool = False,
            keys: Keyring | None = None, demo: bool = False, post: Post | None = None) -> Application:
    """Puts the parts together. ``inline`` runs the database in the calling thread, for virtual time.

    ``channels``: those to ring by; left out, all that the settings switch on. ``post``: what carries deliveries to
    other systems.
    """
    clock = clock or SystemClock()
    identity = Identity(clock, chance)
    keys = keys or Keyring.load_or_create(settings.folder / "keys.json", identity)
    channels = real_channels(settings, clock, identity, keys) if channels is None else channels
    outside: list[story.Outside] = []
    connect = Database.inline if inline else Database.connect
    db = connect(settings.database_url, clock, identity, keys, join=story.join,
                 after=lambda events: story.follow(outside[0], events),
                 channels=frozenset(channel.kind for channel in channels))
    bus = bus or real_bus(settings)
    post = post or real_post(settings)
    outside.append(story.Outside(db, bus, channels, post, settings.origin))
    services = Services(clock, identity, keys, db, Hub(db, bus, keys), channels,
                        web_settings(settings), post, real_routing(settings, clock), backroom=Backroom(inline=inline),
                        counting=Backroom(inline=inline),
                        darkroom=Backroom(inline=inline))
    waker = Waker(db, clock, {kind: _handler(due) for kind, due in story.DUE.items()}, lock=incidents.hold)
    listening: dict[str, asyncio.Task[None]] = {}
    pulse = Pulse(db, bus, clock, f"{socket.gethostname()}-{os.getpid()}",
                  {"clockwork": lambda: waker.swept_at, "hub": lambda: services.hub.swept_at or clock.now(),
                   "channels": lambda: 0 if any(map(_broken, listening.values())) else clock.now()},
                  Alone(clock, told_outside(settings), channels).tell)
    return Application(services, waker, outside[0], _pages(services, demo), PressDoor(services), StreamDoor(services),
                       pulse, listening)


def _broken(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


def _handler(due: Any) -> Any:
    return lambda tx, wakeup: due(tx, wakeup.incident_id)


def _demo_routes() -> list[Any]:
    """Doors without a lock; not even loaded where they are not meant to be."""
    from siharat.web.demo import demo_routes

    return [*demo_routes()]


def _pages(services: Services, demo: bool) -> Litestar:
    return Litestar(
        route_handlers=[api_router(), page_router(), *health_routes(), *watch_routes(),
                        *(_demo_routes() if demo else [])],
        state=State({"services": services}),
        exception_handlers=refusals.HANDLERS,
        request_max_body_size=LARGEST_BODY,
        openapi_config=OpenAPIConfig(title="Siharat", version="1", path="/schema",
                                     render_plugins=[WithBareDoors(path="/openapi.json")]),
        logging_config=None,
    )


