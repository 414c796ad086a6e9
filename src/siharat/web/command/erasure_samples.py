"""Made-up wishes to be forgotten for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.command.erasures import NO_REASON, Wish, Wishes

NOW = 1_795_439_653_000
DAY = 86_400_000

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "hapus": lambda: ("command/erasures.html", Wishes("Polres Banjarbaru", [
        Wish("1", "SHR-4F18", "Polres Banjarbaru", NOW - 4 * DAY, NOW - DAY, True),
        Wish("2", "SHR-4E9K", "Polres Banjarbaru", NOW - DAY, NOW + 2 * DAY)], NO_REASON)),
    "hapus-kosong": lambda: ("command/erasures.html", Wishes("Polres Banjarbaru")),
}
