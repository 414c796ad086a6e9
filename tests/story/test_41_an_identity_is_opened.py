"""An identity is opened without working on it: a superior knows at once, on every road quietly."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from siharat.people import notices, sessions
from siharat.ring.channels import read_message
from siharat.ring.channels.ntfy.notification import QUIET, notification
from tests.conftest import play
from tests.story.cast import Listener
from tests.story.conftest import hire
from tests.story.reporting import queue, send
from tests.story.test_08_by_push_too import PushService

DESK = "?door=komando"
WHY = {"reason": "keluarga mencari Siti"}


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


@pytest.fixture
def chief(stage):
    found = hire(stage, "63.72", "AKBP", "Bambang Wicaksono", "chief")
    body = {"kind": "web_push", "subscription": "the chief's phone"}
    assert stage.call("POST", "/api/v1/devices", body, found.token).status == 201
    return found


@pytest.fixture
def board(stage, chief):
    """The chief's page, open."""
    board = Listener(stage, chief.token, DESK)
    board.open()
    return board


def page(stage, officer):
    headers = {"cookie": f"siharat_komando={officer.token}", "host": "test"}
    return stage.call("GET", "/komando/pembukaan", None, None, headers).body


def told(stage, officer):
    """Who is told of a look of this officer's."""
    def work(tx):
        return notices.superiors(tx, sessions.officer_caller(tx, officer.id))

    return stage.do(stage.app.services.db.read(work))


def to_the_chief(push):
    return [each for each in push.carried if each.address == "the chief's phone" and b'"look"' in each.body]


def test_the_chief_knows_it_within_the_second_on_page_and_phone(stage, siti, andi, dewi, chief, board, push):
    incident = siti.presses()["incident"]
    andi.claims(incident["id"])
    assert board.of("looks") == [{"unread": 0, "by": "", "at": None}]
    dewi.act(incident["id"], "identity", WHY)
    stage.after(1)
    assert board.of("looks")[-1]["unread"] == 1
    assert board.of("looks")[-1]["by"] == dewi.name
    (quiet,) = to_the_chief(push)
    assert b'"proof"' in quiet.body, "the quiet road: no worker of ours, however old, rings for it"
    assert b"Siti" not in quiet.body
    assert incident["code"].encode() not in quiet.body
    in_the_app = notification(read_message(quiet.body), "topic", "https://siharat.test")
    assert (in_the_app.priority, in_the_app.click) == (QUIET, "https://siharat.test/komando/pembukaan")
    assert f"Diberitahukan kepada {chief.name}" in page(stage, chief)
    stage.after(1)
    assert board.of("looks")[-1]["unread"] == 0, "read"
    assert "dibaca" in page(stage, chief)


def test_it_rings_nobody_and_the_officer_at_work_is_not_reported(stage, siti, andi, chief, board, push):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    before = len(board.of("alarm"))
    andi.act(incident, "identity", {})
    stage.after(1)
    assert board.of("looks")[-1]["unread"] == 0
    assert to_the_chief(push) == []
    assert len(board.of("alarm")) == before


def test_a_reporter_in_confidence_too(stage, siti, dewi, chief, board):
    send(stage, siti.token, under="confidence")
    (report,) = queue(stage, dewi)
    answer = stage.call("POST", f"/api/v1/reports/{report['id']}/identity", WHY, dewi.token)
    assert answer.status == 200, answer
    stage.after(1)
    assert board.of("looks")[-1]["unread"] == 1


def test_a_page_that_was_closed_is_told_when_it_comes_back(stage, siti, andi, dewi, chief):
    incident = siti.presses()["incident"]["id"]
    dewi.act(incident, "identity", WHY)
    late = Listener(stage, chief.token, DESK)
    late.open()
    assert late.of("looks")[0]["unread"] == 1


def test_who_is_told(stage, andi, dewi, hasan):
    assert told(stage, dewi) == (), "nobody is above anybody yet"
    agus = hire(stage, "63.72", "Aiptu", "Agus Salim", "administrator")
    assert told(stage, dewi) == (agus.id,)
    assert told(stage, agus) == (), "nobody is told of the own look"
    chief = hire(stage, "63.72", "AKBP", "Bambang Wicaksono", "chief")
    assert told(stage, dewi) == told(stage, agus) == (chief.id,)
    assert told(stage, chief) == (agus.id,), "better one's administrator than nobody"
    above = hire(stage, "63", "Irjen", "Yusuf Anwar", "chief")
    assert told(stage, chief) == (above.id,)
    assert told(stage, hasan) == (above.id,), "there is nobody at the own station"


def test_whom_the_citizen_fears_is_told_nothing(stage, siti, andi, dewi, chief, board, push):
    stage.do(stage.app.services.db.write(lambda tx: tx.run(
        text("UPDATE citizen SET kept_from = :who WHERE id = :id"), who=chief.id, id=siti.id)))
    incident = siti.presses()["incident"]["id"]
    dewi.act(incident, "identity", WHY)
    stage.after(1)
    assert board.of("looks")[-1]["unread"] == 0
    assert to_the_chief(push) == []


def test_negative_control_a_look_without_a_notice_is_noticed(stage, siti, andi, dewi, chief, board, monkeypatch):
    monkeypatch.setattr(notices, "give", lambda *look: None)
    incident = siti.presses()["incident"]["id"]
    dewi.act(incident, "identity", WHY)
    stage.after(1)
    assert board.of("looks")[-1]["unread"] == 0, "the first story of this page would be red"
