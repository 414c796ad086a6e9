"""What a chapter may rely on, on both databases."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import bindparam, insert, literal, select, text

from siharat.db.schema import wakeup
from siharat.kernel import Problem

ADD = text("INSERT INTO wakeup (incident_id, kind, due_at, attempts) VALUES (:incident, 'k', :due, 0)")
COUNT = text("SELECT count(*) FROM wakeup")
NAMES = text("SELECT incident_id FROM wakeup ORDER BY incident_id")


def add(tx, incident, due=1):
    tx.run(ADD, incident=incident, due=due)
    tx.emit(incident)
    return incident


def add_and_fail(tx, incident):
    add(tx, incident)
    raise LookupError(incident)


def names(tx):
    return [row.incident_id for row in tx.all(NAMES)]


async def test_a_row_is_a_tuple_with_names(url, opened):
    async with opened(url) as db:
        assert await db.write(add, "a") == "a"
        statement = text("SELECT incident_id, due_at, count(*) FROM wakeup GROUP BY 1, 2")
        row = await db.read(lambda tx: tx.one(statement))
        assert row == ("a", 1, 1)
        assert (row.incident_id, row.due_at) == ("a", 1)


async def test_a_database_that_grew_has_its_columns_in_another_order(url, opened):
    kind = text("SELECT * FROM wakeup")
    async with opened(url) as db:
        await db.write(add, "a")
        assert (await db.read(lambda tx: tx.one(kind))).incident_id == "a"
        await db.write(lambda tx: [tx.run(text(f"ALTER TABLE wakeup RENAME COLUMN {change}"))
                                   for change in ("incident_id TO x", "kind TO incident_id", "x TO kind")])
    async with opened(url) as db:
        assert (await db.read(lambda tx: tx.one(kind))).incident_id == "k"


async def test_statements_in_every_shape(url, opened):
    chosen = text("SELECT incident_id FROM wakeup WHERE incident_id IN :ids ORDER BY 1").bindparams(
        bindparam("ids", expanding=True))

    def work(tx):
        assert tx.one(COUNT) == (0,)
        assert tx.one(NAMES) is None
        assert tx.value(NAMES) is None
        assert tx.all(NAMES) == []
        tx.many(ADD, [{"incident": name, "due": 5} for name in "abc"])
        tx.many(insert(wakeup), [{"incident_id": "d", "kind": "100%", "due_at": 7, "attempts": 0}])
        assert tx.run(text("UPDATE wakeup SET attempts = attempts + 1 WHERE due_at = :due"), due=5) == 3
        assert tx.run(ADD.compile().statement, incident="e", due=5) == 1
        assert tx.all(chosen, ids=["a", "c", "x"]) == [("a",), ("c",)]
        assert tx.all(chosen, ids=["b"]) == [("b",)]
        core = select(wakeup.c.incident_id, literal("100%").label("share")).where(wakeup.c.due_at == 7)
        assert tx.one(core) == ("d", "100%")
        percent = text("SELECT kind FROM wakeup WHERE kind LIKE '%0%' AND due_at = :due")
        assert tx.value(percent, due=7) == "100%"
        # Two rows unread: the next statement, and the commit, do not mind.
        assert tx.one(text("DELETE FROM wakeup WHERE due_at = :due RETURNING due_at"), due=5).due_at == 5

    async with opened(url) as db:
        await db.write(work)
        assert await db.read(names) == ["d"]


async def test_an_insert_of_core_sets_the_columns_it_was_first_used_with(url, opened):
    statement = insert(wakeup)
    columns = {"incident_id": "a", "kind": "k", "due_at": 7, "attempts": 0}
    async with opened(url) as db:
        await db.write(lambda tx: tx.run(statement, **columns))
        with pytest.raises(ValueError, match="one statement for each set"):
            await db.write(lambda tx: tx.run(statement, id=7, **columns))


async def test_a_missing_parameter_is_an_error(url, opened):
    async with opened(url) as db:
        with pytest.raises(Exception, match="due"):
            await db.write(lambda tx: tx.run(ADD, incident="a"))


async def test_a_failing_unit_leaves_its_neighbours(url, opened):
    async with opened(url) as db:
        writes = [db.write(add_and_fail if n % 3 == 0 else add, f"{n}") for n in range(9)]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [LookupError, str, str] * 3
        assert await db.read(names) == ["1", "2", "4", "5", "7", "8"]


async def test_events_are_told_only_once_durable(url, opened):
    told, joined = [], []

    def join(tx, event):
        joined.append((tx.now > 0, event))

    async with opened(url, after=told.append, join=join) as db:
        with pytest.raises(LookupError):
            await db.write(add_and_fail, "lost")
        assert told == []
        await db.write(add, "kept")
        assert told == [["kept"]]  # before its caller goes on
        assert joined == [(True, "lost"), (True, "kept")]


async def test_what_joins_shares_the_fate_of_the_unit(url, opened):
    def join(tx, event):
        tx.run(ADD, incident=f"{event}-joined", due=1)

    async with opened(url, join=join) as db:
        await db.write(add, "a")
        with pytest.raises(LookupError):
            await db.write(add_and_fail, "b")
        assert await db.read(names) == ["a", "a-joined"]


async def test_a_follower_that_fails_does_not_make_a_stored_press_unstored(url, opened):
    def after(events):
        raise ValueError("a broken follower")

    async with opened(url, after=after) as db:
        assert await db.write(add, "a") == "a"
        assert await db.read(names) == ["a"]


async def test_a_caller_who_left_is_stored_and_told_all_the_same(url, opened):
    told, go = [], threading.Event()

    def slowly(tx):
        go.wait(5)
        return add(tx, "a")

    async with opened(url, after=told.extend) as db:
        caller = asyncio.create_task(db.write(slowly))
        await asyncio.sleep(0.02)
        caller.cancel()
        go.set()
    assert told == ["a"]


async def test_odd_errors_reach_the_caller(url, opened):
    async with opened(url) as db:
        with pytest.raises(RuntimeError, match="StopIteration"):
            await db.write(lambda tx: next(iter(())))
        with pytest.raises(Problem):
            await db.write(lambda tx: (_ for _ in ()).throw(Problem(404, "not_found", "")))
        await db.write(add, "still serving")


async def test_a_reader_sees_one_moment(url, opened):
    seen, written = threading.Event(), threading.Event()

    def read_twice(tx):
        first = tx.value(COUNT)
        seen.set()
        assert written.wait(5)
        return first, tx.value(COUNT)

    async with opened(url) as db:
        reading = asyncio.create_task(db.read(read_twice))
        await asyncio.to_thread(seen.wait, 5)
        await db.write(add, "a")
        written.set()
        assert await reading == (0, 0)
        assert await db.read(lambda tx: tx.value(COUNT)) == 1


async def test_a_reader_cannot_write_or_emit(url, opened):
    async with opened(url) as db:
        with pytest.raises(Exception, match=r"read-?only"):
            await db.read(lambda tx: tx.run(ADD, incident="a", due=1))
        with pytest.raises(RuntimeError, match="cannot emit"):
            await db.read(lambda tx: tx.emit("a"))


async def test_a_flood_is_refused_and_presses_keep_their_room(url, opened):
    go = threading.Event()
    async with opened(url, room=20) as db:
        waiting = [asyncio.create_task(db.write(lambda tx: go.wait(5))) for _ in range(20)]
        await asyncio.sleep(0)
        assert db.waiting == {"press": 0, "common": 20, "read": 0}
        with pytest.raises(Problem) as refused:
            await db.write(add, "receipt")
        assert (refused.value.status, refused.value.code) == (503, "busy")
        press = asyncio.create_task(db.write(add, "press", lane="press"))
        await asyncio.sleep(0)
        go.set()
        assert await press == "press"
        await asyncio.gather(*waiting)
        await db.write(add, "receipt")
        assert db.waiting == {"press": 0, "common": 0, "read": 0}


async def test_is_writable(url, opened, monkeypatch):
    async with opened(url) as db:
        assert await db.is_writable()
        monkeypatch.setattr("siharat.db.database._probe", lambda tx: tx.run(text("SELECT nothing")))
        assert not await db.is_writable()
    assert not await db.is_writable()


async def test_close_finishes_what_waits(url, opened):
    told = []
    async with opened(url, after=told.extend) as db:
        tasks = [asyncio.create_task(db.write(add, f"{n}")) for n in range(50)]
        await asyncio.sleep(0)
    assert len(told) == 50
    assert [await task for task in tasks] == [f"{n}" for n in range(50)]
