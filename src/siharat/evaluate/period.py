"""Which days an evaluation is about. Days are those of the station's wall clock, both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from siharat.kernel.errors import invalid

LONGEST_DAYS = 366 * 20


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date
    zone: str

    @classmethod
    def read(cls, first: str, last: str, zone: str) -> Period:
        """``Problem`` 422 naming the date that cannot be one."""
        days = [_day("from", first), _day("to", last)]
        if days[1] < days[0]:
            raise invalid("to", "is before `from`; both days belong to the period")
        if (days[1] - days[0]).days > LONGEST_DAYS:
            raise invalid("to", "is more than twenty years after `from`")
        return cls(days[0], days[1], zone)

    @property
    def start(self) -> int:
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> int:
        """The first millisecond after it."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def whole_months(self) -> tuple[str, str]:
        """The first and the last month that lie whole in it, as ``2026-10``; the first is later where none does."""
        first = self.first if self.first.day == 1 else _months_earlier(self.first.replace(day=1), -1)
        day_after = self.last + timedelta(days=1)
        last = _months_earlier(day_after.replace(day=1), 1)
        return f"{first:%Y-%m}", f"{last:%Y-%m}"

    @property
    def before(self) -> Period:
        """As many days, just before; of whole months, as many months."""
        if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1:
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            return Period(_months_earlier(self.first, months), self.first - timedelta(days=1), self.zone)
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.zone)


def month_of(at: int, zone: str) -> Period:
    """The whole calendar month that a moment lies in."""
    day = datetime.fromtimestamp(at / 1_000, ZoneInfo(zone)).date()
    first = day.replace(day=1)
    return Period(first, _months_earlier(first, -1) - timedelta(days=1), zone)


def _day(field: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise invalid(field, f"{text[:40]!r} is no date; write it as 2026-10-31") from error
    if not 1970 <= found.year <= 9000:
        raise invalid(field, "is not in a year that clocks know")
    return found


def _midnight(day: date, zone: str) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp() * 1_000)


def _months_earlier(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
