"""Reading a press. Whatever a phone sends is taken; what makes no sense is kept as text and flagged."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any, Literal

from siharat.incident.rules import Mode
from siharat.kernel.clock import MINUTE, parse_rfc3339
from siharat.kernel.errors import invalid
from siharat.kernel.identity import canonical_uuid
from siharat.kernel.phone import e164
from siharat.kernel.place import Place

CLOCK_TOLERANCE = 5 * MINUTE
LONGEST_NOTE = 2_000
UNREADABLE = "phone_unreadable"
LONGEST_SAID = 500
BY_SMS, UNSIGNED, LATE = "by_sms", "unsigned", "late"
"""Flags of a press by SMS: that it is one, that anybody may have written it, that it was long on its way."""
MISSED, LAST_PLACE = "missed_call", "last_known_place"
"""Flags of a press that was a missed call; and of one that its phone did not send now: its place is an old one."""
Road = Literal["app", "sms", "missed", "escort", "call", "desk", "report", "system"]
"""How it came: pressed by the citizen; written by them as an SMS; a call that nobody answered; somebody who did not
arrive; taken by an officer from the telephone, over the counter, from a report; told by another system."""


@dataclass(frozen=True, slots=True)
class Press:
    """One press as it was understood. ``said`` keeps what was not."""

    id: str
    pressed_at: int | None
    place: Place | None
    located_at: int | None
    mode: Mode
    note: str | None
    phone: str | None
    name: str
    said: str | None
    flags: tuple[str, ...]
    road: Road = "app"
    by: str | None = None
    """The officer who pressed for somebody."""
    category: str | None = None
    where: str | None = None
    """The place in words, when nothing better is known."""


def read_press(body: Any, now: int) -> Press:
    """Understands a press. Only two things are refused, with 422 and the field: a body that is no JSON
    object, and an ``id`` that is no UUID, for then a retry could not be told from a second press."""
    if not isinstance(body, dict):
        raise invalid("body", "must be a JSON object")
    try:
        press_id = canonical_uuid(body["id"])
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise invalid("id", "must be a UUID made by the phone") from error
    flags: list[str] = []
    said: dict[str, Any] = {}
    pressed_at = _time(body.get("pressed_at"), "pressed_at", now, flags, said)
    place, located_at = _location(body.get("location"), now, flags, said)
    mode = _mode(body.get("mode"), flags, said)
    phone = _phone(body.get("phone"), flags, said)
    note = body.get("note")
    return Press(press_id, pressed_at, place, located_at, mode,
                 str(note)[:LONGEST_NOTE] if note not in (None, "") else None, phone,
                 str(body.get("name") or ""), json.dumps(said)[:LONGEST_SAID] if said else None, tuple(flags))


def read_call(body: Any, now: int, by: str, categories: Container[str]) -> Press:
    """Understands what an officer took down for somebody. Nothing need be known: who only screams is called, too."""
    press = read_press(body, now)
    road: Road = "desk" if body.get("road") == "desk" else "call"
    category = str(body.get("category") or "")
    where = str(body.get("where") or "").replace("\0", " ").strip()[:LONGEST_NOTE] or None
    mode: Mode = "silent" if press.mode == "silent" else "loud"
    return replace(press, mode=mode, road=road, by=by, where=where,
                   category=category if category in categories else None)


def _time(value: Any, field: str, now: int, flags: list[str], said: dict[str, Any]) -> int | None:
    if value is None:
        return None
    try:
        at = parse_rfc3339(value)
    except (ValueError, TypeError, AttributeError, OverflowError):
        flags.append(f"{field}_unreadable")
        said[field] = _brief(value)
        return None
    if abs(at - now) > CLOCK_TOLERANCE:
        flags.append(f"{field}_far_off")
    return at


def _location(value: Any, now: int, flags: list[str], said: dict[str, Any]) -> tuple[Place | None, int | None]:
    if value is None:
        flags.append("no_place")
        return None, None
    try:
        accuracy = value.get("accuracy_m")
        place = Place(_number(value["lat"]), _number(value["lon"]),
                      None if accuracy is None else _number(accuracy))
    except (AttributeError, KeyError, TypeError, ValueError):
        flags.append("place_unreadable")
        said["location"] = _brief(value)
        return None, None
    return place, _time(value.get("at"), "located_at", now, flags, said)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("not a number")
    return float(value)


def _mode(value: Any, flags: list[str], said: dict[str, Any]) -> Mode:
    if value in ("loud", "silent", "practice"):
        mode: Mode = value
        return mode
    if value is not None:
        flags.append("mode_unknown")
        said["mode"] = _brief(value)
    return "loud"


def _phone(value: Any, flags: list[str], said: dict[str, Any]) -> str | None:
    if value in (None, ""):
        return None
    try:
        return e164(str(value))
    except ValueError:
        flags.append(UNREADABLE)
        said["phone"] = _brief(value)
        return str(value)[:40]


def _brief(value: Any) -> str:
    try:
        return json.dumps(value)[:200]
    except (TypeError, ValueError, RecursionError):
        return repr(value)[:200]
