"""A calm report: sent once, by somebody or by nobody; its reporter comes back with a key, reads, and writes."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from siharat.kernel.clock import DAY, HOUR, SECOND
from siharat.people import access, sessions
from siharat.report import fading, keys, photos
from siharat.report.photos import Developed
from siharat.web import posted
from tests.report.test_photos import HEIC, camera
from tests.story.cast import BANJARMASIN, LOKTABAT

BOUNDARY = "batas"
KEY = re.compile(r"^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$")
WORDS = "Tiap malam Minggu ada balap liar di depan pasar."


def multipart(said: dict[str, str], photos: tuple[bytes, ...] = ()) -> bytes:
    """As a browser sends a form with files."""
    parts = [f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in said.items()]
    parts += [f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="photos"; filename="IMG_0001.jpg"\r\n'
              f'content-type: image/jpeg\r\n\r\n'.encode() + photo + b"\r\n" for photo in photos]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def new_id(stage: Any) -> str:
    return str(uuid.UUID(int=stage.app.services.identity.below(2**62), version=4))


def send(stage: Any, token: str | None = None, photos: tuple[bytes, ...] = (), **said: str) -> Any:
    place = {"lat": str(LOKTABAT["lat"]), "lon": str(LOKTABAT["lon"])}
    body = multipart({"id": new_id(stage), "text": WORDS, "category": "balap_liar", **place, **said}, photos)
    return stage.call("POST", "/api/v1/reports", body, token,
                      {"content-type": f"multipart/form-data; boundary={BOUNDARY}"})


def comes_back(stage: Any, key: str) -> Any:
    return stage.call("GET", "/api/v1/report", headers={"case-key": key})


def writes(stage: Any, key: str, words: str) -> Any:
    return stage.call("POST", "/api/v1/report/messages", {"text": words}, headers={"case-key": key})


def rows(stage: Any, table: str) -> list[dict[str, Any]]:
    found = stage.do(stage.app.services.db.read(lambda tx: tx.all(text(f"SELECT * FROM {table}"))))
    return [row._asdict() for row in found]


def test_it_is_stored_before_it_is_answered_and_the_key_opens_it(stage, andi):
    sent = send(stage, anonymous="1")
    assert sent.status == 201, sent
    assert KEY.match(sent["case_key"])
    own = comes_back(stage, sent["case_key"])
    assert (own["code"], own["text"], own["category"], own["status"]) == (sent["code"], WORDS, "balap_liar", "new")
    assert own["station"]["name"] == "Polres Banjarbaru"
    assert [line["kind"] for line in own["lines"]] == ["received"]
    typed = sent["case_key"].lower().replace("-", " ")
    assert comes_back(stage, typed)["code"] == sent["code"], "as a person types it"


def test_the_same_sending_again_is_one_report_and_the_same_key(stage, andi):
    again = {"id": new_id(stage), "anonymous": "1"}
    first, second = send(stage, **again), send(stage, **again)
    assert (first.status, second.status) == (201, 200)
    assert first["case_key"] == second["case_key"]
    assert second["duplicate"]
    assert len(rows(stage, "report")) == 1


def test_a_retry_after_a_day_finds_the_report_and_gets_no_key(stage, andi):
    again = {"id": new_id(stage), "anonymous": "1"}
    send(stage, **again)
    stage.app.services.clock.advance(2 * DAY / 1_000)
    assert send(stage, **again)["case_key"] is None


def test_who_uses_the_same_id_for_other_words_opens_nothing_of_the_first(stage, andi):
    same = new_id(stage)
    first, other = send(stage, id=same, anonymous="1"), send(stage, id=same, text="Lain sama sekali.", anonymous="1")
    assert other.status == 201
    assert first["case_key"] != other["case_key"]
    assert comes_back(stage, other["case_key"])["text"] == "Lain sama sekali."


def test_of_an_anonymous_report_nobody_is_written_down(stage, siti, andi):
    """Not even when its sender is signed in: who wants to be nobody is not looked at."""
    send(stage, siti.token, anonymous="1")
    (stored,) = rows(stage, "report")
    assert stored["citizen"] is None
    assert stored["received_at"] % HOUR == 0, "a time to the second is half an identity"
    assert uuid.UUID(stored["id"]).version == 5, "an id of ours would tell the millisecond"
    (line,) = rows(stage, "report_line")
    assert (line["officer"], line["at"] % HOUR) == (None, 0)


def test_under_ones_name_it_is_the_citizens(stage, siti, andi):
    send(stage, siti.token)
    send(stage, siti.token, confidential="1", text="Yang ini rahasia.")
    assert [(each["under"], each["citizen"]) for each in rows(stage, "report")] == [
        ("name", siti.id), ("confidence", siti.id)]


def test_a_newcomer_leaves_a_number_or_is_nobody(stage, andi):
    assert send(stage, phone="0812-0000-1111", name="Budi").status == 201
    refused = send(stage)
    assert (refused.status, refused["field"]) == (422, "phone")


def test_the_key_is_kept_nowhere(stage, andi):
    key = send(stage, anonymous="1")["case_key"]
    everything = str(rows(stage, "report") + rows(stage, "report_line"))
    assert key not in everything
    assert key.replace("-", "") not in everything
    assert WORDS not in everything, "and the words are sealed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_a_key_that_is_written_down_is_found(stage, andi, monkeypatch):
    monkeypatch.setattr(keys, "blind", lambda ring, typed: typed)
    key = send(stage, anonymous="1")["case_key"]
    assert key in str(rows(stage, "report"))


def test_no_other_key_opens_anything(stage, andi):
    key = send(stage, anonymous="1")["case_key"]
    wrong = key[:-1] + ("2" if key[-1] != "2" else "3")
    for other in (wrong, "", "2222-2222-2222-2222", key[:-5], "x" * 5_000):
        assert comes_back(stage, other).status == 404
    assert writes(stage, wrong, "halo").status == 404


def test_its_reporter_writes_again(stage, andi):
    key = send(stage, anonymous="1")["case_key"]
    assert writes(stage, key, "Sekarang mereka di jembatan.").status == 201
    last = comes_back(stage, key)["lines"][-1]
    assert (last["kind"], last["from"], last["text"]) == ("asked", "reporter", "Sekarang mereka di jembatan.")
    (stored,) = rows(stage, "report")
    assert stored["waits_since"] is not None


def test_the_place_says_whose_it_is(stage, andi, hasan):
    here = {"lat": str(BANJARMASIN["lat"]), "lon": str(BANJARMASIN["lon"])}
    assert send(stage, anonymous="1", **here)["station"]["name"] == "Polresta Banjarmasin"
    by_words = send(stage, anonymous="1", lat="", lon="", place="dekat pasar", station="63.71")
    assert by_words["station"]["name"] == "Polresta Banjarmasin"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("said", "field"), [
    ({"text": "  "}, "text"), ({"text": "x" * 4_001}, "text"), ({"id": "satu"}, "id"), ({"lat": "91"}, "lat"),
    ({"category": "politik"}, "category"), ({"happened_at": "kemarin"}, "happened_at"),
    ({"happened_at": "2031-01-01T00:00:00Z"}, "happened_at"), ({"anonymous": "", "phone": "12"}, "phone"),
])
def test_what_makes_no_sense_is_refused_by_name(stage, said, field):
    refused = send(stage, **{"anonymous": "1", **said})
    assert (refused.status, refused["field"]) == (422, field)
    assert rows(stage, "report") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("body", [b"", b"--batas", b"\xff" * 200, multipart({f"n{n}": "" for n in range(99)})])
def test_what_is_no_form_is_refused(stage, body):
    media = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    assert stage.call("POST", "/api/v1/reports", body, headers=media).status == 422
    assert stage.call("POST", "/api/v1/reports", body).status == 415


# At the desk


def does(stage: Any, officer: Any, which: str, deed: str, **said: str) -> Any:
    return stage.call("POST", f"/api/v1/reports/{which}/{deed}", said, officer.token)


def queue(stage: Any, officer: Any) -> list[Any]:
    return stage.call("GET", "/api/v1/reports", None, officer.token)["reports"]


def opened(stage: Any, officer: Any, which: str) -> Any:
    return stage.call("GET", f"/api/v1/reports/{which}", None, officer.token)


def reported(stage: Any, dewi: Any, token: str | None = None, **said: str) -> tuple[str, str]:
    """A report, its id at the desk, and its key."""
    sent = send(stage, token, **said)
    return next(each["id"] for each in queue(stage, dewi) if each["code"] == sent["code"]), sent["case_key"]


def told(stage: Any, key: str) -> list[str]:
    """The steps that the reporter reads, with their outcomes."""
    return [":".join(filter(None, (line["kind"], line["detail"]))) for line in comes_back(stage, key)["lines"]]


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
    does(stage, dewi, first, "close", ending="handled")
    assert told(stage, key)[-1] == told(stage, other_key)[-1] == "closed:handled"
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


def on_task(stage: Any, officer: Any, task: str, deed: str, **said: str) -> Any:
    return stage.call("POST", f"/api/v1/tasks/{task}/{deed}", said, officer.token)


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
    assert andi.sees(incident)["notes"][0]["text"].endswith("Mereka sudah di sana.")
    andi.moves(incident, "en_route")
    andi.moves(incident, "on_scene")
    andi.closes(incident, "genuine")
    assert told(stage, key) == ["received", "raised", "attended:genuine"]


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


# Photos


def on_page(stage: Any, officer: Any, path: str) -> Any:
    return stage.call("GET", path, headers={"cookie": f"siharat_komando={officer.token}"})


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
    assert on_page(stage, dewi, f"/komando/laporan/{report['id']}").body.count("<img") == 1
    assert len(list(tmp_path.rglob("*.sealed"))) == 1


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
    assert photos.sweep(tmp_path, set(), stage.app.services.clock.now() * 2) == 1
    does(stage, dewi, held, "let-go")
    stage.after(35)
    assert rows(stage, "report") == []


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


def reported_at(stage: Any, words: str, at: str, place: dict[str, float]) -> None:
    sent = send(stage, anonymous="1", text=words, happened_at=at, lat=str(place["lat"]), lon=str(place["lon"]))
    assert sent.status == 201, sent


def posts(stage: Any, officer: Any, path: str, said: dict[str, str]) -> Any:
    csrf = sessions.csrf_token(stage.app.services.keys, officer.token)
    return stage.call("POST", path, urlencode({**said, "csrf": csrf}).encode(), headers={
        "content-type": "application/x-www-form-urlencoded", "cookie": f"siharat_komando={officer.token}"})
