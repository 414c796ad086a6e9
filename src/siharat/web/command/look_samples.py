"""Made-up looks at names for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siharat.people.reviewing import Look
from siharat.web.command.looks import NO_NOTE, Looks

NOW = 1_795_439_653_000
HOUR = 3_600_000


def look(number: int, hours: int, by: str, code: str, reason: str, **more: Any) -> Look:
    fields = {"chosen": True, "own": False, "word": None, "judge": "", "note": "", **more}
    return Look(number, NOW - hours * HOUR, by, code, reason, **fields)


LOOKS = [
    look(1, 1, "Aiptu Dewi Sartika", "SHR-4F2K7M", "keluarga menelepon, mencari Siti",
         told=[("AKBP Bambang Wicaksono", None)]),
    look(2, 9, "Bripka Andi Saputra", "SHR-4F18QZ", "mengantar barang yang tertinggal", word="right",
         judge="AKP Yusuf Anwar", told=[("AKBP Bambang Wicaksono", NOW - 8 * HOUR)]),
    look(3, 30, "Aipda Rahmat Hidayat", "", "mencari kejadian dari sebuah nomor", chosen=False),
    look(4, 40, "Briptu Nur Laila", "SHR-4F02AA", "ingin tahu", word="wrong", judge="AKP Yusuf Anwar",
         note="bukan tugasnya; sudah ditegur"),
]

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "pembukaan": lambda: ("command/looks.html", Looks("Polres Banjarbaru", LOOKS)),
    "pembukaan-salah": lambda: ("command/looks.html", Looks("Polres Banjarbaru", LOOKS, NO_NOTE)),
    "pembukaan-kosong": lambda: ("command/looks.html", Looks("Polres Banjarbaru")),
}
