"""What is Siti's is hers: she reads it, takes it along to a new phone, and has it erased."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from siharat.incident import log as book
from siharat.kernel.clock import DAY
from tests.story.cast import LOKTABAT
from tests.story.conftest import hire

FORM = {"content-type": "application/x-www-form-urlencoded"}
CANARY = "Melati Kusumawardani"


@pytest.fixture
def wati(stage):
    return hire(stage, "63.72", "AKP", "Wati", "administrator")


@pytest.fixture
def above(stage):
    return hire(stage, "63", "Kompol", "Rina", "administrator")


def forms(stage, path, token=None, cookie="siharat_warga", **said):
    """A form of the page, as a phone sends it: with its cookie and the page's proof."""
    headers = dict(FORM)
    if token:
        headers["cookie"] = f"{cookie}={token}"
        page = stage.call("GET", "/data" if cookie == "siharat_warga" else "/komando/hapus", None, None, headers)
        said["csrf"] = re.search(r'name="csrf" content="([^"]*)"', page.body)[1]
    return stage.call("POST", path, urlencode(said).encode(), None, headers)


def data(siti):
    return siti.stage.call("GET", "/api/v1/me/data", None, siti.token)


def erases(siti):
    return siti.stage.call("POST", "/api/v1/me/erasure", {}, siti.token)


def an_alarm(siti, andi):
    incident = siti.presses(note="Suami saya")["incident"]["id"]
    andi.claims(incident)
    siti.writes(incident, "Dia memukul pintu")
    andi.closes(incident)
    return incident


def everything(stage):
    """Each text of each table, unsealed where it is sealed for somebody who has the keys."""
    def read(tx):
        alarms = tx.all(text("SELECT note, said FROM alarm"))
        lines = tx.all(text("SELECT payload FROM log_line"))
        people = tx.all(text("SELECT phone, name FROM citizen"))
        found = [tx.keys.unseal(row.name, "citizen.name") for row in people]
        found += [tx.keys.unseal(row.note, "alarm.note") for row in alarms if row.note]
        said = [json.loads(row.payload) for row in lines if row.payload]
        found += [tx.keys.unseal(each["text"], "log.text") for each in said if "text" in each]
        return "\n".join(found)

    return stage.do(stage.app.services.db.read(read))


def test_she_reads_all_that_is_held_of_her_and_of_nobody_else(stage, siti, andi):
    an_alarm(siti, andi)
    held = data(siti).body
    assert held["name"] == siti.name
    assert [line["text"] for line in held["alarms"][0]["lines"] if line["kind"] == "message"] == ["Dia memukul pintu"]
    assert held["alarms"][0]["lines"][0]["lat"] == LOKTABAT["lat"]
    assert "Andi" not in json.dumps(held), "an officer's name is theirs"
    assert stage.call("GET", "/api/v1/me/data", None, andi.token).status == 404
    assert stage.call("GET", "/api/v1/me/data").status == 401


def test_who_never_had_an_alarm_is_forgotten_at_once(stage, siti):
    siti.presses(mode="practice")
    assert erases(siti).body == {"state": "erased"}
    assert data(siti).status == 401, "this phone is nobody's any more"
    assert siti.name not in everything(stage)


def test_after_an_alarm_a_person_decides_within_three_days(stage, siti, andi, wati):
    an_alarm(siti, andi)
    assert erases(siti).body == {"state": "waits"}
    assert erases(siti).body == {"state": "waits"}, "asked twice is asked once"
    assert siti.name in everything(stage)
    page = desk(stage, wati)
    wish = only_wish(page)
    assert forms(stage, f"/komando/hapus/{wish}/putus", wati.token, "siharat_komando", erase="1").status == 303
    left = everything(stage)
    assert siti.name not in left
    assert "Suami saya" not in left
    assert "memukul" not in left
    assert data(siti).status == 401
    assert "Tidak ada permintaan." in desk(stage, wati)


def test_the_book_still_holds_and_the_figures_still_count_it(stage, siti, andi, wati):
    incident = an_alarm(siti, andi)
    erases(siti)
    wish = only_wish(desk(stage, wati))
    forms(stage, f"/komando/hapus/{wish}/putus", wati.token, "siharat_komando", erase="1")

    def walk(tx):
        return [each for each in book.verify(tx) if isinstance(each, book.Broken)]

    assert stage.do(stage.app.services.db.read(walk)) == []
    assert andi.sees(incident)["disposition"] == "genuine"


