"""A key that was stolen, a session gone astray, an officer who sleeps again: nobody keeps the other phones silent."""

from __future__ import annotations

import pytest

from siharat.claim import rules
from siharat.people import officers
from tests.conftest import play
from tests.story.conftest import hire
from tests.story.test_13_it_climbs import (  # noqa: F401  the roads of that story
    Road,
    behind,
    employ,
    pressed,
    push,
    rang,
    sms,
    voice,
)


@pytest.fixture
def stage(database_url, tmp_path, behind, push, sms, voice):  # noqa: F811
    with play(database_url, tmp_path, channels=[push, sms, voice]) as stage:
        behind.append(stage)
        yield stage


def grabs_it(stage, officer, incident, seconds):
    """Takes it whenever it can, ten times a second, and never phones. For how many seconds it rang meanwhile."""
    silent = 0.0
    for _ in range(int(seconds * 10)):
        officer.claims(incident)
        silent += 0.1 * (officer.sees(incident)["status"] == "claimed")
        stage.after(0.05)
    return seconds - silent


def test_who_let_it_lapse_takes_it_again_only_when_the_others_have_rung(stage, siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    stage.after(30.1)
    refused = andi.claims(incident)
    assert (refused.status, refused["code"]) == (409, "others_first")
    assert 8 <= refused["wait_s"] <= 10
    stage.after(refused["wait_s"])
    assert andi.claims(incident).status == 200, "nobody is shut out: there may be no other"
    stage.after(30.1)
    assert andi.claims(incident)["wait_s"] > 18, "and each time the others have longer"
    assert rahmat.claims(incident).status == 200, "whoever else takes it, takes it at once"


def test_who_gives_it_back_untouched_waits_as_well_and_who_has_phoned_does_not(stage, siti, andi, nur):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.act(incident, "release", {"reason": "salah pencet"})
    assert andi.claims(incident).status == 409
    nur.claims(incident)
    nur.says(incident, "no_answer")
    nur.act(incident, "release", {"reason": "yang lain lebih dekat"})
    assert nur.claims(incident).status == 200


def test_a_key_in_the_wrong_hands_cannot_keep_the_phones_silent(stage, siti, andi, rahmat):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    for officer in (andi, rahmat, agus):
        officer.opens_phone()
    siti.presses()
    (stolen,) = andi.phone.of("ring")
    outcomes = []
    for _ in range(240):
        answer = stage.call("POST", f"/api/v1/rings/{stolen['ring_id']}/answer", {"said": "take"},
                            headers={"ring-key": stolen["receipt_key"]})
        outcomes.append(answer["outcome"])
        stage.after(0.95)
    assert outcomes[:30] == ["taken"] * 30, "who asks again while it has it, has it"
    assert outcomes[30:39] == ["lapsed"] * 9, "then the others have ten seconds"
    assert outcomes.count("lapsed") >= 90, "and ever longer"
    assert rahmat.phone.alarms > 20
    assert agus.phone.rings or agus.phone.alarms, "it has climbed as well"


def test_after_the_second_lapse_it_does_not_climb_from_the_foot(stage, siti, andi, nur, rahmat):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    agus.opens_phone()
    incident = siti.presses()["incident"]["id"]
    for officer in (andi, nur):
        officer.claims(incident)
        stage.after(30.1)
    assert agus.phone.rings, "a minute has passed since the press: the station above rings at once"
    assert siti.steps()[-1] == "unanswered"


def test_after_the_first_lapse_it_climbs_from_the_foot(stage, siti, andi, rahmat):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    agus.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    stage.after(30.1)
    assert not agus.phone.rings
    stage.after(21)
    assert agus.phone.rings


def test_a_rogue_session_at_every_lapse_lets_the_phones_ring_longer_and_longer(stage, siti, andi, rahmat):
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    first = grabs_it(stage, andi, incident, 60)
    second = grabs_it(stage, andi, incident, 60)
    assert first >= 9
    assert second >= 20
    assert rahmat.phone.alarms >= 6


def test_negative_control_without_the_wait_a_rogue_session_keeps_everybody_silent(stage, siti, andi, rahmat,
                                                                                  monkeypatch):
    monkeypatch.setattr(rules, "others_first_ms", lambda in_vain: 0)
    incident = siti.presses()["incident"]["id"]
    assert grabs_it(stage, andi, incident, 60) < 1


def test_the_key_of_a_device_that_has_retired_gives_no_receipt(stage, siti, andi):
    answer = stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "old"}, andi.token)
    andi.phone.answers = False
    andi.opens_phone()
    siti.presses()
    (ring,) = andi.phone.of("ring")
    own = {"state": "received", "key": ring["receipt_key"]}
    assert stage.call("POST", f"/api/v1/rings/{ring['ring_id']}/receipts", own).status == 200
    row = stage.do(stage.app.services.db.read(officers.in_app_device, andi.id))
    stage.do(stage.app.services.db.write(officers.retire, row, "stolen"))
    assert stage.call("POST", f"/api/v1/rings/{ring['ring_id']}/receipts", own).status == 404
    assert answer.status == 201


