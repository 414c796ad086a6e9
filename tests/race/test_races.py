"""One winner, however many run; and a press that meets the close of its incident."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid

import psycopg
import pytest

from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.close import actions as closing
from tests.conftest import empty_province
from tests.property.play import unguarded, without_index
from tests.race.arena import Arena
from tests.story.cast import LOKTABAT


def province_file(path, image=None):
    path.write_bytes(image or empty_province())
    return f"sqlite:///{path}"


@pytest.fixture
def url(database_url, tmp_path):
    """SQLite as a file: what runs here are real threads."""
    return province_file(tmp_path / "siharat.db") if database_url.startswith("sqlite") else database_url


def races(url, folder, count, nodes=1):
    async def run():
        async with Arena(url, folder, seed=1, nodes=nodes) as arena:
            await arena.race(count)
        return arena

    return asyncio.run(run())


def test_never_two_winners(url, tmp_path):
    postgres = url.startswith("postgresql")
    count = 250 if postgres else 1_750
    arena = races(url, tmp_path, count, nodes=2 if postgres else 1)
    assert (arena.races, arena.doubles) == (count, [])


def test_without_guard_and_index_there_are_two_winners(url, tmp_path):
    if url.startswith("sqlite"):
        url = province_file(tmp_path / "bare.db", without_index(empty_province(), "ux_claim_live"))
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP INDEX ux_claim_live")
    with unguarded():
        arena = races(url, tmp_path, 10)
    assert len(arena.doubles) == 10


def test_a_press_that_meets_the_close_of_its_incident_opens_another(url, tmp_path):
    """What was acknowledged rings: it never joins an incident that is closed in the same moment."""
    closing_now, may_commit = threading.Event(), threading.Event()

    def slowly(tx, *args):
        closing.close(tx, *args)
        closing_now.set()
        assert may_commit.wait(10)

    def press():
        return read_press({"id": str(uuid.uuid4()), "location": LOKTABAT}, time.time_ns() // 1_000_000)

    async def run():
        async with Arena(url, tmp_path, seed=1) as arena:
            db = arena.nodes[0]
            first = await db.write(raise_alarm, press(), arena.tokens[0], lane="press")
            ending = asyncio.ensure_future(db.write(slowly, arena.desk, first.incident.id, "test", None))
            await asyncio.to_thread(closing_now.wait, 10)
            second = asyncio.ensure_future(db.write(raise_alarm, press(), arena.tokens[0], lane="press"))
            await asyncio.sleep(0.2)
            may_commit.set()
            await ending
            return first.incident, (await second).incident

    first, second = asyncio.run(run())
    assert (second.status, second.id != first.id) == ("ringing", True)
