"""Made-up changes of stations for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.succeed.actions import Outlook
from siharat.web.changing import WHY_NOT, Changes, Row

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

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "perubahan": lambda: ("changes.html", Changes("polda", "63.72", "Polres Banjarbaru", others=OTHERS, rows=ROWS)),
    "perubahan-lihat": lambda: ("changes.html", Changes(
        "polda", "63.72", "Polres Banjarbaru", others=OTHERS, rows=ROWS, outlook=SEEN,
        ends=("63.71", "merged", "Kedua satuan digabung mulai 1 Desember"))),
    "perubahan-tolak": lambda: ("changes.html", Changes(
        "polda", "63.72", "Polres Banjarbaru", others=OTHERS, rows=[],
        wrong=WHY_NOT["still_open_here"].format(codes="SHR-4F18"))),
    "perubahan-ditutup": lambda: ("changes.html", Changes("polda", "63.72", "Polres Banjarbaru", True, OTHERS, ROWS)),
}
