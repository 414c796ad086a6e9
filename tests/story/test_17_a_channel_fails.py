"""A channel that carries nothing is seen at the desk: since when, and why; and when it works again."""

from __future__ import annotations

import pytest

from siharat.ring import health
from siharat.ring.channels import Delivery
from tests.conftest import play
from tests.story.cast import request
from tests.story.conftest import hire
from tests.story.test_08_by_push_too import PushService


@pytest.fixture
def push() -> PushService:
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


@pytest.fixture
def andi(stage):
    andi = hire(stage, "63.72", "Bripka", "Andi Saputra")
    stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "andi's phone"}, andi.token)
    return andi


def board(stage, dewi):
    headers = {"host": "s.test", "cookie": f"siharat_komando={dewi.token}"}
    return stage.do(request(stage.app, "GET", "/komando", None, None, headers)).body


def metrics(stage):
    return stage.do(request(stage.app, "GET", "/metrics")).body


def test_the_desk_reads_since_when_and_why_until_it_works_again(stage, siti, andi, dewi, push):
    push.says = "failed"
    siti.presses()
    stage.after(11)
    (row,) = stage.call("GET", "/api/v1/channels", None, dewi.token).body
    assert (row["kind"], row["error"]) == ("web_push", "as the story wants it")
    since = row["failing_since"]
    assert "Web Push: gagal sejak" in board(stage, dewi)
    assert "as the story wants it" in board(stage, dewi)
    assert 'siharat_channel_failing_seconds{channel="web_push"} 1' in metrics(stage), "ten seconds and more"
    stage.after(5)
    assert stage.call("GET", "/api/v1/channels", None, dewi.token).body[0]["failing_since"] == since
    push.says = "sent"
    stage.after(6)
    assert stage.call("GET", "/api/v1/channels", None, dewi.token).body[0]["failing_since"] is None
    assert "Web Push: gagal sejak" not in board(stage, dewi)
    assert 'siharat_channel_failing_seconds{channel="web_push"} 0.0' in metrics(stage)


@pytest.mark.parametrize(("states", "fails"), [
    (["failed"], True), (["failed", "failed"], True), (["failed", "sent"], False), (["failed", "gone"], False),
    (["sent"], False), (["gone"], False), ([], False)])
def test_one_dead_phone_is_no_dead_channel(stage, states, fails):
    db = stage.app.services.db
    settled = [Delivery(number, state, "so it was") for number, state in enumerate(states)]
    stage.do(db.write(health.note, "sms", settled))
    assert bool(stage.do(db.read(health.failing))) == fails
