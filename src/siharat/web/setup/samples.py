"""The road of made-up stations, for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from siharat.incident import policy
from siharat.people import wilayah
from siharat.setup import rules
from siharat.setup.rules import Facts, Reach
from siharat.web.command.drill_samples import REPORT, RUNNING
from siharat.web.command.ladder_views import lanes
from siharat.web.plan import draw
from siharat.web.setup import phrases
from siharat.web.setup.area import NAMES, _drawing, _unusual
from siharat.web.setup.phrases import GAPS, LACKS, TEMPLATES
from siharat.web.setup.views import (
    Card,
    Cell,
    Drawing,
    Live,
    Name,
    Policy,
    Proposed,
    Rehearsal,
    Road,
    Roads,
    Sheets,
    Staff,
)

NOW = 1_795_439_653_000
DAY = 86_400_000
HALF = Facts(areas=12, officers=400, desk=2, coded=391, printed_at=NOW - DAY, coded_until=NOW + 6 * DAY, entered=9,
             enrolled=7, policy=1)
WHOLE = replace(HALF, coded=20, entered=380, enrolled=371, drilled_at=NOW - DAY, taken_ms=7_200)


def _road(facts: Facts, name: str = "Polres Tapin", code: str = "63.05") -> Road:
    return Road(code, name, facts, rules.done(facts), rules.lacking(facts), "Polda Kalimantan Selatan")


def _area(**more: Any) -> Drawing:
    return replace(_drawing(_road(Facts()), [], None, [], ""), **more)


def _proposed() -> Proposed:
    """One is left out, and one of the neighbour's taken for it."""
    mistaken = next(each.code for each in wilayah.kecamatan() if each.name == "Cintapuri Darussalam")
    chosen = {*wilayah.usual_kecamatan("63.05"), mistaken} - {"63.05.05"}
    parts = [each for each in wilayah.kecamatan() if each.code in chosen]
    return Proposed(2_161.4, -2.92, 115.04, [("Polres Hulu Sungai Selatan", 14.6)], 0, len(parts),
                    draw(((each.name, each.geometry) for each in parts), NAMES), *_unusual("63.05", chosen))


FAULTS = [Cell(7, "NRP", "", "Rudi Hartono", phrases.FAULTS["empty"]),
          Cell(19, "NRP", "7,70E+07", "Muhammad Fauzan Nor", phrases.FAULTS["digits"]),
          Cell(42, "No. HP", "0811-555-0042", "Eko Prasetyo", phrases.FAULTS["phone_twice"].format(more=12)),
          Cell(88, "Nama Lengkap", "=CONCAT(A1;B1)", "", phrases.FAULTS["formula"])]
HEADINGS = [(phrases.COLUMNS["nrp"], "NRP"), (phrases.COLUMNS["name"], "Nama Lengkap"),
            (phrases.COLUMNS["rank"], "PANGKAT"), (phrases.COLUMNS["phone"], "No. HP")]
FIRST = [("85010234", "Andi Saputra", "Bripka", "+628115550001", "–"),
         ("88020311", "Rahmat Hidayat", "Aipda", "+628115550002", "Binuang")]
DESK = [("78010203", "Aiptu Agus Salim", "Administrator"), ("80040612", "Ipda Dewi Lestari", "Operator")]

PEOPLE = ["Aiptu Agus Salim · 78010203", "Ipda Dewi Lestari · 80040612", "Bripka Andi Saputra · 85010234"]


