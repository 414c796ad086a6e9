"""The numbers that citizens write to or call, and the station that each belongs to. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from siharat.kernel.phone import e164


def read_numbers(setting: str, text: str) -> dict[str, str]:
    """``+62812…=63.72 +62813…=63.71``: number to station, in the order written. Raises ``ValueError`` that names the
    setting."""
    found = {}
    for pair in text.split():
        number, equals, station = pair.partition("=")
        try:
            canonical = e164(number)
        except ValueError as error:
            raise ValueError(f"SIHARAT_{setting.upper()}: {number} is {error}") from error
        if not equals or not station or canonical in found:
            raise ValueError(f"SIHARAT_{setting.upper()} holds NUMBER=STATION, such as +62811500072=63.72, each once")
        found[canonical] = station
    return found


def number_for(numbers: Mapping[str, str], path: str) -> str:
    """The number to write to for who belongs to the station of that path: its own, the nearest above it, or else the
    first there is. Empty where there is none."""
    for code in reversed(path.strip("/").split("/")):
        for number, station in numbers.items():
            if station == code:
                return number
    return next(iter(numbers), "")
