"""A form with files in it, read in memory and never written to disk: what a phone sends may say where it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from siharat.kernel import Problem
from siharat.kernel.errors import busy, invalid

LARGEST_FIELD = 16 * 1024
LARGEST_PLAIN = 64 * 1024
MOST_PARTS = 40
MOST_HELD = 96 * 1024 * 1024
"""Bytes of files that all forms together may hold at a time: presses share this memory."""
PATIENCE_S = 20
"""Of a form that is still coming in while others find no room. Longer where there is room: some networks are slow."""
PLAIN = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Room:
    """How much of the machine's memory strangers' files fill now."""

    held: int = 0
    coming_in: list[Coming] = field(default_factory=list)
    """The forms of which not all is there yet."""

    def take(self, count: int) -> None:
        """``Problem`` 503 when there is no more. Text alone needs none of it."""
        if self.held + count > MOST_HELD and not self._turned_out():
            raise busy(seconds=10)
        self.held += count

    def give(self, count: int) -> None:
        self.held -= count

    def _turned_out(self) -> bool:
        """Who holds most of those that have been sending too long makes room; or a few who send a byte a minute would
        keep all others out. Who holds nothing frees nothing."""
        now = asyncio.get_running_loop().time()
        slow = [each for each in self.coming_in if each.form.held and now - each.began >= PATIENCE_S]
        if not slow:
            return False
        largest = max(slow, key=lambda each: each.form.held)
        self.coming_in.remove(largest)
        self.give(largest.form.held)
        largest.form.held = 0
        largest.patience.reschedule(now)
        return True


@dataclass(slots=True)
class Posted:
    said: dict[str, str] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    """In their order, without names: a name may be a person's. Each is cut off one byte past ``largest``."""
    held: int = 0


@dataclass(eq=False, slots=True)
class Coming:
    """A form on its way."""

    form: Posted
    patience: asyncio.Timeout
    began: float


@asynccontextmanager
async def posted(request: Request[Any, Any, Any], room: Room, largest: int) -> AsyncIterator[Posted]:
    """Fields and files, held until the block is left. ``Problem`` 415 or 422 for what is no form, 413 for what is
    too large, 408 and 503 where there is no room."""
    found = Posted()
    try:
        await _in_time(request, found, room, largest)
        yield found
    finally:
        room.give(found.held)


async def _in_time(request: Request[Any, Any, Any], found: Posted, room: Room, largest: int) -> None:
    try:
        async with asyncio.timeout(None) as patience:
            coming = Coming(found, patience, asyncio.get_running_loop().time())
            room.coming_in.append(coming)
            try:
                await _read(request, found, room, largest)
            finally:
                if coming in room.coming_in:
                    room.coming_in.remove(coming)
    except TimeoutError as error:
        raise Problem(408, "too_slow", "It came in too slowly, and others were waiting. Nothing was stored; "
                      "send fewer or smaller photos, or try again later.") from error


async def _read(request: Request[Any, Any, Any], found: Posted, room: Room, largest: int) -> None:
    media, options = parse_options_header(request.headers.get("content-type", ""))
    if media == PLAIN:
        plain = parse_qsl((await _plain(request)).decode("utf-8", "replace"), keep_blank_values=True)
        found.said = {name: value.replace("\0", "") for name, value in plain}
        return
    if media != "multipart/form-data" or not options.get("boundary"):
        raise Problem(415, "unsupported", "Send a form: multipart/form-data.")
    try:
        await _parts(request, options["boundary"], found, room, largest)
    except RequestEntityTooLarge as error:
        raise Problem(413, "too_large", "The form is too large: send fewer photos, or smaller ones.") from error
    except (MultipartError, UnicodeError) as error:
        raise invalid("body", "is no form as it should be") from error


async def _plain(request: Request[Any, Any, Any]) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_PLAIN:
            raise Problem(413, "too_large", "The form is too large.")
    return body


async def _parts(request: Request[Any, Any, Any], boundary: str, found: Posted, room: Room, largest: int) -> None:
    part: MultipartSegment | None = None
    content = bytearray()
    with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
        async for chunk in request.stream():
            for event in parser.parse(chunk):
                if isinstance(event, MultipartSegment):
                    part, content = event, bytearray()
                elif event is None:
                    _keep(found, part, content)
                elif part is not None and part.filename is None:
                    content += event
                    if len(content) > LARGEST_FIELD:
                        raise Problem(413, "too_large", "A field is too large.")
                else:
                    taken = event[:max(0, largest + 1 - len(content))]
                    room.take(len(taken))
                    found.held += len(taken)
                    content += taken


def _keep(found: Posted, part: MultipartSegment | None, content: bytearray) -> None:
    if part is None:
        return
    if part.filename is None:
        found.said[part.name] = content.decode("utf-8", "replace").replace("\0", "")
    elif part.filename or content:  # a file field that was left empty is sent without either
        found.files.append(bytes(content))
