"""What a station brought along before is there after the migration, row for row, and after the way back."""

from __future__ import annotations

import random

from sqlalchemy import text

from siharat.db import migrations
from siharat.evaluate import store
from siharat.evaluate.bringing.rows import Row
from siharat.evaluate.bringing.store import NUMBERS, TEXTS
from siharat.evaluate.cases import Gathering
from siharat.evaluate.store import Span

SEED = 20261130
MANY = 2_500
"""More than one block."""
STATION = text("""INSERT INTO station (code, name, path, timezone, officers, created_at)
    VALUES ('63.72', 'Polres', '/63.72/', 'Asia/Makassar', 0, 0)""")
IMPORT = text("""INSERT INTO history_import (id, station, source, digest, moments, rows, started_at, completed_at)
    VALUES (:id, '63.72', 'a.csv', :id, 'raised closed', :rows, 0, :at)""")
INSERT = text(f"""INSERT INTO history (station, import_id, {', '.join(Row._fields)})
    VALUES ('63.72', :import_id, {', '.join(f':{name}' for name in Row._fields)})""")
ROWS = text(f"SELECT {', '.join(Row._fields)} FROM history WHERE import_id = 'done' ORDER BY raised, number")


def drawn(chance, number):
    def moment():
        return chance.choice([None, chance.randrange(10**12)])

    words = [chance.choice(["", "Banjarbaru", "日本"]) for _ in range(4)]
    return Row(f"Nº {number}", chance.randrange(10**12), *(moment() for _ in range(6)), *words,
               *chance.choice([(None, None), (-3.4, 114.8)]))


def old_history(tx, rows):
    tx.run(STATION)
    for name, at, some in (("done", 5, rows[:-10]), ("broken off", None, rows[-10:])):
        tx.run(IMPORT, id=name, rows=len(some), at=at)
        tx.many(INSERT, [{"import_id": name, **row._asdict()} for row in some])


def evaluated(tx):
    into, after = Gathering(), store.ANYTHING
    while (page := store.history(tx, "63.72", Span(0, 10**13, 5), after)).after is not None:
        into.add(page.numbers, page.columns, page.alike)
        after = page.after
    return into.done()


async def test_history_becomes_blocks_and_rows_again(url, opened):
    chance = random.Random(SEED)
    rows = [drawn(chance, number) for number in range(MANY)]
    migrations.downgrade(url, "0035")
    async with opened(url) as db:
        await db.write(old_history, rows)
    migrations.upgrade(url, "0036")
    async with opened(url) as db:
        found = await db.read(evaluated)
    expected = sorted(rows[:-10], key=lambda row: (row.raised, row.number))
    assert [number.decode() for number in found.numbers] == [row.number for row in expected]
    for name in NUMBERS:
        assert [None if value != value else value for value in getattr(found, name)] == \
            [getattr(row, name) for row in expected], name
    for name in TEXTS:
        words = getattr(found, name)
        assert [words.texts[code] for code in words.codes] == [getattr(row, name) for row in expected], name
    migrations.downgrade(url, "0035")
    async with opened(url) as db:
        assert [tuple(row) for row in await db.read(lambda tx: tx.all(ROWS))] == expected
