"""Made-up open figures for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web import sample_area
from siharat.web.figures import MonthRow, OpenFigures, OpenStations

MONTHS = [MonthRow("Oktober 2026", "188", "95 %", "6 mnt 02"), MonthRow("September 2026", "171", "93 %", "6 mnt 40"),
          MonthRow("Agustus 2026", "", "–", "–", few=True), MonthRow("Juli 2026", "0", "–", "–")]

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "angka": lambda: ("citizen/figures_list.html", OpenStations([("63.72", "Polres Banjarbaru")])),
    "angka-tertutup": lambda: ("citizen/figures_list.html", OpenStations()),
    "angka-satuan": lambda: ("citizen/figures.html", OpenFigures(
        "Polres Banjarbaru", 10, MONTHS, [("Loktabat Utara", "121"), ("Guntung Manggis", "88"), ("Cempaka", "12")],
        "31", sample_area.plan(), {"Loktabat Utara": 4, "Guntung Manggis": 3, "Cempaka": 1})),
}
