"""What somebody in an alarm shows; and the link by which an officer asks who only phoned."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from siharat.attach import rules
from siharat.attach import store as attachments
from siharat.db import files
from siharat.kernel.clock import HOUR
from siharat.report import photos
from siharat.report.photos import Developed
from tests.report.test_photos import HEIC, SERIAL, camera
from tests.story.conftest import settle_in
from tests.story.reporting import BOUNDARY, multipart, new_id, rows

FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
WEBM = b"\x1a\x45\xdf\xa3" + b"\0" * 200
MP4 = b"\0\0\0\x18ftypM4A " + b"\0" * 200
THERE = {"lat": "-3.4391", "lon": "114.8302", "accuracy_m": "12"}


@pytest.fixture
def joko(stage):
    return settle_in(stage, "Joko Susilo", "0812-5555-0002")


@pytest.fixture
def quick(monkeypatch):
    """Without the darkroom's process, which costs a quarter of a second each."""
    monkeypatch.setattr(photos, "develop", lambda raw: Developed(b"RIFF" + raw[:20], 4, 3))


def shows(siti, incident, *sent):
    return siti.stage.call("POST", f"/api/v1/incidents/{incident}/attachments", multipart({}, sent), siti.token, FORM)


def goes_live(siti, incident, frame):
    return siti.stage.call("POST", f"/api/v1/incidents/{incident}/live", multipart({}, (frame,)), siti.token, FORM)


def sees(officer, incident, name=""):
    path = f"/api/v1/incidents/{incident}/attachments" + (f"/{name}" if name else "")
    return officer.stage.call("GET", path, None, officer.token)


def links(stage, path, key, sent=None, **said):
    """On the page behind an officer's link, by somebody without any session."""
    headers = {"host": "test", "sec-fetch-site": "same-origin"}
    if sent is None:
        return stage.call("POST", path, urlencode({"key": key, **said}).encode(), None,
                          {**headers, "content-type": "application/x-www-form-urlencoded"})
    return stage.call("POST", path, multipart({"key": key, **said}, (sent,)), None, {**headers, **FORM})


def asks(officer, incident):
    return officer.act(incident, "invitations")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_photo_loses_everything_but_the_picture_and_a_voice_is_played_as_a_sound(stage, siti, andi, tmp_path):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    said = shows(siti, incident, camera(), WEBM, HEIC, b"", b"<svg/>")
    assert [each["why"] for each in said["attachments"]] == [None, None, "heic", "empty", "not_an_image"]
    photo, voice = sorted(sees(andi, incident).body, key=lambda each: each["kind"])
    assert (photo["kind"], photo["media"], voice["kind"], voice["media"]) == ("photo", "image/webp", "voice",
                                                                              "audio/webm")
    picture = sees(andi, incident, photo["id"])
    assert picture.headers["content-type"] == "image/webp"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["cache-control"] == "no-store"
    assert sees(andi, incident, voice["id"]).headers["content-type"] == "audio/webm"
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*.sealed"))
    assert SERIAL not in kept
    assert WEBM not in kept, "sealed"


def test_one_learns_how_it_looks_and_all_others_a_place(stage, siti, joko, andi, rahmat, hasan, dewi, yusuf, quick):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    shows(siti, incident, b"x")
    (photo,) = sees(andi, incident).body
    assert [sees(who, incident, photo["id"]).status for who in (andi, dewi, yusuf)] == [200, 200, 200]
    assert [sees(who, incident, photo["id"]).status for who in (rahmat, hasan, joko, siti)] == [404, 404, 404, 404]
    assert shows(joko, incident, b"x").status == 404, "another citizen"
    rahmat.moves(incident, "en_route")
    assert sees(rahmat, incident, photo["id"]).status == 200, "who comes, too"
    other = joko.presses()["incident"]["id"]
    andi.claims(other)
    assert sees(andi, other, photo["id"]).status == 404, "only as part of its own incident"


def test_negative_control_without_the_rule_a_colleague_would_look(stage, siti, andi, rahmat, quick, monkeypatch):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    shows(siti, incident, b"x")
    (photo,) = sees(andi, incident).body
    monkeypatch.setattr("siharat.people.access.looks_at", lambda caller, incident, working: caller)
    assert sees(rahmat, incident, photo["id"]).status == 200


