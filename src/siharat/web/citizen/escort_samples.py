"""Made-up escorts for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web import sample_area
from siharat.web.citizen.escort import NO_SUCH_LINK, WRONG_TIME
from siharat.web.citizen.escort_views import LIVE, Followed, FollowForm, Walk

NOW = 1_795_439_653_000
MINUTE = 60_000
KEY = "K7QM2FXA9PTRWD4H"
TO = "Pulang dari pasar, naik ojek, jaket hijau"


def walk(state: str = "", until: int = 0, wrong: str = "") -> Walk:
    return Walk(state, NOW + until, TO, key=KEY, wrong=wrong, phrases=dict(LIVE))


def followed(state: str, until: int, seen: bool = True) -> Followed:
    view = Followed(state, "Siti Aisyah", NOW + until, TO, KEY)
    if not seen:
        return view
    return Followed(state, view.name, view.until, TO, KEY, "Loktabat Utara", -3.4402, 114.8211, 8, NOW - 12_000,
                    sample_area.plan())


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "temani": lambda: ("citizen/escort.html", walk()),
    "temani-salah": lambda: ("citizen/escort.html", walk(wrong=WRONG_TIME)),
    "temani-berjalan": lambda: ("citizen/escort.html", walk("going", 23 * MINUTE)),
    "temani-ditanya": lambda: ("citizen/escort.html", walk("asked", 94_000)),
    "ikut": lambda: ("citizen/follow_key.html", FollowForm()),
    "ikut-salah": lambda: ("citizen/follow_key.html", FollowForm(NO_SUCH_LINK)),
    "ikut-berjalan": lambda: ("citizen/follow.html", followed("going", 23 * MINUTE)),
    "ikut-ditanya": lambda: ("citizen/follow.html", followed("asked", 94_000, seen=False)),
    "ikut-alarm": lambda: ("citizen/follow.html", followed("alarm", -3 * MINUTE)),
}
