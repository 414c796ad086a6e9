"""Made-up searches, a poster and a sheet of a watch for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from siharat.web.command.poster import Poster
from siharat.web.command.samples import ROWS
from siharat.web.command.search import Found
from siharat.web.command.watch_sheet import Entry, Sheet
from siharat.web.officer.roads import drawn

NOW = 1_795_439_653_000
HOUR = 3_600_000
ENDED = [replace(each, status="closed", closed_at=NOW - HOUR) for each in ROWS[:2]]

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "cari": lambda: ("command/search.html", Found("Polres Banjarbaru")),
    "cari-ketemu": lambda: ("command/search.html", Found("Polres Banjarbaru", "kemarin Cempaka", ROWS, True)),
    "cari-kosong": lambda: ("command/search.html", Found("Polres Banjarbaru", "SHR-ZZZ", [], True)),
    "poster": lambda: ("command/poster.html", Poster("Polres Banjarbaru", "siharat.example.id",
                                                     drawn("https://siharat.example.id/"), "+6281234567890")),
    "serah-jaga": lambda: ("command/watch_sheet.html", Sheet(
        "Polres Banjarbaru", "Aiptu Dewi Sartika", NOW - 8 * HOUR, NOW,
        [Entry(ROWS[0], [(NOW - HOUR, "Anak kecil di dalam rumah, lewat pintu belakang.")])],
        [Entry(each) for each in ENDED], 3, 2, ["Bripka Andi Saputra", "Aipda Rahmat Hidayat"],
        ["Briptu Nur Laila"], 312)),
}
