"""Made-up moments of showing for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.citizen.showing import NO_SUCH_KEY
from siharat.web.citizen.showing_views import LIVE, Showing, ShowKey

KEY = "K7QM2FXA9PTR"


def showing(key: str = "", sent: int = 0, refused: list[tuple[int, str]] | None = None) -> Showing:
    return Showing("SHR-4F2K7M", "Polres Banjarbaru", key, sent, refused or [], phrases=dict(LIVE))


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "tunjukkan": lambda: ("citizen/show.html", showing()),
    "tunjukkan-tautan": lambda: ("citizen/show.html", showing(KEY)),
    "tunjukkan-terkirim": lambda: ("citizen/show.html", showing(KEY, 2, [
        (3, "format HEIC belum dapat dibaca, kirim sebagai JPEG")])),
    "tunjukkan-kode": lambda: ("citizen/show_key.html", ShowKey()),
    "tunjukkan-kode-salah": lambda: ("citizen/show_key.html", ShowKey(NO_SUCH_KEY)),
}
