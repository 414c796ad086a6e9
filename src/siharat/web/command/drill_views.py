"""Everything the drills' pages need, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from siharat.drill.rules import Report
from siharat.web.words import N_

DAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
WHY = {
    "no_receipt": N_("dikirimi, tetapi tidak menjawab"), "failed": N_("tidak dapat dikirimi"),
    "gone": N_("alamatnya mati"), "page_closed": N_("berdering hanya selama halaman terbuka, dan halaman tertutup"),
}
ENDED = {
    "over": N_("Waktunya habis."), "answered": N_("Ada yang mengambil."), "stopped": N_("Diakhiri petugas."),
    "real_alarm": N_("Ada alarm sungguhan: latihan mengalah."),
}
REFUSED = {
    "real_alarm": N_("Terakhir ditunda: sedang ada alarm sungguhan."),
    "no_officers": N_("Terakhir batal: satuan ini belum punya petugas."),
    "drill_running": N_("Terakhir batal: latihan lain sedang berjalan."),
}


@dataclass(frozen=True, slots=True)
class Planned:
    id: str
    every: str
    day: int
    due_at: int
    announced: bool
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Drills:
    """What is running, planned and past at one station."""

    station: str
    phones: int
    running: str = ""
    """The incident of the drill that rings now."""
    plans: list[Planned] = field(default_factory=list)
    past: list[Report] = field(default_factory=list)
    wrong: str = ""
    operates: bool = True
    """Whether the reader holds drills, or only reads how they went."""
    days: tuple[str, ...] = DAYS
    refusals: dict[str, str] = field(default_factory=lambda: dict(REFUSED))

    def saying(self, wrong: str) -> Drills:
        return replace(self, wrong=wrong)


@dataclass(frozen=True, slots=True)
class Result:
    """One drill: how many phones rang, how soon, and which did not."""

    station: str
    report: Report
    operates: bool = True
    why: dict[str, str] = field(default_factory=lambda: dict(WHY))
    ended: dict[str, str] = field(default_factory=lambda: dict(ENDED))
