"""A phone whose page is closed rings by Web Push; what the push service says is never taken for a ring."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from siharat.ring.channels import Delivery, Outgoing, Report
from siharat.ring.store import of_incident as rings_of
from tests.conftest import play
from tests.story.conftest import hire, settle_in


class PushService:
    """A push channel whose answers the story decides."""

    kind = "web_push"
    proves_receipt = can_be_answered = True
    costs_money = False

    def __init__(self) -> None:
        self.carried: list[Outgoing] = []
        self.says = "sent"
        self.breaks = False

    def check_address(self, raw: object) -> str:
        return str(raw)

    def prepare(self, addresses: Sequence[str]) -> None: ...

    def close(self) -> None: ...

    async def listen(self, hear: Any) -> None: ...

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        if self.breaks:
            raise ConnectionError("the network is gone")
        for message in messages:
            self.carried.append(message)
            report(Delivery(message.ring_id, self.says, "as the story wants it"))

    def messages(self, kind: str) -> list[dict]:
        return [body for body in (json.loads(each.body) for each in self.carried) if body["type"] == kind]


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
    body = {"kind": "web_push", "subscription": "andi's phone"}
    assert stage.call("POST", "/api/v1/devices", body, andi.token).status == 201
    return andi


def test_the_push_carries_a_place_and_a_key_and_no_name(stage, siti, andi, push):
    siti.presses(note="Siti Aisyah, 0812")
    (alarm,) = push.messages("alarm")
    assert alarm["locality"]
    assert "Siti" not in str(push.carried)
    receipt = {"state": "shown", "key": alarm["receipt_key"]}
    assert stage.call("POST", f"/api/v1/rings/{alarm['ring_id']}/receipts", receipt).status == 200


def test_sent_is_not_rung_until_the_phone_says_so(stage, siti, andi, push):
    incident = siti.presses()["incident"]["id"]
    assert andi.sees(incident)["rings"]["squares"] == "s"
    (alarm,) = push.messages("alarm")
    stage.call("POST", f"/api/v1/rings/{alarm['ring_id']}/receipts",
               {"state": "received", "key": alarm["receipt_key"]})
    assert andi.sees(incident)["rings"]["squares"] == "r"


def test_it_is_pushed_again_every_five_seconds_until_claimed_then_silenced(stage, siti, andi, push):
    incident = siti.presses()["incident"]["id"]
    stage.after(11)
    assert len(push.messages("alarm")) == 3
    assert {each.topic for each in push.carried} == {incident}
    andi.claims(incident)
    stage.after(11)
    assert len(push.messages("alarm")) == 3
    (silence,) = push.messages("silence")
    assert silence["claimed_by"] == "Bripka Andi Saputra"


def test_a_dead_address_retires_the_device_and_rings_no_more(stage, siti, andi, push):
    push.says = "gone"
    siti.presses()
    stage.after(11)
    assert len(push.messages("alarm")) == 1


def test_a_phone_that_could_not_be_reached_is_tried_with_every_wave(stage, siti, andi, push):
    push.says = "failed"
    siti.presses()
    push.says = "sent"
    stage.after(6)
    assert len(push.messages("alarm")) == 2


def test_a_channel_that_breaks_loses_no_press_and_is_tried_again(stage, siti, andi, push):
    push.breaks = True
    assert siti.presses().status == 201
    push.breaks = False
    stage.after(6)
    assert len(push.messages("alarm")) == 1


def test_a_renewed_subscription_takes_the_place_of_the_old_one(stage, siti, andi, push):
    added = stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "before"}, andi.token)
    body = {"kind": "web_push", "subscription": "after", "renews": added["id"], "renewal_key": "wrong"}
    assert stage.call("POST", "/api/v1/devices", body).status == 404
    body["renewal_key"] = added["renewal_key"]
    assert stage.call("POST", "/api/v1/devices", body).status == 201
    siti.presses()
    assert {each.address for each in push.carried} == {"andi's phone", "after"}


def test_settling_in_twice_is_one_phone(stage, siti, andi, push):
    budi = settle_in(stage, "Budi", "0813 1111 2222")
    rahmat = hire(stage, "63.72", "Aipda", "Rahmat Hidayat")
    stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "andi's phone"}, rahmat.token)
    budi.presses()
    assert len(push.messages("alarm")) == 1, "a phone rings for one person only"


def test_a_phone_proves_before_any_alarm_that_it_rings(stage, andi, push):
    answer = stage.call("POST", "/api/v1/devices/tests", None, andi.token)
    assert {each["kind"] for each in answer["rings"]} == {"in_app", "web_push"}
    (proof,) = push.messages("proof")
    before = stage.call("GET", "/api/v1/stations/63.72/readiness", None, andi.token)
    assert before["ready"] == 0
    receipt = {"state": "shown", "key": proof["receipt_key"]}
    assert stage.call("POST", f"/api/v1/rings/{proof['ring_id']}/receipts", receipt).status == 200
    after = stage.call("GET", "/api/v1/stations/63.72/readiness", None, andi.token)
    assert after["ready"] == 1
    assert after["officers"][0]["proved_at"]


def test_the_citizen_can_ask_how_many_phones_have_proved_it(stage, siti, andi):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    seen = stage.call("GET", f"/api/v1/incidents/{incident}", None, siti.token)
    assert (seen["phones"], seen["received"]) == (1, 1)


def test_a_word_of_silence_that_got_lost_does_not_change_how_the_alarm_went(stage, siti, andi, push):
    incident = siti.presses()["incident"]["id"]
    push.says = "failed"
    andi.claims(incident)
    dewi = hire(stage, "63.72", "Aiptu", "Dewi Sartika")
    rings = stage.do(stage.app.services.db.read(rings_of, incident))
    assert [ring.state for ring in rings if ring.kind == "web_push"] == ["sent"]
    assert dewi.sees(incident)["rings"]["squares"].count("t") == 1


def test_what_is_not_sent_is_not_said_to_be_on_its_way(stage, siti, andi, nur, dewi, push):
    incident = siti.presses()["incident"]["id"]

    def rows() -> list[tuple[str, str]]:
        return [(ring.officer, ring.state) for ring in stage.do(stage.app.services.db.read(rings_of, incident))
                if ring.kind == "web_push"]

    assert andi.act(incident, "decline").status == 204
    stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "andi's other phone"}, andi.token)
    stage.after(6)
    assert rows() == [(andi.id, "sent"), (andi.id, "pending")], "a wave rings nobody who cannot come"
    stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "nur's phone"}, nur.token)
    stage.after(6)
    before = len(push.carried)
    assert dewi.act(incident, "assignments", {"officer": nur.id}).status == 204
    assert len(push.carried) == before + 1
    assert rows() == [(andi.id, "sent"), (andi.id, "pending"), (nur.id, "sent")]
