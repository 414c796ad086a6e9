"""The ladder at the administrator's desk: seen, tried out, saved, refused, taken again; by plain forms."""

from __future__ import annotations

import re

import msgspec
import pytest

from siharat.escalate import policies
from siharat.people import officers, sessions
from tests.story.conftest import hire, siti  # noqa: F401  the cast plays here too
from tests.web.faces.test_pages import enter

FORM = {"first": "station", "widen": "10", "repeat": "5", "second_channel": "5", "second_sms": "1",
        "claim_lapses": "30", "ask_outcome": "120", "outcome_lapses": "30", "no_answer": "60", "move": "300",
        "arrive": "1500", "clear": "3600", "after_1": "15", "whom_1": "above", "app_1": "1", "tells_1": "1",
        "after_2": "45", "whom_2": "named", "voice_2": "1", "repeat_2": "30", "nrp_2": ""}
PAGE = "/komando/tangga"


@pytest.fixture
def desk(stage):
    return enter(stage, "komando", hire(stage, "63.72", "Aiptu", "Dewi Lestari", "administrator"))


def in_force(stage):
    return stage.do(stage.app.services.db.read(policies.in_force, "63.72"))


def test_the_picture_shows_who_rings_when(desk):
    page = desk.get(PAGE).body
    rows = re.findall(r'<td class="n"[^>]*>(\d+)</td><th scope="row">([^<]+)', page)
    assert rows == [("0", "Semua petugas"), ("5", "Yang ponselnya diam"), ("10", "Yang ponselnya diam"),
                    ("10", "Petugas piket"), ("10", "Kantor di atasnya"), ("20", "Kantor di atasnya"),
                    ("60", "Orang yang ditunjuk")]


def test_a_preview_saves_nothing(stage, desk):
    page = desk.submit(PAGE, f"{PAGE}/pratinjau", **FORM)
    assert "Pratinjau: belum disimpan." in page.body
    assert 'value="15"' in page.body
    assert in_force(stage).version == 0


def test_those_on_duty_first_is_seen_before_it_is_saved(stage, desk):
    page = desk.submit(PAGE, f"{PAGE}/pratinjau", **FORM | {"first": "duty", "widen": "12"}).body
    rows = re.findall(r'<td class="n"[^>]*>(\d+)</td><th scope="row">([^<]+)', page)
    assert rows[0] == ("0", "Petugas piket")
    assert ("12", "Semua petugas") in rows
    page = desk.submit(PAGE, f"{PAGE}/pratinjau", **FORM | {"first": "duty", "widen": "30"}).body
    assert re.search(r'<td class="n"[^>]*>15</td><th scope="row">Semua petugas', page), "by the step at 15 s"
    assert desk.submit(PAGE, PAGE, **FORM | {"first": "duty", "widen": "12"}).status == 303
    assert (in_force(stage).first, in_force(stage).widen) == ("duty", 12)
    assert desk.submit(PAGE, PAGE, **FORM | {"first": "nobody"}).status == 422


def test_what_stands_in_no_form_is_kept(stage, desk):
    def choose(tx):
        caller = sessions.caller(tx, desk.cookies["siharat_komando"])
        return policies.put(tx, caller, msgspec.structs.replace(policies.in_force(tx, "63.72"), narrow=45))

    stage.do(stage.app.services.db.write(choose))
    desk.submit(PAGE, PAGE, **FORM)
    assert in_force(stage).narrow == 45


def test_what_was_saved_holds_for_the_next_alarm_and_not_for_an_open_one(stage, desk, siti):  # noqa: F811
    siti.presses()
    assert desk.submit(PAGE, PAGE, **FORM).status == 303
    assert [step.after for step in in_force(stage).steps] == [15, 45]
    stage.after(16)
    assert "unanswered" not in siti.steps(), "the open one keeps its deadlines"
    stage.after(5)
    assert siti.steps()[-1] == "unanswered"


def test_the_next_alarm_climbs_the_new_one(stage, desk, siti):  # noqa: F811
    desk.submit(PAGE, PAGE, **FORM)
    siti.presses()
    stage.after(16)
    assert siti.steps()[-1] == "unanswered"


@pytest.mark.parametrize(("wrong", "says"), [
    ({"after_1": "0"}, "steps[1].after"), ({"after_1": "x"}, "whole number"), ({"repeat": "99999"}, "repeat"),
    ({"whom_1": "somebody"}, "whom"), ({"tells_1": ""}, "tell the citizen"), ({"nrp_2": "1"}, "nobody has the NRP"),
    ({"app_1": "", "whom_1": "duty"}, "names no channel"), ({"repeat_2": "1"}, "repeat"),
    ({"after_1": "", "after_2": ""}, "steps"),
])
def test_a_bad_one_is_refused_by_name_and_the_old_one_stays(stage, desk, wrong, says):
    desk.submit(PAGE, PAGE, **FORM)
    answer = desk.submit(PAGE, PAGE, **FORM | wrong)
    assert (answer.status, says in answer.body) == (422, True)
    assert "yang lama tetap berlaku" in answer.body
    assert in_force(stage).version == 1


def test_who_is_named_must_be_able_to_take_it(stage, desk):
    elsewhere = hire(stage, "63.71", "Bripda", "Hasan Basri")
    above = hire(stage, "63", "Kombes", "Yusuf Anwar")
    numbers = stage.do(stage.app.services.db.read(lambda tx: [officers.get(tx, each.id).nrp
                                                              for each in (elsewhere, above)]))
    assert desk.submit(PAGE, PAGE, **FORM | {"nrp_2": numbers[0]}).status == 422
    assert desk.submit(PAGE, PAGE, **FORM | {"nrp_2": numbers[1]}).status == 303
    assert in_force(stage).steps[1].officer == above.id


def test_an_old_version_is_taken_again(stage, desk):
    desk.submit(PAGE, PAGE, **FORM)
    desk.submit(PAGE, PAGE, **FORM | {"after_1": "25"})
    assert desk.submit(PAGE, f"{PAGE}/lagi", version="1").status == 303
    assert (in_force(stage).version, in_force(stage).steps[0].after) == (3, 15)
    assert desk.submit(PAGE, f"{PAGE}/lagi", version="0").status == 303
    assert [step.after for step in in_force(stage).steps] == [10, 10, 20, 60]
    assert desk.submit(PAGE, f"{PAGE}/lagi", version="9").status == 404
