"""What a broadcast may say, where it holds, and who must look at it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import msgspec

from siharat.kernel.clock import DAY, MINUTE
from siharat.kernel.errors import invalid
from siharat.kernel.place import Place, distance_m

Kind = Literal["Alert", "Update", "Cancel"]
STATUSES = ("Actual", "Exercise", "Test")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
RESPONSES = ("Avoid", "Shelter", "Evacuate", "Prepare", "Monitor", "AllClear", "None")


@dataclass(frozen=True, slots=True)
class Event:
    """What it is about: CAP's category, and the word for it in both languages."""

    category: str
    id: str
    en: str


EVENTS = {
    "crime": Event("Security", "Kejahatan di sekitar", "Crime nearby"),
    "missing": Event("Safety", "Orang hilang", "Missing person"),
    "traffic": Event("Transport", "Lalu lintas", "Traffic"),
    "crowd": Event("Safety", "Keramaian", "Crowd"),
    "fire": Event("Fire", "Kebakaran", "Fire"),
    "flood": Event("Met", "Banjir", "Flood"),
    "substance": Event("CBRNE", "Bahan berbahaya", "Hazardous material"),
    "advice": Event("Safety", "Imbauan", "Advice"),
    "other": Event("Other", "Lainnya", "Other"),
}

LONGEST = {"headline": 120, "text": 700, "instruction": 300}
"""Letters. All of it, with the area, must fit into one push of 3,993 bytes (RFC 8291)."""
SHORTEST_MINUTES = 10
LONGEST_MINUTES = 7 * DAY // MINUTE
RADII_KM = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
MANY_PHONES = 500
"""More than these, and a second person looks at it first."""
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0, section 2.2: what no document may hold, however it is escaped."""

Point = tuple[float, float]
"""Latitude and longitude, WGS 84: in CAP's order."""


class Area(msgspec.Struct, frozen=True):
    """Where it holds, exactly as it is published."""

    name: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    """Each closed: the first point is the last."""
    circles: tuple[tuple[float, float, float], ...] = ()
    """Latitude, longitude, kilometres."""

    def holds(self, place: Place) -> bool:
        """Is the place inside? On the line is either. ``static/js/rules/inside.js`` decides the same."""
        return (any(distance_m(place, Place(lat, lon)) <= km * 1_000 for lat, lon, km in self.circles)
                or any(_inside(polygon, place) for polygon in self.polygons))


def _inside(polygon: Sequence[Point], place: Place) -> bool:
    """Even and odd: how often a line from the place to the east crosses the outline."""
    odd = False
    for (lat, lon), (next_lat, next_lon) in pairwise(polygon):
        if (lat > place.lat) != (next_lat > place.lat):
            crossing = lon + (place.lat - lat) / (next_lat - lat) * (next_lon - lon)
            odd ^= place.lon < crossing
    return odd


class Words(msgspec.Struct, frozen=True):
    headline: str
    text: str
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a desk wants to say, as it was typed, and checked."""

    status: str
    event: str
    response: str
    urgency: str
    severity: str
    certainty: str
    minutes: int
    words: dict[str, Words]
    whole: bool
    stations: tuple[str, ...] = ()
    """Which, where the desk stands above several."""
    parts: tuple[str, ...] = ()
    around: str = ""
    km: float = 0.0


class Picked(msgspec.Struct, frozen=True):
    """Where it holds as the desk said it: of a draft, so that it can be corrected."""

    around: str = ""
    parts: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One message. Once it is sent nothing of it changes any more."""

    id: str
    station: str
    station_name: str
    zone: str
    about: str
    kind: Kind
    status: str
    event: str
    response: str
    urgency: str
    severity: str
    certainty: str
    words: dict[str, Words]
    area: Area
    stations: tuple[str, ...]
    whole: bool
    until: int
    made_by: str
    made_at: int
    asked_at: int | None = None
    sent_by: str | None = None
    sent_at: int | None = None
    dropped_at: int | None = None
    earlier: tuple[tuple[str, str, int], ...] = field(default=())
    """Of its thread: id, station and time of each message that it updates or cancels, oldest first."""
    version: int = 1
    """Of a draft: who sends or changes it says which one they have read."""

    def said(self, language: str) -> Words:
        return self.words.get(language) or self.words["id"]

    def runs(self, now: int) -> bool:
        """It holds, unless a later message of its thread says otherwise."""
        return self.sent_at is not None and self.kind != "Cancel" and now < self.until


