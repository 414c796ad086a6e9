"""A file that somebody hands in at the road: bounded, in memory, from a page of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from siharat.web.api.door import knock, require_own_site, require_same_origin
from siharat.web.posted import posted
from siharat.web.visit import Asked, Visit

LARGEST_UPLOAD = 64 * 1024 * 1024
"""Bytes that are read, to answer a file that is too large with a page and not with a broken line."""


@asynccontextmanager
async def uploaded(request: Asked, guest: Visit, megabytes: int) -> AsyncIterator[bytes | None]:
    """The file, cut off one byte past so many MB; ``None``: none was chosen. ``Problem`` 403 when another site sent
    it."""
    require_own_site(guest.headers, guest.services.settings.origin)
    async with posted(request, guest.services.list_room, megabytes * 1024 * 1024) as sent:
        made = knock({"cookie": guest.headers.get("cookie", "")}, guest.door)
        require_same_origin(guest.services.keys, made, sent.said.get("csrf"))
        yield sent.files[0] if sent.files and sent.files[0] else None
