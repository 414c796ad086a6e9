"""Made-up drills for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.drill.rules import Deaf, Report, Road, Times
from siharat.web.command.drill_views import Drills, Planned, Result

NOW = 1_795_439_653_000
DAY = 86_400_000

DEAF = [Deaf("Aipda Rahmat Hidayat", "page_closed"), Deaf("Brigpol Noor Hafizah", "gone", "410 subscription expired"),
        Deaf("Bripda Muhammad Rizki", "no_receipt"), Deaf("Briptu Nur Laila", "failed", "no answer within 10 s")]
REPORT = Report(
    "0193a5c0-0000-7000-8000-000000000006", "SHR-4F2M", "63.72", False, NOW - 70_000, NOW - 10_000, "answered",
    "Bripka Andi Saputra", 7_200, 312, 308, Times(640, 1_450, 4_900),
    [Road("in_app", 312, 41, Times(90, 210, 480)), Road("web_push", 298, 281, Times(650, 1_500, 4_900))], DEAF)
RUNNING = Report("0193a5c0-0000-7000-8000-000000000007", "SHR-4F2N", "63.72", True, NOW - 3_000, None, None, None, None,
                 312, 296, Times(610, 1_400, 2_900), [Road("in_app", 312, 41, Times(90, 210, 480))], [])
PLANS = [Planned("1", "week", 0, NOW + 2 * DAY, True), Planned("2", "month", 15, NOW + 9 * DAY, False, "real_alarm")]


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "latihan": lambda: ("command/drills.html", Drills("Polres Banjarbaru", 312, "", PLANS, [REPORT])),
    "latihan-berjalan": lambda: ("command/drills.html", Drills("Polres Banjarbaru", 312, RUNNING.incident)),
    "latihan-hasil": lambda: ("command/drill_result.html", Result("Polres Banjarbaru", REPORT)),
    "latihan-hasil-sementara": lambda: ("command/drill_result.html", Result("Polres Banjarbaru", RUNNING)),
}
