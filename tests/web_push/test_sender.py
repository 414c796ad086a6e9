"""Every message is settled exactly once, whatever the push service does; and all travel together."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import json
import os
import resource
import socket
import subprocess
import threading
import time
from collections import Counter

import pycurl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from siharat.ring.channels.web_push.answers import Patience
from siharat.ring.channels.web_push.guard import Guard
from siharat.ring.channels.web_push.sender import Parcel, Sender

HASTE = Patience(tries=3, try_s=0.2, pause_s=0.01)


def new_sender(origin: str, patience: Patience = HASTE, **options: object) -> Sender:
    return Sender(
        Guard([origin]),
        lambda origin: "vapid t=t, k=k",
        monotonic=time.monotonic,
        chance=lambda: 0.5,
        patience=patience,
        **options,
    )


class Moody:
    """A push service without manners: each connection behaves according to a mood."""

    def __init__(self) -> None:
        self.listener = socket_listening()
        self.origin = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.moods: list[bytes] = []
        self.open: list[object] = []
        self.over = False
        self.serving = threading.Thread(target=self._serve, daemon=True)
        self.serving.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            if self.over:
                connection.close()
                return
            mood = self.moods.pop() if self.moods else b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
            self.open.append(connection)
            threading.Thread(target=self._answer, args=(connection, mood), daemon=True).start()

    def _answer(self, connection, mood: bytes) -> None:
        try:
            while connection.recv(65536) and mood != b"silence":
                connection.sendall(mood)
                if not mood.startswith(b"HTTP/1.1 201 Created\r\nC"):
                    break
        except OSError:
            pass
        if mood != b"silence":
            connection.close()

    def stop(self) -> None:
        self.over = True
        socket.create_connection(self.listener.getsockname()).close()  # so that it looks up
        self.serving.join()
        self.listener.close()
        for connection in self.open:
            connection.close()


def socket_listening() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(256)
    return listener


MOODS = st.sampled_from(
    [
        b"",
        b"silence",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 201 Created\r\nX: y\r\nContent-Length: 99\r\n\r\nshort",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 Slow down\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 Slow down\r\nRetry-After: Mon, 99 Foo\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 Slow down\r\nRetry-After: 99999999999999999999\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 400 No\r\nContent-Length: 9000\r\n\r\n" + b"\xff" * 9000,
        b"HTTP/1.1 302 There\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"\x00" * 100,
    ]
)


@given(
    moods=st.lists(MOODS, max_size=12),
    messages=st.lists(st.integers(0, 2), max_size=12),
    close_after=st.one_of(st.none(), st.floats(0, 0.3)),
)
@settings(max_examples=40, deadline=None)
def test_every_message_is_settled_exactly_once(moods, messages, close_after):
    """Moods in any order, rounds in any number, closed in the middle or not."""
    service = Moody()
    service.moods = list(moods)
    carrier = new_sender(service.origin)
    settled: list[int] = []
    over = threading.Event()

    def settle_of(number: int):
        def settle(_: object) -> None:
            settled.append(number)
            if len(settled) == len(messages):
                over.set()

        return settle

    for number, ttl_s in enumerate(messages):
        carrier.submit([Parcel(f"{service.origin}/{number}", b"x", (), ttl_s, settle_of(number))])
    if close_after is None:
        assert not messages or over.wait(10)
    else:
        threading.Event().wait(close_after)
    carrier.close()
    service.stop()
    assert Counter(settled) == Counter(range(len(messages)))


def test_a_submission_behind_the_close_is_settled_too():
    carrier = new_sender("http://127.0.0.1:9")
    carrier.close()
    carrier.close()
    settled = []
    carrier.submit([Parcel("http://127.0.0.1:9/x", b"", (), 5, settled.append)] * 3)
    assert [outcome.state for outcome in settled] == ["failed"] * 3


def test_a_loop_that_breaks_still_settles_everything(monkeypatch):
    """A bug of ours in the thread must not become silence."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    carrier = new_sender("http://127.0.0.1:9")
    monkeypatch.setattr(carrier, "_start", lambda: 1 / 0)
    settled = []
    carrier.submit([Parcel("http://127.0.0.1:9/x", b"", (), 5, settled.append)] * 3)
    carrier._thread.join(5)
    assert len(settled) == 3
    carrier.submit([Parcel("http://127.0.0.1:9/x", b"", (), 5, settled.append)])
    assert len(settled) == 4


