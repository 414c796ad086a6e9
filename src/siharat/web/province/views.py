"""Everything the province's page needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.web.plan import Plan
from siharat.web.tiles import Ground
from siharat.web.words import N_

LIVE = {
    "summary": N_("{stations} satuan · {ready} dari {phones} ponsel siap · {open} kejadian terbuka"),
    "state.calm": N_("tenang"), "state.open": N_("{n} ditangani"), "state.ringing": N_("{n} berdering"),
    "state.unanswered": N_("{n} belum diambil"), "state.silent": N_("uji tidak sampai"),
    "state.none": N_("belum ada ponsel"),
    "drill": N_("LATIHAN"),
    "units": N_("dtk mnt jam"),
}


@dataclass(frozen=True, slots=True)
class Station:
    code: str
    name: str
    phones: int
    ready: int
    open: int
    ringing: int
    unanswered: int
    drill: bool = False
    """A drill rings there now: counted in none of these."""
    silent: bool = False
    """The watchdog's synthetic alarm did not come through there."""

    @property
    def mood(self) -> str:
        """How it stands, in one word: the worst first. The page's twin is ``static/js/rules/mood.js``."""
        if not self.phones:
            return "none"
        if self.unanswered or self.ringing:
            return "unanswered" if self.unanswered else "ringing"
        return "silent" if self.silent else "open" if self.open else "calm"


@dataclass(frozen=True, slots=True)
class Stations:
    name: str
    stations: list[Station] = field(default_factory=list)
    phrases: dict[str, str] = field(default_factory=dict)
    administers: bool = False
    plan: Plan | None = None
    """The stations' outlines by their codes, a name each."""
    ground: Ground | None = None
    """Of the live map, which takes the place of the plan where it can."""

    @property
    def moods(self) -> dict[str, str]:
        """By code."""
        return {station.code: station.mood for station in self.stations}

    @property
    def phones(self) -> int:
        return sum(station.phones for station in self.stations)

    @property
    def ready(self) -> int:
        return sum(station.ready for station in self.stations)

    @property
    def open(self) -> int:
        return sum(station.open for station in self.stations)
