"""Made-up reports and patrol tasks for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siharat.web import report_words, sample_area
from siharat.web.citizen.report_samples import HOUR, STATION, T0, WORDS
from siharat.web.citizen.report_views import Said
from siharat.web.command.report_phrases import STATES
from siharat.web.command.report_views import Likely, Open, Picture, Reports, Row, TaskRow, Tasks
from siharat.web.officer.task_views import OwnTasks

DESK = "Aiptu Dewi Sartika"
PATROL = "Bripka Andi Saputra"


def row(number: int, category: str, place: str, text: str, under: str = "nobody", waits: int | None = None,
        state: str = "claimed", joined: int = 0) -> Row:
    words = {"wait": STATES["new"], "claimed": STATES["open"], "closed": STATES["closed"]}[state]
    return Row(f"r{number}", f"LW-7KQ2F{number}", report_words.CATEGORIES[category], place, text,
               report_words.UNDER[under], T0 - number * HOUR, waits, state, words, joined)


RACING = row(2, "balap_liar", "Depan pasar · Loktabat Utara", WORDS[:100] + " …", waits=T0, state="wait", joined=2)
QUEUE = [
    RACING,
    row(3, "curanmor", "Parkiran masjid · Komet", "Dua hari ini ada dua orang mencoba-coba motor yang diparkir waktu "
        "salat Magrib.", "confidence", T0 + HOUR, "wait"),
    row(4, "narkotika", "Guntung Paikat", "Rumah kosong itu didatangi orang tiap lewat tengah malam.", "nobody"),
    row(5, "sosial", "Sungai Besar", "Ada nenek yang tinggal sendiri dan tidak bisa berjalan.", "name"),
]
THREAD = [
    Said(T0, "received", "Diterima"),
    Said(T0 + HOUR, "sorted", f"{DESK} mengubah golongan: Balap liar"),
    Said(T0 + 3 * HOUR, "answered", f"{DESK} menjawab", "Terima kasih. Apakah mereka datang dari arah jembatan?",
         mine=True),
    Said(T0 + 5 * HOUR, "asked", "Pelapor", "Ya, dari jembatan, lalu berputar di lampu merah."),
    Said(T0 + 6 * HOUR, "planned", f"{DESK} membuat tugas patroli"),
]
SHOTS = [Picture("/static/icons/512.png", 512, 512), Picture("/static/icons/192.png", 192, 192)]
LIKELY = [Likely("r8", "LW-M4T9CC", "Suara motor keras sekali di dekat pasar, anak saya tidak bisa tidur.",
                 T0 - 20 * HOUR, 120)]


def opened(under: str = "nobody", identity: tuple[str, str] | None = None, joined_to: str = "") -> Open:
    shown = row(2, "balap_liar", "Depan pasar · Loktabat Utara", WORDS, under, T0, "wait")
    return Open(shown, WORDS, "balap_liar", T0 - 12 * HOUR, -3.4402, 114.8211, THREAD, under,
                [] if joined_to else LIKELY, [] if joined_to else LIKELY, joined_to, "r9", "", SHOTS, False, identity)


def page(**more: Any) -> tuple[str, object]:
    others = [("63.71", "Polresta Banjarmasin")]
    view = Reports(STATION, QUEUE, 2, plan=sample_area.plan(), others=others, **more)
    return "command/reports.html", view


NIGHT = TaskRow("t1", "open", report_words.CATEGORIES["balap_liar"],
                "Balap liar, belasan motor, datang dari jembatan dan berputar di lampu merah.", "Depan Pasar Bauntung",
                T0 + 7 * HOUR, T0 + 9 * HOUR, report="r2")
TAKEN = TaskRow("t2", "taken", report_words.CATEGORIES["curanmor"], "Parkiran waktu salat Magrib.", "Masjid, Komet",
                taken_by=PATROL, mine=True, spot="-3.4440,114.8440")
DONE = TaskRow("t3", "done", report_words.CATEGORIES["keributan"], "Keributan di warung.", "Guntung Paikat",
               taken_by=PATROL, outcome=report_words.OUTCOMES["warned"], note="Pemilik warung menutup lebih awal.",
               ended_at=T0)

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "laporan": lambda: page(),
    "laporan-kosong": lambda: ("command/reports.html", Reports(
        "Polda Kalimantan Selatan", [], 0, below=[("Polres Tapin", 3, T0 - 30 * HOUR), (STATION, 2, T0)])),
    "laporan-terbuka": lambda: page(open=opened()),
    "laporan-rahasia": lambda: page(open=opened("confidence")),
    "laporan-dengan-nama": lambda: page(open=opened("name", ("Siti Aisyah", "+6281234567731")),
                                        wrong="Kejadian ini sudah berubah. Lihat keadaannya sekarang."),
    "laporan-digabung": lambda: page(open=opened(joined_to="LW-M4T9CC")),
    "tugas": lambda: ("command/tasks.html", Tasks(STATION, [NIGHT], [TAKEN], [DONE])),
}
OFFICER: dict[str, Callable[[], tuple[str, object]]] = {
    "tugas": lambda: ("officer/tasks.html", OwnTasks(STATION, [TAKEN], [NIGHT])),
    "tugas-kosong": lambda: ("officer/tasks.html", OwnTasks(STATION, [], [])),
}
