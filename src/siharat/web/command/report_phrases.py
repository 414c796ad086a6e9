"""What the desk reads of each step of a report. ``{officer}`` did it."""

from __future__ import annotations

from siharat.web.words import N_

STEPS = {
    "received": N_("Diterima"), "asked": N_("Pelapor"), "answered": N_("{officer} menjawab"),
    "sorted": N_("{officer} mengubah golongan: {detail}"), "joined": N_("{officer} menggabungkannya ke {detail}"),
    "joined_asked": N_("Pelapor {detail} menulis lagi"),
    "parted": N_("{officer} memisahkannya lagi"), "planned": N_("{officer} membuat tugas patroli"),
    "patrolled": N_("Patroli {officer}: {detail}"), "raised": N_("{officer} memanggil semua petugas"),
    "attended": N_("Kejadian ditutup: {detail}"), "moved": N_("{officer} memindahkannya"),
    "referred": N_("{officer} meneruskan ke {detail}"),
    "closed": N_("{officer} menutup: {detail}"), "held": N_("{officer} menahannya untuk perkara"),
    "let_go": N_("{officer} tidak menahannya lagi"),
}
STATES = {"new": N_("Baru"), "open": N_("Ditangani"), "closed": N_("Selesai")}
