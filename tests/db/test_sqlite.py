"""The shared commit: who shares it, who goes first, and what happens when it fails."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from siharat.db import sqlite, writer
from siharat.db.unit import Unit
from siharat.kernel import Problem

ADD = text("INSERT INTO wakeup (incident_id, kind, due_at, attempts) VALUES (:incident, :kind, 1, 0)")
NAMES = text("SELECT incident_id FROM wakeup ORDER BY incident_id")


def add(tx, incident, kind="k"):
    tx.run(ADD, incident=incident, kind=kind)


def add_and_fail(tx, incident):
    add(tx, incident)
    raise LookupError(incident)


def names(tx):
    return [row.incident_id for row in tx.all(NAMES)]


@asynccontextmanager
async def held(db):
    """Holds the writer back, so that all that is written inside waits for one batch."""
    held, go = threading.Event(), threading.Event()
    first = asyncio.ensure_future(db.write(lambda tx: (held.set(), go.wait(5))))
    await asyncio.to_thread(held.wait, 5)
    yield
    await asyncio.sleep(0)  # hands over what was written
    assert not first.done()
    go.set()


def statements_of(db):
    seen = []
    db._engine._ledger._connection.set_trace_callback(seen.append)
    return seen


async def test_all_who_wait_share_one_commit(sqlite_url, opened):
    async with opened(sqlite_url) as db:
        seen = statements_of(db)
        async with held(db):
            writes = [asyncio.ensure_future(db.write(add, f"{n}")) for n in range(40)]
        await asyncio.gather(*writes)
        assert seen.count("COMMIT") == 2  # the one that held, and the one for forty


async def test_without_the_savepoint_half_of_a_failed_unit_would_stay(sqlite_url, opened, monkeypatch):
    """Negative control of ``test_a_failing_unit_leaves_its_neighbours``."""
    def run(ledger, cursor, unit):
        try:
            unit.run(ledger._house.tx(cursor, "sqlite"))
        except LookupError as error:
            unit.fail(error)

    monkeypatch.setattr(sqlite.SqliteLedger, "_run", run)
    async with opened(sqlite_url) as db:
        await asyncio.gather(db.write(add, "a"), db.write(add_and_fail, "b"), return_exceptions=True)
        assert await db.read(names) == ["a", "b"]


async def test_presses_go_first_and_receipts_do_not_starve(sqlite_url, opened):
    order = []
    async with opened(sqlite_url) as db:
        async with held(db):
            writes = [asyncio.ensure_future(db.write(lambda tx: order.append("receipt"))) for _ in range(100)]
            writes += [asyncio.ensure_future(db.write(lambda tx: order.append("press"), lane="press"))
                       for _ in range(writer.LARGEST_BATCH + 10)]
        await asyncio.gather(*writes)
    full, share = writer.LARGEST_BATCH, writer.COMMON_BESIDE_PRESSES
    assert order == (["press"] * full + ["receipt"] * share + ["press"] * 10 + ["receipt"] * (100 - share))


def test_a_batch_takes_presses_first_but_always_some_others():
    lanes = writer.Lanes()
    for _ in range(3):
        lanes.put(Unit(print, (), "common"))
        lanes.put(Unit(print, (), "press"))
    assert [unit.lane for unit in lanes.next_batch()] == ["press"] * 3 + ["common"] * 3
    lanes.put(Unit(print, (), "common"))
    lanes.put(None)
    assert len(lanes.next_batch()) == 1
    assert lanes.next_batch() == []


async def test_when_the_commit_fails_nobody_in_it_is_acknowledged(sqlite_url, opened):
    def orphan(tx):
        tx.run(text("PRAGMA defer_foreign_keys = ON"))  # checked at COMMIT: so it is COMMIT that fails
        tx.run(text("INSERT INTO child (parent) VALUES (7)"))

    told = []
    async with opened(sqlite_url, after=told.extend) as db:
        await db.write(lambda tx: (
            tx.run(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)")),
            tx.run(text("CREATE TABLE child (parent INTEGER REFERENCES parent (id))"))))
        async with held(db):
            writes = [asyncio.ensure_future(db.write(work, *args)) for work, args in
                      ((add, ["a"]), (orphan, []), (add, ["b"]))]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert [outcome.code for outcome in outcomes] == ["not_stored"] * 3
        assert told == []
        await db.write(add, "c")  # on a new connection
        assert await db.read(names) == ["c"]


async def test_an_error_that_undoes_the_whole_transaction_fails_the_whole_batch(sqlite_url, opened):
    def undone(tx):
        tx.run(text("ROLLBACK"))  # as SQLite does by itself on a full disk or an I/O error
        raise OSError("disk")

    async with opened(sqlite_url) as db:
        async with held(db):
            writes = [asyncio.ensure_future(db.write(work, *args)) for work, args in
                      ((add, ["a"]), (undone, []), (add, ["b"]))]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert [outcome.code for outcome in outcomes] == ["not_stored"] * 3
        assert await db.read(names) == []


async def test_a_full_disk_is_told_and_survived(sqlite_url, opened):
    """The kernel refuses to let any file grow: every acknowledged row is there, no other, and when there
    is room again the same process goes on."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    kept, refused = [], 0
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with opened(sqlite_url) as db:
        await db.write(add, "000")
        kept.append("000")
        size = os.stat(f"{path}-wal").st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 30_000, hard))
        try:
            for n in range(1, 40):
                outcome, = await asyncio.gather(db.write(add, f"{n:03}", "k" * 2_000), return_exceptions=True)
                if outcome is None:
                    kept.append(f"{n:03}")
                else:
                    assert outcome.code == "not_stored"
                    refused += 1
            # Something small may still fit; now nothing does.
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
            assert not await db.is_writable()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert refused > 10
        await db.write(add, "999")
        kept.append("999")
        assert await db.is_writable()
    with sqlite3.connect(path) as connection:
        assert [name for name, in connection.execute(str(NAMES))] == kept
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_the_log_is_folded_into_the_database(sqlite_url, opened):
    async with opened(sqlite_url) as db:
        rows = [{"incident": f"{n}", "kind": "k" * 200} for n in range(sqlite.CHECKPOINT_ROWS + 1)]
        await db.write(lambda tx: tx.many(ADD, rows))
        await db.write(add, "one more")  # the checkpoint of the batch before is over now
        assert os.stat(sqlite_url.removeprefix("sqlite:///")).st_size > 300_000


