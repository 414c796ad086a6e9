"""The least of HTTP/1.1 and of server-sent events that a simulated phone needs.

Three hundred phones share one small process beside the server they ring at; a full client for each
would weigh more than the server.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

LARGEST_LINE = 1 << 20
PATIENCE_S = 20.0
SILENCE_S = 45.0
"""A stream that says nothing for three times its sign of life is dead (a comment every 15 s)."""

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Refused(Exception):
    """The server answered a stream with something else."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    data: bytes
    position: int | None


class Wire:
    """The way to one server. Requests share a few connections; each stream has its own."""

    def __init__(self, host: str, port: int, lines: int = 6) -> None:
        self._host = host
        self._port = port
        self._idle: asyncio.Queue[Pair | None] = asyncio.Queue()
        for _ in range(lines):
            self._idle.put_nowait(None)

    async def post(self, path: str, token: str, body: Any) -> tuple[int, Any]:
        """Status and answer. ``OSError`` when the server does not answer, after a second try where an idle
        connection had been closed."""
        data = json.dumps(body).encode()
        request = (self._head("POST", path, token)
                   + f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
        line = await self._idle.get()
        used = line is not None
        try:
            async with asyncio.timeout(PATIENCE_S):
                line = line or await self._open()
                try:
                    answer = await _exchange(line, request)
                except (OSError, EOFError):
                    if not used:
                        raise
                    line[1].close()
                    line = await self._open()
                    answer = await _exchange(line, request)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            if line is not None:
                line[1].close()
            line = None
            raise OSError(f"no answer to {path}") from error
        finally:
            self._idle.put_nowait(line)
        return answer

    @asynccontextmanager
    async def stream(self, token: str, last: int | None) -> AsyncIterator[AsyncIterator[Event]]:
        """An open event stream. Raises ``Refused``, or ``OSError``."""
        reader, writer = await asyncio.wait_for(self._open(), PATIENCE_S)
        try:
            head = self._head("GET", "/api/v1/stream", token) + b"Accept: text/event-stream\r\n"
            writer.write(head + (f"Last-Event-ID: {last}\r\n" if last is not None else "").encode() + b"\r\n")
            status, headers = await asyncio.wait_for(_start(reader), PATIENCE_S)
            if status != 200:
                raise Refused(status)
            yield _events(reader, headers.get("transfer-encoding") == "chunked")
        finally:
            writer.close()

    def _head(self, method: str, path: str, token: str) -> bytes:
        return (f"{method} {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
                f"Authorization: Bearer {token}\r\n").encode()

    async def _open(self) -> Pair:
        return await asyncio.open_connection(self._host, self._port, limit=LARGEST_LINE)


async def _exchange(line: Pair, request: bytes) -> tuple[int, Any]:
    reader, writer = line
    writer.write(request)
    status, headers = await _start(reader)
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join([chunk async for chunk in _chunks(reader)])
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return status, json.loads(body) if body else None


async def _start(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first = (await reader.readline()).split(b" ", 2)
    if len(first) < 2:
        raise EOFError("the server hung up")
    headers: dict[str, str] = {}
    while (raw := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = raw.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return int(first[1]), headers


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int((await reader.readline()).strip() or b"0", 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readline()


async def _plain(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while chunk := await reader.read(1 << 16):
        yield chunk


async def _events(reader: asyncio.StreamReader, chunked: bool) -> AsyncIterator[Event]:
    """Each event as it comes, until the server ends the stream or falls silent (``TimeoutError``)."""
    chunks = (_chunks if chunked else _plain)(reader)
    rest = b""
    while True:
        async with asyncio.timeout(SILENCE_S):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        *blocks, rest = (rest + chunk).split(b"\n\n")
        for block in blocks:
            yield _event(block)


def _event(block: bytes) -> Event:
    name, data, position = "message", b"", None
    for line in block.split(b"\n"):
        field, _, value = line.partition(b": ")
        if field == b"event":
            name = value.decode()
        elif field == b"data":
            data += value
        elif field == b"id":
            position = int(value)
    return Event(name, data, position)
