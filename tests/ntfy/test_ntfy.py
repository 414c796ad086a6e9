"""The alarm in an app that rings on: what is published, and what becomes of it whatever the server does."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.kernel import Problem, SystemClock
from siharat.kernel.identity import Identity
from siharat.ring.channels import Delivery, Outgoing
from siharat.ring.channels.ntfy import Ntfy
from siharat.ring.channels.ntfy.answers import outcome
from siharat.ring.patience import Answer, Patience
from tests.ntfy import server as fake

HASTE = Patience(tries=3, try_s=0.2, pause_s=0.01)
INCIDENT = {"id": "0193a5c0-0000-7000-8000-000000000001", "code": "SHR-7K4M2P"}
ALARM = {"type": "alarm", "incident": INCIDENT, "locality": "Loktabat Selatan", "wave": 1, "ring_id": "7",
         "receipt_key": "the-key-of-ring-7"}
SILENCE = {"type": "silence", "incident": INCIDENT, "why": "claimed", "claimed_by": "Bripka Andi Saputra"}
ORIGIN = "https://siharat.example.id"
pytestmark = pytest.mark.anyio
rings = itertools.count(1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def ntfy(anyio_backend: str) -> AsyncIterator[fake.Ntfy]:
    ntfy = fake.Ntfy()
    await ntfy.start()
    yield ntfy
    await ntfy.stop()


def channel(server: str, token: str = "", origin: str = ORIGIN, patience: Patience = HASTE) -> Ntfy:
    return Ntfy(server, token, origin, Identity(SystemClock()), monotonic=time.monotonic, patience=patience)


def to(topic: str, message: dict, ttl_s: int = 60) -> Outgoing:
    return Outgoing(next(rings), topic, json.dumps(message).encode(), INCIDENT["id"], ttl_s, True)


async def deliver(carrier: Ntfy, *messages: Outgoing) -> list[Delivery]:
    settled: list[Delivery] = []
    await carrier.send(messages, settled.append)
    assert sorted(each.ring_id for each in settled) == sorted(each.ring_id for each in messages), "each exactly once"
    return settled


async def test_an_alarm_names_a_place_and_can_be_taken_and_no_person(ntfy):
    carrier = channel(ntfy.origin)
    topic = carrier.check_address(None)
    (settled,) = await deliver(carrier, to(topic, ALARM))
    assert settled.state == "sent"
    (shown,) = ntfy.published[topic]
    assert (shown["title"], shown["priority"]) == ("ALARM · Loktabat Selatan", 5)
    assert shown["click"] == f"{ORIGIN}/petugas/kejadian/{INCIDENT['id']}"
    take, decline = shown["actions"]
    assert (take["url"], take["headers"]["Ring-Key"]) == (f"{ORIGIN}/api/v1/rings/7/answer", "the-key-of-ring-7")
    assert [json.loads(each["body"])["said"] for each in (take, decline)] == ["take", "decline"]
    assert "the-key" not in take["url"], "a key never stands in an address"


async def test_a_drill_says_that_it_is_one_and_trouble_is_no_alarm(ntfy):
    carrier = channel(ntfy.origin)
    topic = carrier.check_address(None)
    await deliver(carrier, to(topic, {**ALARM, "mode": "drill"}))
    await deliver(carrier, to(topic, {"type": "trouble", "why": "Siharat. NOT WELL: the disk is nearly full."}))
    drill, trouble = ntfy.published[topic]
    assert drill["title"].startswith("LATIHAN · ")
    assert "tidak ada warga" in drill["message"]
    assert (trouble["title"], trouble["priority"]) == ("Siharat: gangguan", 5)
    assert "the disk is nearly full" in trouble["message"]


async def test_each_wave_sounds_again_and_one_silence_ends_them_all(ntfy):
    carrier = channel(ntfy.origin)
    topic = carrier.check_address(None)
    for wave in (1, 2, 3):
        await deliver(carrier, to(topic, ALARM | {"wave": wave}))
    phone = ntfy.phones[topic]
    assert (phone.sounded, len(phone.drawer)) == (3, 1)
    await deliver(carrier, to(topic, SILENCE))
    assert [each["title"] for each in phone.drawer.values()] == ["Sudah diambil oleh Bripka Andi Saputra"]
    assert phone.sounded == 3, "the word of silence makes no sound"


async def test_negative_control_without_clearing_the_second_wave_is_mute(ntfy, monkeypatch):
    monkeypatch.setattr("siharat.ring.channels.ntfy._follows_another", lambda message: False)
    carrier = channel(ntfy.origin)
    for wave in (1, 2, 3):
        await deliver(carrier, to("siharat-" + "x" * 27, ALARM | {"wave": wave}))
    assert ntfy.phones["siharat-" + "x" * 27].sounded == 1


async def test_an_older_server_stacks_them_and_still_sounds(ntfy):
    ntfy.sequences = False
    carrier = channel(ntfy.origin)
    for wave in (1, 2):
        (settled,) = await deliver(carrier, to("siharat-" + "x" * 27, ALARM | {"wave": wave}))
        assert settled.state == "sent"
    assert ntfy.phones["siharat-" + "x" * 27].sounded == 2


@pytest.mark.parametrize(("script", "state", "word"), [
    ([401], "failed", "SIHARAT_NTFY_TOKEN"), ([403], "failed", "write-only"),
    ([404], "failed", "SIHARAT_NTFY_SERVER"), ([410], "failed", "SIHARAT_NTFY_SERVER"),
    ([413], "failed", "too large"), ([302], "failed", "redirects"), ([400], "failed", "refused (400)"),
    ([429, 429, 429], "failed", "exempt-hosts"), ([(429, {"Retry-After": "0"}), 200], "sent", "try 2"),
    ([503, 500, 507], "failed", "broken for 3 tries"), ([502, 200], "sent", "try 2"),
    ([0.5, 200], "sent", "try 2"), ([0.5, 0.5, 0.5], "failed", "did not answer in 3 tries"),
    ([fake.FORGETFUL], "sent", "accepted (200)"),
])
async def test_whatever_the_server_does_the_message_is_settled_truthfully(ntfy, script, state, word):
    ntfy.script = list(script)
    (settled,) = await deliver(channel(ntfy.origin), to("siharat-" + "x" * 27, ALARM))
    assert settled.state == state
    assert word in settled.detail


async def test_retry_after_is_kept_and_never_longer_than_the_alarm_is_worth(ntfy):
    ntfy.script = [(429, {"Retry-After": "30"}), 200]
    (settled,) = await deliver(channel(ntfy.origin), to("siharat-" + "x" * 27, ALARM, ttl_s=5))
    assert (settled.state, len(ntfy.seen)) == ("failed", 1), "in 30 s it would ring for what is long answered"


async def test_a_redirect_is_never_followed_and_the_token_never_leaves(ntfy):
    elsewhere = fake.Ntfy()
    await elsewhere.start()
    ntfy.script = [(307, {"Location": f"{elsewhere.origin}/"})]
    (settled,) = await deliver(channel(ntfy.origin, token="tk_secret"), to("siharat-" + "x" * 27, ALARM))
    await elsewhere.stop()
    assert (settled.state, elsewhere.seen) == ("failed", [])


async def test_the_token_goes_in_a_header_and_in_no_answer_of_ours(ntfy):
    ntfy.token = "tk_right"
    (good,) = await deliver(channel(ntfy.origin, token="tk_right"), to("siharat-" + "x" * 27, ALARM))
    (bad,) = await deliver(channel(ntfy.origin, token="tk_wrong"), to("siharat-" + "x" * 27, ALARM))
    assert (good.state, bad.state) == ("sent", "failed")
    assert "tk_" not in bad.detail + "".join(str(each.url) for each in ntfy.seen)


async def test_a_station_rings_at_once(ntfy):
    carrier = channel(ntfy.origin, patience=Patience())
    topics = [carrier.check_address(None) for _ in range(312)]
    settled = await deliver(carrier, *[to(topic, ALARM) for topic in topics])
    assert {each.state for each in settled} == {"sent"}
    assert set(ntfy.published) == set(topics)


async def test_nobody_there_is_a_failure_and_a_broken_report_harms_no_other(ntfy):
    await ntfy.stop()
    (settled,) = await deliver(channel(ntfy.origin), to("siharat-" + "x" * 27, ALARM))
    assert (settled.state, "did not answer" in settled.detail) == ("failed", True)
    told: list[int] = []

    def report(delivery: Delivery) -> None:
        told.append(delivery.ring_id)
        raise LookupError("the database is gone")

    with pytest.raises(ExceptionGroup):
        await channel(ntfy.origin).send([to("siharat-" + "x" * 27, ALARM) for _ in range(3)], report)
    assert len(told) == 3


async def test_who_is_cancelled_has_reported_all(ntfy):
    ntfy.script = [5.0] * 4
    told: list[Delivery] = []
    patient = Ntfy(ntfy.origin, "", ORIGIN, Identity(SystemClock()), monotonic=time.monotonic)
    sending = asyncio.gather(patient.send([to("siharat-" + "x" * 27, ALARM) for _ in range(3)], told.append))
    await ntfy.knocked.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert [each.state for each in told] == ["failed"] * 3


def test_a_topic_is_ours_and_nobody_guesses_it():
    carrier = channel("https://ntfy.example.id")
    first, second = carrier.check_address(None), carrier.check_address(None)
    assert first != second
    assert len(first) >= len("siharat-") + 27, "160 bits"
    assert carrier.check_address(first) == first
    for guessable in ("siharat", "siharat-andi", "alarm", 7, "siharat-" + "x" * 27 + "/../", ""):
        with pytest.raises(Problem):
            carrier.check_address(guessable)


def test_the_links_are_what_the_app_documents():
    carrier = channel("https://ntfy.example.id/")
    assert carrier.app_link("siharat-x") == "ntfy://ntfy.example.id/siharat-x"
    assert carrier.web_link("siharat-x") == "https://ntfy.example.id/siharat-x"
    assert channel("http://10.0.0.2:8080").app_link("siharat-x") == "ntfy://10.0.0.2:8080/siharat-x?secure=false"


@pytest.mark.parametrize(("server", "token"), [("ntfy.example.id", ""), ("file:///etc", ""),
                                               ("https://me:secret@ntfy.example.id", ""), ("https://n?auth=x", ""),
                                               ("https://ntfy.example.id", "two words"), ("https://n.id", "kunci\n")])
def test_settings_that_cannot_work_are_refused(server, token):
    with pytest.raises(ValueError, match="ntfy"):
        channel(server, token)


async def test_without_an_address_of_our_own_there_is_no_button(ntfy):
    await deliver(channel(ntfy.origin, origin=""), to("siharat-" + "x" * 27, ALARM))
    (shown,) = ntfy.published["siharat-" + "x" * 27]
    assert "actions" not in shown
    assert "click" not in shown


async def test_a_trial_ring_is_proved_by_its_button(ntfy):
    proof = {"type": "proof", "ring_id": "9", "receipt_key": "k"}
    await deliver(channel(ntfy.origin), to("siharat-" + "x" * 27, proof))
    (shown,) = ntfy.published["siharat-" + "x" * 27]
    (heard,) = shown["actions"]
    assert (heard["url"], json.loads(heard["body"])) == (f"{ORIGIN}/api/v1/rings/9/receipts", {"state": "opened"})


async def test_the_watchdog_that_asks_each_minute_makes_no_noise(ntfy):
    topic = "siharat-" + "x" * 27
    await deliver(channel(ntfy.origin), to(topic, {"type": "proof"}))
    (trial,) = ntfy.published[topic]
    assert (trial["priority"], "actions" in trial) == (2, False)


@given(st.integers(0, 999), st.integers(1, 9), st.text())
def test_only_a_2xx_is_sent_and_no_answer_takes_a_phone_off_the_list(status, tries, text):
    state, detail = outcome(Answer(status, 0, text), tries)
    assert state == ("sent" if 200 <= status < 300 else "failed")
    assert detail
