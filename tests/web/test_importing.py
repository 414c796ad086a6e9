"""Settings taken over by the page: chosen, looked at, confirmed as seen; hostile files are refused in words."""

from __future__ import annotations

import json
import re
from datetime import date

import psycopg
import pytest

from siharat.escalate import policies
from siharat.incident.policy import EscalationPolicy, Step
from siharat.people import roster, sessions, stations
from siharat.people.roster_rules import Rotation
from siharat.setup import store as drafts
from siharat.succeed import actions as succeed
from siharat.succeed import importing, settings, settings_file
from tests.story.conftest import hire
from tests.web.faces.test_pages import Browser
from tests.web.faces.test_setup_pages import send
from tests.web.test_entrance import at

HERE, SISTER = "63.72", "63.71"
ONE = f"/komando/perubahan/{HERE}"
PAGE = f"{ONE}/impor"


@pytest.fixture
def desk(stage, agus):
    return at(stage, "komando", agus)


def write(stage, work, *args):
    return stage.do(stage.app.services.db.write(work, *args))


def file(stage, code=HERE):
    return write(stage, lambda tx: settings.export(tx, None, code))


def forged(words, **fields):
    document = json.loads(words)
    document["settings"] |= fields
    document["digest"] = settings_file._digest(document["settings"])
    return json.dumps(document).encode()


def changed(stage, agus, officer=None):
    """Another ladder, rotation, name and openness than the file says."""
    def work(tx):
        who = sessions.officer_caller(tx, agus.id)
        policies.put(tx, who, EscalationPolicy(claim_lapses=77, steps=(
            Step(20, "above", ("app",), tells=True), Step(60, "named", ("voice",), repeat=30, officer=officer))))
        roster.set_rotation(tx, HERE, Rotation(date(2027, 1, 1), 480, 24, ("X",), "Asia/Makassar"), {})
        stations.set_public(tx, HERE, True)

    write(stage, work)


def upload(desk, words):
    return send(Browser(desk.stage, desk.cookies), PAGE, PAGE, words, "pengaturan.json")


def digest(page):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page).group(1)


def test_looked_at_setting_by_setting_then_confirmed_with_one_button(stage, desk, agus, andi):
    before = file(stage)
    changed(stage, agus, andi.id)
    assert upload(desk, before).status == 303
    seen = desk.reads(PAGE)
    for said in ("77 detik</td><td><b>→ 30 detik", "Diambil tanpa menelepon: gugur sesudah", "ya</td><td><b>→ tidak",
                 "Nama orang tidak ada di berkas", "Wilayah tidak ikut", f'href="{ONE}/pengaturan" download'):
        assert said in seen, said
    assert file(stage) != before, "to look changes nothing"
    done = desk.sends(PAGE, f"{PAGE}/pakai", digest=digest(seen))
    assert (done.status, done.headers["location"]) == (303, f"/komando/perubahan?satuan={HERE}")
    listed = desk.reads("/komando/perubahan")
    assert listed.count("Pengaturan diimpor") == 1
    assert "Pengaturan diimpor: Tangga eskalasi, Angka terbuka untuk umum" in listed
    assert "Agus Salim" in listed
    now = json.loads(file(stage))["settings"]
    was = json.loads(before)["settings"]
    assert (now["ladder"], now["public"]) == (was["ladder"], was["public"])
    assert desk.sends(PAGE, f"{PAGE}/pakai", digest=digest(seen)).status == 409, "once"


def test_a_team_that_would_be_gone_is_named(stage, desk, agus):
    changed(stage, agus)
    starts = {"starts": "2027-01-01", "handover": 480, "hours": 24, "teams": ["Y"]}
    upload(desk, forged(file(stage), roster=starts))
    assert "Regu yang hilang: X" in desk.reads(PAGE)


def stale(stage, desk, agus):
    before = file(stage)
    changed(stage, agus)
    upload(desk, before)
    seen = digest(desk.reads(PAGE))
    write(stage, lambda tx: stations.set_public(tx, HERE, False))
    refused = desk.sends(PAGE, f"{PAGE}/pakai", digest=seen)
    assert refused.status == 409
    assert "berubah sejak Anda lihat" in refused.body
    assert json.loads(file(stage))["settings"]["ladder"]["claim_lapses"] == 77
    assert desk.sends(PAGE, f"{PAGE}/pakai", digest=digest(refused.body)).status == 303


