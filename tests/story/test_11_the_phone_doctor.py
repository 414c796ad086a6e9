"""The phone doctor ends in a real ring, measured, and says so when the phone did not ring."""

from __future__ import annotations

import re

import pytest

from tests.conftest import play
from tests.story.test_10_ready_before_the_alarm import Pocket, enrol
from tests.web.browser import HOST


@pytest.fixture
def push():
    return Pocket()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        push.stage = stage
        yield stage


def reads(stage, officer, path="/petugas/dokter", agent=""):
    return stage.call("GET", path, None, None, {"cookie": f"siharat_petugas={officer.token}", "user-agent": agent})


def asks_to_be_rung(stage, officer):
    page = reads(stage, officer).body
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    answer = stage.call("POST", "/petugas/dokter", f"csrf={csrf}&hp=xiaomi".encode(), None, {
        "cookie": f"siharat_petugas={officer.token}", "content-type": "application/x-www-form-urlencoded",
        "origin": f"http://{HOST}", "host": HOST})
    assert answer.status == 303, answer
    return answer.headers["location"].partition("#")[0]


def test_it_rings_after_ten_seconds_and_says_how_long_it_took(stage, push, andi):
    address = enrol(stage, andi)
    push.slow[address] = 1.8
    there = asks_to_be_rung(stage, andi)
    assert "Kunci layar sekarang" in reads(stage, andi, there).body
    assert [each for each in push.carried if b'"test"' in each.body] == []
    stage.after(10.5)
    assert "Menunggu jawaban" in reads(stage, andi, there).body
    stage.after(2)
    assert "HP ini berdering setelah 1,8 detik" in reads(stage, andi, there).body


def test_a_phone_that_does_not_ring_is_told_so_and_what_next(stage, push, andi):
    push.deaf.add(enrol(stage, andi))
    there = asks_to_be_rung(stage, andi)
    stage.after(60)
    page = reads(stage, andi, there).body
    assert "HP ini tidak berdering" in page
    assert "ntfy" in page


def test_nobody_elses_phone_rings(stage, push, andi, rahmat):
    own, other = enrol(stage, andi), enrol(stage, rahmat)
    asks_to_be_rung(stage, andi)
    stage.after(15)
    assert {each.address for each in push.carried if b'"test"' in each.body} == {own} != {other}


def test_who_has_no_phone_to_ring_is_sent_to_register_it(stage, andi):
    assert "belum didaftarkan" in reads(stage, andi).body


@pytest.mark.parametrize(("agent", "make"), [
    ("Mozilla/5.0 (Linux; Android 13; 2201117TG) Chrome/120", "xiaomi"),
    ("Mozilla/5.0 (Linux; Android 12; Redmi Note 9) Chrome/120", "xiaomi"),
    ("Mozilla/5.0 (Linux; Android 13; CPH2481) Chrome/120", "oppo"),
    ("Mozilla/5.0 (Linux; Android 11; RMX3085) Chrome/120", "oppo"),
    ("Mozilla/5.0 (Linux; Android 12; V2109) Chrome/120", "vivo"),
    ("Mozilla/5.0 (Linux; Android 14; SM-A546E) Chrome/120", "samsung"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X)", "iphone"),
    ("Mozilla/5.0 (Linux; Android 10; K) Chrome/120", "lain"),
    ("", "lain"),
])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_make_is_guessed_and_the_person_may_say_better(stage, andi, agent, make):
    assert f'href="/petugas/dokter?hp={make}" aria-current="true"' in reads(stage, andi, agent=agent).body
    chosen = reads(stage, andi, "/petugas/dokter?hp=vivo", agent).body
    assert 'href="/petugas/dokter?hp=vivo" aria-current="true"' in chosen
