"""The record of an incident: who rang after how long, on which channel; who never did, and why."""

from __future__ import annotations

import pytest

from siharat.kernel.clock import DAY
from siharat.people import readiness
from siharat.ring.channels import Heard
from tests.conftest import play
from tests.story.conftest import hire
from tests.story.test_13_it_climbs import Road, behind, employ, push, sms, voice  # noqa: F401  the roads of that story


@pytest.fixture
def stage(database_url, tmp_path, behind, push, sms, voice):  # noqa: F811
    with play(database_url, tmp_path, channels=[push, sms, voice]) as stage:
        behind.append(stage)
        yield stage


def record(stage, desk, incident):
    answer = stage.call("GET", f"/api/v1/incidents/{incident}/rings", None, desk.token)
    assert answer.status == 200, answer
    return answer.body


def of(found, officer):
    return next(each for each in found["phones"] if each["officer"] == officer.id)


def device(found, officer, kind):
    return next(each for each in of(found, officer)["devices"] if each["kind"] == kind)


def subscribes(stage, officer):
    answer = stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": officer.id}, officer.token)
    assert answer.status == 201
    return int(answer["id"])


def test_who_rang_after_how_long_and_who_took_it(stage, siti, andi, rahmat, dewi):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    stage.after(3)
    rahmat.opens_phone()
    stage.after(2)
    rahmat.claims(incident)
    found = record(stage, dewi, incident)
    assert [each["name"] for each in found["phones"]][:2] == ["Bripka Andi Saputra", "Aipda Rahmat Hidayat"]
    assert of(found, andi)["after_ms"] < 100
    assert 3_000 <= of(found, rahmat)["after_ms"] < 3_200
    page = device(found, rahmat, "in_app")
    assert page["received_at"] <= page["shown_at"] < page["claimed_at"]
    assert device(found, andi, "in_app")["claimed_at"] is None
    ((taken),) = found["claims"]
    assert (taken["name"], taken["channel"], taken["ended_at"]) == ("Aipda Rahmat Hidayat", "in_app", None)


def test_a_claim_on_the_telephone_stands_at_the_telephone(stage, siti, dewi, voice):  # noqa: F811
    andi, number = employ(stage, "63.72", "Andi")
    incident = siti.presses()["incident"]["id"]
    stage.after(11)
    stage.do(voice.hear(Heard("take", kind="voice", address=number)))
    found = record(stage, dewi, incident)
    assert found["claims"][0]["channel"] == "voice"
    assert device(found, andi, "voice")["claimed_at"] == device(found, andi, "voice")["opened_at"]
    assert device(found, andi, "sms")["claimed_at"] is None
    assert device(found, andi, "sms")["wanted_at"] < device(found, andi, "voice")["wanted_at"]
    assert [step["whom"] for step in found["steps"]] == ["duty", "above"]


def test_every_phone_that_stayed_silent_says_why(stage, siti, dewi, push):  # noqa: F811
    never, withdrawn, expired, failed, mute, closed = (
        hire(stage, "63.72", "Bripka", name) for name in ("Ami", "Budiman", "Cahyadi", "Dodo", "Elfan", "Fitriani"))
    report = stage.app.services.db.write
    for officer in (withdrawn, expired, failed, mute):
        subscribes(stage, officer)
    for officer in (withdrawn, closed):
        officer.opens_phone()
        officer.phone.close()
    mine = subscribes(stage, withdrawn)
    stage.do(report(readiness.report, withdrawn.id, mine, "denied", True, True))
    push.fates = {expired.id: "gone", failed.id: "fails"}
    incident = siti.presses()["incident"]["id"]
    stage.after(1)
    dewi.claims(incident)
    dewi.closes(incident)
    stage.after(1)

    found = record(stage, dewi, incident)
    assert {of(found, officer)["name"].split()[1]: of(found, officer)["why"] for officer in (
        never, withdrawn, expired, failed, mute, closed)} == {
        "Ami": "never_enrolled", "Budiman": "permission_denied", "Cahyadi": "dead_address", "Dodo": "failed",
        "Elfan": "never_proved", "Fitriani": "page_closed"}
    assert device(found, failed, "web_push")["detail"] == "fails"

    stage.do(report(readiness.report, withdrawn.id, mine, "granted", True, True))
    assert record(stage, dewi, incident) == found, "what it was like then, not what it is like now"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_says_the_same_when_the_rings_are_folded(stage, siti, dewi, push):  # noqa: F811
    hire(stage, "63.72", "Bripka", "Ami")
    mute = hire(stage, "63.72", "Bripka", "Elfan")
    subscribes(stage, mute)
    incident = siti.presses()["incident"]["id"]
    stage.after(1)
    dewi.claims(incident)
    dewi.closes(incident)
    stage.after(1)
    found = record(stage, dewi, incident)
    assert of(found, mute)["why"] == "never_proved"
    stage.after(DAY / 1_000 + 1)
    assert record(stage, dewi, incident) == found


def test_a_telephone_that_was_not_needed_says_so(stage, siti, dewi):
    andi, _ = employ(stage, "63.72", "Andi")
    incident = siti.presses()["incident"]["id"]
    stage.after(6)
    dewi.claims(incident)
    stage.after(1)
    found = record(stage, dewi, incident)
    assert of(found, andi)["why"] == "no_answer", "the message went out, and nobody answered it"
    assert {each["kind"] for each in of(found, andi)["devices"]} == {"in_app", "sms"}


def test_while_it_rings_nobody_is_said_to_have_stayed_silent(stage, siti, andi, dewi):
    incident = siti.presses()["incident"]["id"]
    assert of(record(stage, dewi, incident), andi)["why"] is None


def test_only_the_desks_that_see_the_incident_read_it(stage, siti, andi, dewi, yusuf, hasan):
    incident = siti.presses()["incident"]["id"]
    asked = {who.id: stage.call("GET", f"/api/v1/incidents/{incident}/rings", None, who.token).status
             for who in (andi, dewi, yusuf, hasan)}
    assert asked == {andi.id: 404, dewi.id: 200, yusuf.id: 200, hasan.id: 404}
