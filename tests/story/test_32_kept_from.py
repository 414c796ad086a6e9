"""Siti fears an officer. To him her alarm does not exist; everybody else comes."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from siharat import story
from siharat.people import officers
from siharat.people.officers import NewOfficer
from siharat.ring.channels import Heard
from tests.conftest import play
from tests.story.cast import Listener
from tests.story.conftest import hire
from tests.story.test_08_by_push_too import PushService

INCIDENT = text("SELECT kept_from FROM incident WHERE id = :id")


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


def names(siti, who):
    return siti.stage.call("POST", "/api/v1/kept-from", {"who": who}, siti.token)


def page(stage, officer, door, path):
    return stage.call("GET", path, None, None, {"cookie": f"siharat_{door}={officer.token}", "host": "test"}).body


def test_to_whom_she_fears_it_does_not_exist_and_everybody_else_comes(stage, siti, andi, rahmat, dewi, push):
    for officer in (andi, rahmat):
        body = {"kind": "web_push", "subscription": f"phone of {officer.id}"}
        assert stage.call("POST", "/api/v1/devices", body, officer.token).status == 201
    assert names(siti, "rahmat hidayat").status == 204
    his = Listener(stage, rahmat.token)
    his.open()
    andi.opens_phone()
    pressed = siti.presses()["incident"]
    stage.after(12)
    assert andi.phone.rings
    assert his.events == [] or pressed["code"] not in str([event.data for event in his.events])
    assert [each.body for each in push.carried if each.address == f"phone of {rahmat.id}"
            and pressed["code"].encode() in each.body] == []
    assert any(pressed["code"].encode() in each.body for each in push.carried)
    assert rahmat.sees(pressed["id"]).status == 404
    assert rahmat.act(pressed["id"], "claim").status == 404
    assert stage.call("GET", "/api/v1/incidents", None, rahmat.token)["incidents"] == []
    for path in ("/petugas", "/komando"):
        assert pressed["code"] not in page(stage, rahmat, path[1:], path)
    late = Listener(stage, rahmat.token)
    late.open()
    assert pressed["code"] not in str([event.data for event in late.events]), "nor who comes later"
    andi.claims(pressed["id"])
    assert andi.sees(pressed["id"])["kept_from"] == [rahmat.name]
    assert "Jangan beri tahu" in page(stage, andi, "petugas", f"/petugas/kejadian/{pressed['id']}")
    assert "Jangan beri tahu" in page(stage, dewi, "komando", f"/komando?kejadian={pressed['id']}")
    sent = stage.call("POST", f"/api/v1/incidents/{pressed['id']}/assignments", {"officer": rahmat.id}, dewi.token)
    assert (sent.status, sent["code"]) == (409, "kept_from")
    stage.after(31)
    andi.act(pressed["id"], "release", {"reason": "ban bocor"})
    stage.after(6)
    siti.writes(pressed["id"], "Dia di depan")
    assert pressed["code"] not in str([event.data for event in [*his.events, *late.events]]), "nor when it rings anew"


def test_negative_control_without_a_word_from_her_he_hears_it(stage, siti, rahmat):
    his = Listener(stage, rahmat.token)
    his.open()
    pressed = siti.presses()["incident"]
    stage.after(1)
    assert pressed["code"] in str([event.data for event in his.events])


def test_also_at_the_desk_and_above_it(stage, siti, andi, dewi, yusuf):
    names(siti, "Dewi Sartika")
    names(siti, "Yusuf Anwar")
    desks = [Listener(stage, dewi.token, "?door=komando"), Listener(stage, yusuf.token, "?door=polda")]
    for desk in desks:
        desk.open()
    andi.opens_phone()
    pressed = siti.presses()["incident"]
    stage.after(12)
    assert andi.phone.rings
    assert pressed["code"] not in str([event.data for desk in desks for event in desk.events])
    assert [who.sees(pressed["id"]).status for who in (dewi, yusuf)] == [404, 404]


def test_an_answer_by_sms_takes_the_alarm_that_rang_for_him(stage, siti, rahmat, push):
    """AMBIL without a code means the newest that rings his phone; hers is not."""
    names(siti, "Rahmat Hidayat")
    number = "+6281200000077"
    stage.do(stage.app.services.db.write(lambda tx: officers.add_device(tx, rahmat.id, "sms", number, paid=True)))
    pressed = siti.presses()["incident"]
    stage.after(15)
    reply = stage.do(story.hear(stage.app.outside, Heard("take", kind="sms", address=number)))
    assert reply.outcome == "nothing_rings"
    assert reply.code is None
    named = stage.do(story.hear(stage.app.outside, Heard("take", kind="sms", address=number, code=pressed["code"])))
    assert named.outcome == "nothing_rings"


def test_by_number_nrp_or_name_and_never_the_wrong_one(stage, siti, andi, rahmat):
    hire(stage, "63.72", "Bripda", "Andi Wijaya")

    def add(tx):
        return officers.add(tx, "63.71", [NewOfficer("70000001", "Bambang", "Aipda", "0812-0000-0077")])

    (bambang,) = stage.do(stage.app.services.db.write(add))
    assert (names(siti, "andi").status, names(siti, "andi")["code"]) == (409, "several")
    assert names(siti, "an").status == 422
    assert names(siti, "Joko Tingkir").status == 404
    assert names(siti, "+62 812 0000 0077").status == 204
    assert names(siti, "70000001").status == 204, "twice is once"
    assert names(siti, "saputra andi").status == 204
    assert names(siti, "Rahmat Hidayat").status == 204
    assert names(siti, "Andi Wijaya").status == 409, "three, and no more"
    pressed = siti.presses()["incident"]["id"]
    row = stage.do(stage.app.services.db.read(lambda tx: tx.one(INCIDENT, id=pressed)))
    assert row.kept_from.split() == [bambang, andi.id, rahmat.id]
    assert stage.call("DELETE", "/api/v1/kept-from", None, siti.token).status == 204
