"""What every page knows before it says anything: whose door, which language, what time it is there."""

from __future__ import annotations

from dataclasses import dataclass

DOORS = {"warga": "/", "petugas": "/petugas", "komando": "/komando", "polda": "/polda"}


@dataclass(frozen=True, slots=True)
class Shell:
    door: str
    """``warga``, ``petugas``, ``komando`` or ``polda``: which cookie, which stream."""
    language: str
    csrf: str
    now: int
    """Server time of this page, ms: the page's clocks tick from it, not from a phone's wrong clock."""
    zone: str = "Asia/Makassar"
    refresh: int = 0
    """Seconds after which the page asks again when there is no script; 0 for never."""
    position: str = ""
    """Where the stream goes on, so that nothing between this page and its first event is missed."""
    host: str = "siharat.example.id"
    """What people type to come here."""
