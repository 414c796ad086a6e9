"""Times as spreadsheets here write them: ISO 8601, ``7 April 2020 14.05 WITA``, ``07/04/2020 14:05``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Order = Literal["dmy", "mdy"]

ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
MONTHS = {name: number for number, names in enumerate((
    "jan januari january", "feb peb februari pebruari february", "mar maret march", "apr april",
    "mei may", "jun juni june", "jul juli july", "agu agt ags agustus aug august", "sep sept september",
    "okt oct oktober october", "nov nop november nopember", "des dec desember december"), start=1)
    for name in names.split()}

CLOCK = r"(?P<h>\d{1,2})[.:](?P<mi>\d{2})(?:[.:](?P<s>\d{2})(?:[.,](?P<f>\d{1,6}))?)?\s*(?P<half>am|pm)?"
ZONE = r"\s*(?P<zone>wib|wita|wit)?$"
AT = r"(?:[\s,]+(?:pukul|pkl|jam)?\.?\s*|\s*$)"
REST = rf"(?P<y>\d{{4}}|\d{{2}}){AT}(?:{CLOCK})?{ZONE}"
WORDS = re.compile(rf"^(?:[a-z']+,?\s+)?(?P<d>\d{{1,2}})[\s-](?P<m>[a-z]+)\.?[\s-]{REST}")
FIGURES = re.compile(rf"^(?P<d>\d{{1,2}})(?P<sep>[/.-])(?P<m>\d{{1,2}})(?P=sep){REST}")
ONLY_CLOCK = re.compile(rf"^(?:pukul|pkl|jam)?\.?\s*{CLOCK}{ZONE}")
ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?)?$")
TOO_EARLY = timedelta(hours=12)
"""A time of day so much before the press is of the day after."""


class Reader(NamedTuple):
    """How the file at hand writes its times."""

    zone: str
    order: Order = "dmy"

    def read(self, text: str, near: int | None = None) -> int:
        """Milliseconds. ``near``: the press, for what is only a time of day. ``ValueError`` in words."""
        found = ISO.match(text)
        if found:
            y, mo, d, h, mi, s, f = found.groups()
            return _there(int(y), int(mo), int(d), int(h or 0), int(mi or 0), int(s or 0), self.zone) + _ms(f)
        spoken = text.strip().lower()
        for pattern, read in ((WORDS, self._words), (FIGURES, self._figures)):
            if found := pattern.match(spoken):
                return read(found)
        if near is not None and (found := ONLY_CLOCK.match(spoken)):
            return self._clock_near(found, near)
        return _with_offset(text)

    def _words(self, found: re.Match[str]) -> int:
        month = MONTHS.get(found["m"])
        if month is None:
            raise ValueError(f"{found['m']} is no month")
        return self._moment(found, int(found["d"]), month, _year(found["y"]))

    def _figures(self, found: re.Match[str]) -> int:
        day, month = int(found["d"]), int(found["m"])
        if self.order == "mdy":
            day, month = month, day
        return self._moment(found, day, month, _year(found["y"]))

    def _moment(self, found: re.Match[str], day: int, month: int, year: int) -> int:
        h, mi, s = _time_of_day(found)
        zone = ZONES.get(found["zone"] or "", self.zone)
        return _there(year, month, day, h, mi, s, zone) + _ms(found["f"])

    def _clock_near(self, found: re.Match[str], near: int) -> int:
        zone = ZONES.get(found["zone"] or "", self.zone)
        press = datetime.fromtimestamp(near / 1_000, ZoneInfo(zone))
        h, mi, s = _time_of_day(found)
        at = _there(press.year, press.month, press.day, h, mi, s, zone) + _ms(found["f"])
        if near - at > TOO_EARLY / timedelta(milliseconds=1):
            later = press.date() + timedelta(days=1)
            at = _there(later.year, later.month, later.day, h, mi, s, zone) + _ms(found["f"])
        return at


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _time_of_day(found: re.Match[str]) -> tuple[int, int, int]:
    hour = int(found["h"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("the hour does not go with am or pm")
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return hour, int(found["mi"] or 0), int(found["s"] or 0)


def _ms(fraction: str | None) -> int:
    return int(fraction[:3].ljust(3, "0")) if fraction else 0


def _there(year: int, month: int, day: int, hour: int, minute: int, second: int, zone: str) -> int:
    """Of a wall clock. An hour that the clock shows twice is taken as the first of the two."""
    if second > 59 or minute > 59:
        raise ValueError("there is no such time of day")
    return _hour(year, month, day, hour, zone) + (minute * 60 + second) * 1_000


@lru_cache(maxsize=50_000)
def _hour(year: int, month: int, day: int, hour: int, zone: str) -> int:
    if not 1970 <= year <= 2100:
        raise ValueError(f"the year {year} cannot be")
    return round(datetime(year, month, day, hour, tzinfo=ZoneInfo(zone)).timestamp() * 1_000)


def _with_offset(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError as error:
        raise ValueError("is no date and time that is known here") from error
    if moment.tzinfo is None or not 1970 <= moment.year <= 2100:
        raise ValueError("is no date and time that is known here")
    return round(moment.astimezone(UTC).timestamp() * 1_000)
