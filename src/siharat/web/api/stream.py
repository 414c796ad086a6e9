"""``GET /api/v1/stream``: the bare door of the event stream."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import access, sessions
from siharat.people.access import Caller, CitizenCaller
from siharat.web.api.audience import Stream
from siharat.web.api.door import is_auditor, knock, refuse, require_own_site, scope_headers
from siharat.web.api.sse import HEADERS, QueueSink, Sink, sink_for
from siharat.web.services import Services

DESKS = ("komando", "polda")
RETRY = b"retry: 1000\n\n"
"""Come back after a second. Browsers add their own spread when a server restarts."""


class StreamDoor:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = scope_headers(scope)
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        made = knock(headers, (query.get("door") or [None])[0])
        auditor = is_auditor(self._services.keys, made.token)
        try:
            if scope["method"] != "GET":
                raise Problem(405, "method_not_allowed", "Send a GET.")
            if made.by_cookie:
                require_own_site(headers, self._services.settings.origin)
            caller = None if auditor else await self._services.db.read(_caller, made.token)
        except Problem as problem:
            await refuse(send, problem)
            return
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": RETRY, "more_body": True})
        sink = sink_for(send)
        pump = asyncio.ensure_future(sink.pump(send)) if isinstance(sink, QueueSink) else None
        if caller is None:
            await self._audit(sink, receive, pump)
            return
        rung = isinstance(caller, CitizenCaller) or caller.works
        stream = Stream(caller, sessions.digest(made.token or ""), sink, made.door in DESKS or not rung)
        last = position(headers.get("last-event-id") or (query.get("last_event_id") or [""])[0])
        try:
            await self._services.hub.connect(stream, last)
            await _until_left(receive, pump)
        finally:
            self._services.hub.disconnect(stream)
            if pump is not None:
                pump.cancel()

    async def _audit(self, sink: Sink, receive: Any, pump: asyncio.Future[None] | None) -> None:
        self._services.hub.audit(sink, True)
        try:
            await _until_left(receive, pump)
        finally:
            self._services.hub.audit(sink, False)
            if pump is not None:
                pump.cancel()


def position(text: str) -> int | None:
    """What a browser sends back as ``Last-Event-ID``; anything else is as good as none."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _caller(tx: Tx, token: str | None) -> Caller:
    caller = sessions.caller(tx, token)
    if caller is None:
        raise access.unknown_caller()
    return caller


async def _until_left(receive: Any, pump: asyncio.Future[None] | None) -> None:
    """Until the reader leaves or the hub has closed the stream."""
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait([gone, pump] if pump else [gone], return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()


async def _disconnected(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
