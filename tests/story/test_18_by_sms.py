"""Somebody writes to the station's number: it rings, whatever they write, and nobody is dropped."""

from __future__ import annotations

import base64
import itertools
import time
import uuid

import pytest

from siharat import story
from siharat.alarm import texts
from siharat.kernel import SystemClock
from siharat.kernel.identity import Identity
from siharat.ring.budget import Budget
from siharat.ring.channels import Heard
from siharat.ring.channels.sms import Sms
from siharat.ring.channels.sms.spool import FOLDERS, Spool
from siharat.ring.posting import Postman
from tests.alarm.compact_writer import compose
from tests.conftest import play
from tests.story.cast import BANJARMASIN, LOKTABAT

STRANGER = "+6281299990000"
SITI = "+6281234567731"
came = itertools.count()


@pytest.fixture
def stage(database_url, tmp_path):
    for name in FOLDERS:
        (tmp_path / "sms" / name).mkdir(parents=True)
    clock, identity = SystemClock(), Identity(SystemClock())
    sms = Sms(Spool(tmp_path / "sms", clock, identity), Budget(tmp_path, 9, clock, "Asia/Makassar"),
              Postman(time.monotonic, lambda: 0.5), ["+628"], station="63.72")
    with play(database_url, tmp_path, channels=[sms]) as stage:
        stage.spool = tmp_path / "sms"
        yield stage


def comes(stage, text, sender=STRANGER):
    """The modem puts what somebody wrote into the inbox; the channel looks there by itself."""
    name = f"IN20270115_080000_{next(came):04d}_{sender}_00.txt"
    (stage.spool / "inbox" / name).write_bytes(b"\xfe\xff" + text.encode("utf-16-be"))
    stage.after(1)
    assert not list((stage.spool / "inbox").iterdir()), "heard, and therefore gone"


def written(stage, number):
    """What lies in the modem's outbox for this number."""
    return [path.read_text() for path in sorted((stage.spool / "outbox").iterdir()) if number in path.name]


def key_of(stage, citizen):
    given = stage.call("POST", "/api/v1/press-keys", {}, citizen.token)
    assert given.status == 201
    return given["id"], base64.urlsafe_b64decode(given["key"] + "=")


def signed(stage, citizen, press_id, place=LOKTABAT, **more):
    return compose({"id": press_id, "mode": "loud", "lat": place["lat"], "lon": place["lon"],
                    "accuracy_m": place["accuracy_m"], "pressed_at": "2027-01-15T08:00:00.000Z",
                    "located_at": "2027-01-15T07:59:57.000Z", "battery": 0.4, **more}, *key_of(stage, citizen))


def incidents(stage, officer):
    return stage.call("GET", "/api/v1/incidents", None, officer.token)["incidents"]


@pytest.mark.parametrize("text", ["tolong", "TOLONNG!!", "tlong", "", "?", "🆘", "ada orang di luar pagar",
                                  "tidak bisa bicara, tolong", "SIHARAT1 TOLONG -3.44020,114.8"])
def test_whatever_a_stranger_writes_every_phone_rings_and_their_number_is_called_back(stage, andi, text):
    andi.opens_phone()
    comes(stage, text)
    assert andi.phone.rings
    (incident,) = incidents(stage, andi)
    assert (incident["road"], incident["station"]["code"]) == ("sms", "63.72")
    taken = andi.claims(incident["id"])
    assert taken["citizen"]["phone"] == STRANGER
    assert "raised" in andi.timeline(incident["id"])


def test_who_wrote_reads_once_that_it_came_and_silence_stays_silent(stage, siti, andi):
    comes(stage, "tolong")
    comes(stage, "cepat, tolong")
    (incident,) = incidents(stage, andi)
    (answer,) = written(stage, STRANGER)
    assert incident["code"] in answer
    assert "telepon 110" in answer
    assert len(answer) <= 160
    comes(stage, "tolong jangan telepon, saya sembunyi", SITI)
    assert written(stage, SITI) == []
    comes(stage, "tolong", "+18005550100")
    assert written(stage, "+18005550100") == [], "a number that this station may not write to costs what it likes"


def test_a_thousand_cries_spend_no_message_of_an_alarm(stage, andi):
    for each in range(12):
        comes(stage, "tolong", f"+62812999900{each:02d}")
    assert len(incidents(stage, andi)) == 12, "each rings"
    assert sum(len(written(stage, f"+62812999900{each:02d}")) for each in range(12)) == 9, "the ceiling of a day"
    (sms,) = [each for each in stage.app.outside.channels if each.kind == "sms"]
    assert sms.budget.spent == 0


def test_what_is_plainly_no_alarm_rings_nobody(stage, andi):
    andi.opens_phone()
    comes(stage, "AMBIL")
    comes(stage, "terima kasih banyak pak")
    comes(stage, "Sisa kuota Anda 1 GB. Butuh bantuan? 188", "TELKOMSEL")
    comes(stage, "PROMO pinjaman bunga 0%! https://example.id", "+6281200001111")
    assert not andi.phone.rings
    assert incidents(stage, andi) == []


