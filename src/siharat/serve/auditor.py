"""The auditor as a process: its own eyes on the database, its own way to the server and outside."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import httpx2

from siharat.admin import road
from siharat.db import Database, Tx, sqlite, version
from siharat.db.database import is_postgres, sqlite_path
from siharat.db.unit import House, Unit
from siharat.kernel import Clock, Identity, Keyring, Problem, SystemClock
from siharat.parts import real_channels
from siharat.settings import Settings
from siharat.watch.actions import auditor_token
from siharat.watch.auditor import Auditor, Read
from siharat.watch.outside import Outside, read_addresses, read_devices
from siharat.watch.rules import Machine

MB = 1024 * 1024
ANSWERS_WITHIN_S = 4.0


def run(settings: Settings, server: str, as_child: bool) -> None:
    """Until it is told to stop; as a child also when its parent is gone, which holds the other end of its
    standard input."""
    road.read(settings, lambda tx: None)  # is everything there, and of our version?
    asyncio.run(_run(settings, server, as_child))


async def _run(settings: Settings, server: str, as_child: bool) -> None:
    clock = SystemClock()
    identity = Identity(clock)
    keys = road.open_keys(settings)
    channels = real_channels(settings, clock, identity, keys) if settings.audit_phones else []
    outside = Outside(read_addresses(settings.audit_heartbeat, settings.audit_webhook, settings.audit_phones), channels)
    devices = read_devices("audit_devices", settings.audit_devices)
    with ExitStack() as stack:
        auditor = Auditor(clock, eyes(settings, clock, keys, stack), ServerLine(server, auditor_token(keys)), outside,
                          lambda: machine(settings), [kind for kind, _ in devices])
        tasks = [asyncio.ensure_future(auditor.run())]
        if as_child:
            tasks.append(asyncio.ensure_future(asyncio.to_thread(_parent_lives)))
        done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        for task in done:
            task.result()
        for channel in channels:
            channel.close()


def _parent_lives() -> None:
    """Returns when it does not."""
    sys.stdin.read()


def eyes(settings: Settings, clock: Clock, keys: Keyring, stack: ExitStack) -> Read:
    """Reads over a connection of its own, which cannot write."""
    house = House(clock, Identity(clock), keys, lambda tx, event: None, lambda events: None)
    url = settings.database_url
    if is_postgres(url):
        async def read_postgres(work: Callable[[Tx], Any]) -> Any:
            db = Database.inline(url, clock, house.identity, keys)
            try:
                return await db.read(_checked, work)
            finally:
                await db.close()

        return read_postgres
    connection = sqlite.connect_reader(sqlite_path(url))
    stack.callback(connection.close)

    async def read_sqlite(work: Callable[[Tx], Any]) -> Any:
        return sqlite.read(connection, house, Unit(_checked, (work,)))

    return read_sqlite


def _checked(tx: Tx, work: Callable[[Tx], Any]) -> Any:
    version.require_newest(tx)
    return work(tx)


def machine(settings: Settings) -> Machine:
    return Machine(free_bytes=shutil.disk_usage(settings.folder).free, least_free_bytes=settings.audit_free_mb * MB)


class ServerLine:
    """HTTP to the server on this machine."""

    def __init__(self, server: str, token: str) -> None:
        if not server.startswith(("http://", "https://")):
            raise Problem(422, "settings", "The auditor's --server is an address such as http://127.0.0.1:8000.")
        self._server = server.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}"}
        self._client = httpx2.AsyncClient(follow_redirects=False, trust_env=False, timeout=ANSWERS_WITHIN_S)

    async def call(self, path: str, body: dict[str, Any]) -> Any:
        answer = await self._client.post(f"{self._server}/-/watch/{path}", json=body, headers=self._headers)
        answer.raise_for_status()

    async def listen(self, heard: Callable[[str, int], None]) -> None:
        timeout = httpx2.Timeout(ANSWERS_WITHIN_S, read=40.0)  # a sign of life comes each 15 s
        async with self._client.stream("GET", f"{self._server}/api/v1/stream", headers=self._headers,
                                       timeout=timeout) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    said = json.loads(line[6:])
                    heard(said["station"], said["number"])
