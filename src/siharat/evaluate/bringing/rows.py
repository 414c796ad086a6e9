"""From a row of a spreadsheet to a case. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from siharat.evaluate.bringing.dates import Reader
from siharat.evaluate.bringing.mapping import MOMENTS, Mapping
from siharat.kernel.clock import DAY, rfc3339

LONGEST_NUMBER = 40
LONGEST_WORD = 80
NOTHING = ("", "-", "–", "NULL", "null", "N/A", "n/a", "#N/A")


class Row(NamedTuple):
    """A case on its way into the table ``history``, in the order of its columns."""

    number: str
    raised: int
    claimed: int | None
    reached: int | None
    en_route: int | None
    on_scene: int | None
    clear: int | None
    closed: int | None
    disposition: str
    category: str
    channel: str
    locality: str
    lat: float | None
    lon: float | None


class Fault(NamedTuple):
    line: int
    what: str


@dataclass
class Understanding:
    """A mapping at work on a file with these headings. It remembers the dispositions that it did not know."""

    mapping: Mapping
    headings: Sequence[str]
    zone: str
    now: int
    unknown: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reader = Reader(self.mapping.timezone or self.zone, self.mapping.dates)
        place = {heading: at for at, heading in enumerate(self.headings)}
        self._at = {name: [place[heading] for heading in ([wanted] if isinstance(wanted, str) else wanted)]
                    for name, wanted in self.mapping.columns.items()}

    def row(self, cells: Sequence[str]) -> Row:
        """``ValueError`` in words for what cannot be understood."""
        raised = self._time("raised", cells, None)
        if raised is None:
            raise ValueError("it does not say when it was raised")
        if raised > self.now + DAY:
            raise ValueError(f"it was raised in the future ({rfc3339(raised)})")
        moments = {name: self._time(name, cells, raised) for name in MOMENTS}
        if moments["closed"] is None:  # history is over: it was watched up to the last thing known of it
            moments["closed"] = max(at for at in (raised, *moments.values()) if at is not None)
        said = self._text("disposition", cells)
        disposition = self.mapping.disposition(said) if said else ""
        if said and not disposition:
            self.unknown[said] = self.unknown.get(said, 0) + 1
        lat, lon = self._degrees("lat", cells, 90), self._degrees("lon", cells, 180)
        words = (disposition, self._text("category", cells) or self.mapping.category,
                 self._text("channel", cells) or self.mapping.channel, self._text("locality", cells))
        number = self._text("number", cells)[:LONGEST_NUMBER]
        if not number:
            whole = "\x1f".join(map(str, (raised, *moments.values(), *words)))
            number = hashlib.sha256(whole.encode()).hexdigest()[:24]
        known = lat is not None and lon is not None
        return Row._make((number, raised, *(moments[name] for name in MOMENTS), *words,
                          lat if known else None, lon if known else None))

    def _text(self, name: str, cells: Sequence[str]) -> str:
        at = self._at.get(name)
        if at is None:
            return ""
        text = cells[at[0]] if len(at) == 1 else " ".join(cells[each] for each in at)
        return "" if text in NOTHING else text.strip()[:LONGEST_WORD]

    def _time(self, name: str, cells: Sequence[str], near: int | None) -> int | None:
        text = self._text(name, cells)
        if not text:
            return None
        try:
            return self._reader.read(text, near)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{name} {text!r}: {error}") from error

    def _degrees(self, name: str, cells: Sequence[str], most: int) -> float | None:
        text = self._text(name, cells)
        if not text:
            return None
        try:
            found = float(text if "." in text else text.replace(",", "."))
        except ValueError as error:
            raise ValueError(f"{name} {text!r} is no number of degrees") from error
        if not isfinite(found) or abs(found) > most:
            raise ValueError(f"{name} {text!r} is not on earth")
        return found
