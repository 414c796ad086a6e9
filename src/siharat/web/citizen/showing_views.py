"""Everything that the page for showing needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.web.words import N_

LIVE = {
    "live.on": N_("Petugas melihat kamera ini sekarang."),
    "live.off": N_("Kamera mati. Tidak ada gambar yang dikirim."),
    "live.none": N_("Kamera tidak diizinkan di HP ini. Foto tetap bisa dikirim."),
    "voice.on": N_("Merekam. Tekan lagi untuk mengirim."),
    "voice.sent": N_("Suara terkirim."),
    "voice.none": N_("Mikrofon tidak diizinkan di HP ini."),
    "place.sent": N_("Lokasi terkirim, ketepatan ±{metres}. Dikirim selama halaman ini terbuka."),
    "place.none": N_("Lokasi tidak diizinkan di HP ini."),
    "not_sent": N_("Belum terkirim. Coba lagi, atau telepon 110."),
    "photos.small": N_("{n} foto siap, sudah diperkecil"),
    "photos.many": N_("Lima foto sekali kirim."),
    "over": N_("Selesai. Tidak ada lagi yang dibagikan."),
}


@dataclass(frozen=True, slots=True)
class Showing:
    code: str
    station: str
    key: str = ""
    """Of an officer's link; empty for whose own alarm it is."""
    sent: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Which of the files that came was not kept, and why."""
    place: str = ""
    phrases: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShowKey:
    """Where the letters that an officer reads aloud are typed."""

    wrong: str = ""