def test_a_live_picture_is_the_last_one_and_is_over_with_the_alarm(stage, siti, andi, tmp_path, quick):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    for number in range(4):
        assert goes_live(siti, incident, b"frame %d" % number).status == 204
        stage.after(2)
    assert "frame 3" in sees(andi, incident, "live").body
    assert len(list(tmp_path.rglob("*.sealed"))) == 1, "no film is kept"
    assert andi.act(incident, "live/keep").status == 204
    assert andi.act(incident, "live/keep").status == 409, "that moment is kept already"
    goes_live(siti, incident, b"frame 4")
    assert [each["kind"] for each in sees(andi, incident).body] == ["photo", "live"]
    assert goes_live(siti, incident, b"flood").status == 204
    assert "flood" not in sees(andi, incident, "live").body, "faster than anybody looks costs no darkroom"
    stage.after(rules.LIVE_FOR // 1_000 + 1)
    assert sees(andi, incident, "live").status == 404, "what is old is not shown as live"
    goes_live(siti, incident, b"frame 5")
    andi.closes(incident)
    assert goes_live(siti, incident, b"frame 6").status == 409
    assert [row["kind"] for row in rows(stage, "attachment")] == ["photo"]
    known = stage.do(stage.app.services.db.read(attachments.known))
    assert files.sweep(tmp_path, known, stage.app.services.clock.now() * 2) == 1


def test_who_phoned_110_shows_by_a_link_what_they_choose_and_nothing_else_opens(stage, andi, dewi, joko, quick):
    phoned = {"id": new_id(stage), "phone": "+6281355550000", "name": "Bu Ani", "where": "Loktabat Utara"}
    taken = stage.call("POST", "/api/v1/calls", phoned, dewi.token)
    incident = taken["incident"]["id"]
    assert asks(andi, incident).status == 409, "who has not taken it asks nobody"
    andi.claims(incident)
    key = asks(andi, incident)["key"]
    page = links(stage, "/tunjukkan", f"{key[:4]} {key[4:8].lower()}-{key[8:]}")
    assert page.status == 200, "as it is read aloud and typed"
    assert "Bu Ani" not in page.body, "a number may have been written down wrong"
    assert "81355550000" not in page.body
    assert "camera=(self)" in page.headers["permissions-policy"]
    assert sees(andi, incident).body == [], "opening it has shared nothing"
    before = andi.sees(incident)["location"]
    assert links(stage, "/tunjukkan/lokasi", key, **THERE).status == 200
    after = andi.sees(incident)["location"]
    assert (after["lat"], after["lon"]) == (-3.4391, 114.8302) != (before and before["lat"], before and before["lon"])
    assert links(stage, "/tunjukkan/lampiran", key, sent=b"x").status == 200
    assert links(stage, "/tunjukkan/langsung", key, sent=b"x").status == 204
    assert [each["kind"] for each in sees(andi, incident).body] == ["photo", "live"]
    assert links(stage, "/tunjukkan/berhenti", key).status == 200
    assert [each["kind"] for each in sees(andi, incident).body] == ["photo"]
    wrong = f"{'A' if key[0] != 'A' else 'B'}{key[1:]}"
    for path in ("/tunjukkan", "/tunjukkan/berhenti"):
        assert links(stage, path, wrong).status == 404
    assert links(stage, "/tunjukkan/lampiran", wrong, sent=b"x").status == 404
    assert "Dibuka warga" in stage.call("GET", f"/petugas/kejadian/{incident}", None, None,
                                        {"cookie": f"siharat_petugas={andi.token}", "host": "test"}).body
    andi.closes(incident)
    assert links(stage, "/tunjukkan", key).status == 404, "it ends with the incident"
    assert links(stage, "/tunjukkan/lampiran", key, sent=b"x").status == 404


def test_a_link_ends_after_two_hours(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    key = asks(andi, incident)["key"]
    stage.app.services.clock.advance(rules.INVITED_FOR // 1_000 + 1)
    assert rules.INVITED_FOR == 2 * HOUR
    assert links(stage, "/tunjukkan", key).status == 404


def test_nobody_writes_to_who_was_forced(stage, siti, andi):
    stage.call("PUT", "/api/v1/pins", {"mistake": "4821", "duress": "9173"}, siti.token)
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    forced = stage.call("POST", f"/api/v1/incidents/{incident}/cancel", {"pin": "9173"}, siti.token)
    assert forced.status == 200
    assert asks(andi, incident).status == 409


def test_an_incident_holds_so_much_and_no_more(stage, siti, andi, quick, monkeypatch, tmp_path):
    monkeypatch.setitem(rules.MOST, "photo", 2)
    incident = siti.presses()["incident"]["id"]
    said = shows(siti, incident, b"a", b"b", b"c")
    assert [each["why"] for each in said["attachments"]] == [None, None, "enough"]
    assert len(list(tmp_path.rglob("*.sealed"))) == 2, "what is refused leaves no file"
    long = shows(siti, incident, WEBM + b"\0" * rules.LARGEST_VOICE)
    assert [each["why"] for each in long["attachments"]] == ["too_long"]


def test_a_part_of_a_sound_is_handed_out_as_an_iphone_asks_for_it(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    shows(siti, incident, MP4)
    (voice,) = sees(andi, incident).body
    path = f"/petugas/kejadian/{incident}/lampiran/{voice['id']}"
    headers = {"cookie": f"siharat_petugas={andi.token}", "host": "test"}
    first = stage.call("GET", path, None, None, {**headers, "range": "bytes=0-1"})
    assert (first.status, first.headers["content-range"]) == (206, f"bytes 0-1/{len(MP4)}")
    assert stage.call("GET", path, None, None, {**headers, "range": "bytes=0-1,4-5"}).status == 200
    for odd in ("bytes=", "bytes=9-1", "bytes=-5", "bytes=999-", "lines=0-1", "bytes=" + "9" * 400):
        assert stage.call("GET", path, None, None, {**headers, "range": odd}).status == 200
