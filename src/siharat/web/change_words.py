"""What was changed at a station, as a person reads it; and to the officer whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from siharat.people.changes import SYSTEM, THEMSELVES, Change
from siharat.web.settings_words import PARTS
from siharat.web.words import N_, catalogue

WORDS = {
    "renamed": N_("Nama diganti dari {before} menjadi {after}"),
    "closed": N_("Satuan ditutup, wilayahnya ke {other}"),
    "merged": N_("Satuan digabung ke {other}"),
    "reopened": N_("Satuan dibuka kembali"),
    "settings": N_("Pengaturan diimpor: {parts}"),
    "moved_in": N_("{officer} datang dari {other}"),
    "moved_out": N_("{officer} pindah ke {other}"),
    "left": N_("{officer} keluar dari daftar petugas"),
    "signed_out": N_("{officer} dikeluarkan dari semua ponsel"),
    "code_made": N_("Kode masuk dibuat untuk {officer}"),
    "codes_made": N_("{many} kode masuk dibuat"),
    "code_at_server": N_("Kode masuk untuk {officer} dibuat di server, tanpa halaman"),
    "recovery_asked": N_("Cara masuk baru diminta atas nama {officer}"),
    "recovery_seen": N_("{officer} dilihat orang kedua dan dapat masuk lagi"),
    "recovery_refused": N_("Permintaan atas nama {officer} ditolak"),
}
OWN = {
    "code_made": N_("Kode masuk baru dibuat untuk Anda oleh {by}"),
    "code_at_server": N_("Kode masuk baru untuk Anda dibuat di server"),
    "recovery_asked": N_("Cara masuk baru diminta atas nama Anda"),
    "recovery_seen": N_("Cara masuk Anda diganti, disaksikan {by}"),
}
BY = {SYSTEM: N_("server"), THEMSELVES: N_("ia sendiri, belum masuk")}


def words(change: Change, say: Callable[[str], str]) -> str:
    said = _said(change)
    if change.kind == "settings":
        said["parts"] = ", ".join(say(PARTS.get(part, part)) for part in said["parts"].split(", "))
    return say(WORDS[change.kind]).format(officer=change.officer, other=change.other, **said)


def by(change: Change, say: Callable[[str], str]) -> str:
    return say(BY[change.by]) if change.by in BY else change.by


def own_words(found: Sequence[Change], zone: str, language: str) -> list[str]:
    """``Kode masuk baru dibuat untuk Anda oleh Aiptu Agus Salim, 30/11 14.05``."""
    say = catalogue(language).gettext
    return [f"{say(OWN[each.kind]).format(by=by(each, say), **_said(each))}, "
            f"{datetime.fromtimestamp(each.at / 1_000, ZoneInfo(zone)):%d/%m %H.%M}" for each in found]


def _said(change: Change) -> dict[str, str]:
    return {key: str(value) for key, value in change.said.items()}
