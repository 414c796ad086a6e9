"""From a question to an evaluation: read the book in pages, then count.

Reading goes in many short looks, so that nobody waits behind it; ``as_of`` makes them one: what was written later
is not there yet. Counting is handed to a thread of its own, for a million cases take seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from siharat.db import Database, Tx
from siharat.evaluate import settled, store
from siharat.evaluate.cases import Cases, Gathering
from siharat.evaluate.figures import DIMENSIONS, Evaluation
from siharat.evaluate.period import Period
from siharat.evaluate.rules import Targets
from siharat.evaluate.settled import Settled
from siharat.evaluate.store import After, Page, Span
from siharat.kernel import clock
from siharat.kernel.errors import invalid
from siharat.kernel.place import Place
from siharat.people import stations, wilayah
from siharat.report import tally

LONGEST_FILTER = 120


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be evaluated."""

    station: str
    name: str
    period: Period
    as_of: int
    filters: Mapping[str, str]
    targets: Targets
    seat: Place | None
    above: tuple[str, ...] = ()
    """The names of the stations above it, the highest first: they head its paper."""
    reports: Mapping[str, int] = field(default_factory=dict)
    """How many calm reports came in the period, by what became of them."""

    def address(self, **more: str) -> dict[str, str]:
        """What stands in the address of the page, so that it can be sent to somebody."""
        return {"station": self.station, "from": self.period.first.isoformat(),
                "to": self.period.last.isoformat(), **self.filters, **more}


def question(tx: Tx, station: str, first: str, last: str, filters: Mapping[str, str], targets: Targets) -> Question:
    """``Problem`` 422 for days and filters that cannot be, 404 for a station that is not there."""
    row = stations.get(tx, station)
    unknown = set(filters) - set(DIMENSIONS)
    if unknown:
        raise invalid(min(unknown), "is nothing that an evaluation can be narrowed by")
    kept = {name: value[:LONGEST_FILTER] for name, value in filters.items() if value}
    period = Period.read(first, last, row.timezone)
    reports = tally.of_period(tx, station, period.start, period.end, *period.whole_months)
    return Question(station, row.name, period, tx.now, kept, targets, seat_of(station), above_of(tx, row.path), reports)


def above_of(tx: Tx, path: str) -> tuple[str, ...]:
    return tuple(stations.get(tx, code).name for code in path.strip("/").split("/")[:-1])


def seat_of(station: str) -> Place | None:
    """Where its headquarters stand; only the shipped stations say."""
    return next((shipped.seat for shipped in wilayah.seats() if shipped.code == station), None)


def before(asked: Question) -> Question:
    """The same question of the period before: as many days, or as many whole months."""
    return replace(asked, period=asked.period.before)


class Walk:
    """Through the book of a period, a page at a time: whoever holds the database reads, this one remembers."""

    def __init__(self, asked: Question) -> None:
        self._asked = asked
        self._into = Gathering()
        self._books = [self._incidents, store.history]
        self._settled: Settled | None = None
        self._span = Span(asked.period.start, asked.period.end, asked.as_of)
        self._after = store.ANYTHING

    @property
    def over(self) -> bool:
        return not self._books

    @property
    def cases(self) -> int:
        return self._into.count

    def read(self, tx: Tx) -> Page:
        return self._books[0](tx, self._asked.station, self._span, self._after)

    def _incidents(self, tx: Tx, station: str, span: Span, after: After) -> Page:
        if self._settled is None:
            self._settled = settled.settled(tx, station)
        return settled.incidents(tx, station, span, after, self._settled)

    def take(self, page: Page) -> None:
        if page.after is None:
            self._books.pop(0)
            self._after = store.ANYTHING
        else:
            self._into.add(page.numbers, page.columns, page.alike)
            self._after = page.after

    def done(self) -> Cases:
        return self._into.done()


async def gather(db: Database, asked: Question) -> Cases:
    """The cases of the period: those of the log, oldest first, then those brought along."""
    walk = Walk(asked)
    while not walk.over:
        walk.take(await db.read(walk.read))
    return walk.done()


def evaluate(cases: Cases, asked: Question) -> Evaluation:
    whole = Evaluation(cases, asked.as_of, asked.period.zone, asked.targets, asked.seat)
    return whole.only(asked.filters) if asked.filters else whole


def document(cases: Cases, asked: Question, software: str) -> dict[str, Any]:
    """The whole answer, as JSON has it."""
    period = asked.period
    return {
        "station": {"code": asked.station, "name": asked.name, "timezone": period.zone},
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat(), "days": period.days},
        "filters": dict(asked.filters), "as_of": clock.rfc3339(asked.as_of), "software": software,
        "reports": {"all": sum(asked.reports.values()), "became": dict(asked.reports)},
        **evaluate(cases, asked).document(),
    }
