"""Incidents long over, kept by columns beside the book: a million of them are counted in seconds.

The book stays the truth. A block is what ``store.incidents`` read from it of some 2,000 incidents that follow each
other, all closed and opened days ago. It is used as long as the book says nothing later of any of them. Something is
said later, an amendment or a rating: then the evaluation reads those incidents from the book, until the block is made
anew within the hour. ``siharat log verify`` makes every block again and compares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from siharat.db import Database, Tx
from siharat.evaluate import blocks, store
from siharat.evaluate.cases import COUNTED
from siharat.evaluate.rules import MOMENTS
from siharat.evaluate.store import ANYTHING, KINDS, After, Page, Span
from siharat.kernel.clock import DAY
from siharat.people import stations

SETTLED_AFTER = 7 * DAY
"""Little is said any more of an incident that was opened so long ago."""
ALIKE = {"recorded": ""}
NUMBERS = (*MOMENTS, *COUNTED, "lat", "lon")
TEXTS = ("helped", "disposition", "mode", "locality", "channel", "category")

GET = text("SELECT until, position FROM settled WHERE station = :station")
LATER = text(f"""SELECT DISTINCT i.opened_at FROM log_line l JOIN incident i ON i.id = l.incident
    WHERE l.station = :station AND l.position > :position AND l.kind IN {KINDS}
    AND i.station || '' = :station AND i.opened_at + 0 < :until ORDER BY i.opened_at""")  # noqa: S608  our own words
"""From the few new lines to their incidents; SQLite, left to itself, would go through all incidents of the station."""
BLOCK_AT = text("""SELECT start, until, position, packed FROM settled_block WHERE station = :station AND until > :at
    ORDER BY until LIMIT 1""")
OLDEST_OPEN = text("SELECT min(opened_at) FROM incident WHERE station = :station AND closed_at IS NULL")
NEXT = text("""SELECT opened_at FROM incident WHERE station = :station AND opened_at >= :start
    AND opened_at < :before ORDER BY opened_at LIMIT 1 OFFSET :many""")
LAST_LINE = text("SELECT max(position) FROM log_line WHERE station = :station")
FIRST = text("SELECT min(opened_at) FROM incident WHERE station = :station")
BEGIN = text("INSERT INTO settled (station, until, position) VALUES (:station, 0, 0) ON CONFLICT DO NOTHING")
MOVE_ON = text("""UPDATE settled SET until = :until, position = :position
    WHERE station = :station AND until = :old_until AND position = :old_position""")
KEEP = text("""INSERT INTO settled_block (station, until, start, position, packed)
    VALUES (:station, :until, :start, :position, :packed)
    ON CONFLICT (station, until) DO UPDATE SET position = excluded.position, packed = excluded.packed""")


@dataclass(frozen=True, slots=True)
class Settled:
    """How far a station's blocks go: whatever was opened before ``until`` (milliseconds) is in one of them."""

    until: int
    position: int
    """Of the book's last line when it was last looked for what was said later."""
    later: tuple[int, ...]
    """When those incidents were opened of which the book has said more since."""

    def holds(self, start: int, until: int) -> bool:
        """A block is as the book is."""
        return not any(start <= at < until for at in self.later)


def settled(tx: Tx, station: str) -> Settled:
    row = tx.one(GET, station=station)
    if row is None:
        return Settled(0, 0, ())
    later = tx.all(LATER, station=station, position=row.position, until=row.until)
    return Settled(row.until, row.position, tuple(each.opened_at for each in later))


def incidents(tx: Tx, station: str, span: Span, after: After, known: Settled) -> Page:
    """The next incidents opened in the span: from a block where one holds and lies whole in it, else from the book."""
    at = max(after, (span.start, ""))[0]
    block = tx.one(BLOCK_AT, station=station, at=at) if at < known.until else None
    if block is None:
        return store.incidents(tx, station, span, after)
    behind = (block.until, "")
    whole = span.start <= block.start and at <= block.start and block.until <= span.until
    if whole and known.holds(block.start, block.until) and block.position <= span.last_position:
        return Page(*blocks.unpack(block.packed), ALIKE, behind)
    page = store.incidents(tx, station, replace(span, until=min(span.until, block.until)), after)
    return page if page.after or span.until <= block.until else incidents(tx, station, span, behind, known)


@dataclass(frozen=True, slots=True)
class Step:
    """What brings a station's blocks further: blocks made anew, and the next one."""

    station: str
    was: Settled
    now: Settled
    made: tuple[tuple[int, int, bytes], ...]
    """From when to when its incidents were opened, and they."""


async def settle(db: Database) -> None:
    """Everything that has settled, of every station. Reading goes beside the presses, writing is one block."""
    for station in await db.read(_codes):
        while (step := await db.read(_next, station)) is not None and await db.write(_keep, step):
            pass


def _codes(tx: Tx) -> list[str]:
    return [row.code for row in stations.every(tx)]


def _next(tx: Tx, station: str) -> Step | None:
    """``None`` when there is nothing to do."""
    position = tx.value(LAST_LINE, station=station) or 0  # first: what is written meanwhile counts as said later
    known = settled(tx, station)
    start = known.until or tx.value(FIRST, station=station) or 0
    before = min(tx.now - SETTLED_AFTER, tx.value(OLDEST_OPEN, station=station) or tx.now)
    until = tx.value(NEXT, station=station, start=start, before=before, many=blocks.MOST)
    anew = {(block.start, block.until) for at in known.later
            if (block := tx.one(BLOCK_AT, station=station, at=at)) is not None}
    ranges = sorted(anew) + ([(start, until)] if until is not None and until > start else [])
    if not ranges:
        return None
    made = tuple((start, until, packed(tx, station, start, until)) for start, until in ranges)
    return Step(station, known, Settled(max(known.until, ranges[-1][1]), position, ()), made)


def packed(tx: Tx, station: str, start: int, until: int) -> bytes:
    """The incidents opened from ``start`` to before ``until``, as the book has them now."""
    names: list[str] = []
    columns: dict[str, list[Any]] = {name: [] for name in (*NUMBERS, *TEXTS)}
    after, span = ANYTHING, Span(start, until, tx.now)
    while (page := store.incidents(tx, station, span, after)).after is not None:
        names += page.numbers
        for name, column in columns.items():
            column += page.columns[name]
        after = page.after
    return blocks.pack(names, {name: columns[name] for name in NUMBERS}, {name: columns[name] for name in TEXTS})


def _keep(tx: Tx, step: Step) -> bool:
    """``False`` when another process was faster: it goes on then."""
    tx.run(BEGIN, station=step.station)
    if not tx.run(MOVE_ON, station=step.station, until=step.now.until, position=step.now.position,
                  old_until=step.was.until, old_position=step.was.position):
        return False
    tx.many(KEEP, [{"station": step.station, "start": start, "until": until, "position": step.now.position,
                    "packed": block} for start, until, block in step.made])
    return True


def differs(tx: Tx, station: str) -> tuple[int, int] | None:
    """The first block that is not what the book says: from when to when its incidents were opened."""
    known, at = settled(tx, station), -1
    while (block := tx.one(BLOCK_AT, station=station, at=at)) is not None:
        at = block.until
        if known.holds(block.start, block.until) and block.packed != packed(tx, station, block.start, block.until):
            return block.start, block.until
    return None
