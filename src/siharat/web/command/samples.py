"""A made-up night at the command centre, for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from siharat.escalate.whom import Coming
from siharat.people.notices import Unread
from siharat.web import sample_area
from siharat.web.command.lines import Told
from siharat.web.command.phrases import LIVE
from siharat.web.command.views import Board, Call, Desk, Failing, Focus, Hand, Matrix, Row
from siharat.web.tiles import Ground

NOW = 1_795_439_653_000


def squares(taken: bool) -> str:
    """312 phones, 298 of them heard; the pattern is made by arithmetic, not by chance."""
    letters = []
    for i in range(312):
        mixed = (i * 7919 + 13) % 97
        letters.append("v" if mixed < 36 else "o" if mixed < 40 else "x" if mixed == 96 else "r")
    for i in (23, 71, 118, 160, 161, 199, 214, 230, 255, 270, 288, 301, 305, 311):
        letters[i] = "d"
    if taken:
        letters[147] = "t"
        letters[44] = letters[203] = "h"
    return "".join(letters)


RINGING = Row("0193a5c0-0000-7000-8000-000000000001", "SHR-4F2K", "ringing", NOW - 8_000, "Loktabat Utara",
              "SHR-4F2K · 312 ponsel · gelombang 2", -3.4362, 114.8121, 8, wave=2, phones=312)
ROWS = [
    RINGING,
    Row("0193a5c0-0000-7000-8000-000000000002", "SHR-4F1Z", "responding", NOW - 184_000, "Guntung Manggis",
        "SHR-4F1Z · Aipda Rahmat", -3.4787, 114.7756, phones=312, claimed_by="Aipda Rahmat"),
    Row("0193a5c0-0000-7000-8000-000000000003", "SHR-4F1W", "claimed", NOW - 61_000, "Sungai Ulin",
        "SHR-4F1W · senyap, jangan menelepon", -3.4568, 114.8802, phones=312, caution="silent"),
    Row("0193a5c0-0000-7000-8000-000000000006", "SHR-4F2M", "ringing", NOW - 5_000, "Cempaka",
        "LATIHAN · SHR-4F2M", -3.5211, 114.8702, phones=312, drill=True),
    Row("0193a5c0-0000-7000-8000-000000000004", "SHR-4F1R", "on_scene", NOW - 1_100_000, "Landasan Ulin Timur",
        "SHR-4F1R · Briptu Nur", -3.4761, 114.7381, phones=312),
]
DONE = [Row("0193a5c0-0000-7000-8000-000000000005", "SHR-4F18", "closed", NOW - 9_000_000, "Cempaka",
            "SHR-4F18 · Benar, ditangani", closed_at=NOW - 7_000_000)]
TOLD = [Told(NOW - 8_000, "Tombol ditekan, tersimpan"), Told(NOW - 7_900, "312 ponsel dipanggil"),
        Told(NOW - 3_000, "312 ponsel dipanggil lagi, gelombang 2")]
TAKEN = [*TOLD, Told(NOW, "Bripka Andi Saputra mengambil"),
         Told(NOW + 3_000, "Bripka Andi Saputra membuka telepon ke warga")]


FREE = [Hand("5", "Brigpol Noor Hafizah", metres=840, age=12_000, seconds=190),
        Hand("6", "Bripda M. Rizki", metres=2_300, age=95_000), Hand("7", "Briptu Nur Laila")]
STATIONS = [("63", "Polda Kalimantan Selatan"), ("63.71", "Polresta Banjarmasin"), ("63.03", "Polres Banjar")]
DESK = Desk([Hand("3", "Aipda Rahmat Hidayat", "en_route"), Hand("4", "Briptu Nur", "waiting")], FREE, STATIONS,
            joined_ones=["SHR-4F1Y"], joinable=[("SHR-4F1W", "Sungai Ulin")])
OFFERED = Desk([], FREE, STATIONS, in_charge="Polres Banjar", offered_to="Polres Banjarbaru", until=NOW + 41_000,
               mine_to_answer=True)


def board(**changes: object) -> Board:
    fields: dict[str, object] = {
        "station": "Polres Banjarbaru", "code": "63.72", "phones": 312, "ready": 304, "plan": sample_area.plan(),
        "ground": Ground("/-/patterns/areas.geojson"), "phrases": dict(LIVE), "taken_ms": 7_000,
        "arrived_ms": 340_000, **changes}
    return Board(**fields)  # type: ignore[arg-type]  # sample fields, as named above


def page(view: object) -> Callable[[], tuple[str, object]]:
    return lambda: ("command/board.html", view)


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "berdering": page(board(now=ROWS, done=DONE, focus=Focus(
        RINGING, Matrix(squares(False), 312, 298, 124), TOLD,
        coming=Coming("above", "app", NOW + 12_000, ["Polda Kalimantan Selatan"])))),
    "diambil": page(board(
        now=[replace(RINGING, status="claimed", claimed_by="Bripka Andi Saputra"), *ROWS[1:]], done=DONE,
        focus=Focus(replace(RINGING, status="claimed", note="SHR-4F2K · diambil Bripka Andi Saputra"),
                    Matrix(squares(True), 312, 298, 126), TAKEN, ("Siti Aisyah", "+6281234567731"), desk=DESK))),
    "ditawarkan": page(board(now=ROWS, done=DONE, focus=Focus(
        replace(ROWS[1], offered_to="Polres Banjarbaru"), Matrix(squares(True), 312, 298, 126), TAKEN, desk=OFFERED))),
    "latihan-berdering": page(board(now=[ROWS[3]], focus=Focus(ROWS[3], Matrix(squares(False), 312, 298, 124), TOLD))),
    "jalan-gagal": page(board(now=ROWS, done=DONE, focus=Focus(RINGING, Matrix(squares(False), 312, 298, 124), TOLD),
                              failing=[Failing("SMS", NOW - 600_000, "batas harian tercapai: 200 SMS hari ini")])),
    "panggilan": page(board(now=ROWS, done=DONE, call=Call(RINGING.id, True, ("Cempaka", "Loktabat Utara")))),
    "identitas-dibuka": page(board(now=ROWS, done=DONE, audits=True, looks=2,
                                   unread=Unread(3, "Aiptu Dewi Sartika", NOW - 60_000))),
    "tenang": page(board(administers=True, done=DONE, ready=261, taken_ms=None, arrived_ms=None)),
}