def test_what_changed_since_the_look_is_not_put_in_force(stage, desk, agus):
    stale(stage, desk, agus)


def test_negative_control_without_the_digest_it_would_be(stage, desk, agus, monkeypatch):
    monkeypatch.setattr(importing, "_same", lambda one, other: True)
    with pytest.raises(AssertionError):
        stale(stage, desk, agus)


def test_another_file_meanwhile_or_another_person_named_is_seen(stage, desk, agus, andi):
    before = file(stage)
    changed(stage, agus)
    upload(desk, before)
    seen = digest(desk.reads(PAGE))
    upload(desk, forged(before, name="Polres Lain"))
    assert desk.sends(PAGE, f"{PAGE}/pakai", digest=seen).status == 409
    seen = digest(desk.reads(PAGE))
    changed(stage, agus, andi.id)
    assert desk.sends(PAGE, f"{PAGE}/pakai", digest=seen).status == 409


def test_nobody_changes_the_station_between_the_last_look_and_the_import(stage, desk, agus, database_url, monkeypatch):
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has one writer at a time")
    upload(desk, file_of_before(stage, agus))
    seen, take_over, waited = digest(desk.reads(PAGE)), settings.take_over, []

    def meanwhile(*args):
        with psycopg.connect(database_url.replace("postgresql+psycopg", "postgresql")) as other:
            other.execute("SET lock_timeout = '50ms'")
            try:
                other.execute("UPDATE station SET name = 'Sudah lain' WHERE code = %s", (HERE,))
            except psycopg.errors.LockNotAvailable:
                waited.append(True)
        return take_over(*args)

    monkeypatch.setattr(settings, "take_over", meanwhile)
    assert desk.sends(PAGE, f"{PAGE}/pakai", digest=seen).status == 303
    assert waited == [True]
    monkeypatch.setattr(stations, "hold", lambda tx, code: None)  # negative control
    upload(desk, file_of_before(stage, agus))
    desk.sends(PAGE, f"{PAGE}/pakai", digest=digest(desk.reads(PAGE)))
    assert waited == [True]


def file_of_before(stage, agus):
    """The settings as they are, and others in force since."""
    before = file(stage)
    changed(stage, agus)
    return before


def test_a_file_that_waits_from_an_older_version_is_chosen_anew(stage, desk, agus):
    write(stage, lambda tx: drafts.put_draft(tx, HERE, importing.KIND, '{"settings": {}, "here": true}', agus.id))
    assert desk.call("GET", PAGE).status == 200


def test_all_or_nothing(stage, desk, agus, monkeypatch):
    before = file(stage)
    changed(stage, agus)
    after = file(stage)
    upload(desk, before)
    seen = digest(desk.reads(PAGE))

    def broken(*said):
        raise RuntimeError("the power went out")

    monkeypatch.setitem(settings._PUT, "public", broken)
    with pytest.raises(RuntimeError):
        write(stage, lambda tx: importing.use(tx, sessions.officer_caller(tx, agus.id), HERE, seen))
    assert file(stage) == after
    assert "Pengaturan diimpor" not in desk.reads("/komando/perubahan")


def test_a_sisters_file_gives_what_the_command_takes_and_no_area_comes_in(stage, desk, agus):
    write(stage, lambda tx: policies.put_at(tx, stations.get(tx, SISTER), None, EscalationPolicy(claim_lapses=99)))
    upload(desk, file(stage, SISTER))
    seen = desk.reads(PAGE)
    assert f"dari satuan lain ({SISTER})" in seen
    assert "Nama satuan" not in seen
    outlines = json.loads(file(stage))["settings"]["areas"]
    assert desk.sends(PAGE, f"{PAGE}/pakai", digest=digest(seen)).status == 303
    now = json.loads(file(stage))["settings"]
    assert (now["ladder"]["claim_lapses"], now["areas"], now["station"]) == (99, outlines, HERE)
    upload(desk, forged(file(stage), areas=[]))
    assert "Tidak ada yang berbeda" in desk.reads(PAGE)
    assert desk.sends(PAGE, f"{PAGE}/buang").status == 303
    assert "Tidak ada yang berbeda" not in desk.reads(PAGE)


