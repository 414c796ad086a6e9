"""A drill rings everyone and says that it is one; a real alarm ends it; what it showed is true."""

import pytest
from sqlalchemy import text

from siharat import story
from siharat.alarm.actions import AlarmRaised
from siharat.drill import actions as drill
from siharat.drill import store
from siharat.drill.rules import Rhythm
from siharat.kernel import Problem
from siharat.kernel.clock import DAY
from tests.story.cast import request

BANJARBARU = "63.72"
FRIDAY_AT_FOUR = 1_800_000_000_000
"""15 January 2027, 16.00 WITA: when every story begins."""
OPEN_DRILLS = text("SELECT count(*) FROM incident WHERE mode = 'drill' AND closed_at IS NULL")


def holds(stage, announced=True, rhythm=None):
    """The plan's id; a drill of now has begun."""
    db = stage.app.services.db
    return stage.do(db.write(drill.plan, BANJARBARU, "system", announced, rhythm))


def drill_of(stage, plan):
    return stage.do(stage.app.services.db.read(store.of_plan, plan))


def report(stage, incident):
    return stage.do(stage.app.services.db.read(drill.report, incident))


def test_every_phone_rings_and_says_that_it_is_a_drill(stage, andi, rahmat, hasan):
    for each in (andi, rahmat, hasan):
        each.opens_phone()
    incident = drill_of(stage, holds(stage))
    assert andi.phone.rings
    assert rahmat.phone.rings
    assert not hasan.phone.rings, "another station sleeps on"
    assert {alarm["mode"] for alarm in andi.phone.of("alarm")} == {"drill"}
    assert andi.sees(incident)["mode"] == "drill"


def test_taken_it_ends_by_itself_and_phones_nobody(stage, andi, rahmat):
    andi.opens_phone()
    rahmat.opens_phone()
    incident = drill_of(stage, holds(stage))
    stage.after(3)
    taken = andi.claims(incident)
    assert taken["citizen"] == {"name": "Latihan", "phone": ""}
    assert not rahmat.phone.rings
    stage.after(12)
    seen = andi.sees(incident)
    assert (seen["status"], seen["disposition"]) == ("closed", "drill")
    assert report(stage, incident).ended_why == "answered"
    assert 3_000 <= report(stage, incident).taken_ms < 3_500


def test_nobody_takes_it_and_it_is_over_after_a_minute(stage, andi):
    andi.opens_phone()
    incident = drill_of(stage, holds(stage))
    stage.after(61)
    assert not andi.phone.rings
    assert andi.sees(incident)["disposition"] == "drill"
    assert report(stage, incident).ended_why == "over"


def test_given_back_it_still_has_an_end(stage, andi):
    andi.opens_phone()
    incident = drill_of(stage, holds(stage))
    andi.claims(incident)
    andi.act(incident, "release", {"reason": "salah tekan"})
    assert andi.phone.rings
    stage.after(62)
    assert andi.sees(incident)["status"] == "closed"


def test_the_report_names_who_did_not_ring_and_why(stage, andi, rahmat, nur):
    andi.opens_phone()
    nur.phone.answers = False
    nur.opens_phone()
    incident = drill_of(stage, holds(stage))
    stage.after(61)
    found = report(stage, incident)
    assert (found.phones, found.rang) == (3, 1)
    assert {each.name: each.why for each in found.deaf} == {
        "Aipda Rahmat Hidayat": "page_closed", "Briptu Nur Laila": "no_receipt"}
    assert found.times.last < 1_000
    assert [(road.kind, road.devices, road.rang) for road in found.roads] == [("in_app", 3, 1)]


def test_a_real_alarm_ends_the_drill_in_its_own_transaction(stage, siti, andi):
    andi.opens_phone()
    rehearsal = drill_of(stage, holds(stage))
    stage.after(2)
    real = siti.presses()["incident"]["id"]
    assert andi.sees(rehearsal)["disposition"] == "drill"
    assert report(stage, rehearsal).ended_why == "real_alarm"
    assert andi.phone.rings
    last = andi.phone.of("alarm")[-1]
    assert (last["incident"]["id"], last["mode"]) == (real, "loud")
    alarms = len(andi.phone.of("alarm"))
    stage.after(11)
    assert {alarm["incident"]["id"] for alarm in andi.phone.of("alarm")[alarms:]} == {real}
    assert andi.claims(real).status == 200


