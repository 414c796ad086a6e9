"""The administrator connects other systems by plain forms; a secret is shown once; the desk sees what is lost."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from siharat.exchange import rules
from siharat.people import sessions
from siharat.ring.patience import Answer
from siharat.web.command.systems_views import Sent
from tests.conftest import play
from tests.story.cast import request
from tests.story.conftest import hire
from tests.story.receiver import Receiver
from tests.story.test_39_other_systems import pass_by

HOST = "hooks.example.id"
GOOD = {"name": "Pusat Data Kota", "url": f"https://{HOST}/siharat?kunci=rahasia",
        "kind.incident.opened": "1", "kind.incident.closed": "1"}


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def stage(database_url, tmp_path, receiver):
    with play(database_url, tmp_path, post=receiver) as stage:
        receiver.now = stage.app.services.clock.now
        yield stage


@pytest.fixture
def ratna(stage):
    return hire(stage, "63.72", "Iptu", "Ratna Dewi", "administrator")


def page(stage, officer, path="", method="GET", **said):
    headers = {"host": "s.test", "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin",
               "cookie": f"siharat_komando={officer.token}"}
    said["csrf"] = sessions.csrf_token(stage.app.services.keys, officer.token)
    body = urlencode(said).encode() if method == "POST" else b""
    return stage.do(request(stage.app, method, f"/komando/sistem-lain{path}", body, None, headers))


def secret_in(answer):
    (found,) = re.findall(r'>(whsec_[^<]+)<', answer.body)
    return found


def connect(stage, ratna, receiver):
    made = page(stage, ratna, method="POST", **GOOD)
    assert made.status == 200, made
    receiver.secrets[HOST] = secret_in(made)
    return re.search(r"/komando/sistem-lain/([0-9a-f-]{36})/uji", made.body)[1]


def test_a_webhook_is_made_tried_and_told_of_an_alarm(stage, ratna, siti, receiver):
    webhook = connect(stage, ratna, receiver)
    again = page(stage, ratna)
    assert "whsec_" not in again.body, "shown once"
    assert again.headers["cache-control"] == "no-store"
    assert page(stage, ratna, f"/{webhook}/uji", "POST").status == 303
    siti.presses()
    stage.after(1)
    assert receiver.kinds(HOST) == ["test", "incident.opened"]
    shown = page(stage, ratna).body
    assert "uji coba" in shown
    assert "diterima" in shown
    assert re.search(r"SHR-[0-9A-Z]{6}", shown)


def test_what_is_refused_says_why_and_keeps_what_was_typed(stage, ratna):
    refused = page(stage, ratna, method="POST", **GOOD | {"url": "https://localhost/x"})
    assert refused.status == 422
    assert "harus https, di internet umum" in refused.body
    assert 'value="Pusat Data Kota"' in refused.body
    none = page(stage, ratna, method="POST", name="x", url=GOOD["url"])
    assert "Pilih paling sedikit satu kejadian" in none.body
    assert "Beri nama sistem itu" in page(stage, ratna, method="POST", **GOOD | {"name": " "}).body
    for number in range(rules.MOST_WEBHOOKS):
        assert page(stage, ratna, method="POST", **GOOD | {"name": f"S{number}"}).status == 200
    full = page(stage, ratna, method="POST", **GOOD)
    assert (full.status, "Sudah lima sistem" in full.body) == (409, True)


def test_the_desk_sees_what_does_not_arrive_and_a_person_sends_it_again(stage, ratna, dewi, siti, receiver):
    connect(stage, ratna, receiver)
    receiver.moods[HOST] = lambda event: Answer(500, text="<script>alert(1)</script>")
    siti.presses()
    pass_by(stage, rules.LASTS + 60_000)
    headers = {"cookie": f"siharat_komando={dewi.token}"}
    board = stage.call("GET", "/komando", None, None, headers).body
    assert "1 kiriman belum diterima" in board
    assert "Pusat Data Kota" in board
    shown = page(stage, ratna).body
    assert "tidak terkirim" in shown
    assert "<script>alert" not in shown
    del receiver.moods[HOST]
    delivery = re.search(r"/kiriman/([0-9a-f-]{36})/lagi", shown)[1]
    assert page(stage, ratna, f"/kiriman/{delivery}/lagi", "POST").status == 303
    stage.after(1)
    assert receiver.kinds(HOST) == ["incident.opened"]
    assert "1 kiriman belum" not in stage.call("GET", "/komando", None, None, headers).body


@pytest.mark.parametrize(("status", "answer", "said"), [
    (0, "Connection timed out after 10001 milliseconds", "tidak menjawab pada waktunya"),
    (0, "Could not resolve host: x.example.id", "alamatnya tidak ditemukan"),
    (0, "SSL certificate problem: self-signed certificate", "sambungan amannya tidak terpercaya"),
    (0, "Failed to connect to 127.0.0.1 port 1", "tidak tersambung"), (0, "", "tidak tersambung"),
    (401, "", "menolak kunci atau tanda tangannya"), (404, "nope", "tidak mengenal alamat itu"),
    (418, "", "tidak menerimanya"), (503, "Service Unavailable", "sedang tidak melayani"),
    (204, "", ""), (None, "", ""), (0, "switched_off", "")])
def test_why_it_was_not_taken_is_said_in_words_of_ours(status, answer, said):
    assert Sent("d", "test", 0, "dead", status=status, answer=answer).trouble == said


def test_off_and_on(stage, ratna, siti, receiver):
    webhook = connect(stage, ratna, receiver)
    assert page(stage, ratna, f"/{webhook}/mati", "POST").status == 303
    refused = page(stage, ratna, f"/{webhook}/uji", "POST")
    assert (refused.status, "Nyalakan dulu" in refused.body) == (409, True)
    assert page(stage, ratna, f"/{webhook}/nyala", "POST").status == 303
    siti.presses()
    stage.after(1)
    assert receiver.kinds(HOST) == ["incident.opened"]


def test_a_source_is_made_with_its_address_and_switched_off(stage, ratna):
    made = page(stage, ratna, "/sumber", "POST", name="Pusat Alarm")
    secret_in(made)
    source = re.search(r"/api/v1/sources/([0-9a-f-]{36})/alarms", made.body)[1]
    unsure = page(stage, ratna, f"/sumber/{source}/mati", "POST")
    assert (unsure.status, "Centang dulu" in unsure.body) == (422, True)
    assert f"/sumber/{source}/mati" in page(stage, ratna).body, "one tap ends no source of alarms"
    assert page(stage, ratna, f"/sumber/{source}/mati", "POST", sure="1").status == 303
    shown = page(stage, ratna).body
    assert "Pusat Alarm" in shown
    assert f"/sumber/{source}/mati" not in shown
    assert page(stage, ratna, "/sumber", "POST", name="").status == 422


def test_two_stations_see_nothing_of_each_other(stage, ratna, receiver):
    connect(stage, ratna, receiver)
    other = hire(stage, "63.71", "Iptu", "Wahyu", "administrator")
    assert "Pusat Data Kota" not in page(stage, other).body
