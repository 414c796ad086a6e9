"""Made-up citizens for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from siharat.web.broadcast_words import Shown
from siharat.web.citizen.look import Look
from siharat.web.citizen.phrases import LIVE, QUIET, STEPS
from siharat.web.citizen.settings import WRONG_PINS, Settings
from siharat.web.citizen.steps import PublicStep, headline, lines, unfold
from siharat.web.citizen.views import Home, Mark, Message, OpenIncident, Practised

NOW = 1_795_439_653_000
T0 = NOW - 8_000
STATION = "Polres Banjarbaru"
NUMBER = "0812-••••-7731"
WHO = "Bripka Andi Saputra"
PHRASES = {**STEPS, **{f"quiet.{key}": phrase for key, phrase in QUIET.items()}, **LIVE}

RECEIVED = PublicStep("received", T0)
RINGING = PublicStep("ringing", T0 + 400, phones=312)
PROVED = PublicStep("ringing", T0 + 900, phones=312, received=298)
CLAIMED = PublicStep("claimed", T0 + 8_000, officer=WHO, word="MELATI")
CALLING = PublicStep("calling", T0 + 11_000, officer=WHO)
CANCELLED = PublicStep("cancelled", T0 + 12_000)
EN_ROUTE = PublicStep("en_route", T0 + 95_000, officer=WHO)
ON_SCENE = PublicStep("on_scene", T0 + 340_000, officer=WHO)
CLOSED = PublicStep("closed", T0 + 1_500_000)
UNANSWERED = PublicStep("unanswered", T0 + 20_000, whom="above", means="app", stations=("Polda Kalimantan Selatan",),
                        next="named", next_means="voice")
NOBODY_MORE = PublicStep("unanswered", T0 + 60_000)

FLOOD = Shown("1", "Alert", "", "Banjir di Jalan Panglima Batur", "Air setinggi lutut.", "", "Banjir",
              "Hindari tempat itu", "Bertindak sekarang", "Dapat mengancam nyawa", "Sudah terjadi",
              "2 km di sekitar Loktabat Utara", STATION, T0, T0 + 9_000_000, "runs", True, "1")
TRIAL = replace(FLOOD, id="2", mark="UJI COBA", headline="Uji coba siaran", grave=False)
TALK = [Message("Saya di dalam rumah", T0 + 60_000, mine=True),
        Message("Kami di depan pasar, dua menit lagi.", T0 + 110_000, mine=False, author="Bripka Andi")]


def home(**changes: object) -> Home:
    fields: dict[str, object] = {
        "station": STATION, "press_id": "0193a5c0-0000-7000-8000-000000000000", "registered": True,
        "number": NUMBER, "phrases": PHRASES, **changes}
    return Home(**fields)  # type: ignore[arg-type]  # sample fields, as named above


def after(*steps: PublicStep, silent: bool = False, cancelled: bool = False,
          messages: list[Message] | None = None) -> Home:
    late = NOW - 8_000 - max(step.at for step in steps)  # the last step was eight seconds ago
    steps = tuple(replace(step, at=step.at + late) for step in steps)
    state = unfold(steps)
    words = QUIET if silent else STEPS
    incident = OpenIncident(
        id="0193a5c0-0000-7000-8000-000000000001", code="SHR-4F2K",
        headline=headline(state, STATION, words, str), lines=lines(state, STATION, NUMBER, words, str),
        unanswered=state.unanswered, cancelled=cancelled, silent=silent,
        place="Lokasi Anda dibagikan sampai selesai, ketepatan ±8 m.", messages=messages or [],
        steps=[{"name": s.name, "at": s.at, "phones": s.phones, "received": s.received, "officer": s.officer,
                "word": s.word, "whom": s.whom, "means": s.means, "stations": s.stations, "next": s.next,
                "next_means": s.next_means} for s in steps])
    return home(incident=incident)


def over(**said: object) -> Home:
    view = after(RECEIVED, PROVED, CLAIMED, CALLING, EN_ROUTE, ON_SCENE, CLOSED)
    assert view.incident is not None
    return replace(view, incident=replace(view.incident, closed=True, **said))  # type: ignore[arg-type]  # as above


def _page(view: Home) -> tuple[str, object]:
    return "citizen/home.html", view


def _settings(view: Settings) -> tuple[str, object]:
    return "citizen/settings.html", view


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    name: partial(_page, view) for name, view in {
        "baru": home(registered=False, number=""),
        "baru-salah": home(registered=False, number="", phone="0812", name="Siti",
                           wrong="Tulis nomor seperti 0812… atau +62812…"),
        "siap": home(),
        "siap-siaran": home(broadcasts=[FLOOD, TRIAL], home="63.72"),
        "dicoba": home(practised=Practised(STATION, 304, 312, 412)),
        "coba-gagal": home(practised=Practised()),
        "luring": home(offline=True, number="", phrases=LIVE),
        "bertanda": home(mark=Mark("Tujuh kali menekan sambil tertawa di telepon", T0 + 6 * 86_400_000)),
        "diterima": after(RECEIVED, RINGING),
        "berdering": after(RECEIVED, PROVED),
        "tak-terjawab": after(RECEIVED, PROVED, UNANSWERED),
        "tak-terjangkau": after(RECEIVED, PROVED, UNANSWERED, NOBODY_MORE),
        "diambil": after(RECEIVED, PROVED, CLAIMED),
        "ditelepon": after(RECEIVED, PROVED, CLAIMED, CALLING),
        "senyap": after(RECEIVED, PROVED, CLAIMED, CALLING, silent=True,
                        messages=[TALK[0], replace(TALK[1], author="Balasan")]),
        "menuju": after(RECEIVED, PROVED, CLAIMED, CALLING, EN_ROUTE, messages=TALK),
        "tiba": after(RECEIVED, PROVED, CLAIMED, CALLING, EN_ROUTE, ON_SCENE),
        "batal": after(RECEIVED, PROVED, CLAIMED, CALLING, CANCELLED, cancelled=True),
        "samar": home(look=Look(disguised=True, silent=True)),
        "selesai": over(),
        "selesai-dinilai": over(helped="yes"),
        "selesai-palsu": over(called_false=True),
        "selesai-dikoreksi": over(helped="no", called_false=True, corrected=True),
    }.items()
}
SAMPLES |= {
    f"pengaturan{name}": partial(_settings, view) for name, view in {
        "": Settings(pins=False, stations=[("63.72", STATION)], home="63.72"),
        "-samar": Settings(pins=True, look=Look(True, True)),
        "-terpasang": Settings(pins=True), "-salah": Settings(False, wrong=WRONG_PINS),
    }.items()
}
