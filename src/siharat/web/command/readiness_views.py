"""Everything the page of readiness needs, ready-made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from siharat.people.readiness_rules import REASONS, Why
from siharat.web.words import N_

WHY: dict[Why, tuple[str, str]] = {
    "permission_denied": (N_("Izin pemberitahuan ditolak"),
                          N_("Buka setelan peramban, lalu izinkan Pemberitahuan untuk Siharat.")),
    "not_subscribed": (N_("Ponsel belum didaftarkan"),
                       N_("Buka halaman petugas, lalu ketuk Daftarkan ponsel ini.")),
    "dead_address": (N_("Langganan kedaluwarsa"), N_("Buka halaman petugas, lalu ketuk Daftarkan ponsel ini.")),
    "late": (N_("Menjawab terlambat: hemat baterai"),
             N_("Ikuti Dokter HP, lalu matikan hemat baterai untuk peramban.")),
    "no_answer": (N_("Tidak menjawab"), N_("Mati, tanpa sinyal, atau hemat baterai. Hubungi orangnya.")),
    "no_proof": (N_("Tidak ada bukti sejak kemarin"), N_("Buka halaman petugas, lalu ketuk Coba dering.")),
    "permission_unasked": (N_("Izin pemberitahuan belum diberikan"),
                           N_("Buka halaman petugas, lalu ketuk Izinkan pemberitahuan.")),
    "unsupported": (N_("Peramban tidak mendukung pemberitahuan"),
                    N_("Pakai Chrome, Edge, Firefox atau Safari terbaru.")),
    "never_proved": (N_("Belum pernah terbukti berdering"), N_("Ikuti Dokter HP sampai ponsel berdering.")),
    "no_sound": (N_("Halaman terbuka tanpa suara"), N_("Ketuk halaman petugas satu kali.")),
    "page_closed": (N_("Halaman ditutup, tanpa pemberitahuan"), N_("Buka halaman petugas, lalu daftarkan ponsel.")),
    "never_enrolled": (N_("Belum pernah masuk dengan ponsel"), N_("Beri kode pendaftaran, lalu buka halaman petugas.")),
}
"""What is told of each reason, and what mends it."""


@dataclass(frozen=True, slots=True)
class Phone:
    """An officer, and whether any phone of theirs would ring now."""

    name: str
    nrp: str
    why: Why | None = None
    since: int | None = None
    proved_at: int | None = None

    @property
    def words(self) -> tuple[str, str]:
        return WHY[self.why] if self.why else ("", "")


@dataclass(frozen=True, slots=True)
class Readiness:
    station: str
    deaf: list[Phone] = field(default_factory=list)
    ringing: list[Phone] = field(default_factory=list)

    @property
    def phones(self) -> int:
        return len(self.deaf) + len(self.ringing)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """How many for each reason, what can be mended soonest first."""
        counted = Counter(each.why for each in self.deaf)
        return [(WHY[why][0], counted[why]) for why in REASONS if counted[why]]
