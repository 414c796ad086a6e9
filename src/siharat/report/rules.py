"""Reading a report, and what may become of it. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from siharat.kernel import Problem
from siharat.kernel.clock import DAY, HOUR, parse_rfc3339
from siharat.kernel.errors import invalid
from siharat.kernel.identity import canonical_uuid
from siharat.kernel.phone import e164
from siharat.kernel.place import Place
from siharat.report.categories import category

Under = Literal["name", "confidence", "nobody"]
Status = Literal["new", "open", "closed"]

SHORTEST_TEXT = 5
LONGEST_TEXT = 4_000
LONGEST_WHEREABOUTS = 300
LONGEST_MESSAGE = 1_000
OLDEST = 366 * DAY
YES = ("1", "true", "on", "yes")


@dataclass(frozen=True, slots=True)
class NewReport:
    """What was sent, as it was understood."""

    phone_id: str
    under: Under
    text: str
    category: str
    place: Place | None
    whereabouts: str | None
    happened_at: int | None
    station: str | None
    """Chosen by the person, for a place given in words only."""
    phone: str | None
    name: str


def read_report(said: Mapping[str, str], now: int) -> NewReport:
    """Raises ``Problem`` 422 that names the field. Nobody's life hangs on a report: it may be asked for what it
    lacks, as a press never is."""
    try:
        phone_id = canonical_uuid(said.get("id", ""))
    except ValueError as error:
        raise invalid("id", "must be a UUID made by the phone") from error
    words = said.get("text", "").strip()
    if len(words) < SHORTEST_TEXT:
        raise invalid("text", "say in a few words what you saw")
    if len(words) > LONGEST_TEXT:
        raise invalid("text", f"has more than {LONGEST_TEXT} letters")
    under = read_under(said)
    return NewReport(phone_id, under, words, category(said.get("category")), _place(said),
                     said.get("place", "").strip()[:LONGEST_WHEREABOUTS] or None, _happened(said, now),
                     said.get("station", "").strip()[:40] or None,
                     _phone(said) if under != "nobody" else None, said.get("name", ""))


def read_under(said: Mapping[str, str]) -> Under:
    """As which it was sent. What is asked for twice is the more careful of both."""
    if said.get("anonymous", "").lower() in YES or said.get("under") == "nobody":
        return "nobody"
    if said.get("confidential", "").lower() in YES or said.get("under") == "confidence":
        return "confidence"
    return "name"


def _place(said: Mapping[str, str]) -> Place | None:
    if not said.get("lat") or not said.get("lon"):
        return None
    try:
        accuracy = float(said["accuracy_m"]) if said.get("accuracy_m") else None
        return Place(float(said["lat"]), float(said["lon"]), accuracy)
    except ValueError as error:
        raise invalid("lat", f"is no place: {error}") from error


def _happened(said: Mapping[str, str], now: int) -> int | None:
    if not said.get("happened_at"):
        return None
    try:
        at = parse_rfc3339(said["happened_at"])
    except (ValueError, OverflowError) as error:
        raise invalid("happened_at", "is no RFC 3339 time") from error
    if not now - OLDEST <= at <= now + HOUR:
        raise invalid("happened_at", "lies in the future, or more than a year ago")
    return at


def _phone(said: Mapping[str, str]) -> str | None:
    if not said.get("phone"):
        return None
    try:
        return e164(said["phone"])
    except ValueError as error:
        raise invalid("phone", str(error)) from error


def told_when(under: Under, now: int) -> int:
    """The moment that is written down. Of an anonymous one the full hour: a telephone company knows who was sending
    at 21:14:07, and not who was within an hour."""
    return now - now % HOUR if under == "nobody" else now


def message(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise invalid("text", "is empty")
    return text.strip()[:LONGEST_MESSAGE]


def still_open(status: str) -> None:
    if status == "closed":
        raise Problem(409, "closed", "The report is closed.")
