"""People at a real server: they press and claim over HTTP, and remember every answer they were given."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.story.cast import LOKTABAT

LOST = (ConnectionError, asyncio.IncompleteReadError, OSError)


class Line:
    """One connection of one phone, kept alive. Raises one of ``LOST`` when the server is gone."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, token: str, body: Any = None) -> tuple[int, Any]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._reader is not None
        data = b"" if body is None else json.dumps(body).encode()
        self._writer.write(head(method, path, token, len(data)) + data)
        await self._writer.drain()
        start = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next((int(line[15:]) for line in start.split("\r\n") if line.startswith("content-length:")), 0)
        answer = await self._reader.readexactly(length)
        return int(start.split(" ", 2)[1]), json.loads(answer) if answer.startswith(b"{") else None

    def hang_up(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()


def head(method: str, path: str, token: str, length: int, more: str = "") -> bytes:
    return (f"{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n{more}"
            f"content-type: application/json\r\ncontent-length: {length}\r\n\r\n").encode()


@dataclass
class Memory:
    """What the world outside knows, whatever becomes of the server."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    """Press and the incident it was told."""
    answered_at: dict[str, float] = field(default_factory=dict)
    """When the answer was in hand, on the monotonic clock."""
    unanswered: dict[str, str] = field(default_factory=dict)
    """Press and the token of who sent it and heard nothing."""
    winners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    closed: set[str] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    claims: int = 0


@dataclass
class Crowd:
    citizens: list[str]
    officers: list[str]
    chance: random.Random
    memory: Memory = field(default_factory=Memory)
    pause_s: float = 0.02

    async def live(self, port: int, seconds: float) -> None:
        """Everybody acts until the time is over or the server is gone."""
        lines = [Line(port) for _ in range(len(self.citizens) + len(self.officers))]
        acting = [*(self._press(line, token) for line, token in zip(lines, self.citizens, strict=False)),
                  *(self._claim(line, token) for line, token in
                    zip(lines[len(self.citizens):], self.officers, strict=True))]
        tasks = [asyncio.ensure_future(each) for each in acting]
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, LOST):
                self.memory.strange.append(repr(outcome))
        for line in lines:
            line.hang_up()

    async def _press(self, line: Line, token: str) -> None:
        for press, owner in list(self.memory.unanswered.items()):
            if owner == token:
                await self._send(line, token, press, {200, 201})
        while True:
            await asyncio.sleep(self.chance.random() * self.pause_s)
            await self._send(line, token, str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), {201})

    async def _send(self, line: Line, token: str, press: str, expected: set[int]) -> None:
        memory = self.memory
        memory.unanswered[press] = token
        status, answer = await line.ask("POST", "/api/v1/alarms", token, {"id": press, "location": LOKTABAT})
        if status in expected:
            del memory.unanswered[press]
            memory.acknowledged[press] = answer["incident"]["id"]
            memory.answered_at[press] = time.monotonic()
        elif status != 503:
            memory.strange.append(f"a press was answered {status} {answer}")

    async def _claim(self, line: Line, token: str) -> None:
        memory = self.memory
        while True:
            await asyncio.sleep(self.chance.random() * self.pause_s)
            known = [incident for incident in list(memory.acknowledged.values())[-8:]
                     if incident not in memory.closed]
            if not known:
                continue
            incident = self.chance.choice(known)
            status, answer = await line.ask("POST", f"/api/v1/incidents/{incident}/claim", token, {})
            if status == 200:
                memory.claims += 1
                memory.winners[incident].add(answer["claimed_by"]["id"])
                await line.ask("POST", f"/api/v1/incidents/{incident}/call-backs", token, {"outcome": "reached"})
                await asyncio.sleep(self.chance.random() * self.pause_s * 5)
                status, answer = await line.ask("POST", f"/api/v1/incidents/{incident}/close", token,
                                                {"disposition": "test"})
                if status == 200:
                    memory.closed.add(incident)
            elif status not in (409, 503):
                memory.strange.append(f"a claim was answered {status} {answer}")


async def first_alarm(port: int, token: str, within_s: float, wave_after: dict[str, int]) -> float | None:
    """Seconds until a new stream is told to ring, in a wave newer than those known; ``None``: too late."""
    started = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(within_s):
            writer.write(head("GET", "/api/v1/stream", token, 0))
            kind = b""
            while raw := await reader.readline():  # sizes of chunks stand between; they are neither
                name, _, value = raw.strip().partition(b": ")
                if name == b"event":
                    kind = value
                elif name == b"data" and kind == b"alarm":
                    data = json.loads(value)
                    if data["wave"] > wave_after.get(data["incident"]["id"], 0):
                        return time.monotonic() - started
    except TimeoutError:
        return None
    finally:
        writer.transport.abort()
    return None

