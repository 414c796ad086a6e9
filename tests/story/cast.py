"""The cast of the stories, played over the public API alone: citizens who press, officers with phones.

A story reads from top to bottom; every step is a request to the real application, every second is
virtual. The cast is always the same, so that a test is a sentence: Siti presses, Andi and Rahmat and Nur
are officers of Polres Banjarbaru, Dewi sits at its desk, Yusuf at the province's, Hasan is of Banjarmasin.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from siharat.app import Application

LOKTABAT = {"lat": -3.4402, "lon": 114.8211, "accuracy_m": 8}
BANJARMASIN = {"lat": -3.3194, "lon": 114.5911, "accuracy_m": 8}
AT_SEA = {"lat": -6.0, "lon": 112.0, "accuracy_m": 10}


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]
    raw: bytes = field(default=b"", repr=False)

    def __getitem__(self, key: str) -> Any:
        return self.body[key]


@dataclass
class Stage:
    """The application, its loop, and how a story acts on both."""

    app: Application
    loop: asyncio.AbstractEventLoop

    def after(self, seconds: float) -> None:
        """Time passes."""
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def do(self, work: Any) -> Any:
        """Runs one step and lets its consequences settle (a twentieth of a virtual second)."""
        result = self.loop.run_until_complete(work)
        self.after(0.05)
        return result

    def call(self, method: str, path: str, body: Any = None, token: str | None = None,
             headers: dict[str, str] | None = None) -> Answer:
        return self.do(request(self.app, method, path, body, token, headers))


async def request(app: Any, method: str, path: str, body: Any = None, token: str | None = None,
                  headers: dict[str, str] | None = None) -> Answer:
    """One request over ASGI. ``body``: bytes as they are, anything else as JSON."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    sent: list[dict[str, Any]] = []
    inbox: list[dict[str, Any]] = [{"type": "http.request", "body": data, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return inbox.pop() if inbox else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope(method, path, token, headers), receive, send)
    raw = b"".join(message.get("body", b"") for message in sent[1:])
    start = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    parsed = json.loads(raw) if raw and "json" in start.get("content-type", "") else raw.decode(errors="replace")
    return Answer(sent[0]["status"], parsed, start, raw)


def scope(method: str, path: str, token: str | None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    path, _, query = path.partition("?")
    named = {"content-type": "application/json", "host": "localhost", **(headers or {})}
    if token:
        named["authorization"] = f"Bearer {token}"
    return {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": ("127.0.0.1", 1), "server": ("localhost", 80)}


@dataclass
class Event:
    kind: str
    data: dict[str, Any]
    position: int | None


class Listener:
    """An open event stream and what came over it."""

    def __init__(self, stage: Stage, token: str, query: str = "") -> None:
        self.stage = stage
        self.token = token
        self.query = query
        self.events: list[Event] = []
        self.last_id: int | None = None
        self._left = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def open(self, resume: bool = False) -> None:
        headers = {"last-event-id": str(self.last_id)} if resume and self.last_id is not None else {}
        self._left = asyncio.Event()
        self._task = self.stage.loop.create_task(self._listen(headers))
        self.stage.after(0.05)

    def close(self) -> None:
        self._left.set()
        self.stage.after(0.05)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event.data for event in self.events if event.kind == kind]

    async def _listen(self, headers: dict[str, str]) -> None:
        left = self._left
        rest = b""

        async def receive() -> dict[str, Any]:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            nonlocal rest
            rest += message.get("body", b"")
            while b"\n\n" in rest:
                block, rest = rest.split(b"\n\n", 1)
                await self._take(block.decode())

        path = f"/api/v1/stream{self.query}"
        await self.stage.app(scope("GET", path, self.token, headers), receive, send)

    async def _take(self, block: str) -> None:
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":")
        if "id" in fields:
            self.last_id = int(fields["id"])
        if "event" in fields:
            position = int(fields["id"]) if "id" in fields else None
            event = Event(fields["event"], json.loads(fields["data"]), position)
            self.events.append(event)
            await self.heard(event)

    async def heard(self, event: Event) -> None:
        """What the page does with an event."""


@dataclass
class Citizen:
    stage: Stage
    name: str
    phone: str
    token: str = ""
    id: str = ""
    screen: Listener = field(init=False)

    def registers(self) -> None:
        answer = self.stage.call("POST", "/api/v1/citizens", {"phone": self.phone, "name": self.name})
        assert answer.status == 201, answer
        self.token, self.id = answer["token"], answer["citizen"]["id"]
        self.screen = Listener(self.stage, self.token)
        self.screen.open()

    def presses(self, location: Any = LOKTABAT, press_id: str | None = None, **more: Any) -> Answer:
        return self.stage.call("POST", "/api/v1/alarms", {
            "id": press_id or str(uuid.UUID(int=self.stage.app.services.identity.below(2**62), version=4)),
            "pressed_at": "2027-01-15T08:00:00Z", "location": location, "mode": "loud", **more}, self.token)

    def writes(self, incident: str, text: str) -> Answer:
        return self.stage.call("POST", f"/api/v1/incidents/{incident}/messages", {"text": text}, self.token)

    def steps(self) -> list[str]:
        """What the citizen's screen was told, in order."""
        return self.screen.kinds()


class Phone(Listener):
    """An officer's open page: rings when told, sends its receipts like a real one."""

    def __init__(self, stage: Stage, token: str, answers: bool = True) -> None:
        super().__init__(stage, token)
        self.rings = False
        self.silenced_by: str | None = None
        self.ring_ids: list[str] = []
        self.alarms = 0
        self.answers = answers

    async def heard(self, event: Event) -> None:
        if event.kind == "alarm":
            self.rings, self.silenced_by = True, None
            self.alarms += 1
        elif event.kind == "silence":
            self.rings = False
            who = event.data.get("claimed_by") or {}
            self.silenced_by = who.get("name") or event.data.get("reason")
        elif event.kind == "ring":
            self.ring_ids.append(event.data["ring_id"])
            if self.answers:
                for state in ("received", "shown"):
                    await request(self.stage.app, "POST", f"/api/v1/rings/{event.data['ring_id']}/receipts",
                                  {"state": state, "at": "2027-01-15T08:00:00Z", "key": event.data["receipt_key"]})


@dataclass
class Officer:
    stage: Stage
    id: str
    name: str
    token: str
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        self.phone = Phone(self.stage, self.token)

    def opens_phone(self) -> None:
        self.phone.open()

    def act(self, incident: str, what: str, body: Any = None) -> Answer:
        return self.stage.call("POST", f"/api/v1/incidents/{incident}/{what}", body if body is not None else {},
                               self.token)

    def claims(self, incident: str) -> Answer:
        return self.act(incident, "claim")

    def taps_the_number(self, incident: str) -> Answer:
        return self.act(incident, "call-backs", {"outcome": "started"})

    def says(self, incident: str, outcome: str) -> Answer:
        return self.act(incident, "call-backs", {"outcome": outcome})

    def moves(self, incident: str, status: str) -> Answer:
        return self.act(incident, "movements", {"status": status})

    def closes(self, incident: str, disposition: str = "genuine") -> Answer:
        return self.act(incident, "close", {"disposition": disposition})

    def sees(self, incident: str) -> Answer:
        return self.stage.call("GET", f"/api/v1/incidents/{incident}", None, self.token)

    def timeline(self, incident: str) -> list[str]:
        return [line["kind"] for line in self.sees(incident)["timeline"]]
