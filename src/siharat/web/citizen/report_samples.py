"""Made-up reports for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web import report_words, sample_area
from siharat.web.citizen.report_phrases import FORM, HEADLINES
from siharat.web.citizen.report_views import KeyForm, OwnReport, Receipt, ReportForm, Said

T0 = 1_795_420_800_000
HOUR = 3_600_000
STATION = "Polres Banjarbaru"
PHONE_ID = "018f4e8a-0000-7000-8000-000000000000"
KEY = "K7QM-2FXA-9PTR-WD4H"
WORDS = ("Hampir tiap malam Minggu sekitar pukul sebelas ada balap liar di depan pasar. Anak-anak muda, belasan "
         "motor. Kami takut ada yang tertabrak.")

STORY = [
    Said(T0, "received", f"Laporan diterima {STATION}"),
    Said(T0 + 3 * HOUR, "answered", STATION, "Terima kasih. Apakah mereka datang dari arah jembatan?"),
    Said(T0 + 5 * HOUR, "asked", "Anda", "Ya, dari jembatan, lalu berputar di lampu merah.", mine=True),
]


def form(number: str = "", wrong: str = "") -> ReportForm:
    said = {"text": "Ada", "under": "name", "phone": "12"} if wrong else {}
    return ReportForm(PHONE_ID, STATION, plan=sample_area.plan(), number=number, wrong=wrong, said=said, phrases=FORM)


def own(closed: bool = False) -> OwnReport:
    return OwnReport("LW-7KQ2FX", STATION, HEADLINES["closed" if closed else "open"],
                     report_words.CATEGORIES["balap_liar"], report_words.UNDER["nobody"],
                     "Depan pasar · Loktabat Utara", WORDS, KEY, closed, STORY)


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "lapor": lambda: ("citizen/report.html", form()),
    "lapor-terdaftar": lambda: ("citizen/report.html", form("0812‑••••‑7731")),
    "lapor-salah": lambda: ("citizen/report.html", form(wrong="Tulis nomor seperti 0812…, atau pilih Anonim.")),
    "lapor-diterima": lambda: ("citizen/report_sent.html", Receipt("LW-7KQ2FX", STATION, KEY)),
    "lapor-lagi": lambda: ("citizen/report_sent.html", Receipt("LW-7KQ2FX", STATION, None)),
    "laporan-kunci": lambda: ("citizen/report_key.html", KeyForm("Kunci ini tidak membuka laporan.")),
    "laporan": lambda: ("citizen/report_own.html", own()),
    "laporan-selesai": lambda: ("citizen/report_own.html", own(closed=True)),
}
