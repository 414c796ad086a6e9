"""A button in a notification takes the alarm, with the ring's own key and without a session (ntfy)."""

from __future__ import annotations

import pytest

from siharat.ring.store import of_incident
from tests.conftest import play
from tests.story.conftest import hire
from tests.story.test_08_by_push_too import PushService


class Notifications(PushService):
    kind = "ntfy"
    proves_receipt = False


@pytest.fixture
def ntfy() -> Notifications:
    return Notifications()


@pytest.fixture
def stage(database_url, tmp_path, ntfy):
    with play(database_url, tmp_path, channels=[ntfy]) as stage:
        yield stage


@pytest.fixture
def andi(stage):
    andi = hire(stage, "63.72", "Bripka", "Andi Saputra")
    assert stage.call("POST", "/api/v1/devices", {"kind": "ntfy", "address": "a topic"}, andi.token).status == 201
    return andi


def taps(stage, alarm, said, key=None):
    return stage.call("POST", f"/api/v1/rings/{alarm['ring_id']}/answer", {"said": said},
                      headers={"ring-key": key or alarm["receipt_key"]})


def test_one_tap_takes_it_and_learns_no_name(stage, siti, andi, ntfy):
    incident = siti.presses()["incident"]
    (alarm,) = ntfy.messages("alarm")
    for _ in range(2):  # a phone that lost the answer may ask again
        answer = taps(stage, alarm, "take")
        assert (answer.status, answer["outcome"], answer["code"]) == (200, "taken", incident["code"])
        assert set(answer.body) == {"outcome", "code", "locality", "claimed_by"}
        assert "Siti" not in str(answer.body)
        assert "812" not in str(answer.body)
    assert siti.steps().count("claimed") == 1
    assert andi.sees(incident["id"])["citizen"]["name"] == "Siti Aisyah", "the page, signed in, names her"


def test_who_taps_second_hears_who_was_first(stage, siti, andi, nur, ntfy):
    nur.claims(siti.presses()["incident"]["id"])
    (alarm,) = ntfy.messages("alarm")
    answer = taps(stage, alarm, "take")
    assert (answer.status, answer["outcome"], answer["claimed_by"]) == (200, "already_claimed", nur.name)


def test_who_cannot_come_is_rung_no_more(stage, siti, andi, ntfy):
    siti.presses()
    (alarm,) = ntfy.messages("alarm")
    assert taps(stage, alarm, "decline")["outcome"] == "declined"
    stage.after(6)
    assert len(ntfy.messages("alarm")) == 1


@pytest.mark.parametrize("said", ["take", "decline"])
def test_an_answer_proves_that_the_phone_rang(stage, siti, andi, ntfy, said):
    incident = siti.presses()["incident"]["id"]
    (alarm,) = ntfy.messages("alarm")
    before = stage.do(stage.app.services.db.read(of_incident, incident))
    assert [ring.state for ring in before if ring.kind == "ntfy"] == ["sent"], "which a server's 200 does not"
    taps(stage, alarm, said)
    after = stage.do(stage.app.services.db.read(of_incident, incident))
    assert [ring.state for ring in after if ring.kind == "ntfy"] == ["opened"]


@pytest.mark.parametrize("key", ["wrong", "é", "\u0660"])
def test_another_key_opens_nothing_and_says_nothing(stage, siti, andi, nur, ntfy, key):
    incident = siti.presses()["incident"]["id"]
    (alarm,) = ntfy.messages("alarm")
    key = key.encode().decode("latin-1")
    refused = taps(stage, alarm, "take", key)
    absent = taps(stage, {"ring_id": 1 << 40}, "take", key)
    assert (refused.status, refused.body) == (404, absent.body)
    assert nur.sees(incident)["status"] == "ringing"


def test_the_key_of_one_ring_opens_no_other(stage, siti, andi, nur, ntfy):
    stage.call("POST", "/api/v1/devices", {"kind": "ntfy", "address": "another topic"}, nur.token)
    siti.presses()
    first, second = ntfy.messages("alarm")
    assert taps(stage, first, "take", second["receipt_key"]).status == 404


def test_what_is_neither_is_refused_by_name(stage, siti, andi, ntfy):
    siti.presses()
    (alarm,) = ntfy.messages("alarm")
    assert taps(stage, alarm, "perhaps").status == 422


def test_a_key_of_a_closed_incident_takes_nothing(stage, siti, andi, nur, ntfy):
    incident = siti.presses()["incident"]["id"]
    (alarm,) = ntfy.messages("alarm")
    nur.claims(incident)
    nur.closes(incident)
    assert taps(stage, alarm, "take")["outcome"] == "nothing_rings"
