"""An ntfy server on loopback, faithful where we lean on it, with a script of failures; and a phone on it.

After ntfy 2.17: publishing as JSON (the limits and refusals of ``server.go``), sequences, clearing, tokens.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

NAME = re.compile(r"[-_A-Za-z0-9]{1,64}")
LARGEST_MESSAGE = 4_096
LARGEST_BODY = 32_768
KNOWN = {"topic", "title", "message", "priority", "tags", "click", "icon", "actions", "attach", "markdown", "filename",
         "email", "call", "cache", "firebase", "delay", "sequence_id"}
FORGETFUL = "a 200 for a message that is dropped"


@dataclass
class Phone:
    """The Android app as far as it matters here: what stands in the drawer, and how often it sounded."""

    drawer: dict[str, dict[str, Any]] = field(default_factory=dict)
    sounded: int = 0

    def shows(self, message: dict[str, Any]) -> None:
        """It makes a sound for what is new in the drawer, none for what takes the place of another."""
        name = message.get("sequence_id") or message["id"]
        self.sounded += name not in self.drawer and message["priority"] >= 3
        self.drawer[name] = message


class Ntfy:
    """Answers with its script, a line per request, then as it should. A line is a status, a status with
    headers, seconds of silence, or ``FORGETFUL``."""

    def __init__(self, *, sequences: bool = True) -> None:
        self.sequences = sequences
        """Not before 2.16."""
        self.token = ""
        self.script: list[Any] = []
        self.seen: list[web.Request] = []
        self.knocked = asyncio.Event()
        self.published: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.phones: dict[str, Phone] = defaultdict(Phone)

    async def start(self) -> None:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.seen.append(request)
        self.knocked.set()
        line = self.script.pop(0) if self.script else 200
        if isinstance(line, float):
            await asyncio.sleep(line)
        if line == FORGETFUL:
            return web.json_response({"id": "x", "event": "message"})
        status, headers = line if isinstance(line, tuple) else (line, {})
        if isinstance(status, int) and status != 200:
            return web.json_response({"code": status * 100 + 1, "http": status, "error": "scripted"}, status=status,
                                     headers=headers)
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            return refused(401 if "Authorization" not in request.headers else 403, "no")
        if request.method == "PUT":
            return self._clear(request.path)
        return self._publish(request.path, await request.read())

    def _clear(self, path: str) -> web.Response:
        parts = path.strip("/").split("/")
        if not self.sequences or len(parts) != 3 or parts[2] != "clear":
            return refused(404, "page not found")
        self.phones[parts[0]].drawer.pop(parts[1], None)
        return web.json_response({"id": "c", "event": "message_clear"})

    def _publish(self, path: str, body: bytes) -> web.Response:
        if path != "/" or len(body) > LARGEST_BODY:
            return refused(404 if path != "/" else 413, "no")
        try:
            message = json.loads(body)
        except ValueError:
            return refused(400, "request body must be message JSON")
        wrong = amiss(message)
        if wrong:
            return refused(400, wrong)
        if not self.sequences:
            message.pop("sequence_id", None)
        message["id"] = f"m{sum(map(len, self.published.values()))}"
        self.published[message["topic"]].append(message)
        self.phones[message["topic"]].shows(message)
        return web.json_response(message)


def amiss(message: dict[str, Any]) -> str:
    if not NAME.fullmatch(message.get("topic", "")) or not NAME.fullmatch(message.get("sequence_id", "x")):
        return "topic or sequence invalid"
    if not 1 <= message.get("priority", 3) <= 5 or set(message) - KNOWN:
        return "priority or field"
    if len(message.get("message", "").encode()) > LARGEST_MESSAGE:
        return "message too long"
    actions = message.get("actions", [])
    if len(actions) > 3 or any(not each.get("label") or not each.get("url") for each in actions):
        return "actions invalid"
    return ""


def refused(status: int, error: str) -> web.Response:
    return web.json_response({"code": status * 100 + 1, "http": status, "error": error}, status=status)
