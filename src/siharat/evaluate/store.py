"""The book of a period, page by page: never more than a page of it in memory.

A million incidents are seven million lines. They are not carried out one by one: the database says of each incident
when what first happened, as ``rules.case_of`` defines it, and a generated test holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import TextClause, text

from siharat.db import Tx
from siharat.db.tx import DialectName
from siharat.evaluate import blocks
from siharat.evaluate.cases import COUNTED, Called
from siharat.evaluate.rules import MOMENTS

PAGE_OF_INCIDENTS = 400
"""Larger pages are slower: their rows no longer fit the processor's cache."""

INCIDENTS = text("""SELECT id, code, opened_at, locality, lat, lon, road, category FROM incident
    WHERE station = :station AND opened_at < :until AND (opened_at, id) > (:opened_at, :id)
    ORDER BY opened_at, id LIMIT :limit""")

KINDS = "('raised', 'claimed', 'call_back', 'movement', 'closed', 'amended', 'unanswered', 'handed_over', 'rated')"
"""Of the lines that an evaluation counts."""
BY_INCIDENT = "l.station || ''"
"""Without it SQLite, which knows no statistics, would read the station's whole book for each page."""


def _told(word: str) -> TextClause:
    """What the lines say of the incidents of one page. ``word``: how the dialect takes a word out of a payload. One
    that was erased by law has none; its line still tells its kind and its time."""
    def at(kind: str, key: str = "", value: str = "") -> str:
        further = f" AND {word.format(key)} = '{value}'" if key else ""
        return f"CASE WHEN l.kind = '{kind}'{further} THEN l.at END"

    return text(f"""SELECT l.incident, min({at("raised")}) AS raised, min({at("claimed")}) AS claimed,
        min({at("call_back", "outcome", "reached")}) AS reached,
        min({at("movement", "status", "en_route")}) AS en_route,
        min({at("movement", "status", "on_scene")}) AS on_scene,
        max({at("movement", "status", "clear")}) AS clear,
        min({at("closed")}) AS closed, count({at("unanswered")}) AS climbed, count({at("handed_over")}) AS handed,
        max(CASE WHEN l.kind = 'closed' THEN CAST({word.format("rung")} AS INTEGER) END) AS rung,
        max(CASE WHEN l.kind = 'closed' THEN CAST({word.format("proved")} AS INTEGER) END) AS proved,
        max(CASE WHEN l.kind = 'rated' THEN CAST(l.position AS TEXT) || ' ' || ({word.format("outcome")}) END)
            AS helped,
        coalesce(min(CASE WHEN l.kind = 'amended' THEN {word.format("disposition")} END),
            min(CASE WHEN l.kind = 'closed' THEN {word.format("disposition")} END)) AS disposition,
        min(CASE WHEN l.kind = 'raised' THEN {word.format("mode")} END) AS mode
        FROM log_line l WHERE {BY_INCIDENT} = :station AND l.position <= :as_of AND l.kind IN {KINDS}
        AND l.incident IN (
            SELECT id FROM incident WHERE station = :station AND (opened_at, id) > (:opened_at, :id)
            AND (opened_at, id) <= (:last_at, :last))
        GROUP BY l.incident""")  # noqa: S608  our own words


TOLD: dict[DialectName, TextClause] = {"sqlite": _told("json_extract(l.payload, '$.{}')"),
                                       "postgresql": _told("l.payload\\:\\:json ->> '{}'")}
BLOCK = text("""SELECT b.id, b.first, b.packed, i.moments FROM history_block b
    JOIN history_import i ON i.id = b.import_id
    WHERE b.id = (SELECT later.id FROM history_block later JOIN history_import i ON i.id = later.import_id
        WHERE i.station = :station AND i.completed_at <= :as_of AND later.last >= :start AND later.first < :until
        AND (later.first, later.id) > (:first, :id) ORDER BY later.first, later.id LIMIT 1)""")

After: TypeAlias = tuple[int, str]
"""When the last one was raised, and which it was."""
ANYTHING: After = (-1, "")
"""What every page comes after."""


@dataclass(frozen=True, slots=True)
class Span:
    """Milliseconds: from ``start`` to before ``until``, as the book had them at ``as_of``."""

    start: int
    until: int
    as_of: int

    @property
    def last_position(self) -> int:
        """Of the book, at ``as_of``."""
        return self.as_of * 1_000 + 999


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases as columns, and where the next page begins; ``after`` is ``None`` when there is none."""

    numbers: Called
    columns: dict[str, Any]
    alike: dict[str, Any]
    """What is the same for all of them."""
    after: After | None


NOTHING_MORE = Page((), {}, {}, None)


def incidents(tx: Tx, station: str, span: Span, after: After) -> Page:
    """The next incidents opened in the span."""
    opened_at, behind = max(after, (span.start, ""))
    heads = tx.all(INCIDENTS, station=station, opened_at=opened_at, id=behind, until=span.until,
                   limit=PAGE_OF_INCIDENTS)
    if not heads:
        return NOTHING_MORE
    last = (heads[-1].opened_at, heads[-1].id)
    told = {row.incident: row for row in tx.all(TOLD[tx.dialect], station=station, as_of=span.last_position,
                                                opened_at=opened_at, id=behind, last_at=last[0], last=last[1])}
    cases = [_case(head, told[head.id]) for head in heads if head.id in told and told[head.id].raised is not None]
    names = ("code", *MOMENTS, *COUNTED, "helped", "disposition", "mode", "locality", "lat", "lon", "channel",
             "category")
    columns: list[Sequence[Any]] = [*zip(*cases, strict=True)] or [()] * len(names)
    numbers, *others = columns
    return Page(numbers, dict(zip(names[1:], others, strict=True)), {"recorded": ""}, last)


def _case(head: Any, told: Any) -> tuple[Any, ...]:
    _, raised, *others, closed, climbed, handed, rung, proved, helped, disposition, mode = told
    mode = mode or "loud"
    if mode == "practice":  # ended as it began, rings nobody
        closed, disposition = raised if closed is None else closed, disposition or "test"
    return (head.code, raised, *others, closed, climbed, handed, rung, proved, (helped or "").partition(" ")[2],
            disposition or "", mode, head.locality or "", head.lat, head.lon, head.road, head.category or "")


def history(tx: Tx, station: str, span: Span, after: After) -> Page:
    """The same of what the station brought along: a block of it."""
    block = tx.one(BLOCK, station=station, start=span.start, until=span.until, as_of=span.as_of, first=after[0],
                   id=after[1])
    if block is None:
        return NOTHING_MORE
    called, columns = blocks.unpack(block.packed)
    asked = (columns["raised"] >= span.start) & (columns["raised"] < span.until)
    if not asked.all():
        called, columns = called[asked], {name: column[asked] for name, column in columns.items()}
    alike = {"mode": "loud", "helped": "", "climbed": 0, "handed": 0, "rung": None, "proved": None,
             "recorded": block.moments}
    return Page(called, columns, alike, (block.first, block.id))