def _cards(chosen: str) -> list[Card]:
    known = {"shipped": policy.shipped(1), **policy.TEMPLATES}
    return [Card(key, *TEMPLATES[key], lanes(each), key == chosen) for key, each in known.items()]


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "siapkan": lambda: ("setup/roads.html", Roads("Polda Kalimantan Selatan", [
        _road(HALF), _road(Facts(), "Polres Balangan", "63.11"),
        _road(replace(WHOLE, live_since=NOW), "Polres Banjarbaru", "63.72")])),
    "siapkan-jalan": lambda: ("setup/road.html", _road(HALF)),
    "siapkan-baru": lambda: ("setup/name.html", Name(
        [("63", "Polda Kalimantan Selatan")],
        {"code": "63.05", "name": "Polres Tapin", "parent": "63", "timezone": "Asia/Makassar"},
        [("63.05", "Polres Tapin"), ("63.11", "Polres Balangan")])),
    "siapkan-nama": lambda: ("setup/name.html", Name(
        [("63", "Polda Kalimantan Selatan")],
        {"code": "63.05", "name": "Polres Tapin", "parent": "63", "timezone": "Asia/Makassar"}, road=_road(HALF),
        wrong=phrases.REFUSED["name"])),
    "siapkan-wilayah": lambda: ("setup/area.html", _area()),
    "siapkan-wilayah-usulan": lambda: ("setup/area.html", _area(
        road=_road(HALF), km2=2_161, lat=-2.92, lon=115.04, proposed=_proposed(), back="4f2a")),
    "siapkan-petugas": lambda: ("setup/staff.html", Staff(_road(Facts(areas=12)))),
    "siapkan-petugas-salah": lambda: ("setup/staff.html", Staff(
        _road(Facts(areas=12)), HEADINGS, ["No", "Alamat"], 400, {"added": 380, "changed": 0, "same": 0}, FAULTS, 3)),
    "siapkan-petugas-siap": lambda: ("setup/staff.html", Staff(
        _road(HALF), HEADINGS, ["No"], 400, {"added": 392, "changed": 3, "same": 5}, first=FIRST, desk=DESK,
        back="4f2a")),
    "siapkan-petugas-meja": lambda: ("setup/staff.html", Staff(
        _road(replace(HALF, desk=0)), people=PEOPLE, back="4f2a")),
    "siapkan-petugas-meja-salah": lambda: ("setup/staff.html", Staff(
        _road(HALF), desk=DESK, people=PEOPLE, typed="Rahmad", role="operator", back="4f2a",
        unknown=phrases.REFUSED["no_officer"])),
    "siapkan-kode": lambda: ("setup/sheets.html", Sheets(
        _road(replace(HALF, coded=0, printed_at=None)), "http://localhost:8765/petugas/daftar", "local")),
    "siapkan-kode-dicetak": lambda: ("setup/sheets.html", Sheets(_road(HALF))),
    "siapkan-kode-ulang": lambda: ("setup/sheets.html", Sheets(_road(HALF), wrong=phrases.REFUSED["tick"])),
    "siapkan-tangga": lambda: ("setup/policy.html", Policy(
        _road(HALF), _cards("small"), missing=("sms", "voice"), named="Kompol Rina Wijaya")),
    "siapkan-latihan": lambda: ("setup/drill.html", Rehearsal(_road(WHOLE), REPORT)),
    "siapkan-latihan-sedikit": lambda: ("setup/drill.html", Rehearsal(
        _road(replace(HALF, drilled_at=NOW, taken_ms=7_200)), msgspec.structs.replace(REPORT, phones=400, rang=1))),
    "siapkan-latihan-berjalan": lambda: ("setup/drill.html", Rehearsal(_road(HALF), RUNNING)),
    "siapkan-hidup-kurang": lambda: ("setup/live.html", Live(_road(Facts(areas=12)), [
        (LACKS["officers"][0], phrases.address("63.05", "officers")),
        (LACKS["drill"][0], phrases.address("63.05", "drill")),
        (LACKS["above"][0], "")])),
    "siapkan-hidup-siap": lambda: ("setup/live.html", Live(_road(WHOLE))),
    "siapkan-hidup-belum-jalan": lambda: ("setup/live.html", Live(_road(WHOLE), gaps=[
        (said, phrases.address("63.05", step)) for said, step in GAPS.values()], reach=Reach(400, 1))),
    "siapkan-hidup": lambda: ("setup/live.html", Live(_road(replace(WHOLE, live_since=NOW)), turns=[
        (NOW, "Kompol Rina Wijaya", None, ""), (NOW - 9 * DAY, "Kompol Rina Wijaya", NOW - DAY, "AKP Hadi Noor")])),
}
