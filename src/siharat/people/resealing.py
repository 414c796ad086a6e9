"""After a new key was made: every sealed column, sealed anew with it, a few rows at a time.

Presses go on meanwhile. A row that changes between being read and being written keeps its change. What the
log says keeps its old box: a line's digest covers it, and the old keys stay in the ring to open it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Integer, TextClause, text

from siharat.db import Database, Tx
from siharat.db.schema import metadata

BATCH = 200
"""Rows of one unit of work: some ten milliseconds. A press waits for one batch at the most."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    table: str
    column: str
    key: str
    key_is_number: bool
    field: str
    """The name that its boxes are sealed under, such as ``citizen.name``."""

    @property
    def first(self) -> str | int:
        """Less than every key."""
        return -(1 << 62) if self.key_is_number else ""


@dataclass(frozen=True, slots=True)
class Batch:
    sealed: int
    last: str | int | None
    """The key to go on after; ``None`` when there is nothing left."""


def columns() -> Iterator[SealedColumn]:
    """Every column that was declared with ``info={"sealed": …}``, of whatever chapter."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if "sealed" in column.info:
                (key,) = table.primary_key.columns
                yield SealedColumn(table.name, column.name, key.name, _is_number(key), column.info["sealed"])


def batch(tx: Tx, which: SealedColumn, after: str | int) -> Batch:
    """Seals the next rows with the newest key. Rows that have it already are passed over."""
    read, write = _statements(which)
    rows = tx.all(read, after=after, limit=BATCH)
    sealed = 0
    for key, box in rows:
        if not tx.keys.is_newest(box):
            new = tx.keys.seal(tx.keys.unseal(box, which.field), which.field)
            sealed += tx.run(write, key=key, old=box, new=new)
    return Batch(sealed, rows[-1][0] if len(rows) == BATCH else None)


def unfinished(tx: Tx) -> bool:
    """Is anything still sealed with an older key? Then a rotation was broken off."""
    return any(tx.one(_older(which), newest=f"{tx.keys.newest}.%") for which in columns())


async def everything(db: Database) -> int:
    """How many boxes were sealed anew. May be stopped at any moment and begun again."""
    sealed = 0
    for which in columns():
        after: str | int | None = which.first
        while after is not None:
            done = await db.write(batch, which, after)
            sealed, after = sealed + done.sealed, done.last
    return sealed


@lru_cache
def _statements(which: SealedColumn) -> tuple[TextClause, TextClause]:
    table, column, key = which.table, which.column, which.key
    read = (f"SELECT {key}, {column} FROM {table} WHERE {key} > :after "  # noqa: S608  our own names
            f"AND {column} IS NOT NULL ORDER BY {key} LIMIT :limit")
    write = f"UPDATE {table} SET {column} = :new WHERE {key} = :key AND {column} = :old"  # noqa: S608  our own names
    return text(read), text(write)


@lru_cache
def _older(which: SealedColumn) -> TextClause:
    found = f"SELECT 1 FROM {which.table} WHERE {which.column} NOT LIKE :newest LIMIT 1"  # noqa: S608  as above
    return text(found)


def _is_number(column: Column[Any]) -> bool:
    return isinstance(column.type, Integer)
