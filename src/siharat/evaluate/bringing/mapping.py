"""Which column of a station's spreadsheet is what: said in a small TOML file, or guessed from the headings."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Sequence
from typing import Literal

import msgspec

from siharat.incident.rules import DISPOSITIONS
from siharat.kernel import Problem

FIELDS: dict[str, tuple[str, ...]] = {
    "number": ("number", "nomor", "no", "nolaporan", "nomorlaporan", "noregistrasi", "callnumber", "kode", "id"),
    "raised": ("raised", "received", "receiveddttm", "waktulapor", "waktulaporan", "waktukejadian", "waktumasuk",
               "diterima", "tanggal", "waktu", "jammasuk"),
    "claimed": ("claimed", "dispatch", "dispatchdttm", "diangkat", "diambil", "waktudiangkat", "jamdiangkat",
                "ditugaskan"),
    "reached": ("reached", "dihubungi", "tersambung", "waktudihubungi", "jamdihubungi"),
    "en_route": ("enroute", "response", "responsedttm", "berangkat", "menuju", "waktuberangkat", "jamberangkat"),
    "on_scene": ("onscene", "onscenedttm", "firstonscene", "tiba", "waktutiba", "jamtiba", "tibadilokasi"),
    "clear": ("clear", "available", "availabledttm", "lastavailable", "selesai", "waktuselesai", "jamselesai"),
    "closed": ("closed", "ditutup", "waktuditutup"),
    "disposition": ("disposition", "hasil", "hasilakhir", "keterangan", "disposisi", "finaldisposition",
                    "callfinaldisposition"),
    "category": ("category", "kategori", "jenis", "jeniskejadian", "jenisgangguan", "calltype"),
    "channel": ("channel", "saluran", "kanal", "sumber", "media"),
    "locality": ("locality", "kelurahan", "desa", "kecamatan", "wilayah", "neighborhood"),
    "lat": ("lat", "latitude", "lintang"),
    "lon": ("lon", "lng", "longitude", "bujur"),
}
"""What a case is made of, and how its column is called in the field, letters only."""
MOMENTS = ("claimed", "reached", "en_route", "on_scene", "clear", "closed")
SAYS = {
    "genuine": ("genuine", "benar", "nyata", "ditangani", "selesaiditangani"),
    "false_alarm": ("falsealarm", "alarmpalsu", "palsu", "laporanpalsu", "iseng", "prank"),
    "accidental": ("accidental", "salahtekan", "taksengaja", "tidaksengaja"),
    "unfounded": ("unfounded", "tidakterbukti", "tidakditemukan", "nihil"),
    "test": ("test", "ujicoba"), "drill": ("drill", "latihan"),
    "duplicate": ("duplicate", "ganda", "duplikat"),
    "referred": ("referred", "dilimpahkan", "diteruskan"),
}
ALL_OTHERS = "*"


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the TOML file says it. ``columns``: field to the heading of its column, or several, joined by a space
    (a date and a time). ``dispositions``: the station's words to ours; ``"*"`` for all others."""

    columns: dict[str, str | list[str]] = {}
    timezone: str = ""
    dates: Literal["dmy", "mdy"] = "dmy"
    dispositions: dict[str, str] = {}
    category: str = ""
    channel: str = ""

    def complete(self, headings: Sequence[str]) -> Mapping:
        """With what the file does not say guessed from the headings. ``Problem`` 422 for what is not there."""
        for field, wanted in self.columns.items():
            if field not in FIELDS:
                raise _refused(f"[columns] {field} is none of {', '.join(FIELDS)}")
            for heading in _several(wanted):
                if heading not in headings:
                    raise _refused(f"[columns] {field}: there is no column {heading!r}; the file has "
                                   f"{', '.join(headings)}")
        taken = {heading for wanted in self.columns.values() for heading in _several(wanted)}
        found = dict(self.columns)
        spelled = {letters(heading): heading for heading in reversed(headings) if heading not in taken}
        for field, names in FIELDS.items():
            guess = next((spelled[name] for name in names if name in spelled), None)
            if field not in found and guess is not None:
                found[field] = guess
                del spelled[letters(guess)]
        if "raised" not in found:
            raise _refused("no column says when each incident was raised: write `raised = \"its heading\"` under "
                           f"[columns]; the file has {', '.join(headings)}")
        return msgspec.structs.replace(self, columns=found)

    def disposition(self, text: str) -> str:
        """Ours for the station's word; empty when nobody knows it."""
        if text in self.dispositions:
            return self.dispositions[text]
        plain = letters(text)
        known = next((ours for ours, words in SAYS.items() if plain in words), "")
        return known or self.dispositions.get(ALL_OTHERS, "")


def read(text: str, where: str) -> Mapping:
    """``Problem`` 422 with what is wrong in the mapping file."""
    try:
        found = msgspec.toml.decode(text, type=Mapping)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise _refused(f"{where}: {error}") from error
    if found.timezone and found.timezone not in zoneinfo.available_timezones():
        raise _refused(f"{where}: timezone {found.timezone!r} is unknown; write it like Asia/Makassar")
    wrong = set(found.dispositions.values()) - {*DISPOSITIONS, ""}
    if wrong:
        raise _refused(f"{where}: [dispositions] {min(wrong)!r} is none of {', '.join(DISPOSITIONS)}")
    return found


def letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _several(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _refused(why: str) -> Problem:
    return Problem(422, "mapping", f"The mapping cannot be used: {why}. docs/history.md shows one.")
