"""Each role does its own work, and no other; who gives a role cannot give more than they have."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from siharat.kernel import Problem
from siharat.people import duty, giving, leaving, officers, reviewing, roster, sessions, stations
from siharat.people.roles import ROLES
from tests.story.conftest import hire

HOUR = 3_600_000


def done(stage, work):
    return stage.do(stage.app.services.db.write(work))


@pytest.fixture
def agus(stage):
    return hire(stage, "63.72", "Aiptu", "Agus Salim", "administrator")


@pytest.fixture
def chief(stage):
    return hire(stage, "63.72", "AKBP", "Bambang Wicaksono", "chief")


@pytest.fixture
def auditor(stage):
    return hire(stage, "63.72", "Kompol", "Ratna Sari", "auditor")


@pytest.fixture
def pamapta(stage):
    return hire(stage, "63.72", "Ipda", "Surya Dharma", "duty_officer")


def test_an_auditor_reads_and_touches_nothing(stage, siti, andi, auditor):
    incident = siti.presses()["incident"]["id"]
    assert auditor.sees(incident).status == 200
    assert stage.call("GET", f"/api/v1/incidents/{incident}/rings", None, auditor.token).status == 200
    for deed, body in [("claim", None), ("decline", None), ("messages", {"text": "x"}), ("backup", None),
                       ("locations", {"lat": -3.4, "lon": 114.8}), ("identity", {"reason": "ingin tahu"}),
                       ("movements", {"status": "en_route"}), ("close", {"disposition": "genuine"}),
                       ("notes", {"text": "x"}), ("invitations", None), ("live/keep", None)]:
        assert auditor.act(incident, deed, body).status == 404, deed
    assert stage.call("GET", "/api/v1/evaluation", None, auditor.token).status == 200
    assert stage.call("GET", "/api/v1/officers", None, auditor.token).status == 404


def test_an_auditor_is_called_to_nothing_and_counted_among_no_phones(stage, siti, andi, auditor):
    auditor.opens_phone()
    pressed = siti.presses()
    assert pressed["phones"] == 1, "Andi's alone"
    stage.after(1)
    assert andi.sees(pressed["incident"]["id"])["rings"]["phones"] == 1
    body = {"kind": "web_push", "subscription": {}}
    assert stage.call("POST", "/api/v1/devices", body, auditor.token).status in (404, 422)
    assert stage.call("POST", "/api/v1/devices/tests", None, auditor.token).status == 404


def test_who_becomes_an_auditor_is_rung_no_more_and_who_was_one_is_rung_again(stage, siti, agus, andi):
    done(stage, lambda tx: giving.set_role(tx, None, andi.id, "auditor"))
    assert siti.presses()["phones"] == 1, "Agus alone"
    done(stage, lambda tx: giving.set_role(tx, None, andi.id, "officer"))
    station = done(stage, lambda tx: stations.get(tx, "63.72"))
    assert station.officers == 2
    assert done(stage, lambda tx: officers.in_app_device(tx, andi.id))


def test_a_chief_decides_and_judges_and_sits_at_no_desk(stage, siti, andi, dewi, chief):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    dewi.act(incident, "identity", {"reason": "keluarga menelepon ke SPKT"})
    caller = done(stage, lambda tx: sessions.officer_caller(tx, chief.id))
    (look,) = done(stage, lambda tx: reviewing.looks(tx, caller))
    done(stage, lambda tx: reviewing.judge(tx, caller, look.id, "right", ""))
    assert chief.act(incident, "notes", {"text": "x"}).status == 404
    assert stage.call("GET", "/api/v1/officers", None, chief.token).status == 404
    assert stage.call("GET", "/api/v1/evaluation", None, chief.token).status == 200


def test_a_duty_officer_has_the_desk_while_it_is_their_turn(stage, siti, andi, pamapta):
    other = hire(stage, "63.72", "Ipda", "Lestari", "duty_officer")
    incident = siti.presses()["incident"]["id"]
    assert pamapta.act(incident, "notes", {"text": "x"}).status == 204, "the roster names none of them"
    now = stage.app.services.clock.now()
    done(stage, lambda tx: roster.change(tx, "63.72", pamapta.id, "on", now, now + HOUR, "duty", pamapta.id))
    assert pamapta.act(incident, "notes", {"text": "x"}).status == 204
    assert other.act(incident, "notes", {"text": "x"}).status == 404, "it is Surya's turn"
    assert other.act(incident, "decline").status == 204, "an officer like any other"
    assert done(stage, lambda tx: duty.at_the_desk(tx, "63.72")) == (pamapta.id,)


def test_a_stream_ends_with_the_turn_within_five_seconds(stage, siti, pamapta):
    other = hire(stage, "63.72", "Ipda", "Lestari", "duty_officer")
    now = stage.app.services.clock.now()
    done(stage, lambda tx: roster.change(tx, "63.72", pamapta.id, "on", now, now + 20_000, "duty", pamapta.id))
    done(stage, lambda tx: roster.change(tx, "63.72", other.id, "on", now + 20_000, now + HOUR, "duty", pamapta.id))
    pamapta.opens_phone()
    stage.after(15)
    assert stage.app.services.hub.open_streams == 2, "Siti's and his"
    stage.after(10)
    assert stage.app.services.hub.open_streams == 1


def test_a_role_is_given_with_a_line_and_ends_every_session(stage, andi, agus, chief):
    answer = stage.call("POST", f"/api/v1/officers/{andi.id}/role", {"role": "operator"}, agus.token)
    assert answer.status == 204
    assert stage.call("GET", "/api/v1/me", None, andi.token).status == 401
    caller = done(stage, lambda tx: sessions.officer_caller(tx, chief.id))
    (line,) = done(stage, lambda tx: giving.given(tx, caller))
    assert (line.before, line.after, line.by) == ("officer", "operator", agus.name)


def test_nobody_else_gives_roles_and_none_beyond_the_own_tree(stage, andi, dewi, agus, chief, hasan, yusuf):
    for who in (andi, dewi, chief, yusuf):
        answer = stage.call("POST", f"/api/v1/officers/{andi.id}/role", {"role": "administrator"}, who.token)
        assert answer.status == 404, who.name
    assert stage.call("POST", f"/api/v1/officers/{hasan.id}/role", {"role": "chief"}, agus.token).status == 404
    unheard = stage.call("POST", f"/api/v1/officers/{andi.id}/role", {"role": "king"}, agus.token)
    assert unheard.status == 422


def test_a_station_keeps_an_administrator(stage, agus, andi):
    for role in set(ROLES) - {"administrator"}:
        answer = stage.call("POST", f"/api/v1/officers/{agus.id}/role", {"role": role}, agus.token)
        assert (answer.status, answer["code"]) == (409, "last_administrator")
    with pytest.raises(Problem, match="only administrator"):
        done(stage, lambda tx: leaving.deactivate(tx, None, agus.id))
    done(stage, lambda tx: giving.set_role(tx, None, andi.id, "administrator"))
    done(stage, lambda tx: giving.set_role(tx, None, agus.id, "officer"))


def test_an_auditor_is_nobody_to_be_called(stage, andi, auditor):
    assert not done(stage, lambda tx: officers.rings_still(tx, auditor.id))
    assert done(stage, lambda tx: officers.rings_still(tx, andi.id))


def test_roles_that_were_there_before_keep_their_words(stage, andi, dewi, agus):
    rows = done(stage, lambda tx: tx.all(text("SELECT DISTINCT role FROM officer ORDER BY role")))
    assert [row.role for row in rows] == ["administrator", "officer", "operator"]
