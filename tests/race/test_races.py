"""One winner, however many run; a press that meets the close of its incident; a draft that several change and send."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid

import psycopg
import pytest

from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.broadcast import actions as broadcasts
from siharat.broadcast import store
from siharat.broadcast.rules import read_wish
from siharat.close import actions as closing
from siharat.kernel import Problem
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


SAID = {"status": "Actual", "event": "advice", "response": "Monitor", "urgency": "Future", "severity": "Minor",
        "certainty": "Likely", "minutes": "60", "headline": "Imbauan", "text": "Pertama.", "where": "around",
        "around": "-3.44, 114.82", "km": "1"}
DRAFTS = 20


def corrections(url, folder):
    """For each draft: what two desks changed it to, and one sent, in the same moment; and what it says then."""
    async def tried(work):
        try:
            return await work
        except Problem as problem:
            return problem.code

    async def run():
        async with Arena(url, folder, seed=1, nodes=2 if url.startswith("postgresql") else 1) as arena:
            here, there, desk = arena.nodes[0], arena.nodes[-1], arena.desk
            wishes = [read_wish(SAID | {"text": text}) for text in ("Pertama.", "Kedua.", "Ketiga.")]
            chosen = await here.read(broadcasts.choose, desk, wishes[0])
            found = []
            for _ in range(DRAFTS):
                draft = await here.write(broadcasts.write, desk, wishes[0], chosen)
                ends = await asyncio.gather(
                    tried(here.write(broadcasts.change, desk, draft, wishes[1], chosen, 1)),
                    tried(there.write(broadcasts.change, desk, draft, wishes[2], chosen, 1)),
                    tried(there.write(broadcasts.send, desk, draft, 1)))
                message = (await here.read(broadcasts.look, desk, draft)).message
                found.append((ends, message.words["id"].text, message.sent_at is not None))
            return found

    return asyncio.run(run())


def one_was_first(ends, text, sent):
    """Only the first did anything, and what it says is what that one wanted."""
    done = [end in (None, "sent") for end in ends]
    return sum(done) == 1 and text == ("Kedua.", "Ketiga.", "Pertama.")[done.index(True)] and sent == done[2]


def test_of_those_who_change_and_send_a_draft_at_once_one_is_first(url, tmp_path):
    for ends, text, sent in corrections(url, tmp_path):
        assert one_was_first(ends, text, sent), (ends, text, sent)
        assert set(ends) <= {None, "sent", "draft_changed", "already_decided"}


def test_without_the_version_somebodys_words_would_be_lost(url, tmp_path, monkeypatch):
    """The planted fault."""
    monkeypatch.setattr(broadcasts, "_must_be_draft", lambda message, seen: None)
    monkeypatch.setattr(store, "CHANGE", store.text(str(store.CHANGE).replace("version = :version", ":version > 0")))
    assert not all(one_was_first(*each) for each in corrections(url, tmp_path))
