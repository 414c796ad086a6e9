"""What is taken, and how much of it. Pure."""

from __future__ import annotations

from typing import Literal

from siharat.kernel.clock import HOUR, SECOND

Kind = Literal["photo", "voice", "live"]
MOST: dict[Kind, int] = {"photo": 20, "voice": 10}
"""Of one incident."""
LARGEST_VOICE = 2 * 1024 * 1024
"""Bytes: some four minutes, as browsers record them."""
LARGEST_FRAME = 400 * 1024
LIVE_FOR = 15 * SECOND
"""An older picture is not live any more."""
INVITED_FOR = 2 * HOUR
PICTURES = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
"""Of the same container, but to look at."""


def voice_media(raw: bytes) -> str | None:
    """The type of a recording by its first bytes, never by what its sender calls it: Matroska (RFC 8794), Ogg
    (RFC 3533), ISO base media (ISO 14496-12). ``None``: none of those that browsers record."""
    if raw.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if raw.startswith(b"OggS"):
        return "audio/ogg"
    return "audio/mp4" if raw[4:8] == b"ftyp" and raw[8:12] not in PICTURES else None
