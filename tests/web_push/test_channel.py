"""The whole channel against a push service that answers what the test says."""

from __future__ import annotations

import asyncio
import json
import socket
import time

import pytest

from siharat.kernel.errors import Problem
from siharat.ring.channels.web_push.answers import Patience

pytestmark = pytest.mark.anyio
P256DH = "subscription.keys.p256dh"


async def test_a_message_arrives_sealed_signed_and_marked(service, channel_to, phone, message, deliver):
    channel = channel_to(service.origin)
    address = channel.check_address(phone.subscription(service.url("a")))
    got = await deliver(channel, message(7, address, b"Jl. Melati 4", topic="incident-1"))
    assert (got[7].state, got[7].detail) == ("sent", "accepted (201)")
    [knock] = service.knocks["a"]
    assert phone.opens(knock.body) == b"Jl. Melati 4"
    assert knock.headers["TTL"] == "60"
    assert knock.headers["Urgency"] == "high"
    assert knock.headers["Content-Encoding"] == "aes128gcm"
    assert len(knock.headers["Topic"]) == 32
    assert knock.headers["Authorization"].endswith(f"k={channel.public_key}")


async def test_one_topic_is_one_header_and_none_is_none(service, channel_to, phone, message, deliver):
    channel = channel_to(service.origin)
    for ring_id, topic in enumerate(["i1", "i1", "i2", ""]):
        await deliver(channel, message(ring_id, phone.address(service.url("a")), topic=topic, urgent=False))
    first, again, other, none = (knock.headers.get("Topic") for knock in service.knocks["a"])
    assert first == again != other
    assert none is None
    assert service.knocks["a"][0].headers["Urgency"] == "normal"


@pytest.mark.parametrize(
    ("script", "state", "tries", "words"),
    [
        ([200], "sent", 1, "accepted"),
        ([202], "sent", 1, "accepted"),
        ([404], "gone", 1, "no longer subscribed"),
        ([410], "gone", 1, "no longer subscribed"),
        ([413], "failed", 1, "too large"),
        ([403], "failed", 1, "VAPID key changed"),
        ([401], "failed", 1, "VAPID key changed"),
        ([400], "failed", 1, "refused (400)"),
        ([(302, {"Location": "http://127.0.0.1:1/"})], "failed", 1, "redirects"),
        ([500, 503], "sent", 3, "try 3"),
        ([429, 429, 429, 429], "failed", 4, "busy or broken"),
        ([(429, {"Retry-After": "3600"})], "failed", 1, "busy or broken"),
        ([0.9], "sent", 2, "try 2"),
        ([0.9, 0.9, 0.9, 0.9], "failed", 4, "no answer after 4 tries"),
        ([503, 410], "gone", 2, "no longer"),
    ],
)
async def test_what_each_answer_means(
    service, channel_to, phone, message, deliver, script, state, tries, words
):
    service.script["a"] = script
    got = await deliver(channel_to(service.origin), message(1, phone.address(service.url("a"))))
    assert got[1].state == state
    assert words in got[1].detail
    assert len(service.knocks["a"]) == tries


async def test_every_try_carries_the_same_bytes_and_a_shrinking_ttl(
    service, channel_to, phone, message, deliver
):
    service.script["a"] = [(503, {"Retry-After": "1"})]
    await deliver(channel_to(service.origin), message(1, phone.address(service.url("a")), ttl_s=5))
    first, second = service.knocks["a"]
    assert first.body == second.body
    assert second.at - first.at >= 1
    assert (first.headers["TTL"], second.headers["TTL"]) == ("5", "4")


async def test_no_try_after_the_time_to_live(service, channel_to, phone, message, deliver):
    service.script["a"] = [503] * 9
    channel = channel_to(service.origin, patience=Patience(tries=9, pause_s=0.7))
    got = await deliver(channel, message(1, phone.address(service.url("a")), ttl_s=1))
    assert got[1].state == "failed"
    assert len(service.knocks["a"]) == 2


async def test_bad_ones_do_not_disturb_good_ones(service, channel_to, phone, message, deliver):
    channel = channel_to(service.origin)
    good = phone.address(service.url("a"))
    got = await deliver(
        channel,
        message(1, good),
        message(2, "not json"),
        message(3, phone.address("http://127.0.0.1:1/x")),
        message(4, good, b"x" * 4000),
        message(5, json.dumps({"endpoint": service.url("a"), "keys": {"p256dh": "AAAA", "auth": "AAAA"}})),
        message(6, good),
    )
    assert {ring_id: delivery.state for ring_id, delivery in got.items()} == {
        1: "sent", 2: "failed", 3: "failed", 4: "failed", 5: "failed", 6: "sent",
    }  # fmt: skip
    assert "at most 3993" in got[4].detail
    assert "p256dh" in got[5].detail


async def test_nobody_listens(channel_to, phone, message, deliver):
    got = await deliver(channel_to("http://127.0.0.1:9"), message(1, phone.address("http://127.0.0.1:9/x")))
    assert got[1].state == "failed"
    assert "no answer after 4 tries" in got[1].detail


