"""``LISTEN``/``NOTIFY``: a doorbell between the nodes that share a PostgreSQL.

Listening has a connection of its own; a second one sends, many topics in one statement. Both come
back by themselves after the server was away, and what was rung meanwhile is lost, harmlessly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import psycopg
import structlog

from siharat.bus.bus import Callback, InProcessBus, check_topic

CHANNEL = "siharat"
MOST_WAITING = 1024
"""Distinct topics remembered while the server is away; the oldest go first."""
FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 5.0
CONNECT_TIMEOUT_S = 5
KEEPALIVE: dict[str, Any] = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
"""A listener only waits: without these it would never notice that a far server has vanished."""
NOTIFY = f"SELECT pg_notify('{CHANNEL}', topic) FROM unnest(%s::text[]) topic"  # noqa: S608  a constant

Connection: TypeAlias = "psycopg.AsyncConnection[Any]"
Serve: TypeAlias = Callable[[Connection], Awaitable[None]]
log = structlog.get_logger()


class PostgresBus:
    """A topic published here reaches every process, this one by the same way as the others.

    ``heard_again``, if given, runs whenever listening (re)starts: whoever keeps something in memory
    looks afresh, for it may have slept through a ring.
    """

    def __init__(self, url: str, *, heard_again: Callable[[], None] | None = None) -> None:
        self._url = url
        self._local = InProcessBus()
        self._heard_again = heard_again
        self._waiting: dict[str, None] = {}
        self._rung = asyncio.Event()
        self._listening = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Returns once it listens, or after a few seconds without a server: then it goes on trying."""
        self._tasks = [asyncio.create_task(self._forever(self._listen), name="bus-listen"),
                       asyncio.create_task(self._forever(self._send), name="bus-send")]
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await self._listening.wait()
        except TimeoutError:
            log.warning("bus_opened_without_server")

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._local.close()

    def publish(self, topic: str) -> None:
        check_topic(topic)
        self._waiting[topic] = None  # rung twice before it sounds, a bell sounds once
        while len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._rung.set()

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        return self._local.subscribe(callback)

    async def _forever(self, serve: Serve) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, **KEEPALIVE)
                wait_s = FIRST_WAIT_S
                async with connection:
                    await serve(connection)
            except Exception as error:  # whatever it was: a bus never gives up
                log.warning("bus_lost", why=repr(error), again_in_s=wait_s)
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    async def _listen(self, connection: Connection) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        self._listening.set()
        if self._heard_again is not None:
            self._heard_again()
        async for notification in connection.notifies():
            self._local.deliver(notification.payload)

    async def _send(self, connection: Connection) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            # Taken out before they are sent: what is rung during the sending is a ring of its own.
            topics, self._waiting = self._waiting, {}
            try:
                await connection.execute(NOTIFY, [[*topics]])
            except psycopg.Error:
                self._waiting = {**topics, **self._waiting}
                self._rung.set()
                raise
