"""What the desk's pages of broadcasts show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from siharat.broadcast.rules import LONGEST, MANY_PHONES, RADII_KM
from siharat.web import broadcast_words as words
from siharat.web.broadcast_words import Ground, Shown
from siharat.web.words import N_

MINUTES = {"30": N_("setengah jam"), "60": N_("1 jam"), "120": N_("2 jam"), "240": N_("4 jam"), "480": N_("8 jam"),
           "720": N_("12 jam"), "1440": N_("1 hari"), "2880": N_("2 hari"), "4320": N_("3 hari"),
           "10080": N_("7 hari")}
WRONG = {
    "headline": N_("Tulis judulnya, paling panjang 120 huruf."),
    "text": N_("Tulis isinya, paling panjang 700 huruf."),
    "instruction": N_("Petunjuknya paling panjang 300 huruf."),
    "headline_en": N_("Dalam bahasa Inggris: tulis judul dan isinya, atau kosongkan semuanya."),
    "text_en": N_("Dalam bahasa Inggris: tulis judul dan isinya, atau kosongkan semuanya."),
    "instruction_en": N_("Petunjuk dalam bahasa Inggris paling panjang 300 huruf."),
    "where": N_("Pilih untuk wilayah mana."),
    "parts": N_("Centang paling sedikit satu kelurahan atau kecamatan."),
    "stations": N_("Satuan ini belum punya wilayah."),
    "around": N_("Tempat itu tidak dikenal, atau di luar wilayah Anda. Tulis nama kelurahan, kode kejadian, atau dua "
                 "angka: lintang, bujur."),
    "km": N_("Pilih berapa kilometer."),
    "minutes": N_("Pilih sampai kapan berlaku."),
    "reason": N_("Tulis alasannya: warga membacanya."),
}
NO_PLACE = N_("Tulis tempatnya, misalnya Loktabat Utara.")
NOT_SAVED = {
    "draft_changed": N_("Belum disimpan: {officer} baru saja mengubah siaran ini. Tulisan Anda masih ada di bawah; "
                        "jika Anda simpan, itu menggantikannya."),
    "already_decided": N_("Tidak disimpan: siaran ini sudah dikirim atau dibuang. Tulisan Anda masih ada di bawah."),
}
"""Why a draft stayed as it was, and what becomes of what was typed."""


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A kecamatan, and the kelurahan in it that can be ticked one by one."""

    name: str
    whole: Choice | None
    """``None`` where a part of it is another station's."""
    parts: list[Choice]


@dataclass(frozen=True, slots=True)
class Casts:
    station: str
    casts: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Casting:
    """The form, as it was typed so far."""

    station: str
    said: Mapping[str, str]
    wrong: str = ""
    about: str = ""
    """Which message it updates."""
    draft: str = ""
    """Which draft it corrects."""
    events: list[Choice] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    parts: list[Choice] = field(default_factory=list)
    """Kecamatan whose kelurahan are not known."""
    stations: list[Choice] = field(default_factory=list)
    """Those below, for a desk above several."""
    statuses: Mapping[str, str] = field(default_factory=lambda: words.STATUSES)
    responses: Mapping[str, str] = field(default_factory=lambda: words.RESPONSES)
    urgencies: Mapping[str, str] = field(default_factory=lambda: words.URGENCIES)
    severities: Mapping[str, str] = field(default_factory=lambda: words.SEVERITIES)
    certainties: Mapping[str, str] = field(default_factory=lambda: words.CERTAINTIES)
    minutes: Mapping[str, str] = field(default_factory=lambda: MINUTES)
    radii: tuple[float, ...] = RADII_KM
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)
    amiss: str = ""
    """The field that is wrong; ``saved``: nothing is, but what is kept is another by now."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, and never who."""

    told: int
    shown: int
    outside: int
    failed: int
    pages: int


@dataclass(frozen=True, slots=True)
class Look:
    """One message at the desk: before it goes, and after."""

    station: str
    broadcast: Shown
    ground: Ground | None
    phones: int
    second: bool
    own: bool
    made_by: str
    sent_by: str = ""
    minutes: int = 0
    english: bool = False
    counted: Counted | None = None
    wrong: str = ""
    version: int = 1
    many: int = MANY_PHONES
