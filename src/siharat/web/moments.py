"""Times, numbers and distances as a person reads them. The page's modules say them the same way
(``static/js/rules/spoken.js``); ``tests/web/faces/spoken.json`` holds both to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}


def zone_name(zone: str) -> str:
    return ZONE_NAMES.get(zone, zone.rpartition("/")[2].replace("_", " "))


def clock(at: int, zone: str) -> str:
    """``21.14.05``"""
    return datetime.fromtimestamp(at / 1_000, ZoneInfo(zone)).strftime("%H.%M.%S")


def hour(at: int, zone: str) -> str:
    """``21.14``"""
    return datetime.fromtimestamp(at / 1_000, ZoneInfo(zone)).strftime("%H.%M")


def day(at: int, zone: str, language: str = "id") -> str:
    """``30 November 2026``"""
    on = datetime.fromtimestamp(at / 1_000, ZoneInfo(zone))
    return f"{on.day} {MONTHS['en' if language == 'en' else 'id'][on.month - 1]} {on.year}"


def typed(when: str, zone: str) -> int:
    """A moment (ms) as a form's ``datetime-local`` says it, by the clock on the wall there. Raises ``ValueError``."""
    try:
        return round(datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000)
    except (OSError, OverflowError) as error:  # a zone that is the name of a folder; a year that is none
        raise ValueError("no time of that place") from error


def elapsed(milliseconds: int, units: Sequence[str] = ("dtk", "mnt", "jam")) -> str:
    """``8 dtk``, ``3 mnt 20``, ``1 jam 05``: never rounded up, a time must not flatter."""
    seconds = max(0, milliseconds) // 1_000
    if seconds < 60:
        return f"{seconds} {units[0]}"
    if seconds < 3_600:
        return f"{seconds // 60} {units[1]} {seconds % 60:02d}"
    return f"{seconds // 3_600} {units[2]} {seconds // 60 % 60:02d}"


def seconds(milliseconds: int, language: str = "id") -> str:
    """``0,6 s``: how long a phone took. Rounded up: a time must not flatter."""
    text = f"{-(-milliseconds // 100) / 10:.1f} s"
    return text if language == "en" else text.replace(".", ",")


def decimal(value: float, language: str = "id") -> str:
    """``3,4``; without its end where that says nothing: ``12``."""
    text = f"{value:.1f}".removesuffix(".0")
    return text if language == "en" else text.replace(".", ",")


def number(value: int, language: str = "id") -> str:
    """``3.048`` in Indonesian, ``3,048`` in English."""
    text = f"{value:,}"
    return text if language == "en" else text.replace(",", ".")


def metres(distance: float, language: str = "id") -> str:
    """``8 m``, ``120 m``, ``1,2 km``, ``14 km``"""
    if distance < 100:
        return f"{max(1, round(distance))} m"
    if distance < 950:
        return f"{round(distance / 10) * 10} m"
    if distance < 9_950:
        text = f"{distance / 1_000:.1f} km"
        return text if language == "en" else text.replace(".", ",")
    return f"{round(distance / 1_000)} km"


def phone(number: str) -> str:
    """``0812-3456-7731``: how the number is read aloud here."""
    local = "0" + number[3:] if number.startswith("+62") else number
    return "-".join(filter(None, (local[:4], local[4:8], local[8:])))
