"""Drills at the desk, by plain forms; and what an officer's page says of them."""

from __future__ import annotations

import re

from tests.story.conftest import andi, dewi, siti  # noqa: F401  the cast plays here too
from tests.web.faces.test_pages import enter


def test_begun_seen_and_ended_at_the_desk(stage, andi, dewi):  # noqa: F811
    desk = enter(stage, "komando", dewi)
    assert desk.submit("/komando/latihan", "/komando/latihan/mulai", announced="1").status == 303
    page = desk.get("/komando/latihan").body
    assert "Latihan sedang berjalan" in page
    drill = re.search(r"/komando/latihan/hasil/([0-9a-f-]{36})", page)[1]
    assert "0 dari 2 ponsel berdering" in desk.get(f"/komando/latihan/hasil/{drill}").body
    board = desk.get("/komando").body
    assert re.search(rf'data-row="{drill}" data-state="ringing" data-drill', board)
    assert "Ini latihan." in board
    assert "Lihat nama dan nomor" not in board
    officer = enter(stage, "petugas", andi).get(f"/petugas/kejadian/{drill}").body
    assert "LATIHAN" in officer
    assert "Latihan: alarm percobaan di" in officer
    assert "2 ponsel dipanggil" in officer, "nobody knows yet that any rings"
    dewi.opens_phone()
    stage.after(1)
    assert "1 dari 2 ponsel berdering" in enter(stage, "petugas", andi).get(f"/petugas/kejadian/{drill}").body
    assert desk.submit("/komando/latihan", f"/komando/latihan/hasil/{drill}/akhiri").status == 303
    ended = desk.get(f"/komando/latihan/hasil/{drill}").body
    assert "Diakhiri petugas." in ended
    assert "Bripka Andi Saputra" in ended


def test_who_took_it_is_told_that_nobody_need_be_phoned(stage, andi, dewi):  # noqa: F811
    desk = enter(stage, "komando", dewi)
    desk.submit("/komando/latihan", "/komando/latihan/mulai")
    drill = re.search(r"/komando/latihan/hasil/([0-9a-f-]{36})", desk.get("/komando/latihan").body)[1]
    assert andi.claims(drill).status == 200
    page = enter(stage, "petugas", andi).get(f"/petugas/kejadian/{drill}").body
    assert "tidak ada warga yang perlu ditelepon" in page
    assert "tel:" not in page


def test_planned_announced_and_cancelled(stage, andi, dewi):  # noqa: F811
    desk = enter(stage, "komando", dewi)
    sent = desk.submit("/komando/latihan", "/komando/latihan/rencana", day="week 0", at="09:30", announced="1")
    assert sent.status == 303
    assert "Latihan: 18 Januari 2027 pukul 09.30" in enter(stage, "petugas", andi).get("/petugas").body
    page = desk.get("/komando/latihan").body
    plan = re.search(r"/komando/latihan/rencana/([0-9a-f-]{36})/batal", page)[1]
    assert desk.submit("/komando/latihan", f"/komando/latihan/rencana/{plan}/batal").status == 303
    assert "Belum ada jadwal." in desk.get("/komando/latihan").body
    assert "Latihan: 18" not in enter(stage, "petugas", andi).get("/petugas").body


def test_what_cannot_be_is_said_on_the_page(stage, siti, andi, dewi):  # noqa: F811
    desk = enter(stage, "komando", dewi)
    answer = desk.submit("/komando/latihan", "/komando/latihan/rencana", day="week 9", at="09:30")
    assert (answer.status, "Isian belum lengkap." in answer.body) == (422, True)
    siti.presses()
    answer = desk.submit("/komando/latihan", "/komando/latihan/mulai")
    assert (answer.status, "Ada alarm sungguhan yang berdering" in answer.body) == (409, True)
