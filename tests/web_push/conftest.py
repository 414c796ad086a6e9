"""A push service on loopback that answers what the test told it to, and phones that can decrypt."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

import http_ece
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec

from siharat.kernel.clock import SystemClock
from siharat.kernel.identity import Identity
from siharat.ring.channels import Delivery, Outgoing
from siharat.ring.channels.web_push import WebPush
from siharat.ring.channels.web_push.answers import Patience
from siharat.ring.channels.web_push.encryption import point
from siharat.ring.channels.web_push.vapid import base64url

VAPID_KEY = bytes(range(1, 33))
IMPATIENT = Patience(tries=4, try_s=0.5, pause_s=0.02)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Phone:
    """A browser's half: keys that never leave it, and the decryption of another library."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"0123456789abcdef"

    def subscription(self, endpoint: str) -> dict[str, object]:
        keys = {"p256dh": base64url(point(self.key.public_key())), "auth": base64url(self.auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def address(self, endpoint: str) -> str:
        return json.dumps(self.subscription(endpoint))

    def opens(self, sealed: bytes) -> bytes:
        return http_ece.decrypt(sealed, private_key=self.key, auth_secret=self.auth, version="aes128gcm")


@dataclass
class Knock:
    headers: dict[str, str]
    body: bytes
    at: float


class ScriptedService:
    """Answers each path with its script, one line per try, then ``201``. Keeps what it was sent.

    A line is a status, a status with headers, or seconds of silence (a float).
    """

    def __init__(self) -> None:
        self.script: dict[str, list[int | float | tuple[int, dict[str, str]]]] = defaultdict(list)
        self.knocks: dict[str, list[Knock]] = defaultdict(list)
        self.origin = ""

    def url(self, name: str) -> str:
        return f"{self.origin}/wpush/{name}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/wpush/{name}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        knock = Knock(dict(request.headers), await request.read(), time.monotonic())
        self.knocks[name].append(knock)
        line = self.script[name].pop(0) if self.script[name] else 201
        if isinstance(line, float):
            await asyncio.sleep(line)
            line = 201
        status, headers = line if isinstance(line, tuple) else (line, {})
        return web.Response(status=status, headers=headers)


@pytest.fixture
async def service(anyio_backend: str) -> AsyncIterator[ScriptedService]:
    service = ScriptedService()
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
def identity() -> Identity:
    return Identity(SystemClock())


@pytest.fixture
def channel_to(identity: Identity) -> Iterator[Callable[..., WebPush]]:
    """Makes channels that may send to the origins named; closes them."""
    made: list[WebPush] = []

    def make(*origins: str, private_key: bytes = VAPID_KEY, **options: object) -> WebPush:
        options = {"patience": IMPATIENT, **options}
        channel = WebPush(
            SystemClock(),
            identity,
            private_key,
            "mailto:piket@polres.example",
            origins,
            monotonic=time.monotonic,
            **options,
        )
        made.append(channel)
        return channel

    yield make
    for channel in made:
        channel.close()


def outgoing(ring_id: int, address: str, body: bytes = b"{}", **changed: object) -> Outgoing:
    fields = {"topic": "incident", "ttl_s": 60, "urgent": True} | changed
    return Outgoing(ring_id, address, body, **fields)


@pytest.fixture
def message() -> Callable[..., Outgoing]:
    return outgoing


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture(scope="session")
def new_phone() -> type[Phone]:
    return Phone


@pytest.fixture
def deliver() -> Callable[..., object]:
    """Sends and gives back the deliveries by ring."""

    async def deliver(channel: WebPush, *messages: Outgoing) -> dict[int, Delivery]:
        deliveries: list[Delivery] = []
        await channel.send(messages, deliveries.append)
        assert len(deliveries) == len(messages)
        return {delivery.ring_id: delivery for delivery in deliveries}

    return deliver
