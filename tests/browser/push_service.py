"""A push service of the test's own: Firefox's WebSocket protocol in front, RFC 8030 behind.

Stock Firefox takes it by a preference, so a real browser subscribes, receives and decrypts what we send,
offline. As strict as the real ones: TTL required, ``aes128gcm`` only, 4,096 bytes, VAPID verified against
the key of the subscription; messages are stored and forwarded, and replaced by topic.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

UNSUBSCRIBED_BY_QUOTA = 201
"""The browser's reason for leaving when too many pushes showed no notification."""


@dataclass
class Channel:
    """One subscription."""

    browser: str
    id: str
    key: bytes | None


@dataclass
class Stored:
    """A message that no browser has acknowledged yet."""

    channel: str
    version: str
    ttl_s: int
    expires: float
    topic: str | None
    data: str
    encoding: str | None

    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "messageType": "notification",
            "channelID": self.channel,
            "version": self.version,
            "ttl": self.ttl_s,
        }
        if self.data:
            document |= {"data": self.data, "headers": {"encoding": self.encoding}}
        return document


@dataclass
class PushService:
    """``async with PushService() as service``: then ``service.websocket`` for the browser's preference."""

    channels: dict[str, Channel] = field(default_factory=dict)
    stored: dict[str, dict[str, Stored]] = field(default_factory=dict)
    acknowledged: dict[str, int | None] = field(default_factory=dict)
    """By version: the browser's code; 100 is delivered, 101 could not be decrypted."""
    unregistered: list[dict[str, Any]] = field(default_factory=list)
    answer_next: list[int] = field(default_factory=list)
    """Statuses for the next messages, whatever they are."""
    browsers: dict[str, web.WebSocketResponse] = field(default_factory=dict)
    forgetful: bool = False
    """The next browser that comes back is not known any more: it must subscribe anew."""

    async def __aenter__(self) -> PushService:
        app = web.Application(client_max_size=1 << 16)
        app.router.add_get("/", self._browser)
        app.router.add_post("/wpush/v2/{token}", self._message)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port: int = self._runner.addresses[0][1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.websocket = f"ws://127.0.0.1:{self.port}/"
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in list(self.browsers.values()):
            await socket.close()
        await self._runner.cleanup()

    def assert_no_quota_lost(self) -> None:
        """A subscription lives on visible notifications; Firefox drops it after some 16 silent pushes."""
        assert not [left for left in self.unregistered if left.get("code") == UNSUBSCRIBED_BY_QUOTA]

    # Towards the browser.

    async def _browser(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        browser = ""
        async for frame in socket:
            if frame.type != WSMsgType.TEXT:
                break
            message = json.loads(frame.data)
            kind = message.get("messageType")
            if kind in (None, "ping"):
                await socket.send_str("{}")
            elif kind == "hello":
                # Its own name back, or it drops all its subscriptions.
                browser = message.get("uaid") or uuid.uuid4().hex
                if self.forgetful:
                    browser, self.forgetful = uuid.uuid4().hex, False
                self.browsers[browser] = socket
                hello = {"messageType": "hello", "status": 200, "uaid": browser, "use_webpush": True}
                await socket.send_json(hello | {"broadcasts": {}})
                await self._forward(browser)
            elif kind == "register":
                await socket.send_json(self._register(browser, message))
            elif kind == "unregister":
                self.unregistered.append(message)
                gone = message["channelID"]
                self.channels = {t: c for t, c in self.channels.items() if c.id != gone}
                await socket.send_json({"messageType": "unregister", "status": 200, "channelID": gone})
            elif kind == "ack":
                for update in message["updates"]:
                    self.acknowledged[update["version"]] = update.get("code")
                    self.stored.get(browser, {}).pop(update["version"], None)
        if self.browsers.get(browser) is socket:
            del self.browsers[browser]
        return socket

    def _register(self, browser: str, message: dict[str, Any]) -> dict[str, Any]:
        token = uuid.uuid4().hex
        key = _raw(message["key"]) if message.get("key") else None
        self.channels[token] = Channel(browser, message["channelID"], key)
        endpoint = f"{self.origin}/wpush/v2/{token}"
        answer = {"messageType": "register", "status": 200, "channelID": message["channelID"]}
        return answer | {"pushEndpoint": endpoint}

    async def _forward(self, browser: str) -> None:
        waiting = self.stored.get(browser, {})
        for message in list(waiting.values()):
            if message.expires < time.monotonic():
                del waiting[message.version]
            elif browser in self.browsers:
                await self.browsers[browser].send_json(message.document())

    # Towards the application server (RFC 8030, section 5).

    async def _message(self, request: web.Request) -> web.Response:
        if self.answer_next:
            return web.Response(status=self.answer_next.pop(0))
        channel = self.channels.get(request.match_info["token"])
        if channel is None:
            return web.Response(status=410)
        body = await request.read()
        refusal = self._refusal(request, body, channel)
        if refusal:
            return web.Response(status=refusal[0], text=refusal[1])
        ttl_s, topic = int(request.headers["TTL"]), request.headers.get("Topic")
        version = uuid.uuid4().hex
        waiting = self.stored.setdefault(channel.browser, {})
        for old in [m for m in waiting.values() if topic and (m.topic, m.channel) == (topic, channel.id)]:
            del waiting[old.version]
        message = Stored(
            channel.id,
            version,
            ttl_s,
            time.monotonic() + ttl_s,
            topic,
            base64.urlsafe_b64encode(body).rstrip(b"=").decode(),
            request.headers.get("Content-Encoding"),
        )
        waiting[version] = message
        live = self.browsers.get(channel.browser)
        if live is not None:
            await live.send_json(message.document())
        location = f"{self.origin}/m/{version}"
        return web.Response(status=201, headers={"Location": location, "TTL": str(ttl_s)})

    def _refusal(self, request: web.Request, body: bytes, channel: Channel) -> tuple[int, str] | None:
        if "TTL" not in request.headers:
            return 400, "TTL is required"
        if len(body) > 4096:
            return 413, "more than 4,096 bytes"
        if body and request.headers.get("Content-Encoding") != "aes128gcm":
            return 415, "aes128gcm only"
        why = vapid_fault(request.headers.get("Authorization", ""), channel.key, self.origin)
        return (403, why) if why else None


def vapid_fault(header: str, registered: bytes | None, audience: str) -> str | None:
    """What is wrong with a VAPID header (RFC 8292, sections 2 to 4); ``None`` when nothing is."""
    if not header and registered is None:
        return None
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme.lower() != "vapid" or not {"t", "k"} <= parts.keys():
        return "no VAPID"
    if registered is not None and _raw(parts["k"]) != registered:
        return "not the key of the subscription"
    head, claims, signature = parts["t"].split(".")
    r, s = (int.from_bytes(half, "big") for half in (_raw(signature)[:32], _raw(signature)[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _raw(parts["k"]))
    try:
        public.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return "bad signature"
    said = json.loads(_raw(claims))
    if said.get("aud") != audience:
        return f"meant for {said.get('aud')}"
    if not time.time() < said.get("exp", 0) <= time.time() + 86_400:
        return "expired, or too far ahead"
    return None


def _raw(text: str) -> bytes:
    """Base64url; browsers pad it in one place and not in the other."""
    text = text.rstrip("=")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