def read_wish(said: Mapping[str, str]) -> Wish:
    """A form's fields: ``part:CODE`` and ``station:CODE`` for what was ticked. ``Problem`` 422 names the field."""
    words = {language: found for language in ("id", "en") if (found := _words(said, language))}
    if "id" not in words:
        raise invalid("headline", "is empty")
    minutes = said.get("minutes", "")
    if not (minutes.isdecimal() and SHORTEST_MINUTES <= int(minutes[:9]) <= LONGEST_MINUTES):
        raise invalid("minutes", f"is not between {SHORTEST_MINUTES} and {LONGEST_MINUTES}")
    where = said.get("where", "")
    if where not in ("whole", "parts", "around"):
        raise invalid("where", "is none of whole, parts, around")
    around = said.get("around", "").strip()[:120] if where == "around" else ""
    if where == "around" and not around:
        raise invalid("around", "is empty")
    return Wish(
        status=_one_of(said, "status", STATUSES), event=_one_of(said, "event", tuple(EVENTS)),
        response=_one_of(said, "response", RESPONSES), urgency=_one_of(said, "urgency", URGENCIES),
        severity=_one_of(said, "severity", SEVERITIES), certainty=_one_of(said, "certainty", CERTAINTIES),
        minutes=int(minutes), words=words, whole=where == "whole", stations=_ticked(said, "station"),
        parts=_ticked(said, "part") if where == "parts" else (),
        around=around,
        km=_km(said.get("km", "")) if where == "around" else 0.0)


def _words(said: Mapping[str, str], language: str) -> Words | None:
    """In that language; ``None`` where nothing was written. Half of it is refused: a warning without its text helps
    nobody."""
    suffix = "" if language == "id" else f"_{language}"
    found = {name: cleaned(said.get(name + suffix, "")) for name in LONGEST}
    for name, longest in LONGEST.items():
        if len(found[name]) > longest:
            raise invalid(name + suffix, f"is longer than {longest} letters")
    if not any(found.values()):
        return None
    for name in ("headline", "text"):
        if not found[name]:
            raise invalid(name + suffix, "is empty")
    return Words(" ".join(found["headline"].split()), found["text"], found["instruction"])


def cleaned(text: str) -> str:
    """What may stand in a document and on a screen: no control character, no half of a pair, no line of its own for
    each space."""
    legal = NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")
    return re.sub(r"\n{3,}", "\n\n", legal).strip()


def _one_of(said: Mapping[str, str], name: str, allowed: Sequence[str]) -> str:
    if said.get(name) not in allowed:
        raise invalid(name, f"is none of {', '.join(allowed)}")
    return said[name]


def _ticked(said: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(sorted(key.partition(":")[2] for key in said if key.startswith(f"{name}:")))


def _km(text: str) -> float:
    found = next((km for km in RADII_KM if f"{km:g}" == text), None)
    if found is None:
        raise invalid("km", f"is none of {', '.join(f'{km:g}' for km in RADII_KM)}")
    return found


def needs_second(kind: Kind, whole: bool, phones: int) -> bool:
    """Must another person look at it before it goes? To call off is never too large."""
    return kind != "Cancel" and (whole or phones > MANY_PHONES)


def concerns(message: Broadcast, home: str | None, place: Place | None) -> bool:
    """Is it for a citizen of whom only this is known? A known place decides alone; else the home station does."""
    if place is not None:
        return message.area.holds(place)
    return home in message.stations
