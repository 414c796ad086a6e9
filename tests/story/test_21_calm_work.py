"""What the police make of calm reports: the desk answers, sorts, joins; a patrol goes there; its outcome goes back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from siharat.people import access
from tests.story.cast import LOKTABAT
from tests.story.reporting import (
    WORDS,
    comes_back,
    does,
    on_page,
    on_task,
    opened,
    posts,
    queue,
    reported,
    rows,
    send,
    told,
    writes,
)


def test_both_sides_talk_and_nobody_waits_unseen(stage, andi, dewi):
    report, key = reported(stage, dewi, anonymous="1")
    assert queue(stage, dewi)[0]["waits_since"] is not None
    assert does(stage, dewi, report, "answer", text="Terima kasih. Dari arah mana?").status == 200
    assert queue(stage, dewi)[0]["waits_since"] is None
    answered = comes_back(stage, key)["lines"][-1]
    assert (answered["from"], answered["text"]) == ("police", "Terima kasih. Dari arah mana?")
    assert "officer" not in answered, "the station answers; no officer's name follows a reporter home"
    writes(stage, key, "Dari jembatan.")
    assert queue(stage, dewi)[0]["waits_since"] is not None
    assert [line["kind"] for line in opened(stage, dewi, report)["lines"]] == ["received", "answered", "asked"]


def test_who_writes_after_the_end_opens_it_again(stage, andi, dewi):
    report, key = reported(stage, dewi, anonymous="1")
    does(stage, dewi, report, "close", ending="checked")
    assert queue(stage, dewi) == []
    writes(stage, key, "Mereka kembali lagi.")
    assert [each["status"] for each in queue(stage, dewi)] == ["open"]


def test_an_officer_on_patrol_the_station_beside_and_the_public_see_no_report(stage, siti, andi, hasan, dewi):
    report, _ = reported(stage, dewi, anonymous="1")
    for who in (andi, hasan, siti):
        assert opened(stage, who, report).status == 404
        assert stage.call("GET", "/api/v1/reports", None, who.token).status == 404
        assert does(stage, who, report, "answer", text="halo").status == 404
    assert opened(stage, dewi, "018f4e8a-0000-7000-8000-000000000000").status == 404


def test_a_name_in_confidence_needs_a_reason_and_leaves_a_line(stage, siti, andi, dewi):
    report, _ = reported(stage, dewi, siti.token, confidential="1")
    assert "Siti" not in str(opened(stage, dewi, report))
    assert does(stage, dewi, report, "identity").status == 422
    shown = does(stage, dewi, report, "identity", reason="saksi mata, harus ditanya")
    assert shown["name"] == "Siti Aisyah"
    (line,) = rows(stage, "look")
    assert (line["officer"], line["citizen"], line["report"], line["incident"]) == (dewi.id, siti.id, report, None)


def test_of_nobody_there_is_no_name_to_open(stage, siti, andi, dewi):
    report, _ = reported(stage, dewi, siti.token, anonymous="1")
    assert does(stage, dewi, report, "identity", reason="ingin tahu saja").status == 404
    assert rows(stage, "look") == []


def test_the_same_seen_twice_is_suggested_joined_and_parted(stage, andi, dewi):
    first, key = reported(stage, dewi, anonymous="1")
    second, other_key = reported(stage, dewi, anonymous="1", text="Ada balap liar lagi di depan pasar tiap malam.",
                                 lat=str(LOKTABAT["lat"] + 0.001))
    far, _ = reported(stage, dewi, anonymous="1", text="Sampah dibuang sembarangan.", category="lainnya", lat="-3.4787",
                      lon="114.7756")
    assert [each["id"] for each in opened(stage, dewi, second)["likely"]] == [first]
    assert does(stage, dewi, second, "join", other=first).status == 200
    assert {each["id"] for each in queue(stage, dewi)} == {first, far}
    does(stage, dewi, first, "close", ending="handled", text="Terima kasih untuk plat nomornya.")
    assert told(stage, key)[-1] == told(stage, other_key)[-1] == "closed:handled"
    assert "plat nomor" in str(comes_back(stage, key).body)
    assert "plat nomor" not in str(comes_back(stage, other_key).body), "the last word is for who said it"
    third, _ = reported(stage, dewi, anonymous="1", text="Balap liar di depan pasar.")
    fourth, _ = reported(stage, dewi, anonymous="1", text="Balap liar di pasar.")
    does(stage, dewi, third, "join", other=fourth)
    assert does(stage, dewi, fourth, "join", other=third).status == 409, "no circle"
    assert does(stage, dewi, fourth, "join", other=fourth).status == 409
    assert does(stage, dewi, third, "part").status == 200
    assert {third, fourth} <= {each["id"] for each in queue(stage, dewi)}
    assert does(stage, dewi, third, "part").status == 409


def test_who_was_joined_is_heard_again_also_after_the_end(stage, andi, dewi):
    """Nobody is joined away: what they write stands with the report that goes on for both, and opens it again."""
    first, _ = reported(stage, dewi, anonymous="1")
    second, key = reported(stage, dewi, anonymous="1", text="Balap liar di depan pasar.")
    does(stage, dewi, second, "join", other=first)
    does(stage, dewi, first, "answer", text="Terima kasih.")
    writes(stage, key, "Sekarang lagi.")
    assert queue(stage, dewi)[0]["waits_since"] is not None
    assert opened(stage, dewi, first)["lines"][-1]["kind"] == "joined_asked"
    does(stage, dewi, second, "answer", text="Kami datang.")
    assert queue(stage, dewi)[0]["waits_since"] is None
    does(stage, dewi, first, "close", ending="handled")
    assert queue(stage, dewi) == []
    writes(stage, key, "Mereka kembali.")
    assert [(each["id"], each["status"]) for each in queue(stage, dewi)] == [(first, "open")]
    assert queue(stage, dewi)[0]["waits_since"] is not None


def test_another_service_helps_and_the_reporter_learns_its_number(stage, andi, dewi):
    report, key = reported(stage, dewi, anonymous="1", category="ambulans")
    assert does(stage, dewi, report, "refer", service="ambulance").status == 200
    assert does(stage, dewi, report, "refer", service="social", number="(0511) 477 2222").status == 200
    lines = comes_back(stage, key)["lines"]
    assert [(line["detail"], line["text"]) for line in lines[-2:]] == [("ambulance", "119"), ("social", "05114772222")]
    does(stage, dewi, report, "close", ending="passed_on")
    assert told(stage, key)[-1] == "closed:passed_on"
    assert does(stage, dewi, report, "close", ending="false_alarm").status == 409
    assert "false" not in str(comes_back(stage, key).body)


def test_a_report_of_another_stations_is_moved_there_and_waits_there(stage, andi, hasan, dewi, yusuf):
    """In words alone, where several stations have officers, it is the province's; its desk knows whose it is."""
    sent = send(stage, anonymous="1", lat="", lon="", place="dekat pasar")
    assert queue(stage, dewi) == []
    (report,) = queue(stage, yusuf)
    does(stage, yusuf, report["id"], "answer", text="Kami teruskan.")
    assert does(stage, yusuf, report["id"], "move", station="63.99").status == 404
    assert does(stage, yusuf, report["id"], "move", station="63").status == 422
    assert does(stage, yusuf, report["id"], "move", station="63.72").status == 200
    assert queue(stage, yusuf) == []
    (moved,) = queue(stage, dewi)
    assert moved["waits_since"] is not None
    own = comes_back(stage, sent["case_key"])
    assert own["station"]["name"] == "Polres Banjarbaru"
    assert (own["lines"][-1]["kind"], own["lines"][-1]["text"]) == ("moved", "Polres Banjarbaru")


