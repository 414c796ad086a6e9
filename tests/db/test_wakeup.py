"""Time is a table: due order, poison, several wakers, restarts. On both databases, and on virtual time."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest
from sqlalchemy import text

from siharat.db import schema, wakeup
from siharat.db.wakeup import Waker
from siharat.kernel import SystemClock
from siharat.kernel.clock import VirtualClock, VirtualLoop

CLOCK = SystemClock()
ALL = text("SELECT incident_id, kind, due_at, attempts FROM wakeup ORDER BY incident_id, kind")


def plan(tx, *plans):
    for incident, kind, due_at in plans:
        wakeup.plan(tx, incident, kind, due_at)


def rows(tx):
    return [tuple(row) for row in tx.all(ALL)]


@asynccontextmanager
async def running(*wakers):
    tasks = [asyncio.ensure_future(waker.run()) for waker in wakers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  a test that looks from outside
            await asyncio.sleep(0.005)


async def emptied(db):
    """A handler is seen while its unit still waits for the commit; soon after, the row is gone."""
    async with asyncio.timeout(5):
        while await db.read(rows):  # noqa: ASYNC110  a test that looks from outside
            await asyncio.sleep(0.005)


async def test_one_plan_per_incident_and_kind(url, opened):
    async with opened(url) as db:
        await db.write(plan, ("a", "ring", 5), ("a", "ring", 3), ("a", "lapse", 9), ("b", "ring", 1))
        assert await db.read(rows) == [("a", "lapse", 9, 0), ("a", "ring", 3, 0), ("b", "ring", 1, 0)]
        assert await db.read(wakeup.next_due) == 1
        assert [(row.incident_id, row.kind) for row in await db.read(wakeup.due)] == [
            ("b", "ring"), ("a", "ring"), ("a", "lapse")]
        await db.write(wakeup.drop, "a", "ring", "unknown")
        assert await db.read(rows) == [("a", "lapse", 9, 0), ("b", "ring", 1, 0)]
        await db.write(wakeup.drop, "a")
        await db.write(wakeup.drop, "b")
        assert await db.read(wakeup.next_due) is None


async def test_a_restart_picks_up_what_is_overdue_longest_first(sqlite_url, opened):
    seen = []
    async with opened(sqlite_url) as db:
        await db.write(plan, *((f"{n}", "ring", 1_000 - n) for n in range(200)))
    async with opened(sqlite_url) as db:
        async with running(Waker(db, CLOCK, {"ring": lambda tx, row: seen.append(row.due_at)})):
            await until(lambda: len(seen) == 200)
        assert seen == sorted(seen)
        await emptied(db)


async def test_it_wakes_on_time_and_plans_anew(url, opened):
    seen = []

    def ring(tx, row):
        seen.append((tx.now - row.due_at, rows(tx)))
        if len(seen) < 3:
            wakeup.plan(tx, row.incident_id, "ring", tx.now + 50)

    async with opened(url) as db:
        async with running(Waker(db, CLOCK, {"ring": ring}, sweep_ms=3_600_000)):
            await asyncio.sleep(0.05)  # it sleeps for an hour, but for the nudge of the commit
            await db.write(plan, ("a", "ring", CLOCK.now() + 100))
            await until(lambda: len(seen) == 3)
        assert all(late >= 0 and others == [] for late, others in seen)
        await emptied(db)


async def test_poison_delays_nobody(url, opened):
    seen = []

    def poison(tx, row):
        wakeup.plan(tx, "written by the poison", "ring", 1)
        raise ZeroDivisionError

    async with opened(url) as db:
        await db.write(plan, ("a", "poison", 1), ("b", "nobody knows", 2), ("c", "ring", 3))
        async with running(Waker(db, CLOCK, {"poison": poison, "ring": lambda tx, row: seen.append(row)})):
            await until(lambda: seen)  # behind two that fail, and at once
            async with asyncio.timeout(5):
                while [row[3] > 0 for row in await db.read(rows)] != [True, True]:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
        (a, *_), (b, *_) = await db.read(rows)  # nothing that the poison wrote
        assert (a, b) == ("a", "b")


def handlers(seen):
    def ring(tx, row):
        tx.value(text("SELECT count(*) FROM wakeup"))  # gives the others time to come in between
        seen.append(row.incident_id)

    return {"ring": ring}


async def race(url, opened, wakers):
    seen = []
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(opened(url))
        nodes = [first] * wakers if first.dialect == "sqlite" else [
            await stack.enter_async_context(opened(url)) for _ in range(wakers)]
        await first.write(plan, *((f"{n}", "ring", n) for n in range(150)))
        async with running(*(Waker(node, CLOCK, handlers(seen)) for node in nodes)):
            await until(lambda: len(set(seen)) == 150)
            await asyncio.sleep(0.05)
    return seen


async def test_several_wakers_never_run_one_twice(url, opened):
    seen = await race(url, opened, 3)
    assert len(seen) == len(set(seen)) == 150


async def test_without_taking_the_row_they_would(url, opened, monkeypatch):
    """Negative control: handled first, deleted never mind when."""
    monkeypatch.setattr(wakeup, "LOCK", text("SELECT 1"))
    monkeypatch.setattr(wakeup, "TAKE", text(
        "SELECT id, incident_id, kind, due_at, attempts FROM wakeup WHERE id = :id"))
    seen = []
    async with opened(url) as db:
        await db.write(plan, ("a", "ring", 1))
        (row,) = await db.read(wakeup.due)
        nodes = [Waker(db, CLOCK, handlers(seen)) for _ in range(2)]
        await asyncio.gather(*(node._handle(row) for node in nodes))
    assert len(seen) == 2


async def test_a_failing_database_does_not_end_it(url, opened, monkeypatch):
    seen, look = [], wakeup._look

    def broken(tx):
        monkeypatch.setattr(wakeup, "_look", look)
        raise OSError("the disk is away")

    monkeypatch.setattr(wakeup, "_look", broken)
    async with opened(url) as db:
        await db.write(plan, ("a", "ring", 1))
        async with running(Waker(db, CLOCK, {"ring": lambda tx, row: seen.append(row)}, sweep_ms=50)):
            await until(lambda: seen)


async def test_the_lock_of_the_incident_comes_before_the_row(url, opened):
    order = []
    async with opened(url) as db:
        await db.write(plan, ("a", "ring", 1))
        waker = Waker(db, CLOCK, {"ring": lambda tx, row: order.append("ring")},
                      lock=lambda tx, incident: order.append((incident, len(rows(tx)))))
        async with running(waker):
            await until(lambda: "ring" in order)
    assert order == [("a", 1), "ring"]


@pytest.mark.parametrize("place", ["memory", "sqlite_url", "postgres_url"])
def test_under_virtual_time_an_hour_is_exact(place, request, opened):
    """No threads, no waiting, to the millisecond; and poison backs off by 1, 2, 4 … 60 s."""
    clock, seen, failed = VirtualClock(), [], []
    start = clock.now()
    url = "sqlite:///:memory:" if place == "memory" else request.getfixturevalue(place)

    def ring(tx, row):
        seen.append(tx.now - start)
        wakeup.plan(tx, row.incident_id, "ring", row.due_at + 60_000)

    def poison(tx, row):
        failed.append(tx.now - start)
        raise ZeroDivisionError

    async def hour():
        async with opened(url, inline=True, clock=clock) as db:
            if place == "memory":
                await db.write(schema.create)
            await db.write(plan, ("a", "ring", start + 60_000), ("b", "poison", start))
            async with running(Waker(db, clock, {"ring": ring, "poison": poison})):
                await asyncio.sleep(3600.5)

    loop = VirtualLoop(clock)
    try:
        loop.run_until_complete(hour())
    finally:
        loop.close()
    assert seen == [minute * 60_000 for minute in range(1, 61)]
    assert failed[:9] == [0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000, 183_000]
