"""Made-up broadcasts for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from siharat.broadcast.rules import Area
from siharat.people import wilayah
from siharat.web import sample_area, visit
from siharat.web.broadcast_words import Ground, Shown, drawn
from siharat.web.citizen.broadcasts import Broadcasts, OneBroadcast
from siharat.web.command.broadcast_parts import grouped
from siharat.web.command.broadcast_views import NO_PLACE, NOT_SAVED, WRONG, Casting, Casts, Choice, Counted, Look
from siharat.web.command.broadcasts import FIRST

NOW = 1_795_439_653_000
HOUR = 3_600_000
STATION = "Polres Banjarbaru"

FLOOD = Shown(
    "1", "Alert", "", "Banjir di Jalan Panglima Batur", "Air setinggi lutut di depan pasar. Kendaraan dialihkan lewat "
    "Jalan Ahmad Yani.\nPetugas berjaga di kedua ujung jalan.", "Jangan lewat sampai air surut. Pindahkan kendaraan "
    "ke tempat tinggi.", "Banjir", "Hindari tempat itu", "Bertindak sekarang", "Dapat mengancam nyawa", "Sudah terjadi",
    "2 km di sekitar Loktabat Utara", STATION, NOW - HOUR, NOW + 3 * HOUR, "runs", True, "1")
ADVICE = replace(FLOOD, id="2", headline="Kunci ganda motor Anda", text="Empat motor hilang pekan ini di parkiran "
                 "minimarket.", instruction="", event="Imbauan", response="Ikuti kabar selanjutnya",
                 urgency="Bersiap untuk nanti", severity="Dapat merugikan", grave=False,
                 area="Guntung Manggis, Loktabat Utara", until=NOW + 48 * HOUR)
DRILL = replace(ADVICE, id="3", mark="UJI COBA", headline="Uji coba siaran", text="Abaikan pesan ini.")
OVER = replace(ADVICE, id="4", state="over", headline="Jalan Trikora ditutup untuk pawai", event="Lalu lintas")
OFF = replace(FLOOD, id="5", kind="Cancel", state="off", headline="Sudah tidak berlaku: Banjir di Sungai Besar",
              text="Air sudah surut.", instruction="", response="Sudah aman", grave=False)
CHOICES = [Choice("advice", "Imbauan"), Choice("flood", "Banjir")]
GROUPS, ALONE = grouped([part for part in wilayah.parts() if part.code.startswith(("63.72.03", "63.72.04", "63.03.1"))])
TYPED = FIRST | {"event": "flood", "response": "Avoid", "urgency": "Immediate", "severity": "Severe",
                 "certainty": "Observed", "headline": FLOOD.headline, "text": FLOOD.text, "where": "parts",
                 "instruction": FLOOD.instruction, "part:63.72.04.1001": "1", "part:63.72.04.1002": "1", "version": "2"}


def ground() -> Ground | None:
    plan = sample_area.plan()
    return drawn(plan, Area("", circles=((-3.4402, 114.8211, 2.0),))) if plan else None


def look(**changes: object) -> tuple[str, object]:
    view = Look(STATION, FLOOD, ground(), 1_204, False, True, "Aiptu Dewi Sartika", minutes=240, english=True)
    return "command/broadcast.html", replace(view, **changes)  # type: ignore[arg-type]  # sample fields


CITIZEN: dict[str, Callable[[], tuple[str, object]]] = {
    "siaran": lambda: ("citizen/broadcasts.html", Broadcasts([FLOOD, ADVICE, DRILL], [OVER, OFF])),
    "siaran-kosong": lambda: ("citizen/broadcasts.html", Broadcasts()),
    "siaran-satu": lambda: ("citizen/broadcast.html", OneBroadcast(FLOOD, ground())),
    "siaran-dicabut": lambda: ("citizen/broadcast.html", OneBroadcast(OFF, ground())),
    "siaran-lama": lambda: ("citizen/broadcast.html", OneBroadcast(replace(FLOOD, state="replaced"), None, "5")),
}
DESK: dict[str, Callable[[], tuple[str, object]]] = {
    "siaran": lambda: ("command/broadcasts.html", Casts(STATION, [
        replace(ADVICE, state="draft"), replace(FLOOD, state="waits"), FLOOD, OVER])),
    "siaran-kosong": lambda: ("command/broadcasts.html", Casts(STATION)),
    "siaran-tulis": lambda: ("command/broadcast_form.html", Casting(
        STATION, FIRST, events=CHOICES, groups=GROUPS, parts=ALONE)),
    "siaran-tulis-salah": lambda: ("command/broadcast_form.html", Casting(
        "Polda Kalimantan Selatan", FIRST | {"where": "whole"}, WRONG["headline"], "1", events=CHOICES,
        stations=[Choice("63.72", STATION), Choice("63.71", "Polresta Banjarmasin")], amiss="headline")),
    "siaran-tulis-tempat": lambda: ("command/broadcast_form.html", Casting(
        STATION, FIRST, NO_PLACE, events=CHOICES, groups=GROUPS, amiss="around")),
    "siaran-ubah": lambda: ("command/broadcast_form.html", Casting(
        STATION, TYPED, draft="1", events=CHOICES, groups=GROUPS)),
    "siaran-ubah-didahului": lambda: ("command/broadcast_form.html", Casting(
        STATION, TYPED, NOT_SAVED["draft_changed"].format(officer="Bripka Rina Wati"), draft="1", events=CHOICES,
        groups=GROUPS, amiss="saved")),
    "siaran-periksa": lambda: look(broadcast=replace(FLOOD, state="draft")),
    "siaran-besar": lambda: look(broadcast=replace(FLOOD, state="draft"), second=True),
    "siaran-menunggu": lambda: look(broadcast=replace(FLOOD, state="waits"), second=True, own=False),
    "siaran-dibuang": lambda: look(broadcast=replace(FLOOD, state="dropped"), wrong=visit.REFUSALS["already_decided"]),
    "siaran-berubah": lambda: look(broadcast=replace(FLOOD, state="draft"), own=False, version=3,
                                   wrong=visit.REFUSALS["draft_changed"]),
    "siaran-berjalan": lambda: look(sent_by="Aiptu Dewi Sartika", counted=Counted(1_204, 813, 207, 12, 94)),
}