def test_a_refusal_has_a_reason_and_she_reads_it(stage, siti, andi, wati):
    an_alarm(siti, andi)
    erases(siti)
    wish = only_wish(desk(stage, wati))
    assert forms(stage, f"/komando/hapus/{wish}/putus", wati.token, "siharat_komando").status == 422
    said = forms(stage, f"/komando/hapus/{wish}/putus", wati.token, "siharat_komando", reason="Perkara disidik")
    assert said.status == 303
    page = stage.call("GET", "/data", None, None, {"cookie": f"siharat_warga={siti.token}"}).body
    assert "Perkara disidik" in page
    assert forms(stage, f"/komando/hapus/{wish}/putus", wati.token, "siharat_komando", erase="1").status == 303
    assert siti.name in everything(stage), "the first word stands"


def test_nobody_decides_and_the_station_above_sees_it(stage, siti, andi, wati, above):
    an_alarm(siti, andi)
    erases(siti)
    assert "Tidak ada permintaan." in desk(stage, above)
    stage.app.services.clock.advance(3 * DAY / 1_000)
    stage.after(5)
    assert only_wish(desk(stage, above))
    assert "lewat" in desk(stage, wati)


def test_only_an_administrator_decides(stage, siti, andi, dewi):
    an_alarm(siti, andi)
    erases(siti)
    for officer in (andi, dewi):
        assert stage.call("GET", "/komando/hapus", None, None,
                          {"cookie": f"siharat_komando={officer.token}"}).status == 404


def test_while_an_alarm_is_open_somebody_must_be_able_to_phone_back(stage, siti):
    siti.presses()
    assert erases(siti).status == 409


def test_a_new_phone_takes_over_with_a_code_and_the_old_one_is_told(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    code = offered(stage, siti)
    moved = forms(stage, "/pindah", code=code.lower().replace("-", " "))
    assert moved.status == 303
    new = re.search(r"siharat_warga=([^;]+)", moved.headers["set-cookie"])[1]
    assert stage.call("GET", f"/api/v1/incidents/{incident}", None, new).status == 200, "the open alarm goes on here"
    old = stage.call("GET", "/", None, None, {"cookie": f"siharat_warga={siti.token}"}).body
    assert "Pindah ke HP lain" in old
    assert data(siti).status == 401
    assert forms(stage, "/pindah", code=code).status == 404, "once"


def test_a_code_is_worth_nothing_after_ten_minutes_and_a_new_one_ends_the_old(stage, siti):
    first, second = offered(stage, siti), offered(stage, siti)
    assert forms(stage, "/pindah", code=first).status == 404
    stage.after(601)
    assert forms(stage, "/pindah", code=second).status == 404
    assert data(siti).status == 200


def test_who_was_given_the_number_of_another_sees_nothing_of_the_past(stage, siti, andi):
    an_alarm(siti, andi)
    phone = data(siti)["phone"]
    other = stage.call("POST", "/api/v1/citizens", {"phone": phone, "name": CANARY})["token"]
    assert stage.call("GET", "/api/v1/me/data", None, other)["alarms"] == []


def test_another_number_is_phoned_and_is_not_proved(stage, siti, andi):
    assert forms(stage, "/data/nomor", siti.token, phone="0812 9999 0000").status == 303
    assert forms(stage, "/data/nomor", siti.token, phone="siapa").status == 422
    assert data(siti)["phone"] == "+6281299990000"
    incident = siti.presses()["incident"]["id"]
    assert andi.claims(incident)["citizen"]["phone"] == "+6281299990000"


def offered(stage, siti):
    page = forms(stage, "/data/pindah", siti.token).body
    return re.search(r'<p class="key">([^<]+)</p>', page)[1]


def desk(stage, officer):
    return stage.call("GET", "/komando/hapus", None, None, {"cookie": f"siharat_komando={officer.token}"}).body


def only_wish(page):
    (wish,) = set(re.findall(r'action="/komando/hapus/([^"]+)/putus"', page))
    return wish


def test_negative_control_words_that_are_left_in_the_book_are_found(stage, siti, andi, wati, monkeypatch):
    an_alarm(siti, andi)
    erases(siti)
    wish = only_wish(desk(stage, wati))
    monkeypatch.setattr("siharat.rights.store.incidents_of", lambda tx, citizen: [])
    forms(stage, f"/komando/hapus/{wish}/putus", wati.token, "siharat_komando", erase="1")
    assert "memukul" in everything(stage)
