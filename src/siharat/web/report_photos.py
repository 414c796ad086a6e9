"""From what a phone sent to what is kept, and from there to an officer's eyes: one photo after the other, beside the
event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from litestar import Response

from siharat.db import files
from siharat.report import photos
from siharat.report.photos import Photo, Refused
from siharat.web.services import Services
from siharat.web.words import N_

LARGEST_FORM = (photos.MOST + 1) * photos.LARGEST
"""Bytes. What is larger is not read to its end."""

PICTURE = {"content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff",
           "cache-control": "no-store", "cross-origin-resource-policy": "same-origin",
           "content-disposition": 'inline; filename="foto.webp"'}

WHY_NOT = {
    "empty": N_("berkasnya kosong"), "too_large": N_("lebih besar dari 12 MB"), "too_many": N_("paling banyak lima"),
    "not_an_image": N_("bukan foto JPEG, PNG, atau WebP"),
    "heic": N_("format HEIC belum dapat dibaca, kirim sebagai JPEG"),
    "too_many_pixels": N_("ukurannya terlalu besar"), "no_room": N_("server tidak punya tempat"),
    "took_too_long": N_("tidak dapat dibaca"),
}


@dataclass(slots=True)
class Kept:
    photos: list[Photo] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """For each that came, in its order: empty when it is kept, else why not."""

    @property
    def refused(self) -> list[tuple[int, str]]:
        return [(number, why) for number, why in enumerate(self.said, start=1) if why]


@asynccontextmanager
async def kept(services: Services, sent: Sequence[bytes]) -> AsyncIterator[Kept]:
    """Developed, sealed and on disk. Leave the block by an error of ours, and the files are gone again."""
    found = Kept()
    folder = Path(services.settings.data)
    for number, raw in enumerate(sent):
        try:
            if number >= photos.MOST:
                raise Refused("too_many")
            picture = await services.darkroom.run(photos.develop, raw)
            found.photos.append(await services.darkroom.run(
                photos.keep, folder, services.keys, services.identity, picture, services.settings.least_free_bytes))
            found.said.append("")
        except Refused as refused:
            found.said.append(str(refused))
    try:
        yield found
    except Exception:  # cancelled is another thing: the report may be stored all the same, and the sweep decides
        await services.darkroom.run(files.discard, folder, [photo.id for photo in found.photos])
        raise


async def picture(services: Services, photo_id: str) -> Response[bytes]:
    """A stranger's picture, made anew by us: shown as a picture and as nothing else, and kept by no browser. Who may
    see it was decided before."""
    webp = await services.darkroom.run(files.opened, Path(services.settings.data), services.keys, photo_id)
    return Response(webp, media_type="image/webp", headers=PICTURE)
