"""The ground under the live map: none, a PMTiles file of this machine, or tiles from an address.

A file is handed out in the pieces that a browser asks for (RFC 9110, range requests), to who has signed in, and never
more than a tile's worth at a time: it is some hundred megabytes, and nobody needs it whole.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from siharat.kernel.errors import not_found
from siharat.web.faces import CONTENT_SECURITY

OWN = "/komando/dasar.pmtiles"
"""Where a browser finds our file."""
MAGIC = b"PMTiles\x03"
LARGEST_PIECE = 4 * 1024 * 1024
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::\d{1,5})?", re.ASCII)
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Ground:
    """What a page hands to the live map."""

    areas: str
    """Where the outlines are found (GeoJSON)."""
    tiles: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    url: str = ""
    """What a browser asks for: ``….pmtiles``, or with ``{z}``, ``{x}`` and ``{y}`` in it. Empty: no tiles."""
    file: Path | None = None
    host: str = ""
    """Where a browser must be let go for them, such as ``https://tiles.example.id``; empty: nowhere but here."""
    attribution: str = ""

    def ground(self, version: str) -> Ground:
        """``version``: of the areas, which a browser keeps as long as it stays the same."""
        return Ground(f"/api/v1/map/areas?version={quote(version)}", self.url, self.attribution)

    @property
    def policy(self) -> str:
        """The content security policy of a page with the map on it."""
        if not self.host:
            return CONTENT_SECURITY
        return CONTENT_SECURITY.replace("connect-src 'self'", f"connect-src 'self' {self.host}").replace(
            "img-src 'self'", f"img-src 'self' {self.host}")


def read_tiles(said: str, attribution: str) -> Tiles:
    """From the setting. ``ValueError`` says what is wrong with it."""
    said = said.strip()
    if not said:
        return Tiles()
    if said.startswith(("https://", "http://")):
        return _address(said, attribution)
    file = Path(said)
    if file.suffix != ".pmtiles":
        raise ValueError("SIHARAT_MAP_TILES is the path of a .pmtiles file, or an https address")
    return Tiles(OWN, file, "", attribution)


def _address(said: str, attribution: str) -> Tiles:
    parts = urlsplit(said)
    local = parts.hostname in ("localhost", "127.0.0.1")
    if (parts.scheme != "https" and not local) or not HOST.fullmatch(parts.netloc) or len(said) > LONGEST_ADDRESS:
        raise ValueError("SIHARAT_MAP_TILES is an address that begins with https://, then the name of a host")
    if not (parts.path.endswith(".pmtiles") or all(part in said for part in ("{z}", "{x}", "{y}"))):
        raise ValueError("SIHARAT_MAP_TILES ends with .pmtiles, or has {z}, {x} and {y} in it")
    return Tiles(said, None, f"{parts.scheme}://{parts.netloc}", attribution)


def flaw(tiles: Tiles) -> str:
    """What is wrong with the file; nothing, of one that can be used."""
    if tiles.file is None:
        return ""
    try:
        with tiles.file.open("rb") as opened:
            return "" if opened.read(len(MAGIC)) == MAGIC else "it is no PMTiles file of version 3"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"


def piece(file: Path, first: int, last: int | None) -> tuple[int, dict[str, str], bytes]:
    """From the first to the last byte, both counted; less where the file ends, or the piece would be too large."""
    try:
        opened = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise not_found("file") from error
    try:
        known = os.fstat(opened)
        if first >= known.st_size or (last is not None and last < first):
            return 416, {"content-range": f"bytes */{known.st_size}"}, b""
        end = min(known.st_size if last is None else last + 1, first + LARGEST_PIECE, known.st_size)
        body = os.pread(opened, end - first, first)
    finally:
        os.close(opened)
    return 206, headers_of(known, first, first + len(body) - 1), body


def headers_of(known: Any, first: int, last: int) -> dict[str, str]:
    """``known``: the file's stat. With another file in its place the tag changes, and a browser begins anew."""
    return {"content-range": f"bytes {first}-{last}/{known.st_size}", "accept-ranges": "bytes",
            "etag": f'"{known.st_mtime_ns:x}-{known.st_size:x}"', "cache-control": "private, max-age=86400",
            "x-content-type-options": "nosniff"}

