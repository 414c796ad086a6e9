"""A station's own words, in nothing that the station beside it is ever sent: no stream, no push, no answer.

What is asked are all rows of the access matrix, so that a new route is listened to as well.
"""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from siharat.broadcast import actions as broadcasts
from siharat.broadcast.rules import read_wish
from siharat.people import access, sessions
from tests.conftest import play
from tests.story.cast import BANJARMASIN, scope
from tests.story.conftest import hire, settle_in
from tests.story.reporting import send
from tests.story.test_08_by_push_too import PushService
from tests.web.test_access_matrix import BODIES, ROWS, full
from tests.web.world import Scene, World

CANARY = "Kenari"
DRAFTED = text("SELECT id FROM broadcast WHERE station = '63.71'")
REPORTED = text("SELECT id FROM report LIMIT 1")


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


def play_in_both(stage):
    """The same evening in Banjarmasin and in Banjarbaru. What is theirs bears their mark."""
    theirs = hire(stage, "63.71", "Bripka", f"{CANARY} Petugas")
    desk = hire(stage, "63.71", "Aiptu", f"{CANARY} Piket", "operator")
    citizen = settle_in(stage, f"{CANARY} Warga", "0812-9999-1234")
    pressed = citizen.presses(BANJARMASIN, note=f"{CANARY} catatan")["incident"]
    marks = {CANARY, "99991234", pressed["id"], pressed["code"], theirs.id, desk.id, citizen.id, theirs.token,
             citizen.token}
    register(stage, theirs, f"{CANARY} phone")
    theirs.opens_phone()
    theirs.claims(pressed["id"])
    theirs.taps_the_number(pressed["id"])
    theirs.says(pressed["id"], "reached")
    citizen.writes(pressed["id"], f"{CANARY} pesan")
    theirs.moves(pressed["id"], "on_scene")
    desk.act(pressed["id"], "identity", {"reason": f"{CANARY} alasan"})
    theirs.act(pressed["id"], "release", {"reason": f"{CANARY} lepas"})
    theirs.claims(pressed["id"])
    there = {"lat": str(BANJARMASIN["lat"]), "lon": str(BANJARMASIN["lon"])}
    reported = send(stage, citizen.token, text=f"{CANARY} laporan", **there)
    stage.do(stage.app.services.db.write(drafts, desk.id))
    marks |= {reported["code"], reported["case_key"]}
    return marks, pressed["id"], theirs


def drafts(tx, desk):
    """A word to their citizens that is not sent: until it is, it is theirs."""
    caller = sessions.officer_caller(tx, desk)
    wish = read_wish(BODIES["/komando/siaran"] | {"headline": f"{CANARY} siaran", "around": "-3.3194, 114.5911"})
    broadcasts.write(tx, caller, wish, broadcasts.choose(tx, caller, wish))


def register(stage, officer, address):
    body = {"kind": "web_push", "subscription": address}
    assert stage.call("POST", "/api/v1/devices", body, officer.token).status == 201


class Ear:
    """Every byte that an open stream is sent."""

    def __init__(self, stage, token, query=""):
        self.bytes = b""
        stage.loop.create_task(self._listen(stage.app, token, query))
        stage.after(0.05)

    async def _listen(self, app, token, query):
        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            self.bytes += message.get("body", b"")

        await app(scope("GET", f"/api/v1/stream{query}", token), receive, send)


@pytest.fixture
def heard_here(stage):
    """Streams of Banjarbaru, open before anything happens; and everything it can be shown afterwards."""

    def listen(token, door=""):
        return Ear(stage, token, f"?door={door}" if door else "")

    return listen


def everything_here(stage, callers, incident):
    """Every answer of every call that the callers of Banjarbaru can make, about their own and about the other's."""
    answers = []
    for token in callers:
        for method, path, _, _ in ROWS:
            if path == "/sign-out" or "revoke-all" in path or (path.startswith("|") and "keluar" in path):
                continue
            scene = Callers(stage, incident)
            body = BODIES.get(path.partition("?")[0].lstrip("|"))
            answers.append(scene.knock_with(token, method, full(path), body))
    return answers


class Callers(Scene):
    """Knocks with a token that is there already, for an incident and a report of somebody else."""

    def __init__(self, stage, incident):
        self.world = World.__new__(World)
        self.world.stage = stage
        self.incident = incident
        self.draft = stage.do(stage.app.services.db.read(lambda tx: tx.value(DRAFTED))) or incident
        self.report = stage.do(stage.app.services.db.read(lambda tx: tx.value(REPORTED))) or incident

    def knock_with(self, token, method, path, body):
        self.token = lambda role: token
        path = path.format(incident_id=self.incident, officer_id=self.incident, passkey_id="x", session_id="x",
                           ring_id="1", device_id="1", plan_id="x", drill_id=self.incident, mark_id="x", wish_id="x",
                           report_id=self.report, task_id="x", photo_id="x", change_id="x", name="x", code="63.73",
                           month="2026-10", kind="pdf", look_id="1", deed="answer",
                           broadcast_id=self.draft, phone_id="1")
        return self.knock("officer", method, path, body)


def test_no_byte_of_the_other_station_is_ever_sent_here(stage, siti, andi, dewi, agus, heard_here, push):
    register(stage, andi, "a phone of ours")
    ears = [heard_here(token, door) for token, door in
            [(andi.token, ""), (dewi.token, "komando"), (dewi.token, "polda"), (siti.token, "")]]
    marks, incident, _ = play_in_both(stage)
    own = siti.presses()["incident"]
    andi.claims(own["id"])
    stage.after(40)
    sent = [ear.bytes.decode() for ear in ears]
    sent.append(str([each.body for each in push.carried if each.address == "a phone of ours"]))
    sent += [str(answer) for answer in everything_here(stage, [andi.token, dewi.token, agus.token, siti.token, None],
                                                      incident)]
    assert all(own["code"] in text for text in sent[:5]), "they hear their own"
    # Whoever asks for an id gets it back in an address; that they knew before.
    for mark in marks - {incident}:
        assert [text[:300] for text in sent if mark in text] == [], mark
    assert [text[:300] for text in sent[:5] if incident in text] == []


def test_negative_control_the_canary_sings_where_it_may(stage, yusuf, heard_here):
    """The province sees below it: there the same marks are found, in the stream and in the answers."""
    ear = heard_here(yusuf.token, "komando")
    marks, incident, theirs = play_in_both(stage)
    stage.after(10)
    answers = str(everything_here(stage, [yusuf.token], incident))
    assert incident in ear.bytes.decode()
    assert CANARY in ear.bytes.decode()
    assert {CANARY, theirs.id} <= {mark for mark in marks if mark in answers}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_without_the_rule_the_canary_is_heard_next_door(stage, andi, monkeypatch):
    marks, incident, _ = play_in_both(stage)
    monkeypatch.setattr(access, "may_see", lambda caller, incident: True)
    assert any(mark in str(everything_here(stage, [andi.token], incident)) for mark in marks - {incident})
