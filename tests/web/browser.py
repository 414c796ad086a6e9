"""A browser that signs in: cookies, CSRF token, where it stands, and a key in it that a finger opens."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from cbor2 import dumps
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from siharat.kernel.clock import VirtualClock
from tests.story.cast import Answer, Stage

HOST = "localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "===")


def later(stage: Stage, seconds: float) -> None:
    """Time is put forward at a stroke: nobody rings in these tests, and a week has many seconds."""
    clock = stage.app.services.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)


@dataclass
class Browser:
    stage: Stage
    address: str = "10.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    door: str = "petugas"

    def call(self, method: str, path: str, body: Any = None, **more: str) -> Answer:
        """A request as a page of ours makes it; ``more`` are headers, an empty one is not sent."""
        headers = {"host": HOST, "content-type": "application/json", "sec-fetch-site": "same-origin",
                   "user-agent": "Chromium on a phone", "x-csrf-token": self.csrf, "x-siharat-door": self.door,
                   "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        answer = self.stage.do(self._request(method, path, body, {k: v for k, v in headers.items() if v}))
        if isinstance(answer.body, dict) and "csrf" in answer.body:
            self.csrf = answer["csrf"]
        return answer

    def post(self, path: str, body: Any = None, **more: str) -> Answer:
        return self.call("POST", f"/api/v1{path}", body, **more)

    def get(self, path: str, **more: str) -> Answer:
        return self.call("GET", f"/api/v1{path}", None, **more)

    def delete(self, path: str, **more: str) -> Answer:
        return self.call("DELETE", f"/api/v1{path}", None, **more)

    async def _request(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        path, _, query = path.partition("?")
        sent: list[dict[str, Any]] = []
        inbox = [{"type": "http.request", "body": data, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return inbox.pop() if inbox else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.stage.app({
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
            "client": (self.address, 1), "server": ("localhost", 8000)}, receive, send)
        for name, value in sent[0]["headers"]:
            if name.lower() == b"set-cookie":
                self.keep(value.decode())
        raw = b"".join(message.get("body", b"") for message in sent[1:])
        start = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        body = json.loads(raw) if raw and "json" in start.get("content-type", "") else raw.decode()
        return Answer(sent[0]["status"], body, start)

    def keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            assert morsel["httponly"], header
            assert morsel["samesite"].lower() == "strict", header
            self.cookies[name] = morsel.value

    # What a person does with it

    def enrols(self, nrp: str, code: str) -> Answer:
        return self.post("/enrolments", {"nrp": nrp, "code": code})

    def makes_passkey(self, key: Key, **more: Any) -> Answer:
        options = self.post("/passkeys/options")
        assert options.status == 200, options
        return self.post("/passkeys", {"credential": key.create(options.body), **more})

    def signs_in(self, key: Key, door: str = "petugas") -> Answer:
        options = self.post("/sign-in/options")
        assert options.status == 200, options
        return self.post("/sign-in/passkey", {"credential": key.get(options.body), "door": door})

    def types(self, nrp: str, password: str, door: str = "petugas") -> Answer:
        return self.post("/sign-in/password", {"nrp": nrp, "password": password, "door": door})


class Key:
    """A software authenticator (ES256, no attestation): what the phone's secure chip does."""

    def __init__(self, origin: str = f"http://{HOST}", rp_id: str = "localhost", *, verified: bool = True,
                 counts: bool = True) -> None:
        self.origin = origin
        self.rp_id = rp_id
        self.flags = PRESENT | (VERIFIED if verified else 0)
        self.counts = counts
        self.count = 0
        self.private = ec.generate_private_key(ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        self.x, self.y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        self.id = hashlib.sha256(self.x).digest()
        self.handle = b""

    def create(self, options: dict[str, Any], **said: Any) -> dict[str, Any]:
        self.handle = unb64(options["user"]["id"])
        public = dumps({1: 2, 3: -7, -1: 1, -2: self.x, -3: self.y})
        attested = b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(self.flags | ATTESTED) + attested
        return self._answer({"clientDataJSON": b64(self._client("webauthn.create", options, said)),
                             "attestationObject": b64(dumps({"fmt": "none", "attStmt": {}, "authData": data}))})

    def get(self, options: dict[str, Any], **said: Any) -> dict[str, Any]:
        client, data = self._client("webauthn.get", options, said), self._data(self.flags)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": b64(client), "authenticatorData": b64(data),
                             "signature": b64(signature), "userHandle": b64(self.handle)})

    def _data(self, flags: int) -> bytes:
        self.count += 1 if self.counts else 0
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], said: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin} | said).encode()

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response,
                "clientExtensionResults": {}}
