"""Ready before the alarm: each phone is asked, a deaf one is known, its officer is told on another road."""

from __future__ import annotations

import json
from unittest import mock

import pytest
from sqlalchemy import text

from siharat.people import readiness
from siharat.ring import rounds
from siharat.ring.channels import Delivery
from tests.conftest import play
from tests.story.cast import request
from tests.story.conftest import hire
from tests.story.test_08_by_push_too import PushService

ROUND_S = 600
"""Four hours in earnest. An hour of virtual time costs a second of real time on PostgreSQL."""


class Pocket(PushService):
    """A push service with the phones behind it: each answers what reaches it, unless it is deaf or slow."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = None
        self.deaf: set[str] = set()
        self.slow: dict[str, float] = {}

    async def send(self, messages, report):
        for message in messages:
            self.carried.append(message)
            report(Delivery(message.ring_id, "sent", "201"))
            if message.address not in self.deaf:
                self.stage.loop.call_later(self.slow.get(message.address, 0.3), self._answer, json.loads(message.body))

    def _answer(self, body):
        if body["type"] != "silence":
            self.stage.loop.create_task(request(
                self.stage.app, "POST", f"/api/v1/rings/{body['ring_id']}/receipts",
                {"state": "shown", "key": body["receipt_key"]}))

    def asked(self, address: str) -> int:
        return sum(each.address == address and b'"proof"' in each.body for each in self.carried)


class Gateway(Pocket):
    """Takes SMS, for money, and proves nothing."""

    kind = "sms"
    proves_receipt = False
    costs_money = True

    def _answer(self, body):
        pass


@pytest.fixture
def push():
    return Pocket()


@pytest.fixture
def sms():
    return Gateway()


@pytest.fixture(autouse=True)
def short_rounds(monkeypatch):
    monkeypatch.setattr(rounds, "ROUND", ROUND_S * 1000)


@pytest.fixture
def stage(database_url, tmp_path, push, sms):
    with play(database_url, tmp_path, channels=[push, sms]) as stage:
        push.stage = sms.stage = stage
        yield stage


def enrol(stage, officer, kind="web_push", address=None):
    address = address or f"phone of {officer.name}"
    body = {"kind": kind, "subscription": address} if kind == "web_push" else {"kind": kind, "address": address}
    assert stage.call("POST", "/api/v1/devices", body, officer.token).status == 201
    return address


def readiness_of(stage, officer, whose=None):
    found = stage.call("GET", "/api/v1/stations/63.72/readiness", None, officer.token)
    return next(each for each in found["officers"] if each["officer"] == (whose or officer).id)


def test_within_one_round_every_phone_has_proved_itself_and_goes_on_proving_it(stage, push, andi):
    addresses = [enrol(stage, hire(stage, "63.72", "Bripda", f"Petugas {name}")) for name in "ABCDEFGHIJKL"]
    stage.after(ROUND_S + 60)
    assert {push.asked(address) for address in addresses} <= {1, 2}
    stage.after(2 * ROUND_S)
    assert all(push.asked(address) >= 3 for address in addresses)
    ready = stage.call("GET", "/api/v1/stations/63.72/readiness", None, andi.token)
    assert (ready["ready"], ready["phones"]) == (12, 13)


def test_a_round_is_spread_over_the_hours(stage, push):
    for name in "ABCDEFGHIJKL":
        enrol(stage, hire(stage, "63.72", "Bripda", f"Petugas {name}"))
    stage.after(ROUND_S)
    before = len(push.carried)
    stage.after(ROUND_S / 4)
    assert 1 <= len(push.carried) - before <= 4, "a quarter of the time asks a quarter of the phones"


def test_a_phone_that_has_gone_deaf_is_known_within_one_round(stage, push, andi, dewi):
    address = enrol(stage, andi)
    stage.after(120)
    assert readiness_of(stage, dewi, andi)["ready"]
    push.deaf.add(address)
    stage.after(ROUND_S + 60)
    found = readiness_of(stage, dewi, andi)
    assert (found["ready"], found["why"]) == (False, "no_answer")
    assert found["since"]
    push.deaf.clear()
    stage.after(ROUND_S + 60)
    assert readiness_of(stage, dewi, andi)["ready"], "and that it hears again is known as soon"


def test_without_the_rounds_the_deaf_phone_would_be_counted_on(stage, push, andi, dewi):
    """Negative control: nobody asks."""
    address = enrol(stage, andi)
    stage.after(120)
    push.deaf.add(address)
    with mock.patch.object(rounds.readiness, "count", return_value=0):
        stage.after(ROUND_S + 60)
    assert readiness_of(stage, dewi, andi)["ready"]


def test_an_open_page_that_dies_without_a_word_is_known_within_ninety_seconds(stage, andi, dewi):
    andi.opens_phone()
    page = {"permission": "not_offered", "subscribed": False, "sound": True}
    for _ in range(4):
        assert stage.call("POST", "/api/v1/devices/reports", page, andi.token).status == 204
        stage.after(30)
    assert readiness_of(stage, dewi, andi)["ready"]
    stage.after(60)  # the line is dead, and nobody says so: the stream still looks open
    assert stage.app.services.hub.open_streams == 1
    found = readiness_of(stage, dewi, andi)
    assert (found["ready"], found["why"]) == (False, "page_closed")


def test_a_stream_alone_would_have_been_believed(stage, andi, dewi):
    """Negative control: a page that never spoke is trusted by its line."""
    andi.opens_phone()
    stage.after(180)
    assert readiness_of(stage, dewi, andi)["ready"]


def test_a_page_that_closes_is_known_at_once(stage, andi, dewi):
    andi.opens_phone()
    assert readiness_of(stage, dewi, andi)["ready"]
    andi.phone.close()
    assert readiness_of(stage, dewi, andi)["why"] == "page_closed"


def test_the_page_says_why_it_would_not_ring(stage, push, andi, dewi):
    enrol(stage, andi)
    device = readiness_of(stage, dewi, andi)["devices"][1]["id"]
    stage.after(120)
    page = {"permission": "denied", "subscribed": False, "sound": False, "device": str(device)}
    andi.opens_phone()
    assert stage.call("POST", "/api/v1/devices/reports", page, andi.token).status == 204
    found = readiness_of(stage, dewi, andi)
    assert (found["ready"], found["why"]) == (False, "permission_denied")
    assert [each["why"] for each in found["devices"]] == ["no_sound", "permission_denied"]
    page |= {"permission": "granted", "subscribed": True}
    stage.call("POST", "/api/v1/devices/reports", page, andi.token)
    assert readiness_of(stage, dewi, andi)["ready"]


def test_nobody_speaks_for_the_device_of_another(stage, push, andi, rahmat, dewi):
    enrol(stage, andi)
    stage.after(120)
    device = readiness_of(stage, dewi, andi)["devices"][1]["id"]
    page = {"permission": "denied", "subscribed": False, "sound": False, "device": str(device)}
    assert stage.call("POST", "/api/v1/devices/reports", page, rahmat.token).status == 204
    assert readiness_of(stage, dewi, andi)["ready"]


def test_a_phone_that_answers_too_late_would_not_ring_and_is_asked_again(stage, push, andi, dewi):
    address = enrol(stage, andi)
    push.slow[address] = 840
    stage.after(60 + 900)
    assert readiness_of(stage, dewi, andi)["why"] == "late"
    push.slow.clear()  # it had only been in a tunnel
    stage.after(660)
    assert readiness_of(stage, dewi, andi)["ready"]


def test_a_dead_address_is_a_reason_until_it_is_replaced(stage, push, andi, dewi):
    enrol(stage, andi)
    push.send = PushService.send.__get__(push)
    push.says = "gone"
    stage.after(120)
    assert readiness_of(stage, dewi, andi)["why"] == "dead_address"
    del push.send
    enrol(stage, andi, address="a new subscription")
    stage.after(120)
    assert readiness_of(stage, dewi, andi)["ready"]


def test_the_officer_is_told_on_another_phone_once_for_each_silence(stage, push, andi):
    deaf, other = enrol(stage, andi), enrol(stage, andi, address="andi's other phone")
    push.deaf.add(deaf)
    stage.after(4 * ROUND_S)
    told = [each for each in push.carried if b'"deaf"' in each.body]
    assert [each.address for each in told] == [other]
    push.deaf.clear()
    stage.after(ROUND_S + 60)
    push.deaf.add(deaf)
    stage.after(2 * ROUND_S)
    assert sum(b'"deaf"' in each.body for each in push.carried) == 2


def test_by_a_paid_channel_only_when_there_is_no_other_and_once_a_day(stage, push, sms, andi, rahmat):
    deaf = enrol(stage, andi)
    enrol(stage, andi, "sms", "+6281234567890")
    push.deaf.add(deaf)
    for _ in range(4):  # it comes and goes all day
        stage.after(ROUND_S)
        push.deaf.symmetric_difference_update({deaf})
        stage.after(ROUND_S / 8)
    assert [json.loads(each.body)["type"] for each in sms.carried] == ["deaf"]


def test_costly_channels_are_never_used_for_rounds(stage, sms, andi):
    enrol(stage, andi, "sms", "+6281234567890")
    stage.after(2 * ROUND_S)
    assert sms.carried == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # hours, second by second
def test_proofs_do_not_pile_up(stage, push, andi):
    address = enrol(stage, andi)
    stage.after(12 * ROUND_S)
    assert push.asked(address) >= 11
    kept = stage.do(stage.app.services.db.read(
        lambda tx: tx.value(text("SELECT count(*) FROM ring WHERE incident IS NULL"))))
    assert kept <= 10


def test_what_is_known_of_a_phone_is_said_only_when_new(stage, push, andi):
    enrol(stage, andi)
    page = {"permission": "granted", "subscribed": True, "sound": True}
    stage.call("POST", "/api/v1/devices/reports", page, andi.token)
    with mock.patch.object(readiness, "report", side_effect=AssertionError("written twice")):
        assert stage.call("POST", "/api/v1/devices/reports", page, andi.token).status == 204
