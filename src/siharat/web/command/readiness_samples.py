"""Made-up phones for the page of readiness in ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.command.readiness_views import Phone, Readiness

NOW = 1_795_439_653_000
HOUR = 3_600_000

RINGING = [Phone(f"Bripka Petugas {number}", f"8501{number:04d}", proved_at=NOW - number * 40_000)
           for number in range(1, 41)]
DEAF = [
    Phone("Bripka Andi Saputra", "85010234", "permission_denied", NOW - 26 * HOUR),
    Phone("Aipda Rahmat Hidayat", "88020311", "dead_address", NOW - 3 * HOUR),
    Phone("Brigpol Noor Hafizah", "91070415", "late", NOW - 5 * HOUR),
    Phone("Bripda Muhammad Rizki", "95110520", "no_answer", NOW - HOUR),
    Phone("Bripda Ahmad Fauzan", "96030877", "no_answer", NOW - 2 * HOUR),
    Phone("Ipda Dewi Lestari", "80040612", "page_closed", NOW - 12 * HOUR),
    Phone("Aiptu Agus Salim", "78010203", "never_enrolled", NOW - 400 * HOUR),
]

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "kesiapan": lambda: ("command/readiness.html", Readiness("Polres Banjarbaru", DEAF, RINGING)),
    "kesiapan-semua": lambda: ("command/readiness.html", Readiness("Polres Banjarbaru", [], RINGING)),
}