def test_the_province_sees_where_reports_wait_and_reads_none_of_them(stage, andi, dewi, yusuf):
    report, _ = reported(stage, dewi, anonymous="1")
    page = on_page(stage, yusuf, "/komando/laporan").body
    assert "Polres Banjarbaru" in page
    assert "1 menunggu" in page
    assert WORDS not in page
    does(stage, dewi, report, "answer", text="Terima kasih.")
    assert "1 menunggu" not in on_page(stage, yusuf, "/komando/laporan").body


def test_the_desk_corrects_the_category_and_the_reporter_keeps_their_words(stage, andi, dewi):
    report, key = reported(stage, dewi, anonymous="1", category="")
    does(stage, dewi, report, "sort", category="curanmor")
    assert opened(stage, dewi, report)["category"] == "curanmor"
    assert told(stage, key) == ["received"], "how the police sort it is theirs"
    assert does(stage, dewi, report, "sort", category="gosip").status == 422


def test_a_patrol_takes_the_task_and_its_outcome_goes_back(stage, andi, rahmat, hasan, dewi):
    report, key = reported(stage, dewi, anonymous="1")
    task = does(stage, dewi, report, "task", what="Belasan motor, dari jembatan.", place="Depan pasar",
                begins="2027-01-16T14:00:00Z", ends="2027-01-16T16:00:00Z")["task"]
    (seen,) = stage.call("GET", "/api/v1/tasks", None, andi.token)["tasks"]
    assert (seen["what"], seen["state"]) == ("Belasan motor, dari jembatan.", "open")
    assert WORDS not in str(seen), "a neighbour is known by their words"
    assert stage.call("GET", "/api/v1/tasks", None, hasan.token)["tasks"] == []
    assert on_task(stage, hasan, task, "take").status == 404
    assert on_task(stage, andi, task, "take").status == 200
    assert on_task(stage, andi, task, "take").status == 200, "a retry"
    refused = on_task(stage, rahmat, task, "take")
    assert (refused.status, refused["claimed_by"]["name"]) == (409, "Bripka Andi Saputra")
    assert on_task(stage, rahmat, task, "finish", outcome="handled").status == 409
    assert on_task(stage, andi, task, "finish", outcome="entah").status == 422
    assert on_task(stage, andi, task, "finish", outcome="warned", note="Pemilik bengkel mengenal mereka.").status == 200
    assert told(stage, key) == ["received", "planned", "patrolled:warned"]
    assert "bengkel" not in str(comes_back(stage, key).body), "a note is for the desk"
    assert queue(stage, dewi)[0]["waits_since"] is not None, "somebody must read the outcome and close it"