def test_an_sms_that_nobody_hears_would_be_seen_here(stage, andi, monkeypatch):
    """Negative control: the hole that was there before, planted again."""
    monkeypatch.setitem(story.HEARD, "written", lambda tx, heard: story.Reply("no_alarm"))
    with pytest.raises(AssertionError):
        test_whatever_a_stranger_writes_every_phone_rings_and_their_number_is_called_back(stage, andi, "tolong")


@pytest.mark.parametrize("first", ["web", "sms"])
def test_a_signed_press_by_both_roads_rings_once_in_either_order(stage, siti, andi, first):
    andi.opens_phone()
    press_id = str(uuid.UUID(int=7 << 90, version=4))
    text = signed(stage, siti, press_id)
    roads = [lambda: siti.presses(press_id=press_id), lambda: comes(stage, text, STRANGER)]
    for road in roads if first == "web" else roads[::-1]:
        road()
    siti.presses(press_id=press_id)  # retries of both
    comes(stage, text, STRANGER)
    (incident,) = incidents(stage, andi)
    assert incident["road"] == ("app" if first == "web" else "sms")
    kinds = [kind for kind in andi.timeline(incident["id"]) if kind not in ("rang", "climbed", "unanswered")]
    assert kinds == ["raised", "came_too"]
    assert andi.claims(incident["id"])["citizen"]["phone"] == SITI


def test_signed_it_carries_its_place_and_its_citizens_own_screen_tells_the_steps(stage, siti, andi):
    comes(stage, signed(stage, siti, str(uuid.uuid4())))
    (incident,) = incidents(stage, andi)
    assert incident["location"]["lat"] == pytest.approx(LOKTABAT["lat"], abs=1e-5)
    assert incident["location"]["accuracy_m"] == LOKTABAT["accuracy_m"]
    assert incident["location"]["at"].startswith("2027-01-15T07:59:57")
    assert siti.steps()[:2] == ["received", "ringing"]


def test_a_changed_signed_text_rings_but_is_nobodys_and_merges_with_nothing(stage, siti, andi):
    press_id = str(uuid.UUID(int=9 << 90, version=4))
    siti.presses(press_id=press_id)
    comes(stage, signed(stage, siti, press_id).replace("TOLONG", "SENYAP"), STRANGER)
    own, forged = sorted(incidents(stage, andi), key=lambda each: each["road"])
    assert (own["road"], forged["road"], own["mode"]) == ("app", "sms", "loud")
    assert "received" in siti.steps()
    assert siti.steps().count("received") == 1, "a stranger's text says nothing on her screen"


def test_an_unsigned_text_from_the_number_of_an_open_alarm_is_a_line_of_it(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.opens_phone()
    comes(stage, "tolong cepat", SITI)
    comes(stage, "dia di belakang rumah", SITI)
    assert [each["id"] for each in incidents(stage, andi)] == [incident]
    lines = [line for line in andi.sees(incident)["timeline"] if line["kind"] == "texted"]
    assert [line["text"] for line in lines] == ["tolong cepat", "dia di belakang rumah"]
    assert [event["from"]["kind"] for event in andi.phone.of("message")] == ["sms", "sms"]
    assert "message" not in siti.steps(), "anybody may have written it: it does not speak on her screen"


def test_it_moves_silences_cancels_and_closes_nothing(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    for text in ("BATAL", "salah tekan, saya aman", "tutup", f"SIHARAT1 SENYAP {BANJARMASIN['lat']:.5f},"
                 f"{BANJARMASIN['lon']:.5f} 5 5 1800000000 50", "jangan telepon, tolong"):
        comes(stage, text, SITI)
        stage.after(30)
    seen = andi.sees(incident)
    assert (seen["status"], seen["mode"], seen["cancelled_at"]) == ("ringing", "loud", None)
    assert seen["location"]["lat"] == pytest.approx(LOKTABAT["lat"])


def test_who_typed_anothers_number_does_not_swallow_its_owners_cries(stage, siti, andi):
    """Siti's number was never reached by an officer; her open alarm may be somebody else's doing."""
    siti.presses()
    stage.after(texts.JOINS_WITHIN / 1_000 + 60)
    comes(stage, "tolong", SITI)
    assert len(incidents(stage, andi)) == 2


def test_a_crash_before_the_file_is_gone_raises_it_once(stage, andi):
    heard = Heard("written", kind="sms", address=STRANGER, text="tolong", message="IN1 tolong", station="63.72")
    for _ in range(2):
        assert stage.do(story.hear(stage.app.outside, heard)).outcome in ("opened", "rings")
    (incident,) = incidents(stage, andi)
    assert andi.timeline(incident["id"]).count("raised") == 1


def test_who_may_not_be_phoned_is_written_to(stage, andi):
    comes(stage, "tolong jangan telepon, saya sembunyi")
    (incident,) = incidents(stage, andi)
    assert incident["mode"] == "silent"


def test_the_officers_link_is_written_to_the_number_that_phoned(stage, andi):
    stage.app.outside.origin = "https://siharat.example.id"
    comes(stage, "tolong")
    (incident,) = incidents(stage, andi)
    andi.claims(incident["id"])
    key = andi.act(incident["id"], "invitations")["key"]
    stage.after(1)
    (link,) = [each for each in written(stage, STRANGER) if "https://" in each]
    assert f"https://siharat.example.id/tunjukkan#{key}" in link
    assert "hanya bila Anda mau" in link
