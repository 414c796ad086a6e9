"""An officer adds other ways to make the phone ring: on one page, by forms, without script."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode

import pytest

from siharat.kernel import SystemClock
from siharat.kernel.identity import Identity
from siharat.people import officers, sessions
from siharat.ring.budget import Budget
from siharat.ring.channels.ntfy import Ntfy
from siharat.ring.channels.sms import Sms
from siharat.ring.channels.sms.spool import Spool
from siharat.ring.posting import Postman
from tests.conftest import play
from tests.story.cast import request


@pytest.fixture
def stage(database_url, tmp_path):
    clock, identity = SystemClock(), Identity(SystemClock())
    ntfy = Ntfy("https://ntfy.example.id", "tk_secret", "https://s.example.id", identity, monotonic=time.monotonic)
    sms = Sms(Spool(tmp_path / "sms", clock, identity), Budget(tmp_path, 9, clock, "Asia/Makassar"),
              Postman(time.monotonic, lambda: 0.5), ["+628"])
    with play(database_url, tmp_path, channels=[ntfy, sms]) as stage:
        yield stage


def page(stage, officer, method="GET", path="", **said):
    keys = stage.app.services.keys
    headers = {"host": "s.test", "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin",
               "cookie": f"siharat_petugas={officer.token}"}
    body = urlencode({**said, "csrf": sessions.csrf_token(keys, officer.token)}).encode() if method == "POST" else b""
    return stage.do(request(stage.app, method, f"/petugas/cara-lain{path}", body, None, headers))


def devices(stage, kind):
    return stage.do(stage.app.services.db.read(officers.addresses, kind))


def test_a_topic_is_made_here_and_shown_as_link_and_code(stage, andi):
    assert "Pakai ntfy" in page(stage, andi).body
    for _ in range(2):  # twice is one topic: several phones may listen to it
        assert page(stage, andi, "POST", "/ntfy").status == 303
    (topic,) = devices(stage, "ntfy")
    shown = page(stage, andi).body
    assert f"ntfy://ntfy.example.id/{topic}" in shown
    assert f"https://ntfy.example.id/{topic}" in shown
    assert "<svg" in shown
    assert "tk_secret" not in shown


def test_nobody_else_sees_or_removes_it(stage, andi, nur):
    page(stage, andi, "POST", "/ntfy")
    (topic,) = devices(stage, "ntfy")
    assert topic not in page(stage, nur).body
    device = re.search(r"/petugas/cara-lain/(\d+)/hapus", page(stage, andi).body)[1]
    assert page(stage, nur, "POST", f"/{device}/hapus").status == 404
    assert devices(stage, "ntfy") == [topic]
    assert page(stage, andi, "POST", f"/{device}/hapus").status == 303
    assert devices(stage, "ntfy") == []


def test_a_number_is_added_in_any_spelling_and_a_wrong_one_is_refused_in_words(stage, andi):
    assert page(stage, andi, "POST", "/nomor", kind="sms", number="0812-3456 0001").status == 303
    assert devices(stage, "sms") == ["+6281234560001"]
    refused = page(stage, andi, "POST", "/nomor", kind="sms", number="+1 900 555 0100")
    assert refused.status == 422
    assert "Tulis nomor HP Indonesia" in refused.body
    assert page(stage, andi, "POST", "/nomor", kind="voice", number="0812-3456 0001").status == 404, "not set up here"


def test_nobody_takes_a_colleagues_telephone_by_typing_its_number(stage, andi, nur):
    def listed(tx):
        row = officers.get(tx, andi.id)
        officers.correct(tx, row, officers.NewOfficer(row.nrp, "Andi", "Bripka", phone="+6281234560001"))

    def owner(tx):
        return officers.device_at(tx, "sms", "+6281234560001").officer

    stage.do(stage.app.services.db.write(listed))
    assert page(stage, nur, "POST", "/nomor", kind="sms", number="0812-3456 0001").status == 422
    said = {"kind": "sms", "address": "+6281234560001"}
    assert stage.call("POST", "/api/v1/devices", said, nur.token).status == 422
    assert stage.do(stage.app.services.db.read(owner)) == andi.id
    assert stage.call("POST", "/api/v1/devices", said, andi.token).status == 201, "one's own stays one's own"


def test_who_is_not_signed_in_adds_nothing(stage, andi):
    andi.token = "nobody"
    assert page(stage, andi, "POST", "/ntfy").status in (401, 403)
    assert devices(stage, "ntfy") == []
