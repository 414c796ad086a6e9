"""Made-up marks for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.command.mark_views import Correction, Mark, Marks

NOW = 1_795_439_653_000
DAY = 86_400_000

SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "tanda": lambda: ("command/marks.html", Marks("Polres Banjarbaru", [
        Mark("1", "SHR-4F18", "Tujuh kali menekan sambil tertawa di telepon", "Aiptu Dewi Sartika", NOW - DAY,
             NOW + 6 * DAY, "HP saya dipakai anak saya. Sudah saya nasihati."),
        Mark("2", "SHR-4E9K", "Menyebut alamat yang tidak ada, tiga kali", "Aiptu Dewi Sartika", NOW - 3 * DAY,
             NOW + 27 * DAY)], [Correction("1", "SHR-4F2A", NOW - 3_600_000, "unfounded",
             "Mereka sudah lari ketika polisi datang. Jendela saya pecah.")])),
    "tanda-kosong": lambda: ("command/marks.html", Marks("Polres Banjarbaru")),
}