def test_a_real_one_that_rings_again_or_climbs_ends_it_too(stage, siti, andi, yusuf):
    real = siti.presses()["incident"]["id"]
    andi.claims(real)
    rehearsal = drill_of(stage, holds(stage))
    andi.act(real, "release", {"reason": "ban pecah"})
    assert report(stage, rehearsal).ended_why == "real_alarm"
    above = stage.do(stage.app.services.db.write(drill.plan, "63", "system", True, None))
    stage.after(21)
    assert report(stage, drill_of(stage, above)).ended_why == "real_alarm", "it has climbed to the province"


def test_negative_control_without_the_rule_two_alarms_ring_at_once(stage, siti, andi, monkeypatch):
    monkeypatch.setitem(story.JOINS, AlarmRaised, story.JOINS[AlarmRaised][1:])
    rehearsal = drill_of(stage, holds(stage))
    siti.presses()
    assert andi.sees(rehearsal)["status"] == "ringing"


def test_no_drill_begins_while_a_real_alarm_rings(stage, siti, andi):
    siti.presses()
    with pytest.raises(Problem) as refused:
        holds(stage)
    assert refused.value.code == "real_alarm"


def test_nor_two_at_once_nor_in_an_empty_house(stage, andi):
    with pytest.raises(Problem) as refused:
        stage.do(stage.app.services.db.write(drill.plan, "63.01", "system", True, None))
    assert refused.value.code == "no_officers"
    holds(stage)
    with pytest.raises(Problem) as refused:
        holds(stage)
    assert refused.value.code == "drill_running"


def test_a_planned_drill_comes_at_its_time_and_goes_on_coming(stage, andi):
    andi.opens_phone()
    plan = holds(stage, rhythm=Rhythm("week", 4, 16 * 60 + 1))
    assert not andi.phone.rings
    stage.after(61)
    assert andi.phone.rings
    row = stage.do(stage.app.services.db.read(store.plan, plan))
    assert row.due_at == FRIDAY_AT_FOUR + 60_000 + 7 * DAY
    stage.do(stage.app.services.db.write(drill.cancel, plan))
    assert stage.do(stage.app.services.db.read(store.plans, BANJARBARU)) == []


def test_a_planned_drill_waits_for_a_real_alarm_to_be_taken(stage, siti, andi):
    plan = holds(stage, rhythm=Rhythm("week", 4, 16 * 60 + 1))
    siti.presses()
    stage.after(61)
    assert stage.do(stage.app.services.db.read(lambda tx: tx.value(OPEN_DRILLS))) == 0
    row = stage.do(stage.app.services.db.read(store.plan, plan))
    assert row.refused == "real_alarm"
    assert row.due_at < stage.app.services.clock.now() + 31 * 60_000


def test_a_phone_cannot_press_a_drill(siti):
    """Only the station drills: from a citizen the word makes a loud alarm."""
    incident = siti.presses(mode="drill")["incident"]["id"]
    seen = siti.stage.call("GET", f"/api/v1/incidents/{incident}", None, siti.token)
    assert seen["mode"] == "loud"


def test_closed_by_an_officer_it_is_still_a_drill(stage, andi):
    incident = drill_of(stage, holds(stage))
    andi.claims(incident)
    assert andi.closes(incident, "genuine")["disposition"] == "drill"
    assert report(stage, incident).ended_why == "stopped"


def test_the_province_counts_no_drill_and_says_that_there_is_one(stage, andi, yusuf):
    holds(stage)
    answer = stage.do(request(stage.app, "GET", "/api/v1/stations", None, yusuf.token))
    (row,) = [each for each in answer.body if each["code"] == BANJARBARU]
    assert (row["open"], row["ringing"], row["drill"]) == (0, 0, True)


PAID = text("""INSERT INTO device (officer, station, kind, address, paid, created_at)
    VALUES (:officer, :station, 'voice', 'x', 1, 0)""")
ARMED = text("""SELECT count(*) FROM ring r JOIN device d ON d.id = r.device
    WHERE r.incident = :incident AND d.kind = 'voice'""")


@pytest.mark.parametrize("telephones", [False, True])
def test_what_costs_money_rings_only_where_it_was_asked_for(stage, andi, telephones):
    db = stage.app.services.db
    stage.do(db.write(lambda tx: tx.run(PAID, officer=andi.id, station=BANJARBARU)))
    plan = stage.do(db.write(drill.plan, BANJARBARU, "system", True, None, telephones))
    incident = drill_of(stage, plan)
    assert stage.do(db.read(lambda tx: tx.value(ARMED, incident=incident))) == int(telephones)
    stage.after(61)
    assert stage.do(db.read(drill.report, incident)).ended_why == "over"
