"""Web Push: what one phone costs at alarm time, and from the press to the last push accepted."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench import scene as scenes
from bench import servers
from bench.measure import Bench, workshop
from bench.presses import exchange
from bench.programs import Missing, built
from bench.scene import STATION, Scene, request
from siharat.db import Tx
from siharat.kernel import SystemClock
from siharat.people import officers
from siharat.ring.channels.web_push.address import read, spell
from siharat.ring.channels.web_push.encryption import KeyStock, Subscription, point
from siharat.ring.channels.web_push.guard import Guard
from siharat.ring.channels.web_push.vapid import Vapid, base64url

PHONES = 1_500
BODY = b'{"type": "alarm", "mode": "loud", "locality": "Guntung Manggis", "receipt_key": "0123456789012345678901"}' * 2
PATIENCE_S = 60


def sealed(bench: Bench) -> None:
    """Encryption and signature for each phone, one core, at the moment of the alarm."""
    try:
        from py_vapid import Vapid02
        from pywebpush import WebPusher
    except ImportError as error:
        raise Missing("no pywebpush (requirements/bench.txt)") from error
    documents = [subscription("https://push.example.com", number) for number in range(PHONES)]
    stock = KeyStock(os.urandom, depth=1)
    shelves = []
    for document in documents:
        keys = {name: _unbase64(value) for name, value in document["keys"].items()}
        shelves.append(stock.add(document["endpoint"], Subscription(document["endpoint"], **keys)))
    vapid = Vapid(os.urandom(32), "mailto:piket@polres.example", SystemClock())
    library_key = Vapid02()
    library_key.generate_keys()
    pushers = [WebPusher(document) for document in documents]

    def ours() -> float:
        stock.refill()
        began = time.process_time()
        for shelf in shelves:
            stock.take(shelf).seal(BODY)
            vapid.authorization("https://push.example.com")
        return (time.process_time() - began) / PHONES

    def theirs() -> float:
        some = pushers[:200]
        began = time.process_time()
        for pusher in some:
            pusher.encode(BODY, "aes128gcm")
            library_key.sign({"sub": "mailto:piket@polres.example", "aud": "https://push.example.com"})
        return (time.process_time() - began) / len(some)

    mine, library = bench.alternated("Sealing and signing pushes", ours, theirs)
    bench.compared("Web Push, seal and sign at alarm time", "pywebpush", [1 / each for each in mine],
                   [1 / each for each in library], "phones/s", 20, 60, "more",
                   us_per_phone=round(median(mine) * 1e6, 2), peer_us_per_phone=round(median(library) * 1e6, 1))


def accepted(bench: Bench) -> None:
    """From the press to the last of 1,500 pushes accepted by a push service of our own, over TLS."""
    presses = bench.runs + 1
    with workshop() as folder, push_service(folder) as service:
        bench.step(f"Enlisting {PHONES:,} phones with Web Push")
        documents = [subscription(service.origin, number) for number in range(PHONES)]
        scene = scenes.settle(folder / "scene", PHONES, presses, lambda tx: enlist(tx, service.origin, documents))
        settings = msgspec.structs.replace(scene.copy(folder / "ours"), push_hosts=service.origin)
        with _product(settings, service.certificate) as server, _library(folder, documents, service) as library:
            ours, theirs = bench.alternated("Press to the last push accepted",
                                            Presser(server, scene, service).press, library)
    bench.compared("press to the last of 1,500 pushes accepted", "pywebpush, aiohttp", [run["ms"] for run in ours],
                   theirs, "ms", 1 / 8, 1 / 12, "less",
                   cpu_us_per_push=round(median(run["cpu_ms"] for run in ours) * 1e3 / PHONES, 1))


@dataclass
class PushService:
    origin: str
    port: int
    certificate: Path

    def seen(self) -> dict[str, int]:
        trust = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=trust)
        connection.request("GET", "/seen")
        found: dict[str, int] = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def after(self, act: Callable[[], int]) -> float:
        """Milliseconds from when ``act`` says it began until the last push of all phones had come."""
        before = self.seen()["messages"]
        began = act()
        for _ in range(PATIENCE_S * 20):
            time.sleep(0.05)
            seen = self.seen()
            if seen["messages"] >= before + PHONES:
                return (seen["last_ns"] - began) / 1e6
        raise RuntimeError(f"only {seen['messages'] - before} of {PHONES} pushes came")


class Presser:
    """Presses, waits for the pushes, closes the incident and waits until everything is prepared again."""

    def __init__(self, server: servers.Server, scene: Scene, service: PushService) -> None:
        self._server, self._scene, self._service = server, scene, service
        self._next = 0

    def press(self) -> dict[str, float]:
        asked = scenes.press_request(self._scene, self._next)
        self._next += 1
        answers: list[bytes] = []

        def act() -> int:
            began = time.monotonic_ns()
            answers.append(exchange(self._server.port, asked))
            return began

        self._server.wait_until_idle(0.5)
        before = self._server.cpu_s()
        took = self._service.after(act)
        spent = self._server.cpu_s() - before
        incident = json.loads(answers[0].partition(b"\r\n\r\n")[2])["incident"]["id"]
        self._service.after(lambda: bool(exchange(self._server.port, request(
            "POST", f"/api/v1/incidents/{incident}/close", self._scene.officers[0], {"disposition": "test"}))))
        return {"ms": took, "cpu_ms": spent * 1e3}


def subscription(origin: str, number: int) -> dict[str, Any]:
    """As a browser's ``PushSubscription.toJSON()`` gives it."""
    public = point(ec.generate_private_key(ec.SECP256R1()).public_key())
    return {"endpoint": f"{origin}/push/{number}",
            "keys": {"p256dh": base64url(public), "auth": base64url(os.urandom(16))}}


def enlist(tx: Tx, origin: str, documents: list[dict[str, Any]]) -> None:
    """Each officer's phone subscribes, too."""
    guard = Guard([origin])
    for row, document in zip(officers.of_station(tx, STATION), documents, strict=True):
        officers.add_device(tx, row.id, "web_push", spell(read(document, guard)))


@contextmanager
def push_service(folder: Path) -> Iterator[PushService]:
    """In C: one that is slower than whoever pushes would measure itself."""
    key, certificate = _certificate(folder)
    process = subprocess.Popen([built("push_service"), key, certificate], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        yield PushService(f"https://127.0.0.1:{port}", port, certificate)
    finally:
        process.terminate()
        process.communicate()


def _product(settings: Any, certificate: Path) -> Any:
    environment = {**os.environ, "SIHARAT_DATA": settings.data, "SIHARAT_PUSH_HOSTS": settings.push_hosts,
                   "SIHARAT_CONTACT": "mailto:piket@polres.example"}
    return servers.running([sys.executable, "-m", "bench.trusting", certificate], int, env=environment,
                           stderr=(settings.folder / "server.log").open("ab"))


@contextmanager
def _library(folder: Path, documents: list[dict[str, Any]], service: PushService) -> Iterator[Callable[[], float]]:
    listed = folder / "subscriptions.json"
    listed.write_text(json.dumps(documents))
    with servers.python_peer("push_library", listed, service.certificate) as peer:
        def act() -> int:
            assert peer.process.stdin is not None
            assert peer.process.stdout is not None
            peer.process.stdin.write("send\n")
            peer.process.stdin.flush()
            return int(peer.process.stdout.readline())

        yield lambda: service.after(act)


def _certificate(folder: Path) -> tuple[Path, Path]:
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push service of the bench")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256()))
    paths = folder / "key.pem", folder / "cert.pem"
    paths[0].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    paths[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return paths


def _unbase64(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
