"""Where the station's policy wants it, those on duty ring first and nobody who sleeps; ten seconds later everybody."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from siharat.admin import commands
from siharat.escalate import policies
from siharat.incident.policy import EscalationPolicy, Step
from siharat.kernel import Problem
from siharat.people import officers, sessions
from tests.conftest import play
from tests.story.conftest import hire
from tests.story.test_13_it_climbs import Road, employ, pressed, rang

RANG = text("SELECT d.officer FROM ring r JOIN device d ON d.id = r.device WHERE r.incident = :incident")


@pytest.fixture
def behind() -> list[Any]:
    return []


@pytest.fixture
def sms(behind) -> Road:
    return Road(behind, "sms")


@pytest.fixture
def stage(database_url, tmp_path, behind, sms):
    with play(database_url, tmp_path, channels=[sms]) as stage:
        behind.append(stage)
        yield stage


@pytest.fixture
def chief(stage):
    return hire(stage, "63.72", "AKP", "Kepala", "administrator")


@pytest.fixture
def watch(stage, chief, andi, rahmat, nur):
    """Andi is on duty, Rahmat and Nur are not; the station lets its watch ring first."""
    for officer in (andi, rahmat, nur):
        officer.opens_phone()
    on_duty(stage, andi)
    wants(stage, chief, first="duty")


def on_duty(stage, officer):
    nrp = stage.do(stage.app.services.db.read(officers.get, officer.id)).nrp
    stage.do(stage.app.services.db.write(commands.run, "roster import", {
        "station": "63.72", "hours": 12, "starts": "2027-01-15",
        "lines": [{"number": 2, "nrp": nrp, "team": "A"}]}))


def wants(stage, chief, **fields):
    db = stage.app.services.db
    caller = stage.do(db.read(sessions.caller, chief.token))
    stage.do(db.write(policies.put, caller, msgspec.structs.replace(EscalationPolicy(), **fields)))


def ringing(*people):
    return [officer.phone.rings for officer in people]


def test_shipped_everybody_rings_at_once_whoever_is_on_duty(stage, siti, andi, rahmat):
    for officer in (andi, rahmat):
        officer.opens_phone()
    on_duty(stage, andi)
    siti.presses()
    stage.after(0.1)
    assert ringing(andi, rahmat) == [True, True]


def test_those_on_duty_ring_and_ten_seconds_later_everybody(stage, watch, siti, andi, rahmat, nur):
    answer = siti.presses()
    assert answer["phones"] == 1
    stage.after(9.9)
    assert ringing(andi, rahmat, nur) == [True, False, False]
    assert rahmat.sees(answer["incident"]["id"])["narrow_to"] == "duty", "who is spared sees it all the same"
    stage.after(0.2)
    assert ringing(andi, rahmat, nur) == [True, True, True]
    assert siti.screen.of("ringing")[-1]["phones"] == 4


def test_taken_in_time_nobody_who_sleeps_is_woken(stage, watch, siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    stage.after(4)
    assert andi.claims(incident).status == 200
    stage.after(25)
    rang = stage.do(stage.app.services.db.read(lambda tx: tx.all(RANG, incident=incident)))
    assert {row.officer for row in rang} == {andi.id}
    assert not rahmat.phone.rings


def test_a_claim_that_ends_without_help_rings_everybody(stage, watch, siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    stage.after(4)
    andi.claims(incident)
    stage.after(31)
    assert ringing(andi, rahmat) == [True, True]


def test_a_second_press_widens_nothing_and_the_clock_goes_on(stage, watch, siti, rahmat):
    siti.presses()
    stage.after(6)
    siti.presses()
    assert not rahmat.phone.rings
    stage.after(4.1)
    assert rahmat.phone.rings


def test_the_ladder_counts_from_the_press_and_a_step_that_widens_widens_for_all(stage, watch, chief, siti, rahmat):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    agus.opens_phone()
    wants(stage, chief, first="duty", widen=30, steps=(Step(12, "above", ("app",), tells=True),))
    siti.presses()
    stage.after(11.5)
    assert ringing(rahmat, agus) == [False, False]
    stage.after(1)
    assert ringing(rahmat, agus) == [True, True]
    assert siti.steps()[-1] == "unanswered"


def test_a_step_that_only_lets_see_wakes_nobody(stage, watch, chief, siti, andi, rahmat):
    wants(stage, chief, first="duty", widen=30)
    siti.presses()
    stage.after(19)
    assert ringing(andi, rahmat) == [True, False], "at 10 s the station above sees it, and that is all"
    stage.after(2)
    assert ringing(andi, rahmat) == [True, True], "at 20 s it rings, and so does everybody here"


def test_nobody_who_sleeps_is_sent_an_sms_before_it_widens(stage, chief, siti, dewi, sms):
    andi, on = employ(stage, "63.72", "Andi")
    _, off = employ(stage, "63.72", "Rahmat")
    on_duty(stage, andi)
    wants(stage, chief, first="duty")
    _, began = pressed(stage, siti)
    stage.after(9)
    assert rang(sms, began) == [(5, on)]
    stage.after(12)
    assert off in {address for _, address in rang(sms, began)}


def test_a_gap_in_the_roster_silences_nobody(stage, chief, siti, andi, rahmat):
    for officer in (andi, rahmat):
        officer.opens_phone()
    wants(stage, chief, first="duty")
    incident = siti.presses()["incident"]["id"]
    stage.after(0.1)
    assert ringing(andi, rahmat) == [True, True]
    assert andi.sees(incident)["narrow_to"] is None, "and no screen says that it is narrowed"


def test_the_desk_rings_everybody_before_the_time(stage, watch, siti, dewi, rahmat):
    incident = siti.presses()["incident"]["id"]
    stage.after(2)
    assert dewi.act(incident, "open-up").status == 204
    stage.after(0.1)
    assert rahmat.phone.rings


@pytest.mark.parametrize("fields", [{"first": "nobody"}, {"widen": 4}, {"widen": 31}])
def test_a_wrong_policy_is_refused(stage, chief, fields):
    with pytest.raises(Problem, match=r"must be|is none of"):
        wants(stage, chief, **fields)


def test_negative_control_a_watch_that_never_widens_is_noticed(stage, watch, siti, rahmat, monkeypatch):
    monkeypatch.setattr("siharat.incident.store.open_up", lambda tx, incident, phones: incident)
    siti.presses()
    stage.after(30)
    assert not rahmat.phone.rings
