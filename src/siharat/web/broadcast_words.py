"""A broadcast as a page shows it, to the desk that wrote it and to everybody: CAP's words in plain Indonesian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siharat.broadcast.rules import EVENTS, Area, Broadcast
from siharat.db import Tx
from siharat.web.ground import plan_of, plan_of_several
from siharat.web.plan import Plan
from siharat.web.words import N_, catalogue

STATUSES = {"Actual": N_("Sungguhan"), "Exercise": N_("Latihan"), "Test": N_("Uji coba")}
URGENCIES = {"Immediate": N_("Bertindak sekarang"), "Expected": N_("Bertindak dalam satu jam"),
             "Future": N_("Bersiap untuk nanti"), "Past": N_("Sudah lewat"), "Unknown": N_("Waktunya belum jelas")}
SEVERITIES = {"Extreme": N_("Mengancam nyawa banyak orang"), "Severe": N_("Dapat mengancam nyawa"),
              "Moderate": N_("Dapat merugikan"), "Minor": N_("Ringan"), "Unknown": N_("Beratnya belum jelas")}
CERTAINTIES = {"Observed": N_("Sudah terjadi"), "Likely": N_("Kemungkinan besar"), "Possible": N_("Mungkin"),
               "Unlikely": N_("Kecil kemungkinannya"), "Unknown": N_("Belum pasti")}
RESPONSES = {"Avoid": N_("Hindari tempat itu"), "Shelter": N_("Tetap di dalam"),
             "Evacuate": N_("Tinggalkan tempat itu"), "Prepare": N_("Bersiaplah"),
             "Monitor": N_("Ikuti kabar selanjutnya"), "AllClear": N_("Sudah aman"),
             "None": N_("Tidak perlu berbuat apa-apa")}
MARKS = {"Exercise": N_("LATIHAN"), "Test": N_("UJI COBA")}
"""Before the headline of what is not in earnest, wherever it is shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message, ready to be read."""

    id: str
    kind: str
    mark: str
    headline: str
    text: str
    instruction: str
    event: str
    response: str
    urgency: str
    severity: str
    certainty: str
    area: str
    station: str
    at: int
    until: int
    state: str
    """``runs``, ``over``, ``replaced``, ``off``; at the desk also ``draft``, ``waits``, ``dropped``."""
    grave: bool = False
    """It stands out: act now, or lives are at stake."""
    about: str = ""


def mark_of(message: Broadcast, language: str) -> str:
    """Empty for what is in earnest."""
    return catalogue(language).gettext(MARKS[message.status]) if message.status in MARKS else ""


def shown(message: Broadcast, language: str, now: int, newest: str, say: Callable[[str], str]) -> Shown:
    """``newest``: the message of its thread that counts."""
    words, event = message.said(language), EVENTS[message.event]
    return Shown(
        message.id, message.kind, mark_of(message, language), words.headline, words.text, words.instruction,
        event.en if language == "en" else event.id, say(RESPONSES[message.response]),
        say(URGENCIES[message.urgency]), say(SEVERITIES[message.severity]), say(CERTAINTIES[message.certainty]),
        message.area.name, message.station_name, message.sent_at or message.made_at, message.until,
        _state(message, now, newest),
        message.status == "Actual" and message.kind != "Cancel" and (
            message.urgency == "Immediate" or message.severity == "Extreme"), message.about)


def _state(message: Broadcast, now: int, newest: str) -> str:
    if message.dropped_at is not None:
        return "dropped"
    if message.sent_at is None:
        return "waits" if message.asked_at is not None else "draft"
    if message.kind == "Cancel":
        return "off"
    if newest != message.id:
        return "replaced"
    return "runs" if now < message.until else "over"


@dataclass(frozen=True, slots=True)
class Ground:
    """The area, drawn over the land of its stations."""

    plan: Plan
    paths: tuple[str, ...]
    circles: tuple[tuple[float, float, float], ...]
    """Middle and radius, in units of the plan."""


def ground(tx: Tx, message: Broadcast) -> Ground | None:
    """``None`` where no station's land is known."""
    plan = _land(tx, message)
    return drawn(plan, message.area) if plan else None


def drawn(plan: Plan, area: Area) -> Ground:
    paths = tuple("M" + " ".join(f"{x} {y}" for x, y in (plan.spot(lat, lon) for lat, lon in polygon)) + "Z"
                  for polygon in area.polygons)
    circles = tuple((*plan.spot(lat, lon), round(km * 1_000 / plan.metres, 1)) for lat, lon, km in area.circles)
    return Ground(plan, paths, circles)


def _land(tx: Tx, message: Broadcast) -> Plan | None:
    """Of one station its parts; of several their outlines."""
    if len(message.stations) == 1:
        return plan_of(tx, message.stations[0])
    return plan_of_several(tx, message.stations)
