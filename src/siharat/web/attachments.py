"""From what a phone shows to what an officer sees: photos made anew, recordings as they are, the picture of the moment.

A recording is not decoded here. It is known by its first bytes, kept sealed, and played by a browser as sound alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from litestar import Response

from siharat.attach import actions as attach
from siharat.attach.rules import LARGEST_FRAME, LARGEST_VOICE, voice_media
from siharat.db import Tx, files
from siharat.kernel import Problem
from siharat.people.access import CitizenCaller
from siharat.report import photos
from siharat.report.photos import Refused
from siharat.web.report_photos import PICTURE, WHY_NOT
from siharat.web.services import Services
from siharat.web.words import N_

AT_ONCE = 5
WHY_NOT_SHOWN = {
    **WHY_NOT, "not_an_image": N_("bukan foto JPEG, PNG, WebP, dan bukan rekaman suara"),
    "too_long": N_("rekaman lebih besar dari 2 MB: kirim dalam beberapa bagian"),
    "enough": N_("sudah cukup banyak untuk kejadian ini"),
}
Who = Callable[[Tx], tuple[CitizenCaller, str]]
"""Who shows it and in which incident, found in the transaction that writes it: by a session, or by a link's key."""


async def take_in(services: Services, who: Who, sent: Sequence[bytes]) -> list[str]:
    """For each file why it was not kept, or nothing. What cannot be kept costs nobody the others."""
    said: list[str] = []
    for number, raw in enumerate(sent):
        try:
            if number >= AT_ONCE:
                raise Refused("too_many")
            await _take_one(services, who, raw)
            said.append("")
        except Refused as refused:
            said.append(str(refused))
    return said


async def _take_one(services: Services, who: Who, raw: bytes) -> None:
    media = voice_media(raw)
    if media and len(raw) > LARGEST_VOICE:
        raise Refused("too_long")
    content = raw if media else (await services.darkroom.run(photos.develop, raw)).webp
    name = await _keep(services, content)
    try:
        await services.db.write(_shown, who, "voice" if media else "photo", name, media or "image/webp")
    except Problem as problem:
        files.discard(Path(services.settings.data), [name])
        if problem.code == "enough":
            raise Refused("enough") from problem
        raise


def _shown(tx: Tx, who: Who, *what: Any) -> None:
    caller, incident = who(tx)
    attach.show(tx, caller, incident, *what)


async def next_frame(services: Services, who: Who, raw: bytes) -> None:
    """The picture of this moment takes the place of the last. ``Problem`` 422 for what is none."""
    if len(raw) > LARGEST_FRAME:
        raise Problem(413, "too_large", "A live picture is at most 400 kB.")
    if await services.db.read(_too_soon, who):
        return  # the page asks for the newest each two seconds: nobody would see this one
    try:
        picture = await services.darkroom.run(photos.develop, raw)
        name = await _keep(services, picture.webp)
    except Refused as refused:
        raise Problem(422, "invalid", f"No picture: {refused}", field="frame") from refused
    before = None
    try:
        before = await services.db.write(_live, who, name)
    except Problem:
        before = name
        raise
    finally:
        if before:
            files.discard(Path(services.settings.data), [before])


def _too_soon(tx: Tx, who: Who) -> bool:
    caller, incident = who(tx)
    return attach.live_now(tx, caller, incident)


def _live(tx: Tx, who: Who, name: str) -> str | None:
    caller, incident = who(tx)
    return attach.go_live(tx, caller, incident, name, "image/webp")


async def _keep(services: Services, content: bytes) -> str:
    settings = services.settings
    try:
        return await services.darkroom.run(files.keep, Path(settings.data), services.keys, services.identity, content,
                                           settings.least_free_bytes)
    except files.NoRoom as error:
        raise Refused("no_room") from error


async def handed_out(services: Services, row: Any, headers: Mapping[str, str]) -> Response[bytes]:
    """One of them, as a picture or a sound and nothing else. Who may have it was decided before."""
    content = await services.darkroom.run(files.opened, Path(services.settings.data), services.keys, row.id)
    plain = {**PICTURE, "content-disposition": "inline", "accept-ranges": "bytes"}
    part = _asked_range(headers.get("range", ""), len(content))
    if part is None:
        return Response(content, media_type=row.media, headers=plain)
    first, last = part
    return Response(content[first:last + 1], status_code=206, media_type=row.media,
                    headers={**plain, "content-range": f"bytes {first}-{last}/{len(content)}"})


def _asked_range(said: str, size: int) -> tuple[int, int] | None:
    """One range of bytes (RFC 9110, 14.1.2): without it no iPhone plays a sound. Anything else: the whole."""
    unit, _, span = said.partition("=")
    first, dash, last = span.partition("-")
    if unit != "bytes" or not dash or not first.isdecimal() or len(first) > 12 or len(last) > 12 or "," in last:
        return None
    end = min(int(last), size - 1) if last.isdecimal() else size - 1
    return (int(first), end) if int(first) <= end else None

