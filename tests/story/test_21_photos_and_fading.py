"""Photos come with a report, and go with it: half a year after its end nothing is left."""

from __future__ import annotations

import pytest

from siharat.db import files
from siharat.kernel.clock import DAY, SECOND
from siharat.report import fading, photos
from siharat.report.photos import Developed
from siharat.web import posted
from tests.report.test_photos import HEIC, camera
from tests.story.reporting import comes_back, does, new_id, on_page, on_task, opened, queue, reported, rows, send


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_photos_come_with_it_and_a_bad_one_costs_nobody_their_report(stage, andi, dewi, hasan, tmp_path):
    sent = send(stage, anonymous="1", photos=(camera(), b"", HEIC))
    assert sent.status == 201
    assert [each["why"] for each in sent["photos"]] == [None, "empty", "heic"]
    (report,) = queue(stage, dewi)
    (photo,) = opened(stage, dewi, report["id"])["photos"]
    path = f"/komando/laporan/{report['id']}/foto/{photo['id']}"
    shown = on_page(stage, dewi, path)
    assert (shown.status, shown.headers["content-type"]) == (200, "image/webp")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"
    for who in (andi, hasan):
        assert on_page(stage, who, path).status == 404
    assert on_page(stage, dewi, path[:-3] + "abc").status == 404
    assert on_page(stage, dewi, f"/komando/laporan/{report['id']}").body.count("<img") == 2, "the mark and the photo"
    assert len(list(tmp_path.rglob("*.sealed"))) == 1


def test_the_patrol_sees_a_photo_when_the_desk_shows_it_and_until_it_is_over(stage, andi, hasan, dewi):
    report, _ = reported(stage, dewi, anonymous="1", photos=(camera(),))
    (photo,) = opened(stage, dewi, report)["photos"]
    hidden = does(stage, dewi, report, "task", what="Lihat parkiran.")["task"]
    shown = does(stage, dewi, report, "task", what="Lihat parkiran.", photos="1")["task"]
    sees = {(task, who.name): on_page(stage, who, f"/petugas/tugas/{task}/foto/{photo['id']}", "petugas").status
            for task in (hidden, shown) for who in (andi, hasan)}
    assert [sees[shown, andi.name], sees[hidden, andi.name], sees[shown, hasan.name]] == [200, 404, 404]
    assert "<img" in on_page(stage, andi, "/petugas/tugas", "petugas").body
    on_task(stage, andi, shown, "take")
    on_task(stage, andi, shown, "finish", outcome="nothing")
    assert on_page(stage, andi, f"/petugas/tugas/{shown}/foto/{photo['id']}", "petugas").status == 404


def test_five_photos_and_no_more_and_a_retry_keeps_none_twice(stage, andi, dewi, tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "develop", lambda raw: Developed(b"RIFF", 1, 1))
    again = {"id": new_id(stage), "anonymous": "1"}
    sent = send(stage, photos=(b"x",) * 7, **again)
    assert [each["why"] for each in sent["photos"]] == [None] * 5 + ["too_many"] * 2
    send(stage, photos=(b"x",) * 5, **again)
    assert len(list(tmp_path.rglob("*.sealed"))) == 5


def test_a_report_that_is_refused_leaves_no_file(stage, andi, tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "develop", lambda raw: Developed(b"RIFF", 1, 1))
    assert send(stage, photos=(b"x",)).status == 422, "under a name, and nobody is known"
    assert list(tmp_path.rglob("*.sealed")) == []


def test_half_a_year_after_its_end_all_of_it_is_gone(stage, andi, dewi, tmp_path, monkeypatch):
    assert fading.AFTER == 180 * DAY
    monkeypatch.setattr(fading, "AFTER", 60 * SECOND)  # else virtual time takes a minute of ours
    monkeypatch.setattr(fading, "LOOKED_AT_AGAIN", 30 * SECOND)
    monkeypatch.setattr(photos, "develop", lambda raw: Developed(b"RIFF", 1, 1))
    report, key = reported(stage, dewi, anonymous="1", photos=(b"x",))
    held, _ = reported(stage, dewi, anonymous="1", text="Yang ini bukti perkara.")
    task = does(stage, dewi, report, "task", what="Lihat parkiran.")["task"]
    on_task(stage, andi, task, "take")
    on_task(stage, andi, task, "finish", outcome="nothing")
    does(stage, dewi, report, "close", ending="checked")
    does(stage, dewi, held, "close", ending="handled")
    assert does(stage, dewi, held, "hold", reason="LP/12/2027").status == 200
    stage.after(57)
    assert comes_back(stage, key).status == 200
    stage.after(5)
    assert comes_back(stage, key).status == 404
    assert [each["id"] for each in rows(stage, "report")] == [held]
    assert {each["report"] for each in rows(stage, "report_line")} == {held}
    assert rows(stage, "report_photo") == []
    assert rows(stage, "patrol_task") == []
    assert files.sweep(tmp_path, set(), stage.app.services.clock.now() * 2) == 1
    counted = stage.call("GET", "/api/v1/evaluation?from=2027-01-01&to=2027-01-31", None, dewi.token)["reports"]
    assert counted["all"] == 2, "how many there were is still known"
    assert {name: count for name, count in counted["became"].items() if count} == {"checked": 1, "handled": 1}
    does(stage, dewi, held, "let-go")
    stage.after(35)
    assert rows(stage, "report") == []
    again = stage.call("GET", "/api/v1/evaluation?from=2027-01-01&to=2027-01-31", None, dewi.token)["reports"]
    assert again == counted
    cut = stage.call("GET", "/api/v1/evaluation?from=2027-01-02&to=2027-01-31", None, dewi.token)["reports"]
    assert cut["all"] == 0, "of a month that is cut nothing is guessed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_fifty_megabytes_are_refused_and_the_report_is_kept(stage, andi, monkeypatch):
    monkeypatch.setattr(photos, "LARGEST", 1_000)  # the same road, without carrying 50 MB along it
    sent = send(stage, anonymous="1", photos=(b"x" * 50_000,))
    assert (sent.status, sent["photos"]) == (201, [{"kept": False, "why": "too_large"}])
    assert stage.app.services.photo_room.held == 0
    too_much = send(stage, anonymous="1", photos=(b"x" * (6 * 12 * 1024 * 1024 + 1),))
    assert (too_much.status, too_much["code"]) == (413, "too_large")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_memory_is_full_photos_wait_and_words_do_not(stage, andi):
    stage.app.services.photo_room.held = posted.MOST_HELD
    full = send(stage, anonymous="1", photos=(b"x",))
    assert (full.status, full["code"]) == (503, "busy")
    assert send(stage, anonymous="1").status == 201
    assert stage.app.services.photo_room.held == posted.MOST_HELD


def test_the_desk_and_the_patrol_see_at_once_that_something_waits(stage, andi, dewi):
    report, _ = reported(stage, dewi, anonymous="1")
    does(stage, dewi, report, "task", what="Lihat parkiran.")
    reported(stage, dewi, anonymous="1", text="Yang kedua menunggu.")
    assert "1 laporan menunggu" in on_page(stage, dewi, "/komando").body
    phone = stage.call("GET", "/petugas", headers={"cookie": f"siharat_petugas={andi.token}"}).body
    assert "1 menunggu" in phone
