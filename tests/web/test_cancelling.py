"""Cancels over real HTTP: what was typed is told by no header, no length and no clock."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
import uuid
from contextlib import asynccontextmanager

import pytest
import uvicorn

from siharat.app import compose
from siharat.people import pins
from siharat.settings import Settings
from siharat.web.api import floods
from tests.conftest import settle_province
from tests.story.cast import LOKTABAT, request

MISTAKE, DURESS = "4821", "917352"
TYPED = {"mistake": f'{{"pin":"{MISTAKE}"}}', "forced": f'{{"pin":"{DURESS}"}}', "wrong": '{"pin":"0000"}',
         "none": "{}"}
TIMES = 24
ALIKE = 0.32
"""How far from one half the chance may be that one kind takes longer than another. Two kinds that are alike are
farther off once in some 10,000 runs of 24 each (Mann-Whitney: σ = 0.083); one that skips the hash always is."""


@asynccontextmanager
async def served(folder, url):
    if url.startswith("sqlite"):
        await settle_province(url)
    app = compose(Settings(data=str(folder), database=url), channels=())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    async with app.running():
        serving = asyncio.ensure_future(server.serve())
        while not server.started:
            await asyncio.wait({serving}, timeout=0.01)
        try:
            yield app, server.servers[0].sockets[0].getsockname()[1]
        finally:
            server.should_exit = True
            await serving


async def one_phone(app):
    """A citizen with two PINs and an open alarm: the token and where to cancel."""
    token = (await request(app, "POST", "/api/v1/citizens", {"phone": "+6281234567731", "name": "Siti"}))["token"]
    set_ = await request(app, "PUT", "/api/v1/pins", {"mistake": MISTAKE, "duress": DURESS}, token)
    assert set_.status == 204
    press = {"id": str(uuid.uuid4()), "location": LOKTABAT}
    incident = (await request(app, "POST", "/api/v1/alarms", press, token))["incident"]["id"]
    return token, f"/api/v1/incidents/{incident}/cancel"


async def ask(wire, token, path, body):
    """The whole answer as it comes over the wire, and how long it took."""
    reader, writer = wire
    asked = (f"POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n"
             f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}").encode()
    began = time.perf_counter()
    writer.write(asked)
    head = await reader.readuntil(b"\r\n\r\n")
    found = await reader.readexactly(int(re.search(rb"content-length: (\d+)", head).group(1)))
    return time.perf_counter() - began, head, found


async def cancels(folder, url, times=TIMES):
    """Per kind: how long each took, all heads, and the lengths of the bodies. In turns, so that all have the same
    weather."""
    async with served(folder, url) as (app, port):
        token, path = await one_phone(app)
        wire = await asyncio.open_connection("127.0.0.1", port)
        found = {kind: [] for kind in TYPED}
        for _, kind in itertools.product(range(times), TYPED):
            found[kind].append(await ask(wire, token, path, TYPED[kind]))
        wire[1].close()
        return found


@pytest.fixture
def without_limit(monkeypatch):
    """The limit is another test's."""
    monkeypatch.setattr(floods.Floods, "admit", lambda *_: None)


def longer(some, others):
    """The chance that one of ``some`` takes longer than one of ``others``."""
    pairs = list(itertools.product(some, others))
    return sum(a > b for a, b in pairs) / len(pairs)


def alike(found):
    took = {kind: [each[0] for each in answers] for kind, answers in found.items()}
    return all(abs(longer(took[kind], took["mistake"]) - 0.5) < ALIKE for kind in TYPED)


def shapes(answers):
    """The heads without the date and the length, which grows: each cancel is a step of the story."""
    return [re.sub(rb"\r\ndate: [^\r]*|\r\ncontent-length: \d+", b"", head) for _, head, _ in answers]


def length(body):
    """Without what the ladder adds when this takes long."""
    return len(re.sub(rb'\{"step":"unanswered"[^}]*\},', b"", body))


@pytest.mark.parametrize(("database_url", "times"), [("sqlite", TIMES), ("postgresql", 4)], indirect=["database_url"])
def test_neither_shape_nor_length_nor_time_tells_them_apart(database_url, times, tmp_path, without_limit):
    url = f"sqlite:///{tmp_path}/siharat.db" if "memory" in database_url else database_url
    found = asyncio.run(cancels(tmp_path, url, times))
    assert len({head for answers in found.values() for head in shapes(answers)}) == 1
    grows = [length(found[kind][at][2]) for at, kind in itertools.product(range(times), TYPED)]
    assert len({after - before for before, after in itertools.pairwise(grows)}) == 1, "each cancel adds the same"
    assert times < TIMES or alike(found)


def test_negative_control_who_skips_the_hash_is_found_by_the_clock(tmp_path, monkeypatch, without_limit):
    honest = pins.judge
    monkeypatch.setattr(pins, "judge", lambda hashes, said: honest(hashes, said) if said == MISTAKE else "forced")
    assert not alike(asyncio.run(cancels(tmp_path, f"sqlite:///{tmp_path}/siharat.db")))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_tries_them_all_is_told_to_wait_before_the_pin_is_looked_at(stage, monkeypatch):
    token = stage.call("POST", "/api/v1/citizens", {"phone": "+6281234567731", "name": "Siti"})["token"]
    stage.call("PUT", "/api/v1/pins", {"mistake": MISTAKE, "duress": DURESS}, token)
    press = {"id": str(uuid.UUID(int=1, version=4)), "location": LOKTABAT}
    incident = stage.call("POST", "/api/v1/alarms", press, token)["incident"]["id"]
    looked = []
    monkeypatch.setattr(pins, "judge", lambda hashes, said: looked.append(said) or "unproved")
    answers = [stage.call("POST", f"/api/v1/incidents/{incident}/cancel", {"pin": f"{pin:04}"}, token)
               for pin in range(70)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert len(looked) == len(answers) - len(refused)
    again = stage.call("POST", f"/api/v1/incidents/{incident}/cancel", {"pin": DURESS}, token)
    assert again.body == refused[-1].body
    assert stage.call("POST", "/api/v1/alarms", press, token).status == 200, "and never a press"
