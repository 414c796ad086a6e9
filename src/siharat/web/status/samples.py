"""A made-up machine for ``/-/patterns``: well, and not."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.status.views import Sign, Status, Trouble

NOW = 1_795_439_653_000
PARTS = ("channels", "clockwork", "doorbell", "hub")
SERVERS = [Sign("auditor auditor", NOW - 2_000, True),
           *(Sign(f"siharat-4711 {part}", NOW - 3_000, True) for part in PARTS)]
STATIONS = [Sign("Polres Banjarbaru", NOW - 41_000, True)]

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "keadaan": lambda: ("status/page.html", Status([], SERVERS, STATIONS, [Sign("ntfy", NOW - 20_000, True)], 48_120)),
    "keadaan-sakit": lambda: ("status/page.html", Status(
        [Trouble("part_silent", "siharat-4711 clockwork", NOW - 41_000), Trouble("disk", "", NOW - 300_000)],
        [*SERVERS[:2], Sign("siharat-4711 clockwork", NOW - 61_000, False), *SERVERS[3:]], STATIONS,
        [Sign("ntfy", None, False)], 212)),
}
