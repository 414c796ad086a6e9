"""Made-up changes of stations for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from siharat.incident.policy import EscalationPolicy, Step
from siharat.succeed.actions import Outlook
from siharat.succeed.importing import Look
from siharat.succeed.settings_file import Drill, Part, Roster, Settings
from siharat.web import importing
from siharat.web.changing import WHY_NOT, Changes, Row
from siharat.web.importing import Importing
from siharat.web.settings_words import REFUSED, lines

NOW = 1_795_439_653_000
HOUR = 3_600_000
OTHERS = [("63", "Polda Kalimantan Selatan"), ("63.71", "Polresta Banjarmasin"), ("63.72", "Polres Banjarbaru")]
ROWS = [
    Row(NOW - HOUR, "Polres Banjarbaru", "Aiptu Agus Salim dilihat orang kedua dan dapat masuk lagi",
        "Aipda Budi Rahman"),
    Row(NOW - 2 * HOUR, "Polres Banjarbaru", "Cara masuk baru diminta atas nama Aiptu Agus Salim",
        "ia sendiri, belum masuk"),
    Row(NOW - 50 * HOUR, "Polres Banjarbaru", "Nama diganti dari Polres Banjar Baru menjadi Polres Banjarbaru",
        "AKBP Dian Permata"),
]
SEEN = Outlook("Polres Banjarbaru", "Polresta Banjarmasin", 312, 540, 7, 18_204, 3, 1, 1, True, ["SHR-4F18"])
NOW_SET = Settings("63.72", "Polres Banjarbaru", False, EscalationPolicy(),
                   Roster("2026-01-01", 480, 24, ("A", "B", "C")), (Drill("week", 0, 540),))
WANTED = Settings("63.71", "Polresta Banjarmasin", True, EscalationPolicy(claim_lapses=45, first="duty", steps=(
    Step(15, "above", ("app", "sms"), tells=True), *EscalationPolicy().steps[1:3])),
    Roster("2026-12-01", 420, 12, ("A", "B", "Malam")), (Drill("month", 1, 600, telephones=True),))


def _looking(wanted: Settings, parts: list[Part], wrong: str = "", here: bool = True) -> Importing:
    look = Look(NOW_SET, wanted, parts, here, "ladder" in parts, "5f2c")
    return Importing("komando", "63.72", "Polres Banjarbaru", False, look, lines(parts, NOW_SET, wanted, str), wrong)


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "perubahan": lambda: ("changes.html", Changes("polda", "63.72", "Polres Banjarbaru", others=OTHERS, rows=ROWS)),
    "perubahan-lihat": lambda: ("changes.html", Changes(
        "polda", "63.72", "Polres Banjarbaru", others=OTHERS, rows=ROWS, outlook=SEEN,
        ends=("63.71", "merged", "Kedua satuan digabung mulai 1 Desember"))),
    "perubahan-tolak": lambda: ("changes.html", Changes(
        "polda", "63.72", "Polres Banjarbaru", others=OTHERS, rows=[],
        wrong=WHY_NOT["still_open_here"].format(codes="SHR-4F18"))),
    "perubahan-ditutup": lambda: ("changes.html", Changes("polda", "63.72", "Polres Banjarbaru", True, OTHERS, ROWS)),
    "impor": lambda: ("settings_import.html", Importing("komando", "63.72", "Polres Banjarbaru")),
    "impor-lihat": lambda: ("settings_import.html", _looking(WANTED, ["ladder", "roster", "drills"], here=False)),
    "impor-sama": lambda: ("settings_import.html", _looking(NOW_SET, [])),
    "impor-berubah": lambda: ("settings_import.html", _looking(
        msgspec.structs.replace(NOW_SET, name="Polres Kota Banjarbaru", public=True), ["name", "public"],
        importing.WHY_NOT["settings_changed"])),
    "impor-tolak": lambda: ("settings_import.html", Importing("komando", "63.72", "Polres Banjarbaru",
                                                              wrong=REFUSED["digest"])),
}
