"""Everything the status page needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.web.words import N_

WHAT = {
    "no_wakeup": N_("Alarm terbuka yang tidak akan dilihat lagi: {about}"),
    "overdue": N_("Langkah berikutnya terlambat: {about}"),
    "book_still": N_("Ada alarm berdering, tetapi buku {about} tidak ditulisi"),
    "book_torn": N_("Buku {about} tidak bersambung"),
    "no_node": N_("Tidak ada server yang memberi tanda hidup"),
    "part_silent": N_("Satu bagian server diam: {about}"),
    "disk": N_("Cakram hampir penuh"),
    "clock": N_("Jam salah, atau melompat"),
    "probe": N_("Alarm buatan untuk {about} tidak sampai"),
    "channel": N_("Jalur {about} tidak sampai ke ponsel uji"),
    "server": N_("Server tidak menjawab"),
    "auditor": N_("Pengawas diam: tidak ada yang menjaga"),
    "database": N_("Basis data tidak dapat dibaca"),
}
DO = {
    "no_wakeup": N_("Telepon petugas piket sekarang, lalu mulai ulang server."),
    "overdue": N_("Telepon petugas piket sekarang, lalu mulai ulang server."),
    "book_still": N_("Telepon petugas piket sekarang, lalu mulai ulang server."),
    "book_torn": N_("Jalankan siharat log verify; simpan salinan basis data sebagai bukti."),
    "no_node": N_("Mulai ulang server: systemctl restart siharat."),
    "part_silent": N_("Mulai ulang server: systemctl restart siharat."),
    "disk": N_("Kosongkan cakram: bila penuh, tekanan tombol tidak dapat disimpan."),
    "clock": N_("Betulkan jam: timedatectl set-ntp true."),
    "probe": N_("Lihat log server; adakan latihan untuk melihat siapa yang berdering."),
    "channel": N_("Periksa jalur itu dengan siharat doctor; alarm memakai jalur lain."),
    "server": N_("Mulai ulang server: systemctl restart siharat."),
    "auditor": N_("Mulai ulang server: ia menyalakan pengawas lagi."),
    "database": N_("Periksa cakram dan basis data dengan siharat doctor."),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    code: str
    about: str
    since: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A part and its last sign of life."""

    name: str
    at: int | None
    well: bool


@dataclass(frozen=True, slots=True)
class Status:
    troubles: list[Trouble] = field(default_factory=list)
    servers: list[Sign] = field(default_factory=list)
    stations: list[Sign] = field(default_factory=list)
    """The last synthetic alarm that came through, for each station the reader may see."""
    channels: list[Sign] = field(default_factory=list)
    free_mb: int = 0
    what: dict[str, str] = field(default_factory=lambda: dict(WHAT))
    do: dict[str, str] = field(default_factory=lambda: dict(DO))
