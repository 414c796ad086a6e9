"""The book of a period, page by page: never more than a page of it in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import text

from siharat.db import Tx
from siharat.evaluate.cases import side_by_side
from siharat.evaluate.rules import MOMENTS, Case, Fact, case_of

PAGE_OF_INCIDENTS = 400
PAGE_OF_HISTORY = 20_000

LINES = text("""SELECT i.id, i.code, i.opened_at, i.locality, i.lat, i.lon, i.road, i.category, l.kind, l.at,
    l.payload FROM (
        SELECT id, code, opened_at, station, locality, lat, lon, road, category FROM incident
        WHERE station = :station AND opened_at < :until
        AND (opened_at > :opened_at OR (opened_at = :opened_at AND id > :id))
        ORDER BY opened_at, id LIMIT :limit) i
    JOIN log_line l ON l.incident = i.id AND l.station = i.station AND l.position <= :as_of
    ORDER BY i.opened_at, i.id, l.position""")
HISTORY = text("""SELECT h.number, h.raised, h.claimed, h.reached, h.en_route, h.on_scene, h.clear, h.closed,
    h.disposition, h.category, h.channel, h.locality, h.lat, h.lon, i.moments AS recorded FROM history h
    JOIN history_import i ON i.id = h.import_id WHERE h.station = :station AND i.completed_at <= :as_of
    AND h.raised < :until AND (h.raised > :raised OR (h.raised = :raised AND h.number > :number))
    ORDER BY h.raised, h.number LIMIT :limit""")

SPEAKS = {"raised": "mode", "call_back": "outcome", "movement": "status", "closed": "disposition"}
"""The one word of each kind of line that an evaluation needs. It reads no other."""
After: TypeAlias = tuple[int, str]
"""When the last one was raised, and which it was."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases as columns, and where the next page begins; ``after`` is ``None`` when there is none."""

    numbers: Sequence[str]
    columns: dict[str, Sequence[Any]]
    after: After | None


NOTHING_MORE = Page((), {}, None)


def incidents(tx: Tx, station: str, after: After, until: int, as_of: int) -> Page:
    """The next incidents opened before ``until``, as the book had them at ``as_of``."""
    rows = tx.all(LINES, station=station, opened_at=after[0], id=after[1], until=until,
                  as_of=as_of * 1_000 + 999, limit=PAGE_OF_INCIDENTS)
    if not rows:
        return NOTHING_MORE
    numbers, cases = [], []
    for _, lines in groupby(rows, key=lambda row: row.id):
        told = list(lines)
        case = _case(told)
        if case is not None:
            numbers.append(told[0].code)
            cases.append(case)
    return Page(numbers, side_by_side(cases), (rows[-1].opened_at, rows[-1].id))


def _case(lines: list[Any]) -> Case | None:
    head = lines[0]
    return case_of([fact_of(line) for line in lines], channel=head.road, category=head.category or "",
                   locality=head.locality or "", lat=head.lat, lon=head.lon)


def fact_of(line: Any) -> Fact:
    """A line erased by law still tells its kind and its time."""
    word = SPEAKS.get(line.kind)
    said = msgspec.json.decode(line.payload) if word and line.payload else {}
    return Fact(line.kind, line.at, str(said.get(word, "")))


def history(tx: Tx, station: str, after: After, until: int, as_of: int) -> Page:
    """The same of what the station brought along."""
    rows = tx.all(HISTORY, station=station, raised=after[0], number=after[1], until=until, as_of=as_of,
                  limit=PAGE_OF_HISTORY)
    if not rows:
        return NOTHING_MORE
    numbers, *columns = zip(*rows, strict=True)
    names = (*MOMENTS, "disposition", "category", "channel", "locality", "lat", "lon", "recorded")
    named = dict(zip(names, columns, strict=True))
    alike: dict[str, Sequence[Any]] = {"mode": ["loud"] * len(rows), "climbed": [0] * len(rows)}
    return Page(numbers, {**named, **alike}, (rows[-1].raised, rows[-1].number))
