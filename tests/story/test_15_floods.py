"""Floods and pranks: nothing is merged away, nobody is blocked, a genuine press rings everyone; a person decides."""

import pytest
from sqlalchemy import text

from siharat.alarm import floods
from siharat.people import officers, sessions
from siharat.people.officers import NewOfficer
from tests.story.cast import LOKTABAT, Citizen, Officer
from tests.story.conftest import settle_in

STATION = "63.72"
MINUTES = 2
WITHIN_S = 3
"""PROMISES: a press from an unmarked device among 300 others a minute."""
FAR = {"lat": -3.4787, "lon": 114.7756, "accuracy_m": 8}
NEXT_DOOR = {"lat": -3.4412, "lon": 114.8215, "accuracy_m": 8}
PRANKS = text("UPDATE citizen SET false_alarms = :n WHERE id = :id")
RINGS = text("SELECT count(*) FROM ring WHERE incident = :incident")
NARROWED = text("SELECT count(*) FROM incident WHERE narrow_until IS NOT NULL AND closed_at IS NULL")
OPEN = text("SELECT count(*) FROM incident WHERE closed_at IS NULL")


def read(stage, statement, **values):
    return stage.loop.run_until_complete(stage.app.services.db.read(lambda tx: tx.value(statement, **values)))


def has_a_history(stage, citizen, n=2):
    stage.do(stage.app.services.db.write(lambda tx: tx.run(PRANKS, n=n, id=citizen.id)))


def crowd(stage, number, history=0):
    """Devices of people without a screen: only their thumbs matter."""
    found = []
    for each in range(number):
        one = Citizen(stage, f"Warga {each}", f"0813-{each:04d}-0000")
        answer = stage.call("POST", "/api/v1/citizens", {"phone": one.phone, "name": one.name})
        one.token, one.id = answer["token"], answer["citizen"]["id"]
        if history:
            has_a_history(stage, one, history)
        found.append(one)
    return found


def flood(stage, number=31):
    """So many others press in this minute, each far from the next."""
    for each, one in enumerate(crowd(stage, number)):
        assert one.presses(location={**FAR, "lat": -3.47 + each / 10_000}).status == 201


# Bundles


def test_alarms_near_each_other_are_shown_together_and_each_stays_its_own(stage, siti, andi, dewi):
    andi.opens_phone()
    first = siti.presses()["incident"]
    budi, far = settle_in(stage, "Budi", "0812-1111-2222"), settle_in(stage, "Citra", "0812-1111-3333")
    second, third = budi.presses(location=NEXT_DOOR)["incident"], far.presses(location=FAR)["incident"]
    assert len({first["id"], second["id"], third["id"]}) == 3
    seen = {each["id"]: andi.sees(each["id"])["bundle"] for each in (first, second, third)}
    assert seen == {first["id"]: None, second["id"]: first["id"], third["id"]: None}
    rung = {alarm["incident"]["id"] for alarm in andi.phone.of("alarm")}
    assert rung == {first["id"], second["id"], third["id"]}, "none is dropped"
    andi.claims(first["id"])
    assert andi.phone.of("alarm")[-1]["bundle"] in (None, first["id"])
    stage.after(6)
    assert andi.sees(second["id"])["status"] == "ringing", "who takes one has not taken its neighbour"


def test_an_old_neighbour_or_a_closed_one_bundles_nothing(stage, siti, andi):
    first = siti.presses()["incident"]["id"]
    andi.closes(first, "genuine")
    second = settle_in(stage, "Budi", "0812-1111-2222").presses(location=NEXT_DOOR)["incident"]["id"]
    assert andi.sees(second)["bundle"] is None


# Narrowed to the desk


def test_in_a_flood_a_device_with_a_history_rings_the_desk_first_and_then_everyone(stage, siti, andi, dewi):
    andi.opens_phone()
    dewi.opens_phone()
    has_a_history(stage, siti)
    flood(stage)
    alarms = len(andi.phone.of("alarm"))
    incident = siti.presses()["incident"]["id"]
    assert read(stage, NARROWED) == 1
    assert incident in {each["incident"]["id"] for each in dewi.phone.of("alarm")}
    assert incident not in {each["incident"]["id"] for each in andi.phone.of("alarm")[alarms:]}
    told = [each for each in andi.phone.of("incident") if each["incident"]["id"] == incident]
    assert told[-1]["narrow_until"], "visibly to the officers"
    stage.after(15)
    assert incident not in {each["incident"]["id"] for each in andi.phone.of("alarm")[alarms:]}
    stage.after(6)
    assert incident in {each["incident"]["id"] for each in andi.phone.of("alarm")[alarms:]}, "it widens by itself"
    assert siti.steps().count("ringing") == 2
    stage.after(20)
    assert "unanswered" in siti.steps(), "and climbs like any other"


def test_negative_control_without_a_flood_or_a_history_or_a_desk_nothing_is_narrowed(stage, siti, andi):
    has_a_history(stage, siti)
    siti.presses()
    assert read(stage, NARROWED) == 0, "no flood"
    flood(stage)
    assert read(stage, NARROWED) == 0, "fresh devices"
    other = settle_in(stage, "Budi", "0812-1111-2222")
    has_a_history(stage, other)
    other.presses()
    assert read(stage, NARROWED) == 0, "nobody sits at the desk"


def test_the_desk_believes_it_and_everybody_rings_at_once(stage, siti, andi, dewi, hasan):
    has_a_history(stage, siti)
    flood(stage)
    incident = siti.presses()["incident"]["id"]
    path = f"/api/v1/incidents/{incident}/open-up"
    assert stage.call("POST", path, {}, andi.token).status == 404
    assert stage.call("POST", path, {}, dewi.token).status == 204
    assert read(stage, NARROWED) == 0
    assert read(stage, RINGS, incident=incident) == 2


