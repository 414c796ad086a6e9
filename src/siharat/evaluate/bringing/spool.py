"""The rows of one file between reading and bringing in: on disk, so that a million of them need no memory.

Rows with the same number and the same press are units of one incident, or the same line twice: the first to set out
and to arrive count, and the last to leave. The same number with another press is a fault of the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from siharat.evaluate.bringing.rows import Row

FIRST = ("claimed", "reached", "en_route", "on_scene")
LAST = ("clear", "closed")
TABLE = f"CREATE TABLE spool ({', '.join(Row._fields)}, line, PRIMARY KEY (number)) WITHOUT ROWID"
MERGED = ", ".join([f"{each} = coalesce(min({each}, excluded.{each}), {each}, excluded.{each})" for each in FIRST]
                   + [f"{each} = coalesce(max({each}, excluded.{each}), {each}, excluded.{each})" for each in LAST])
ADD = f"""INSERT INTO spool VALUES ({', '.join('?' * (len(Row._fields) + 1))})
    ON CONFLICT (number) DO UPDATE SET {MERGED} WHERE raised = excluded.raised"""  # noqa: S608  our own names
EARLIER = "SELECT line FROM spool WHERE number = ?"
ALL = f"SELECT {', '.join(Row._fields)} FROM spool ORDER BY raised, number"  # noqa: S608  our own names
COUNT = "SELECT count(*) FROM spool"


class Spool:
    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA cache_size = -32768")
        self._db.execute(TABLE)
        self._db.execute("BEGIN")

    def add(self, row: Row, line: int) -> int | None:
        """``None``, or the line in which another press already has this number."""
        if self._db.execute(ADD, (*row, line)).rowcount:
            return None
        found: int = self._db.execute(EARLIER, (row.number,)).fetchone()[0]
        return found

    def __len__(self) -> int:
        found: int = self._db.execute(COUNT).fetchone()[0]
        return found

    def batches(self, size: int) -> Iterator[list[tuple[object, ...]]]:
        cursor = self._db.execute(ALL)
        while rows := cursor.fetchmany(size):
            yield rows

    def close(self) -> None:
        self._db.close()