def test_a_task_is_given_back_or_dropped(stage, andi, rahmat, dewi):
    report, _ = reported(stage, dewi, anonymous="1")
    task = does(stage, dewi, report, "task", what="Lihat parkiran.")["task"]
    on_task(stage, andi, task, "take")
    assert on_task(stage, rahmat, task, "give-back").status == 409
    assert on_task(stage, andi, task, "give-back").status == 200
    assert on_task(stage, rahmat, task, "take").status == 200
    assert on_task(stage, rahmat, task, "drop").status == 404, "the desk's word"
    assert on_task(stage, dewi, task, "drop").status == 200
    assert on_task(stage, rahmat, task, "finish", outcome="handled").status == 409


def test_what_cannot_wait_rings_every_phone_and_the_end_goes_back(stage, siti, andi, rahmat, dewi):
    andi.opens_phone()
    rahmat.opens_phone()
    report, key = reported(stage, dewi, siti.token, confidential="1")
    assert does(stage, dewi, report, "raise", note="Mereka sudah di sana.").status == 200
    assert andi.phone.rings
    assert rahmat.phone.rings
    assert does(stage, dewi, report, "raise", note="Sekali lagi.").status == 409, "one report, one incident"
    incident = opened(stage, dewi, report)["incident"]
    taken = andi.claims(incident)
    assert taken["citizen"] == {"name": "", "phone": ""}, "in confidence: who comes does not learn who reported"
    assert not rahmat.phone.rings
    page = stage.call("GET", f"/petugas/kejadian/{incident}", headers={"cookie": f"siharat_petugas={andi.token}"}).body
    assert "Tidak ada nomor untuk ditelepon" in page
    assert "Mereka sudah di sana." in page
    assert 'action="/petugas/kejadian/' + incident + '/pesan"' not in page, "nobody would read it"
    assert andi.sees(incident)["notes"][0]["text"].endswith("Mereka sudah di sana.")
    andi.moves(incident, "en_route")
    andi.moves(incident, "on_scene")
    andi.closes(incident, "genuine")
    assert told(stage, key) == ["received", "raised", "attended:genuine"]
    assert queue(stage, dewi)[0]["waits_since"] is not None, "the desk has it again"


