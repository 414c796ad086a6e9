"""Slow work: beside the loop, beside the database, and never without end."""

import asyncio
import threading

import pytest

from siharat.app import compose
from siharat.db import schema
from siharat.kernel import Problem
from siharat.people import passwords
from siharat.settings import Settings
from siharat.web import backroom
from siharat.web.backroom import Backroom
from tests.conftest import province
from tests.story.cast import request


def test_who_comes_when_it_is_full_is_told_so(monkeypatch):
    monkeypatch.setattr(backroom, "ROOM", 2)
    asyncio.run(fill_it())


async def fill_it():
    room, gate = Backroom(), threading.Event()
    waiting = [asyncio.ensure_future(room.run(gate.wait, 10)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as refused:
        await room.run(gate.wait)
    assert (refused.value.status, refused.value.code) == (503, "busy")
    gate.set()
    assert await asyncio.gather(*waiting) == [True, True]
    assert await room.run(gate.wait) is True
    room.close()


def test_a_password_is_hashed_in_no_unit_of_work(tmp_path, monkeypatch):
    """On real threads: the hash runs in the back room, and while it runs the database takes presses."""
    app = compose(Settings(data=str(tmp_path)), channels=())
    hashing, go_on, where = threading.Event(), threading.Event(), []

    def slow(hash_, password):
        where.append(threading.current_thread().name)
        hashing.set()
        return not go_on.wait(10)

    monkeypatch.setattr(passwords, "matches", slow)
    asyncio.run(press_meanwhile(app, hashing, go_on))
    assert [name.startswith("backroom") for name in where] == [True]


async def press_meanwhile(app, hashing, go_on):
    async with app.running():
        await app.services.db.write(schema.create)
        await app.services.db.write(province)
        body = {"nrp": "85010234", "password": "kuda lumping makan"}
        sign_in = asyncio.ensure_future(request(app, "POST", "/api/v1/sign-in/password", body))
        await asyncio.to_thread(hashing.wait, 10)
        press = {"id": "018f4e8a-0000-7000-8000-000000000001", "phone": "+6281234567890", "mode": "practice"}
        answer = await asyncio.wait_for(request(app, "POST", "/api/v1/alarms", press), 5)
        assert answer.status == 201
        assert not sign_in.done()
        go_on.set()
        assert (await sign_in).status == 401