def test_a_second_press_while_it_is_narrowed_opens_no_back_door(stage, siti, andi, dewi):
    has_a_history(stage, siti)
    flood(stage)
    incident = siti.presses()["incident"]["id"]
    siti.presses()
    assert read(stage, RINGS, incident=incident) == 1


# History is made by people


def test_false_alarms_make_a_history_and_one_genuine_wipes_it_out(stage, siti, andi):
    row = text("SELECT false_alarms FROM citizen WHERE id = :id")
    for disposition in ("false_alarm", "false_alarm", "accidental"):
        andi.closes(siti.presses()["incident"]["id"], disposition)
    assert read(stage, row, id=siti.id) == 2
    andi.closes(siti.presses()["incident"]["id"], "genuine")
    assert read(stage, row, id=siti.id) == 0


def test_a_person_marks_a_device_its_owner_appeals_and_it_is_taken_back(stage, siti, andi, dewi, hasan):
    incident = siti.presses()["incident"]["id"]
    andi.closes(incident, "false_alarm")

    def marks(who, **said):
        return stage.call("POST", f"/api/v1/incidents/{incident}/mark", said, who.token)

    assert marks(andi, reason="mengejek petugas", days=7).status == 404, "the desk, nobody else"
    assert marks(hasan, reason="mengejek petugas", days=7).status == 404
    assert marks(dewi, reason="", days=7)["field"] == "reason"
    assert marks(dewi, reason="mengejek petugas", days=0)["field"] == "days"
    assert marks(dewi, reason="mengejek petugas", days=7).status == 204
    own = stage.call("GET", "/api/v1/mark", None, siti.token)
    assert (own["reason"], own["appealed"]) == ("mengejek petugas", False)
    assert stage.call("POST", "/api/v1/mark/appeal", {"text": "itu adik saya"}, siti.token).status == 204
    (listed,) = stage.call("GET", "/api/v1/marks", None, dewi.token)["marks"]
    assert listed["appeal"] == "itu adik saya"
    assert "Siti" not in str(listed)
    flood(stage)
    siti.presses()
    assert read(stage, NARROWED) == 1
    assert stage.call("POST", f"/api/v1/marks/{listed['id']}/end", {}, hasan.token).status == 404
    assert stage.call("POST", f"/api/v1/marks/{listed['id']}/end", {}, dewi.token).status == 204
    assert stage.call("POST", f"/api/v1/marks/{listed['id']}/end", {}, dewi.token).status == 404, "it ends once"
    assert stage.call("GET", "/api/v1/mark", None, siti.token).status == 404
    assert read(stage, text("SELECT count(*) FROM look WHERE citizen = :id"), id=siti.id) == 2


def test_a_mark_ends_by_itself(stage, siti, andi, dewi):
    incident = siti.presses()["incident"]["id"]
    andi.closes(incident, "false_alarm")
    stage.call("POST", f"/api/v1/incidents/{incident}/mark", {"reason": "iseng terus", "days": 1}, dewi.token)
    stage.app.services.clock.advance(86_400 + 1)
    assert stage.call("GET", "/api/v1/mark", None, siti.token).status == 404
    flood(stage)
    siti.presses()
    assert read(stage, NARROWED) == 0


# 98 % pranks


def staff(stage, number):
    """Officers with open phones, many at once."""
    def work(tx):
        new = [NewOfficer(f"7{each:07d}", f"Petugas {each}", "Bripda") for each in range(number)]
        made = officers.add(tx, STATION, new)
        return [(each, sessions.open_session(tx, "officer", each)) for each in made]

    found = [Officer(stage, each, "", token) for each, token in stage.do(stage.app.services.db.write(work))]
    for each in found:
        each.opens_phone()
    return found


def minutes(stage, pranksters, genuine, phones):
    """300 presses a minute from 60 devices, and one genuine press in each: whether each phone rang in time."""
    rung = []
    for minute in range(MINUTES):
        for turn in range(5):
            for one in pranksters:
                one.presses(location={**LOKTABAT, "lat": -3.4402 + int(one.name.split()[-1]) / 100_000})
            if turn == 2:
                incident = genuine[minute].presses()["incident"]["id"]
                stage.after(WITHIN_S)
                rung.append((incident, [incident in {each["incident"]["id"] for each in phone.of("alarm")}
                                        for phone in phones]))
            stage.after(8)
    return rung


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_98_percent_pranks_the_genuine_one_rings_every_phone(stage, dewi):
    dewi.opens_phone()
    phones = staff(stage, 8)
    pranksters = crowd(stage, 60, history=3)
    genuine = [settle_in(stage, f"Genuine {each}", f"0812-7777-{each:04d}") for each in range(MINUTES)]
    for _, rang in minutes(stage, pranksters, genuine, [each.phone for each in [*phones, dewi]]):
        assert rang == [True] * 9, "every phone"
    assert read(stage, OPEN) == 60 + MINUTES, "none was merged away, none was refused"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_a_machine_that_doubts_everybody_is_seen(stage, dewi, monkeypatch):
    """The planted fault: narrowing without asking for a history."""
    monkeypatch.setattr(floods, "doubtful", lambda row, policy, now: True)
    phones = staff(stage, 2)
    pranksters = crowd(stage, 60, history=3)
    genuine = [settle_in(stage, f"Genuine {each}", f"0812-7777-{each:04d}") for each in range(MINUTES)]
    rang = [all(each) for _, each in minutes(stage, pranksters, genuine, [each.phone for each in phones])]
    assert rang == [False] * MINUTES, "the story above would have turned red"
