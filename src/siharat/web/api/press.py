"""The press: a bare door, because nothing may stand between a thumb and the disk."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.kernel import Problem
from siharat.people.sessions import LIFETIME
from siharat.web.api.door import answer, knock, refuse, scope_headers, session_cookie
from siharat.web.services import Services

LARGEST_BODY = 64 * 1024


class PressDoor:
    """``POST /api/v1/alarms``: 201 once it is durable, 200 with the same answer for a retry."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            if scope["method"] != "POST":
                raise Problem(405, "method_not_allowed", "Send a POST.")
            body = await read_body(receive)
            headers = scope_headers(scope)
            token = knock(headers).token if same_site(headers) else None
            press = read_press(parse(body), self._services.clock.now())
            done = await self._services.db.write(raise_alarm, press, token, lane="press")
        except Problem as problem:
            await refuse(send, problem)
            return
        extra: list[tuple[bytes, bytes]] = []
        document = done.body()
        if done.token:
            document["token"] = done.token
            cookie = session_cookie("warga", done.token, secure=self._services.settings.secure,
                                    lifetime_ms=LIFETIME["citizen"])
            extra.append((b"set-cookie", cookie.encode()))
        await answer(send, 200 if done.duplicate else 201, document, extra)


async def read_body(receive: Any) -> bytes:
    """The whole body. ``Problem`` 413 as soon as it grows past the limit, wherever it ends."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "cut_off", "The request ended early.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LARGEST_BODY:
            raise Problem(413, "too_large", f"A press may have {LARGEST_BODY} bytes.")
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def same_site(headers: dict[str, str]) -> bool:
    """A press needs no CSRF token, for a page kept for months must still raise an alarm; but a strange
    site's request does not speak for the cookie's owner."""
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def parse(body: bytes) -> Any:
    """JSON; also the kinds that some phones write: NaN for a place not found, a text that was cut in the middle of an
    emoji. No database keeps half of a character, nor PostgreSQL a NUL; for neither an alarm is lost."""
    try:
        found = msgspec.json.decode(body)
        if b"\\u0000" not in body:
            return found
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass
    try:
        return _legible(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise Problem(422, "invalid", "body: is not JSON", field="body") from error


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", " ").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_legible(each) for each in value]
    if isinstance(value, dict):
        return {_legible(name): _legible(each) for name, each in value.items()}
    return value