async def test_a_push_service_that_hangs_delays_no_other(service, channel_to, phone, message):
    """Its lane is full of silence; the phones of the other service ring at once."""
    silent = socket.create_server(("127.0.0.1", 0), backlog=512)
    hanging = f"http://127.0.0.1:{silent.getsockname()[1]}"
    channel = channel_to(service.origin, hanging, patience=Patience(tries=1, try_s=1.5))
    messages = [message(n, phone.address(f"{hanging}/x")) for n in range(300)]
    messages.append(message(999, phone.address(service.url("a"))))
    started, settled = time.monotonic(), {}
    await channel.send(messages, lambda delivery: settled.update({delivery.ring_id: time.monotonic()}))
    assert settled[999] - started < 1.0
    assert len(settled) == 301
    silent.close()


async def test_an_empty_round_ends_at_once(channel_to):
    await channel_to().send([], pytest.fail)


async def test_a_report_that_raises_keeps_no_other_from_being_reported(service, channel_to, phone, message):
    seen = []

    def report(delivery):
        seen.append(delivery.ring_id)
        if delivery.ring_id == 2:
            raise OSError("disk full")

    messages = [message(n, phone.address(service.url("a"))) for n in range(5)]
    with pytest.raises(ExceptionGroup, match="reporting"):
        await channel_to(service.origin).send(messages, report)
    assert sorted(seen) == [0, 1, 2, 3, 4]


async def test_closing_settles_what_is_on_its_way(service, channel_to, phone, message):
    service.script["a"] = [30.0] * 50
    channel = channel_to(service.origin, patience=Patience(try_s=30))
    reported = []
    messages = [message(n, phone.address(service.url("a"))) for n in range(50)]
    sending = asyncio.create_task(channel.send(messages, reported.append))
    await asyncio.sleep(0.2)
    channel.close()
    await asyncio.wait_for(sending, 1)
    assert sorted(delivery.ring_id for delivery in reported) == list(range(50))
    assert {delivery.state for delivery in reported} == {"failed"}
    await channel.send(messages[:1], reported.append)
    assert "stopping" in reported[-1].detail


async def test_a_cancelled_round_reports_all_of_it_and_each_once(service, channel_to, phone, message):
    service.script["a"] = [0.4] * 20
    channel = channel_to(service.origin)
    reported = []
    messages = [message(n, phone.address(service.url("a" if n % 2 else "b"))) for n in range(40)]
    sending = asyncio.create_task(channel.send(messages, reported.append))
    await asyncio.sleep(0.2)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await asyncio.sleep(0.5)
    assert sorted(delivery.ring_id for delivery in reported) == list(range(40))
    assert {delivery.state for delivery in reported} == {"sent", "failed"}


async def test_prepared_phones_have_keys_and_dead_ones_are_forgotten(
    service, channel_to, new_phone, message, deliver
):
    channel = channel_to(service.origin)
    addresses = [new_phone().address(service.url(f"p{n}")) for n in range(10)]
    channel.prepare([*addresses, "not an address"])
    for _ in range(200):
        if channel._stock.ready() == 30:
            break
        await asyncio.sleep(0.01)
    assert channel._stock.ready() == 30
    service.script["p3"] = [410]
    await deliver(channel, *(message(n, address) for n, address in enumerate(addresses)))
    assert channel._stock.shelf(addresses[3]) is None
    assert channel._stock.shelf(addresses[4]) is not None


def test_addresses_have_one_spelling(channel_to, phone):
    channel = channel_to()
    subscription = phone.subscription("https://FCM.googleapis.com:443/fcm/send/a:B")
    spelled = channel.check_address(subscription)
    assert json.loads(spelled)["endpoint"] == "https://fcm.googleapis.com/fcm/send/a:B"
    assert channel.check_address(spelled) == spelled
    assert channel.check_address(json.dumps(subscription)) == spelled


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (None, "subscription"),
        ("[" * 4000, "subscription"),
        ("x" * 5000, "subscription"),
        ([], "subscription"),
        ({}, "subscription.endpoint"),
        ({"endpoint": 7}, "subscription.endpoint"),
        ({"endpoint": "https://evil.example/x"}, "subscription.endpoint"),
        ({"endpoint": "https://fcm.googleapis.com/x"}, "subscription.keys"),
        ({"endpoint": "https://fcm.googleapis.com/x", "keys": {}}, P256DH),
        ({"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "A" * 87}}, P256DH),
        ({"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "ä" * 87}}, P256DH),
    ],
)
def test_a_refusal_names_the_field(channel_to, raw, field):
    with pytest.raises(Problem) as refused:
        channel_to().check_address(raw)
    assert (refused.value.status, refused.value.extra) == (422, {"field": field})
    with pytest.raises(Problem):
        channel_to().check_address({**raw, "x": 1} if isinstance(raw, dict) else raw)