def test_works_above_the_limit_of_select():
    """A server with 1,500 open streams: descriptors above 1,023."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2048:
        pytest.fail("the hard limit of open files is below 2,048")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)]
    service = Moody()
    carrier = new_sender(service.origin)
    settled, over = [], threading.Event()
    carrier.submit(
        [Parcel(f"{service.origin}/x", b"", (), 5, lambda outcome: (settled.append(outcome), over.set()))]
    )
    over.wait(5)
    carrier.close()
    service.stop()
    for descriptor in held:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert [outcome.state for outcome in settled] == ["sent"]


# Over TLS and HTTP/2, as in the world.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate authority of one, for 127.0.0.1."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "push service of the test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder


@pytest.fixture
def h2_service(certificate, request):
    program = request.path.with_name("h2_service.mjs")
    process = subprocess.Popen(
        ["node", program, certificate / "key.pem", certificate / "cert.pem"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    port = process.stdout.readline().strip()
    yield f"https://127.0.0.1:{port}"
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


@pytest.mark.anyio
async def test_fifteen_hundred_phones_over_a_few_connections(
    h2_service, certificate, channel_to, new_phone, message
):
    ca = str(certificate / "cert.pem")
    channel = channel_to(h2_service, patience=Patience(try_s=10), curl_options={pycurl.CAINFO: ca})
    addresses = [new_phone().address(f"{h2_service}/p/{number}") for number in range(1500)]
    channel.prepare(addresses)
    channel._stock.refill()
    deliveries = []
    started = time.perf_counter()
    await channel.send([message(n, a, b"x" * 300) for n, a in enumerate(addresses)], deliveries.append)
    took = time.perf_counter() - started
    seen = counted(h2_service, ca)
    print(f"\n1,500 messages in {took:.3f} s, {1500 / took:,.0f}/s; {seen}")
    assert Counter(delivery.state for delivery in deliveries) == {"sent": 1500}
    assert len({delivery.ring_id for delivery in deliveries}) == 1500
    assert seen["messages"] == 1500
    assert seen["connections"] <= 5  # one is our own counting


@pytest.mark.anyio
async def test_a_connection_stays_warm(h2_service, certificate, channel_to, phone, message, deliver):
    ca = str(certificate / "cert.pem")
    channel = channel_to(h2_service, curl_options={pycurl.CAINFO: ca})
    for number in range(5):
        await deliver(channel, message(number, phone.address(f"{h2_service}/p")))
        await asyncio.sleep(0.1)
    assert counted(h2_service, ca) == {"messages": 5, "connections": 2}  # one is our own counting


@pytest.mark.anyio
@pytest.mark.parametrize("renews", [True, False])
async def test_a_connection_gone_dumb_is_left(
    h2_service, certificate, channel_to, new_phone, message, deliver, monkeypatch, renews
):
    """It takes everything and answers nothing: a load balancer that lost its mind. Without renewing (the
    negative control) HTTP/2 would carry every later message into the same hole."""
    if not renews:
        monkeypatch.setattr(Sender, "_renew", lambda sender, lane: None)
    dumb = False

    async def carry(reader, writer, old: bool) -> None:
        while data := await reader.read(65536):
            if not (dumb and old):
                writer.write(data)
        writer.close()

    async def accept(reader, writer) -> None:
        there = await asyncio.open_connection("127.0.0.1", int(h2_service.rpartition(":")[2]))
        await asyncio.gather(carry(reader, there[1], not dumb), carry(there[0], writer, not dumb))

    proxy = await asyncio.start_server(accept, "127.0.0.1", 0)
    front = f"https://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    ca = str(certificate / "cert.pem")
    channel = channel_to(front, patience=Patience(try_s=0.7, pause_s=0.1), curl_options={pycurl.CAINFO: ca})
    messages = [message(n, new_phone().address(f"{front}/{n}")) for n in range(20)]
    assert {d.state for d in (await deliver(channel, *messages)).values()} == {"sent"}
    dumb = True
    got = await deliver(channel, *messages)
    assert {delivery.state for delivery in got.values()} == {"sent" if renews else "failed"}
    channel.close()
    proxy.close()
    await proxy.wait_closed()
    await asyncio.sleep(0.1)


@pytest.mark.anyio
async def test_a_certificate_of_a_stranger_is_refused(h2_service, channel_to, phone, message, deliver):
    got = await deliver(channel_to(h2_service), message(1, phone.address(f"{h2_service}/p")))
    assert got[1].state == "failed"
    assert "certificate" in got[1].detail.lower()


def counted(origin: str, ca: str) -> dict[str, int]:
    curl = pycurl.Curl()
    for option, value in {pycurl.URL: f"{origin}/count", pycurl.CAINFO: ca, pycurl.PROXY: ""}.items():
        curl.setopt(option, value)
    answer = curl.perform_rb()
    curl.close()
    return json.loads(answer)