def test_an_officer_registers_a_few_numbers_and_not_a_telephone_book(stage, andi):
    answers = [stage.call("POST", "/api/v1/devices", {"kind": "sms", "address": f"+62812000000{number}"}, andi.token)
               for number in range(5)]
    assert [each.status for each in answers] == [201, 201, 201, 409, 409]
    assert answers[3]["code"] == "too_many_numbers"
    again = stage.call("POST", "/api/v1/devices", {"kind": "sms", "address": "+628120000001"}, andi.token)
    assert again.status == 201, "a number that is there already is no further one"
    other = stage.call("POST", "/api/v1/devices", {"kind": "voice", "address": "+628120000001"}, andi.token)
    assert other.status == 201


def test_when_nothing_moves_the_own_desk_is_told_and_then_the_station_above(stage, siti, andi, dewi, yusuf):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    agus.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.says(incident, "reached")
    stage.after(301)
    assert dewi.timeline(incident).count("overdue") == 1
    assert agus.sees(incident).status == 404
    stage.after(300)
    assert agus.sees(incident).status == 200, "twice in a row: it stands in the book above"
    assert agus.phone.of("incident")[-1]["change"] == "overdue"
    assert not agus.phone.rings, "somebody has it: it is seen, and does not ring"


@pytest.mark.parametrize("said", ["no_answer", "busy", "wrong_number"])
def test_who_dials_again_and_again_and_reaches_nobody_is_told_of_all_the_same(stage, siti, andi, dewi, said):
    """Each attempt is a line of its own and puts nothing off; else a phone in the wrong hands would have the incident,
    and nobody would ever be asked to look."""
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    for _ in range(3):
        andi.taps_the_number(incident)
        andi.says(incident, said)
        stage.after(25)
    assert dewi.timeline(incident).count("overdue") == 1
    assert agus.sees(incident).status == 404
    for _ in range(2):
        andi.taps_the_number(incident)
        andi.says(incident, said)
        stage.after(25)
    assert dewi.timeline(incident).count("overdue") == 2
    assert agus.sees(incident).status == 200, "twice in a row: it stands in the book above"


def test_who_reaches_the_citizen_after_all_has_their_time_to_set_out(stage, siti, andi, dewi):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.says(incident, "no_answer")
    stage.after(50)
    andi.says(incident, "reached")
    stage.after(299)
    assert "overdue" not in dewi.timeline(incident)
    stage.after(2)
    assert dewi.timeline(incident).count("overdue") == 1
    assert agus.sees(incident).status == 404


def test_nobody_on_the_scene_in_time_is_told_above_within_five_minutes_more(stage, siti, andi, dewi):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.says(incident, "reached")
    andi.moves(incident, "en_route")
    stage.after(1_501)
    assert dewi.timeline(incident).count("overdue") == 1
    assert agus.sees(incident).status == 404
    stage.after(300)
    assert agus.sees(incident).status == 200


def test_who_moves_begins_the_patience_anew(stage, siti, andi, dewi):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.says(incident, "reached")
    stage.after(301)
    andi.moves(incident, "en_route")
    stage.after(1_501)
    assert dewi.timeline(incident).count("overdue") == 2
    assert agus.sees(incident).status == 404, "the first since somebody moved"


def test_a_drill_troubles_nobody_above(stage, andi, dewi, yusuf):
    from siharat.drill import actions as drill
    from siharat.drill import store as drills

    plan = stage.do(stage.app.services.db.write(drill.plan, "63.72", "system", True, None))
    incident = stage.do(stage.app.services.db.read(drills.of_plan, plan))
    assert andi.claims(incident).status == 200
    stage.after(700)
    assert andi.sees(incident)["status"] == "closed"
