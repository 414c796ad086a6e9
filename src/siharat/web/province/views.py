"""Everything the province's page needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.web.words import N_

LIVE = {
    "summary": N_("{stations} satuan · {ready} dari {phones} ponsel siap · {open} kejadian terbuka"),
    "state.calm": N_("tenang"), "state.open": N_("{n} ditangani"), "state.ringing": N_("{n} berdering"),
    "state.unanswered": N_("{n} belum diambil"), "state.none": N_("belum ada ponsel"),
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


@dataclass(frozen=True, slots=True)
class Stations:
    name: str
    stations: list[Station] = field(default_factory=list)
    phrases: dict[str, str] = field(default_factory=dict)
    administers: bool = False

    @property
    def phones(self) -> int:
        return sum(station.phones for station in self.stations)

    @property
    def ready(self) -> int:
        return sum(station.ready for station in self.stations)

    @property
    def open(self) -> int:
        return sum(station.open for station in self.stations)
