"""Each week, at a time of their own choosing, an officer hears the own phones ring; nobody else does."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from siharat.kernel.clock import VirtualClock
from tests.conftest import play
from tests.story.test_10_ready_before_the_alarm import Pocket, enrol
from tests.story.test_11_the_phone_doctor import reads
from tests.web.browser import HOST

# Virtual time begins on Friday 15 January 2027, at 16.00 by the station's clock.
FRIDAY, SATURDAY = "4", "5"
LEAVES = text("UPDATE officer SET active = 0 WHERE id = :officer")


@pytest.fixture
def push():
    return Pocket()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        push.stage = stage
        yield stage


def chooses(stage, officer, day, clock, path="/petugas/dokter/mingguan"):
    csrf = reads(stage, officer).body.partition('name="csrf" value="')[2].partition('"')[0]
    return stage.call("POST", path, f"csrf={csrf}&hari={day}&pukul={clock}".encode(), None, {
        "cookie": f"siharat_petugas={officer.token}", "content-type": "application/x-www-form-urlencoded",
        "origin": f"http://{HOST}", "host": HOST})


def rang(push):
    return [each.address for each in push.carried if b'"test"' in each.body]


def skip(stage, seconds):
    """At a stroke: the quiet rounds of a week are another story."""
    clock = stage.app.services.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)
    stage.after(5)


def test_it_rings_at_the_chosen_time_and_again_a_week_later(stage, push, andi, rahmat):
    own, _ = enrol(stage, andi), enrol(stage, rahmat)
    assert chooses(stage, andi, FRIDAY, "16:30").status == 303
    skip(stage, 29 * 60)
    assert rang(push) == []
    stage.after(60)
    assert rang(push) == [own]
    page = reads(stage, andi).body
    assert "Tiap Jumat pukul 16.30" in page
    assert "berdering setelah" in page
    skip(stage, 7 * 86_400)
    assert rang(push) == [own, own]


def test_a_phone_that_does_not_ring_aloud_is_told_deaf(stage, push, andi):
    push.deaf.add(enrol(stage, andi))
    chooses(stage, andi, FRIDAY, "16:10")
    skip(stage, 600)
    assert rang(push)
    stage.after(75)
    assert "HP ini tidak menjawab" in reads(stage, andi).body


def test_another_time_takes_the_place_of_the_first_and_it_can_be_ended(stage, push, andi):
    enrol(stage, andi)
    chooses(stage, andi, FRIDAY, "16:10")
    chooses(stage, andi, SATURDAY, "09:00")
    skip(stage, 600)
    assert rang(push) == []
    chooses(stage, andi, "", "", "/petugas/dokter/mingguan/henti")
    skip(stage, 86_400)
    assert rang(push) == []
    assert "Tiap Sabtu" not in reads(stage, andi).body


def test_it_waits_while_an_alarm_rings(stage, push, siti, andi):
    enrol(stage, andi)
    andi.opens_phone()
    chooses(stage, andi, FRIDAY, "16:01")
    incident = siti.presses()["incident"]["id"]
    stage.after(90)
    assert rang(push) == [], "it would be taken for the alarm"
    andi.claims(incident)
    andi.says(incident, "reached")
    skip(stage, 15 * 60)
    assert len(rang(push)) == 1


def test_who_has_left_is_not_rung(stage, push, andi):
    enrol(stage, andi)
    chooses(stage, andi, FRIDAY, "16:30")
    stage.do(stage.app.services.db.write(lambda tx: tx.run(LEAVES, officer=andi.id)))
    skip(stage, 1_800)
    assert rang(push) == []


@pytest.mark.parametrize(("day", "clock"), [("7", "09:00"), ("-1", "09:00"), ("x", "09:00"), ("1", "24:00"), ("1", "9"),
                                            ("1", ""), ("٣", "09:00"), ("1", "٠٩:٠٠")])
def test_a_wrong_time_is_refused(stage, andi, day, clock):
    assert chooses(stage, andi, day, clock).status == 422
