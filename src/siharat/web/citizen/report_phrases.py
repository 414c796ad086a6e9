"""What a reporter is told of each step. Never more than is true, and nothing of how the police go about it."""

from __future__ import annotations

from siharat.web.words import N_

STEPS = {
    "received": N_("Laporan diterima {station}"),
    "asked": N_("Anda"),
    "answered": N_("{station}"),
}
HEADLINES = {"new": N_("Laporan Anda diterima"), "open": N_("Laporan Anda sedang ditangani"),
             "closed": N_("Laporan Anda selesai")}

FORM = {
    "place.known": N_("Lokasi Anda dipakai, ketepatan ±{metres}"),
    "place.chosen": N_("Titik pada denah dipakai"),
    "place.none": N_("Lokasi tidak diizinkan. Tulis tempatnya dengan kata-kata."),
}
