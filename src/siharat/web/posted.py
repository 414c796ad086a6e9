"""A form with files in it, read in memory and never written to disk: what a phone sends may say where it was."""

from __future__ import annotations

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
PLAIN = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Room:
    """How much of the machine's memory strangers' files fill now."""

    held: int = 0

    def take(self, count: int) -> None:
        """``Problem`` 503 when there is no more. Text alone needs none of it."""
        if self.held + count > MOST_HELD:
            raise busy(seconds=10)
        self.held += count

    def give(self, count: int) -> None:
        self.held -= count


@dataclass(slots=True)
class Posted:
    said: dict[str, str] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    """In their order, without names: a name may be a person's. Each is cut off one byte past ``largest``."""
    held: int = 0


@asynccontextmanager
async def posted(request: Request[Any, Any, Any], room: Room, largest: int) -> AsyncIterator[Posted]:
    """Fields and files, held until the block is left. ``Problem`` 415 or 422 for what is no form."""
    found = Posted()
    try:
        await _read(request, found, room, largest)
        yield found
    finally:
        room.give(found.held)


async def _read(request: Request[Any, Any, Any], found: Posted, room: Room, largest: int) -> None:
    media, options = parse_options_header(request.headers.get("content-type", ""))
    if media == PLAIN:
        found.said = dict(parse_qsl((await _plain(request)).decode("utf-8", "replace"), keep_blank_values=True))
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