def hostile(words):
    ladder = json.loads(words)["settings"]["ladder"]
    roster_ = {"starts": "2027-01-01", "handover": 0, "hours": 24, "teams": ["A"]}
    place = "Isinya tidak berlaku pada: "
    yield "Pilih dulu", b""
    yield "UTF-8", b"\xff\xfe"
    yield "bukan JSON", words[:200]
    yield "bukan JSON", b'{"settings": {"ladder": NaN}}'
    yield "bukan JSON", b'{"settings": {"n": ' + b"9" * 5_000 + b"}}"
    yield "lebih besar dari 2 MB", b" " * (11 << 20)
    yield "bersarang terlalu dalam", b"[" * 150_000
    yield "bersarang terlalu dalam", b'{"format": "siharat settings 1", "settings": {"a": ' + b"[" * 100_000
    yield "versi lain", words.replace(b"settings 1", b"settings 9")
    yield "tidak ada pengaturan", b"[1, 2]"
    yield "berubah sesudah ditulis", words.replace(b"Polres", b"Polsek")
    yield "tertulis dua kali", words.replace(b'"public":', b'"public": true, "public":')
    yield "terpotong. Unduh", json.dumps({**json.loads(words), "settings": {"name": "\ud83d"}}).encode()
    yield f"{place}Nama satuan", forged(words, name=" \0")
    yield f"{place}Nama satuan", forged(words, name=7)
    yield f"{place}Diambil tanpa menelepon", forged(words, ladder={**ladder, "claim_lapses": 10**7})
    yield "tidak berlaku pada", forged(words, ladder={**ladder, "claim_lapses": "x"})
    yield "tidak berlaku", forged(words, ladder={**ladder, "claim_lapses": 10**4_000})
    yield "tidak berlaku", forged(words, ladder=None)
    yield f"{place}Piket (roster.hours)", forged(words, roster={**roster_, "hours": 1_000})
    yield "tidak berlaku", forged(words, roster={**roster_, "hours": 10**4_000})
    yield "tidak berlaku", forged(words, roster={**roster_, "starts": "2027-02-31"})
    yield f"{place}Piket (roster.starts)", forged(words, roster={**roster_, "starts": "9999-12-31"})
    yield "tidak berlaku", forged(words, roster={**roster_, "teams": ["A\0"]})
    yield "tidak berlaku pada: day", forged(words, drills=[{"every": "month", "day": 0, "minute": 540}])
    yield "tidak berlaku", forged(words, secret=1)
    infinite = forged(words, public=12345.0).replace(b"12345.0", b"1e999")
    yield "tidak berlaku|berubah sesudah", infinite
    yield "Wilayah di dalamnya", forged(words, areas=[{"name": "x", "geometry": {
        "type": "Polygon", "coordinates": [[["a", 1], [2, 3]]]}}])


def test_hostile_files_are_refused_in_words_and_nothing_waits(stage, desk):
    for said, words in hostile(file(stage)):
        answer = upload(desk, words)
        assert answer.status == 422, (said, words[:80], answer.body[:200])
        assert any(each in answer.body for each in said.split("|")), (said, re.findall("<b>.*?</b>", answer.body))
    assert "Yang akan berubah" not in desk.reads(PAGE)


def test_who_may_not(stage, desk, andi, hasan):
    ratna = at(stage, "komando", hire(stage, SISTER, "AKP", "Ratna Wulan", "administrator"))
    assert ratna.call("GET", PAGE).status == 404
    assert send(Browser(stage, ratna.cookies), f"/komando/perubahan/{SISTER}/impor", PAGE, b"{}").status == 404
    assert at(stage, "komando", andi).call("GET", PAGE).status != 200


def test_a_closed_station_takes_nothing(stage, desk, hasan):
    dian = hire(stage, "63", "AKBP", "Dian Permata", "administrator")
    before, polda = file(stage), at(stage, "polda", dian)
    page = f"/polda/perubahan/{HERE}/impor"
    proof = page.replace(HERE, "63")
    write(stage, lambda tx: succeed.merge(tx, sessions.officer_caller(tx, dian.id), HERE, SISTER, "digabung"))
    assert "Satuan ini sudah ditutup" in polda.reads(page)
    assert send(Browser(stage, polda.cookies), proof, page, before).status == 409
