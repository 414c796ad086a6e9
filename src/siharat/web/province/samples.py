"""The 13 stations of South Kalimantan with made-up figures, for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web import sample_area
from siharat.web.province.compare import REFUSED, Comparison, Row
from siharat.web.province.rollout import Progress, Rollout
from siharat.web.province.views import LIVE, Station, Stations
from siharat.web.setup import samples as setup
from siharat.web.tiles import Ground

NOW = 1_795_439_653_000
DAY = 86_400_000
FIGURES = [
    ("63.71", "Polresta Banjarmasin", 812, 790, 3, 0, 0), ("63.72", "Polres Banjarbaru", 312, 304, 4, 1, 0),
    ("63.03", "Polres Banjar", 405, 371, 1, 0, 0), ("63.01", "Polres Tanah Laut", 288, 240, 2, 1, 1),
    ("63.04", "Polres Barito Kuala", 231, 226, 0, 0, 0), ("63.05", "Polres Tapin", 198, 151, 0, 0, 0),
    ("63.06", "Polres Hulu Sungai Selatan", 243, 231, 1, 0, 0),
    ("63.07", "Polres Hulu Sungai Tengah", 251, 240, 0, 0, 0),
    ("63.08", "Polres Hulu Sungai Utara", 219, 201, 0, 0, 0), ("63.09", "Polres Tabalong", 276, 270, 0, 0, 0),
    ("63.10", "Polres Tanah Bumbu", 301, 288, 1, 0, 0), ("63.11", "Polres Balangan", 187, 180, 0, 0, 0),
    ("63.02", "Polres Kotabaru", 0, 0, 0, 0, 0),
]

ROWS = [
    Row("Polresta Banjarmasin", "412", "60,4", ("93 %", "90–95 %", "412"), ("81 %", "77–85 %", "398"), "7 mnt 10",
        "97 %", ("88 %", "164")),
    Row("Polres Banjarbaru", "188", "65,8", ("95 %", "91–98 %", "188"), ("84 %", "78–89 %", "181"), "6 mnt 02",
        "98 %", ("91 %", "77")),
    Row("Polres Tapin", "11", "5,4", ("90 %", "72–100 %", "11"), ("63 %", "36–90 %", "11"), "11 mnt 40", "82 %",
        ("100 %", "3"), few=True),
]

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    **setup.SAMPLES,
    "satuan": lambda: ("province/board.html", Stations(
        "Polda Kalimantan Selatan", [Station(*each, each[0] == "63.03", each[0] == "63.05") for each in FIGURES],
        dict(LIVE), True, sample_area.province_plan(), Ground("/-/patterns/stations.geojson"))),
    "penyebaran": lambda: ("province/rollout.html", Rollout("Polda Kalimantan Selatan", [
        Progress("63.72", "Polres Banjarbaru", 7, 312, 309, 304, NOW - 9 * DAY, 7_000, NOW - 40 * DAY),
        Progress("63.03", "Polres Banjar", 5, 405, 398, 371, NOW - 2 * DAY, None),
        Progress("63.05", "Polres Tapin", 3, 198, 12, 9, NOW - DAY, 21_000, NOW - DAY),
        Progress("63.02", "Polres Kotabaru", 2, 0, 0, 0)],
        administers=True)),
    "berdampingan": lambda: ("province/compare.html", Comparison(
        "Polda Kalimantan Selatan", "Oktober 2026", "2026-10-01", "2026-10-31", ROWS, why_not=REFUSED["few_controls"])),
}
