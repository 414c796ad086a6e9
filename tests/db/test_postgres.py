"""What PostgreSQL does differently: deadlocks, commits that are rollbacks, connections that break."""

from __future__ import annotations

import asyncio
import threading

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import text

from siharat.db import postgres
from siharat.kernel import Problem

ADD = text("INSERT INTO wakeup (incident_id, kind, due_at, attempts) VALUES (:incident, 'k', 1, 0)")
TOUCH = text("UPDATE wakeup SET attempts = attempts + 1 WHERE incident_id = :incident")
ATTEMPTS = text("SELECT attempts FROM wakeup ORDER BY incident_id")


async def two_rows(db):
    await db.write(lambda tx: tx.many(ADD, [{"incident": "a"}, {"incident": "b"}]))


def crossing():
    """Two units that lock the same rows in opposite order, and meet in the middle the first time."""
    middle, tries = threading.Barrier(2), []

    def work(tx, first, second):
        tries.append(first)
        tx.emit(first)
        tx.run(TOUCH, incident=first)
        if len(tries) <= 2:
            middle.wait(5)
        tx.run(TOUCH, incident=second)

    return work, tries


async def test_a_broken_deadlock_is_tried_again_and_told_once(postgres_url, opened):
    told, (work, tries) = [], crossing()
    async with opened(postgres_url, after=told.extend) as db:
        await two_rows(db)
        await asyncio.gather(db.write(work, "a", "b"), db.write(work, "b", "a"))
        assert len(tries) > 2  # the server breaks one of them, seldom both
        assert sorted(told) == ["a", "b"]
        assert await db.read(lambda tx: tx.all(ATTEMPTS)) == [(2,), (2,)]


async def test_without_the_retry_one_of_them_would_fail(postgres_url, opened, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(postgres, "TRIES", 1)
    work, _ = crossing()
    async with opened(postgres_url) as db:
        await two_rows(db)
        outcomes = await asyncio.gather(db.write(work, "a", "b"), db.write(work, "b", "a"),
                                        return_exceptions=True)
        assert sorted(getattr(outcome, "code", "stored") for outcome in outcomes) == ["busy", "stored"]


def swallow(tx):
    tx.run(ADD, incident="c")
    try:
        tx.run(ADD, incident="c")
    except errors.UniqueViolation:
        return "all is well"


async def test_a_swallowed_error_is_not_acknowledged(postgres_url, opened):
    async with opened(postgres_url) as db:
        with pytest.raises(RuntimeError, match="nothing was stored"):
            await db.write(swallow)


def test_the_server_itself_would_not_say_so(postgres_url):
    """Negative control: COMMIT without looking at the answer."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("BEGIN")
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT nothing")
        assert connection.execute("COMMIT").statusmessage == "ROLLBACK"


async def test_a_connection_that_broke_before_the_commit_is_made_anew(postgres_url, opened):
    told, tries = [], []

    def work(tx):
        tries.append(1)
        tx.emit("told")
        tx.run(ADD, incident="a")
        if len(tries) == 1:
            tx.run(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return tx.value(text("SELECT count(*) FROM wakeup"))

    async with opened(postgres_url, after=told.extend) as db:
        assert await db.write(work) == 1
        assert (len(tries), told) == (2, ["told"])


async def test_a_reader_survives_a_server_that_was_away(postgres_url, opened):
    async with opened(postgres_url) as db:
        await db.read(lambda tx: tx.all(ATTEMPTS))
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                               " WHERE pid <> pg_backend_pid() AND datname = current_database()")
        assert await db.read(lambda tx: tx.all(ATTEMPTS)) == []
        await two_rows(db)


async def test_acknowledged_is_durable_whatever_the_default(postgres_url, opened):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    async with opened(postgres_url) as db:
        assert await db.write(lambda tx: tx.value(text("SHOW synchronous_commit"))) == "on"


async def test_no_server_is_said_in_words(opened):
    with pytest.raises(Problem) as told:
        async with opened("postgresql://127.0.0.1:1/none"):
            pass
    assert told.value.code == "not_answered"
