"""Somebody phones the station's number and nobody answers: everybody rings, at the last place that is known of them."""

from __future__ import annotations

from typing import Any

import pytest

from siharat.ring.channels import Heard
from tests.conftest import play
from tests.story.cast import LOKTABAT
from tests.story.test_13_it_climbs import Road, employ

SITI = "+6281234567731"
STRANGER = "+6281299990000"


@pytest.fixture
def behind() -> list[Any]:
    return []


@pytest.fixture
def voice(behind) -> Road:
    return Road(behind, "voice")


@pytest.fixture
def stage(database_url, tmp_path, behind, voice):
    with play(database_url, tmp_path, channels=[voice]) as stage:
        behind.append(stage)
        stage.after(0.1)
        yield stage


def calls(stage, voice, number, call="c1", station="63.72"):
    return stage.do(voice.hear(Heard("called", kind="voice", address=number, message=call, station=station)))


def known(stage, siti, andi):
    """An officer has reached Siti's number once, and it is over."""
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.taps_the_number(incident)
    andi.says(incident, "reached")
    andi.closes(incident)


def test_a_strangers_call_rings_everyone_and_the_number_is_there_to_phone_back(stage, voice, andi, rahmat):
    for officer in (andi, rahmat):
        officer.opens_phone()
    reply = calls(stage, voice, STRANGER)
    assert reply.outcome == "opened"
    stage.after(0.1)
    assert andi.phone.rings
    assert rahmat.phone.rings
    assert andi.phone.of("alarm")[0]["road"] == "missed"
    taken = andi.claims(reply.incident)
    assert taken["citizen"]["phone"] == STRANGER
    assert andi.sees(reply.incident)["location"] is None


def test_of_a_number_that_was_reached_the_last_place_is_told_with_its_age(stage, voice, siti, andi):
    known(stage, siti, andi)
    stage.after(3_600)
    seen = andi.sees(calls(stage, voice, SITI).incident)
    assert (seen["location"]["lat"], seen["location"]["lon"]) == (LOKTABAT["lat"], LOKTABAT["lon"])
    assert seen["location"]["at"] < seen["raised_at"], "an hour old, and it says so"


def test_a_number_that_somebody_only_typed_gives_no_place_away(stage, voice, siti, andi):
    siti.presses()
    stage.call("POST", "/api/v1/citizens", {"phone": STRANGER, "name": "Orang lain"})
    assert andi.sees(calls(stage, voice, STRANGER).incident)["location"] is None


def test_calls_while_an_alarm_is_open_are_the_same_distress(stage, voice, siti, andi):
    andi.opens_phone()
    opened = siti.presses()["incident"]["id"]
    assert calls(stage, voice, SITI, "c1").incident == opened
    stage.after(30)
    assert calls(stage, voice, SITI, "c2").outcome == "rings"
    assert calls(stage, voice, SITI, "c3").incident == opened
    assert andi.timeline(opened).count("raised") <= 2


def test_the_same_call_told_again_is_one_alarm(stage, voice, andi):
    first = calls(stage, voice, STRANGER)
    andi.claims(first.incident)
    andi.closes(first.incident)
    assert calls(stage, voice, STRANGER).incident == first.incident


def test_an_officer_who_returns_our_call_raises_no_alarm(stage, voice):
    _, number = employ(stage, "63.72", "Andi")
    assert calls(stage, voice, number).outcome == "nothing_rings"


@pytest.mark.parametrize("number", ["", "   "])
def test_a_call_without_a_number_cannot_be_phoned_back(stage, voice, number):
    assert calls(stage, voice, number).outcome == "no_alarm"


@pytest.mark.parametrize("number", ["anonymous", "+999", "\x00", "'; DROP TABLE alarm; --", "6" * 500])
def test_whatever_stands_there_rings(stage, voice, andi, number):
    andi.opens_phone()
    reply = calls(stage, voice, number)
    stage.after(0.1)
    assert reply.outcome in ("opened", "no_alarm")
    assert andi.phone.rings == (reply.outcome == "opened")


def test_negative_control_any_profile_with_the_number_would_give_its_place_away(stage, voice, siti, andi, monkeypatch):
    """Somebody typed the number, pressed, and was never reached: the place must stay theirs."""
    stranger = siti.stage.call("POST", "/api/v1/citizens", {"phone": STRANGER, "name": "Orang lain"})
    pressed = dict(id="018f4e8a-0000-7000-8000-00000000002a", location=LOKTABAT, mode="practice")
    stage.call("POST", "/api/v1/alarms", pressed, stranger["token"])
    monkeypatch.setattr("siharat.alarm.missed.citizens.recognised", lambda tx, number: stranger["citizen"]["id"])
    assert andi.sees(calls(stage, voice, STRANGER).incident)["location"] is not None
