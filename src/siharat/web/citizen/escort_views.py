"""Everything that the escort's pages need, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.web.plan import Plan
from siharat.web.words import N_

CHOICES = (15, 30, 60, 120)
"""Minutes, one touch each; any other number is typed."""
MORE = (15, 30)
LIVE = {
    "here": N_("Lokasi terkirim, ketepatan ±{metres}. Dikirim selama halaman ini terbuka."),
    "here.none": N_("Lokasi belum diizinkan. Alarm tetap naik pada waktunya."),
    "copied": N_("Tautan disalin"),
    "not_sent": N_("Belum terkirim. Coba lagi, atau telepon 110."),
    "units": N_("dtk mnt jam"),
}


@dataclass(frozen=True, slots=True)
class Walk:
    """The person's own page. Without ``state`` none is running."""


    state: str = ""
    until: int = 0
    to: str = ""
    silent: bool = False
    key: str = ""
    """Of the link that the family opens: it stands behind the ``#``, which no server is sent."""
    wrong: str = ""
    phrases: dict[str, str] = field(default_factory=dict)
    choices: tuple[int, ...] = CHOICES
    more: tuple[int, ...] = MORE


@dataclass(frozen=True, slots=True)
class Followed:
    """What the family sees: how it stands, and the last place with its age."""

    state: str
    name: str
    until: int
    to: str = ""
    key: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    at: int | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class FollowForm:
    """Where a key is typed, for who has no script."""

    wrong: str = ""
