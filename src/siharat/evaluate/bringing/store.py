"""Bringing history in: in steps that hold up no press, and none of it counts before the last.

The rows of an import that was never completed are there and seen by nobody; the next one of that station clears
them away first.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from siharat.db import Tx
from siharat.evaluate import blocks
from siharat.evaluate.bringing.rows import Row
from siharat.evaluate.rules import MOMENTS
from siharat.kernel import Problem
from siharat.people import stations

NUMBERS = (*MOMENTS, "lat", "lon")
TEXTS = ("disposition", "category", "channel", "locality")
CLEAR_AWAY = 5_000
"""Rows at once: some tens of milliseconds."""

BEGIN = text("""INSERT INTO history_import (id, station, source, digest, moments, rows, started_at)
    VALUES (:id, :station, :source, :digest, :moments, 0, :now)""")
SAME = text("""SELECT source, completed_at FROM history_import
    WHERE station = :station AND digest = :digest AND completed_at IS NOT NULL""")
UNFINISHED = text("SELECT id FROM history_import WHERE station = :station AND completed_at IS NULL")
SOME = text("SELECT number FROM history_number WHERE import_id = :id LIMIT :limit")
CLEAR = text("DELETE FROM history_number WHERE station = :station AND number = :number")
CLEAR_BLOCKS = text("DELETE FROM history_block WHERE import_id = :id")
FORGET = text("DELETE FROM history_import WHERE id = :id AND completed_at IS NULL")
OPEN = text("SELECT station FROM history_import WHERE id = :id AND completed_at IS NULL")
NUMBER = text("""INSERT INTO history_number (station, number, import_id, block)
    VALUES (:station, :number, :import_id, :block) ON CONFLICT DO NOTHING""")
NEW = text("SELECT number FROM history_number WHERE import_id = :id AND block = :block")
BLOCK = text("""INSERT INTO history_block (id, import_id, first, last, rows, packed)
    VALUES (:id, :import_id, :first, :last, :rows, :packed)""")
COUNT = text("SELECT coalesce(sum(rows), 0) FROM history_block WHERE import_id = :id")
COMPLETE = text("UPDATE history_import SET completed_at = :now, rows = :rows WHERE id = :id AND completed_at IS NULL")


def clear_away(tx: Tx, station: str) -> bool:
    """Some rows of what was never completed. ``True`` when nothing is left of it."""
    stations.get(tx, station)
    for row in tx.all(UNFINISHED, station=station):
        rows = tx.all(SOME, id=row.id, limit=CLEAR_AWAY)
        tx.many(CLEAR, [{"station": station, "number": each.number} for each in rows])
        if rows:
            return False
        tx.run(CLEAR_BLOCKS, id=row.id)
        tx.run(FORGET, id=row.id)
    return True


def begin(tx: Tx, station: str, source: str, digest: str, moments: str) -> str:
    """The id of a new import. ``Problem`` 409 when this very file is in already."""
    stations.get(tx, station)
    same = tx.one(SAME, station=station, digest=digest)
    if same is not None:
        raise Problem(409, "already_imported", f"This file is in already, as {same.source}. Nothing to do.")
    made = tx.identity.uuid7()
    tx.run(BEGIN, id=made, station=station, source=source, digest=digest, moments=moments, now=tx.now)
    return made


def add(tx: Tx, import_id: str, rows: Sequence[Row]) -> None:
    """What the station has under that number already stays as it is."""
    station, block = _open(tx, import_id), tx.identity.uuid7()
    tx.many(NUMBER, [{"station": station, "number": row.number, "import_id": import_id, "block": block}
                     for row in rows])
    numbers = {found.number for found in tx.all(NEW, id=import_id, block=block)}
    new = [row for row in rows if row.number in numbers]
    if new:
        raised = [row.raised for row in new]
        tx.run(BLOCK, id=block, import_id=import_id, first=min(raised), last=max(raised), rows=len(new),
               packed=_packed(new))


def _packed(rows: Sequence[Row]) -> bytes:
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    return blocks.pack(columns["number"], {name: columns[name] for name in NUMBERS},
                       {name: columns[name] for name in TEXTS})


def complete(tx: Tx, import_id: str) -> int:
    """From now on it counts. How many incidents were new."""
    _open(tx, import_id)
    rows = int(tx.value(COUNT, id=import_id))
    tx.run(COMPLETE, id=import_id, rows=rows, now=tx.now)
    return rows


def _open(tx: Tx, import_id: str) -> str:
    station: str | None = tx.value(OPEN, id=import_id)
    if station is None:
        raise Problem(409, "import_ended", "Another import of this station has begun meanwhile and cleared this one "
                      "away. Nothing of it was kept; run it again.")
    return station