async def test_full_synchronous_unless_a_negative_control_asks(sqlite_url, opened):
    for asked, got in (("FULL", 2), ("NORMAL", 1)):
        async with opened(sqlite_url, synchronous=asked) as db:
            assert await db.write(lambda tx: tx.value(text("PRAGMA synchronous"))) == got
            assert await db.write(lambda tx: tx.value(text("PRAGMA foreign_keys"))) == 1


HOLD = """
import asyncio, sys
from siharat.db import Database
from siharat.kernel import Identity, Keyring, SystemClock
async def hold():
    identity = Identity(SystemClock())
    await Database.connect(sys.argv[1], SystemClock(), identity, Keyring.fresh(identity)).open()
    print("open", flush=True)
    await asyncio.sleep(60)
asyncio.run(hold())
"""


async def test_a_second_process_is_told_that_the_server_runs(sqlite_url, opened):
    server = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, sqlite_url,
                                                  stdout=subprocess.PIPE)
    try:
        assert await server.stdout.readline() == b"open\n"
        with pytest.raises(Problem, match=f"server is running \\(process {server.pid}\\)") as refused:
            async with opened(sqlite_url):
                pass
        assert refused.value.code == "database_in_use"
    finally:
        server.kill()
        await server.wait()
    async with opened(sqlite_url) as db:  # a killed server leaves no lock behind
        await db.write(add, "a")
