"""Made-up data of one citizen for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.citizen.rights import NO_SUCH_CODE, NOT_SURE, MoveForm, OwnData, Wish

NOW = 1_795_439_653_000
DAY = 86_400_000
WHO = ("Siti Aisyah", "0812-••••-7731")

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "data": lambda: ("citizen/own_data.html", OwnData(*WHO, 3, 1, wrong=NOT_SURE)),
    "data-pindah": lambda: ("citizen/own_data.html", OwnData(*WHO, code="K7QM-2FXA")),
    "data-menunggu": lambda: ("citizen/own_data.html", OwnData(*WHO, 3, wish=Wish(NOW - DAY, NOW + 2 * DAY))),
    "data-ditolak": lambda: ("citizen/own_data.html", OwnData(*WHO, 3, wish=Wish(
        NOW - 4 * DAY, NOW - DAY, True, "Perkara SHR-4F18 masih disidik."))),
    "pindah": lambda: ("citizen/move.html", MoveForm(NO_SUCH_CODE)),
}
