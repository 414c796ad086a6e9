"""Siti walks home alone and says so before. When she does not say that she has arrived, every phone rings."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from tests.story.cast import LOKTABAT

THERE = {"lat": -3.4391, "lon": 114.8302, "accuracy_m": 12}


def begins(siti, minutes=15, **more):
    return siti.stage.call("POST", "/api/v1/escort", {"minutes": minutes, **more}, siti.token)


def does(siti, what, body=None):
    return siti.stage.call("POST", f"/api/v1/escort/{what}", body or {}, siti.token)


def stands(siti):
    return siti.stage.call("GET", "/api/v1/escort", None, siti.token)


def kept(stage):
    """How many rows of both tables there are."""
    def count(tx):
        return tx.value(text("SELECT count(*) FROM escort")), tx.value(text("SELECT count(*) FROM escort_point"))

    return stage.do(stage.app.services.db.read(count))


def test_who_arrives_and_says_so_leaves_nothing_behind(stage, siti, andi):
    andi.opens_phone()
    assert begins(siti, to="Pulang lewat Loktabat").status == 201
    assert does(siti, "locations", LOKTABAT).status == 204
    stage.after(14 * 60)
    assert does(siti, "safe").status == 204
    stage.after(600)
    assert not andi.phone.rings
    assert kept(stage) == (0, 0)
    assert stands(siti).status == 404
    assert does(siti, "safe").status == 204, "twice is once"


def test_who_does_not_answer_has_an_alarm_at_the_last_place_with_its_age(stage, siti, andi):
    andi.opens_phone()
    begins(siti, to="Pulang, jaket hijau")
    does(siti, "locations", LOKTABAT)
    stage.after(60)
    does(siti, "locations", THERE)
    stage.after(14 * 60)
    assert stands(siti)["state"] == "asked"
    assert not andi.phone.rings, "a question is no alarm"
    stage.after(2 * 60)
    (alarm,) = andi.phone.of("alarm")[:1]
    assert alarm["road"] == "escort"
    assert (alarm["location"]["lat"], alarm["location"]["lon"]) == (THERE["lat"], THERE["lon"])
    assert alarm["location"]["at"] < alarm["raised_at"]
    incident = alarm["incident"]["id"]
    assert "notes" not in andi.sees(incident).body, "where to is for who works on it"
    andi.claims(incident)
    (note,) = andi.sees(incident)["notes"]
    assert "Pulang, jaket hijau" in note["text"]
    assert "-3.43910, 114.83020 ±12 m" in note["text"]
    assert "-3.44020, 114.82110 ±8 m" in note["text"]
    assert stands(siti)["incident"] == incident
    andi.closes(incident)
    stage.app.services.clock.advance(25 * 3_600)
    stage.after(5)
    assert kept(stage) == (0, 0), "the alarm has it; here nothing stays"


def test_answered_in_time_it_goes_on(stage, siti, andi):
    andi.opens_phone()
    begins(siti, minutes=5)
    stage.after(5 * 60 + 90)
    assert does(siti, "prolong", {"minutes": 5})["state"] == "going"
    stage.after(4 * 60)
    assert not andi.phone.rings
    does(siti, "safe")
    stage.after(5 * 60)
    assert not andi.phone.rings


def test_a_phone_that_never_says_where_it_is_changes_nothing(stage, siti, andi):
    """No place was ever sent: everybody rings all the same."""
    begins(siti)
    andi.opens_phone()
    stage.after(15 * 60 + 121)
    assert andi.phone.rings
    assert andi.phone.of("alarm")[0]["location"] is None


def test_whose_alarm_is_open_already_rings_again_in_the_same_incident(stage, siti, andi):
    begins(siti, minutes=5)
    opened = siti.presses()["incident"]["id"]
    andi.opens_phone()
    stage.after(5 * 60 + 121)
    assert stands(siti)["incident"] == opened
    assert begins(siti).status == 409, "the police are called already"


def test_silent_it_stays_silent(stage, siti, andi):
    andi.opens_phone()
    begins(siti, minutes=5, silent=True)
    stage.after(5 * 60 + 121)
    assert andi.phone.of("alarm")[0]["caution"] == "silent"


def test_begun_twice_the_first_promise_stands(stage, siti):
    first = begins(siti, minutes=15)["until"]
    assert begins(siti, minutes=240)["until"] == first


def test_the_family_sees_the_last_place_until_the_link_is_ended(stage, siti):
    key = begins(siti, to="Pulang")["follow_key"]
    does(siti, "locations", LOKTABAT)
    page = follows(stage, key)
    assert page.status == 200
    assert "Siti" in page.body
    assert "-3.4402" in page.body
    assert follows(stage, key.lower()).status == 200, "as a person types it"
    other = does(siti, "link")["follow_key"]
    assert other != key
    assert follows(stage, key).status == 404
    assert follows(stage, other).status == 200
    does(siti, "safe")
    assert follows(stage, other).status == 404


def follows(stage, key):
    body = urlencode({"key": key}).encode()
    return stage.call("POST", "/ikut", body, None, {"content-type": "application/x-www-form-urlencoded"})


@pytest.mark.parametrize("minutes", [0, 4, 241, -5])
def test_a_time_that_makes_no_sense_is_refused(stage, siti, minutes):
    assert begins(siti, minutes=minutes).status == 422
    assert kept(stage) == (0, 0)


def test_nobody_else_ends_it_and_a_track_does_not_grow_for_ever(stage, siti, andi):
    begins(siti, minutes=240)
    assert stage.call("POST", "/api/v1/escort/safe", {}, andi.token).status in (401, 403, 404)
    assert stage.call("POST", "/api/v1/escort/safe", {}).status == 401
    for step in range(60):
        does(siti, "locations", THERE | {"lat": -3.44 + step / 1_000})
        stage.after(10)
    assert kept(stage) == (1, 40)
    assert stands(siti)["state"] == "going"


def test_negative_control_an_escort_that_nobody_wakes_is_noticed(stage, siti, andi, monkeypatch):
    monkeypatch.setattr("siharat.escort.actions.wakeup.plan", lambda *args: None)
    andi.opens_phone()
    begins(siti, minutes=5)
    stage.after(5 * 60 + 121)
    with pytest.raises(AssertionError):
        assert andi.phone.rings
