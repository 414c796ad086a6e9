"""A form with files in it, read in memory and never written to disk: what a phone sends may say where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from siharat.kernel import Problem
from siharat.kernel.errors import invalid

LARGEST_FIELD = 16 * 1024
MOST_PARTS = 40
PLAIN = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Posted:
    said: dict[str, str] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    """In their order, without names: a name may be a person's."""


async def posted(request: Request[Any, Any, Any]) -> Posted:
    """Fields and files. ``Problem`` 415 or 422 for what is no form."""
    media, options = parse_options_header(request.headers.get("content-type", ""))
    if media == PLAIN:
        body = b"".join([chunk async for chunk in request.stream()])
        return Posted(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
    if media != "multipart/form-data" or not options.get("boundary"):
        raise Problem(415, "unsupported", "Send a form: multipart/form-data.")
    try:
        return await _parts(request.stream(), options["boundary"])
    except (MultipartError, UnicodeError) as error:
        raise invalid("body", "is no form as it should be") from error


async def _parts(stream: AsyncIterator[bytes], boundary: str) -> Posted:
    found = Posted()
    part: MultipartSegment | None = None
    content = bytearray()
    with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
        async for chunk in stream:
            for event in parser.parse(chunk):
                if isinstance(event, MultipartSegment):
                    part, content = event, bytearray()
                elif event is not None:
                    content += event
                    if part is not None and part.filename is None and len(content) > LARGEST_FIELD:
                        raise Problem(413, "too_large", f"The field {part.name[:40]} is too large.")
                elif part is not None:
                    _keep(found, part, content)
    return found


def _keep(found: Posted, part: MultipartSegment, content: bytearray) -> None:
    if part.filename is None:
        found.said[part.name] = content.decode("utf-8", "replace").replace("\0", "")
    elif part.filename or content:  # a file field that was left empty is sent without either
        found.files.append(bytes(content))
