"""The phone doctor: which make of phone, and what to tap on it so that it rings at night. Pure.

Makers hide the same few switches under different names and move them with every version; what is written here is
the shortest way that most of their phones of the last five years have. The proof is not the list but the ring.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from siharat.kernel.errors import invalid
from siharat.web.words import N_


@dataclass(frozen=True, slots=True)
class Step:
    what: str
    taps: str = ""
    """Where it is found, from the phone's settings on."""


PERMIT = Step(N_("Izinkan pemberitahuan"), N_("Setelan, Aplikasi, Chrome, Pemberitahuan: nyalakan semua."))
UNLOCKED = Step(N_("Tampilkan di layar kunci"), N_("Setelan, Layar kunci, Pemberitahuan: tampilkan isinya."))
LOUD = Step(N_("Naikkan volume dan matikan mode Jangan Ganggu"),
            N_("Tombol volume, lalu ikon bel. Senyap dan getar membuat alarm tidak terdengar."))
INSTALL = Step(N_("Pasang Siharat di layar utama"), N_("Di Chrome: titik tiga, lalu Tambahkan ke layar utama."))

MAKES: dict[str, str] = {
    "xiaomi": "Xiaomi, Redmi, Poco", "oppo": "Oppo, Realme", "vivo": "Vivo, iQOO", "samsung": "Samsung",
    "iphone": "iPhone", "lain": N_("Merek lain"),
}
STEPS: dict[str, tuple[Step, ...]] = {
    "xiaomi": (
        INSTALL, PERMIT,
        Step(N_("Izinkan mulai otomatis"), N_("Setelan, Aplikasi, Kelola aplikasi, Chrome: nyalakan Mulai otomatis.")),
        Step(N_("Cabut hemat baterai"), N_("Di halaman yang sama: Penghemat baterai, pilih Tanpa batasan.")),
        Step(N_("Kunci di daftar aplikasi"), N_("Buka daftar aplikasi terbaru, tahan Chrome, ketuk gembok.")),
        UNLOCKED, LOUD),
    "oppo": (
        INSTALL, PERMIT,
        Step(N_("Izinkan mulai otomatis"), N_("Setelan, Aplikasi, Mulai otomatis: nyalakan Chrome.")),
        Step(N_("Cabut hemat baterai"),
             N_("Setelan, Baterai, Pengelolaan baterai aplikasi, Chrome: izinkan aktivitas latar belakang.")),
        Step(N_("Kunci di daftar aplikasi"), N_("Buka daftar aplikasi terbaru, titik dua di Chrome, Kunci.")),
        UNLOCKED, LOUD),
    "vivo": (
        INSTALL, PERMIT,
        Step(N_("Izinkan mulai otomatis"), N_("Setelan, Aplikasi, Izin, Mulai otomatis: nyalakan Chrome.")),
        Step(N_("Cabut hemat baterai"),
             N_("Setelan, Baterai, Konsumsi daya latar belakang, Chrome: pilih Jangan batasi.")),
        UNLOCKED, LOUD),
    "samsung": (
        INSTALL, PERMIT,
        Step(N_("Cabut hemat baterai"), N_("Setelan, Aplikasi, Chrome, Baterai: pilih Tidak dibatasi.")),
        Step(N_("Keluarkan dari aplikasi tidur"),
             N_("Setelan, Baterai, Batas penggunaan latar belakang: jangan ada Chrome di sana.")),
        UNLOCKED, LOUD),
    "iphone": (
        Step(N_("Perbarui iOS ke 16.4 atau lebih baru"), N_("Setelan, Umum, Pembaruan Perangkat Lunak.")),
        Step(N_("Pasang Siharat di layar utama"),
             N_("Di Safari: ketuk Bagikan, lalu Tambahkan ke Layar Utama, lalu buka dari sana.")),
        Step(N_("Izinkan pemberitahuan"),
             N_("Setelan, Pemberitahuan, Siharat: nyalakan Izinkan, Suara, Layar Terkunci dan Pusat Pemberitahuan.")),
        Step(N_("Beri jalan lewat mode Fokus"), N_("Setelan, Fokus, Jangan Ganggu, Aplikasi: tambahkan Siharat.")),
        Step(N_("Matikan Mode Daya Rendah"), N_("Setelan, Baterai.")),
        Step(N_("Bunyikan iPhone"), N_("Geser tombol di samping, sehingga tidak tampak warna jingga."))),
    "lain": (
        INSTALL, PERMIT,
        Step(N_("Cabut hemat baterai"), N_("Setelan, Aplikasi, Chrome, Baterai: pilih tanpa batasan.")),
        UNLOCKED, LOUD),
}

_SIGNS: tuple[tuple[str, str], ...] = (
    ("iphone", r"iPhone|iPad|iPod"),
    ("xiaomi", r"Xiaomi|Redmi|POCO|MIUI|MiuiBrowser|; (?:M2|2[0-4])[0-9]{2}[0-9A-Z]{4,}"),
    ("oppo", r"OPPO|realme|HeyTap|\b(?:CPH|RMX)[0-9]{4}"),
    ("vivo", r"\bvivo\b|VivoBrowser|iQOO|; V[12][0-9]{3}[A-Z]?\b"),
    ("samsung", r"Samsung|\bSM-[A-Z][0-9]{3}"),
)


def make_of(user_agent: str, model: str = "") -> str:
    """The make as the browser gives it away; many give nothing away any more: then ``lain``, and the person says."""
    said = f"{user_agent[:500]}; {model[:100]}"
    return next((make for make, sign in _SIGNS if re.search(sign, said, re.I)), "lain")


WAIT_S = 10
"""Long enough to close the page and lock the screen."""
PATIENCE_S = 40
"""A ring that has not come by then has not come: an alarm's push would be dropped soon after."""


def week_time(day: str, clock: str) -> tuple[int, int]:
    """A day of the week (0 is Monday) and minutes after midnight, as a form says them. Raises ``Problem`` 422."""
    found = re.fullmatch("([01][0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?", clock)
    if not re.fullmatch("[0-6]", day):
        raise invalid("hari", "is none of the seven days")
    if found is None:
        raise invalid("pukul", "is no time of the day, such as 09:00")
    return int(day), int(found[1]) * 60 + int(found[2])


def stage_of(now: int, asked_at: int | None, rang_at: int | None) -> str:
    """``ready``, ``lock`` (the screen now), ``wait``, ``rang`` or ``silent``. Times in milliseconds."""
    if asked_at is None:
        return "ready"
    if rang_at is not None:
        return "rang"
    waited = now - asked_at
    return "lock" if waited < WAIT_S * 1_000 else "wait" if waited < (WAIT_S + PATIENCE_S) * 1_000 else "silent"