def test_under_ones_name_the_officer_phones_and_the_citizen_watches(stage, siti, andi, dewi):
    andi.opens_phone()
    report, _ = reported(stage, dewi, siti.token)
    does(stage, dewi, report, "raise", note="Pelapor melihat mereka.")
    taken = andi.claims(opened(stage, dewi, report)["incident"])
    assert taken["citizen"]["name"] == "Siti Aisyah"
    assert "claimed" in siti.steps()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_without_the_rule_an_officer_reads_reports(stage, andi, dewi, monkeypatch):
    report, _ = reported(stage, dewi, anonymous="1")
    monkeypatch.setattr(access, "triages", lambda caller, path: caller)
    assert opened(stage, andi, report).status == 200


# Where it clusters


SATURDAY = "Sabtu 21–24"


def test_what_clusters_is_suggested_patrolled_and_looked_at_afterwards(stage, andi, dewi):
    """Racing each Saturday night in Loktabat, and a little of everything elsewhere."""
    now = stage.app.services.clock.now()
    for week in range(1, 11):
        reported_at(stage, "Balap liar.", moment(now, week, 5, 22), LOKTABAT)
        reported_at(stage, "Keributan.", moment(now, week, week % 7, 2 * week), FAR)
    page = on_page(stage, dewi, "/komando/titik-rawan").body
    assert f"Loktabat Utara, {SATURDAY}: 10 kejadian" in page
    aim = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1]
           for name in ("what", "place", "begins", "ends", "zone", "aim_place", "aim_weekday", "aim_window")}
    assert posts(stage, dewi, "/komando/tugas", aim).status == 303
    (task,) = stage.call("GET", "/api/v1/tasks", None, andi.token)["tasks"]
    assert (task["what"], task["place"]) == (f"Patroli: Loktabat Utara, {SATURDAY}", "Loktabat Utara")
    on_task(stage, andi, task["id"], "take")
    on_task(stage, andi, task["id"], "finish", outcome="warned")
    assert "Terlalu dini" in on_page(stage, dewi, "/komando/titik-rawan").body
    assert "Balap liar." not in on_page(stage, dewi, "/komando/titik-rawan").body, "places, and nobody's words"


def test_where_little_happens_nothing_is_suggested(stage, siti, andi, dewi):
    reported_at(stage, "Balap liar.", moment(stage.app.services.clock.now(), 1, 5, 22), LOKTABAT)
    siti.presses()
    page = on_page(stage, dewi, "/komando/titik-rawan").body
    assert "Belum ada pola yang jelas" in page
    assert ">2</b>" in page, "the alarm and the report, each once"


FAR = {"lat": -3.4787, "lon": 114.7756}


def moment(now: int, weeks_ago: int, weekday: int, hour: int) -> str:
    """That hour of that weekday, so many weeks ago, in Banjarbaru."""
    there = datetime.fromtimestamp(now / 1_000, ZoneInfo("Asia/Makassar"))
    day = there - timedelta(days=there.weekday() - weekday, weeks=weeks_ago)
    return day.replace(hour=hour % 24, minute=10).isoformat()


def reported_at(stage, words, at, place):
    sent = send(stage, anonymous="1", text=words, happened_at=at, lat=str(place["lat"]), lon=str(place["lon"]))
    assert sent.status == 201, sent
