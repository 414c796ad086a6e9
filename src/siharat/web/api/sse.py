"""Server-sent events, written to many readers from one loop without ever waiting for one of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any, Protocol

import msgspec

LARGEST_BUFFER = 256 * 1024
"""Bytes a slow reader may lag behind. Past it the stream is closed; it resumes by ``Last-Event-ID``."""

KEEP_ALIVE = b": \n\n"
HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
           (b"x-accel-buffering", b"no")]

_json = msgspec.json.Encoder()


def encode(event: str, data: Any, position: int | None = None) -> bytes:
    """One event on the wire (HTML Living Standard, section 9.2). JSON holds no line break."""
    head = f"id: {position}\nevent: {event}\ndata: " if position is not None else f"event: {event}\ndata: "
    return head.encode() + _json.encode(data) + b"\n\n"


def encode_line(told: Iterable[tuple[str, Any]], position: int) -> bytes:
    """All events of one line of the log. The position stands on the last of them only: who breaks off
    between two gets both again."""
    *before, (event, data) = told
    return b"".join(encode(*each) for each in before) + encode(event, data, position)


class Sink(Protocol):
    def write(self, data: bytes) -> bool:
        """Hands the bytes over at once. ``False``: the reader lags too far behind and was cut off."""

    def close(self) -> None: ...


class TransportSink:
    """Straight to the socket. Of everything tried, only this stays near a C program: a queue and a task
    per stream cost five times as much at 10,000 streams (ADR 10)."""

    def __init__(self, transport: Any, chunked: bool) -> None:
        self._transport = transport
        self._chunked = chunked

    def write(self, data: bytes) -> bool:
        transport = self._transport
        if transport.is_closing():
            return False
        transport.write(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)
        if transport.get_write_buffer_size() > LARGEST_BUFFER:
            transport.abort()
            return False
        return True

    def close(self) -> None:
        if not self._transport.is_closing():
            if self._chunked:
                self._transport.write(b"0\r\n\r\n")
            self._transport.close()


class QueueSink:
    """For any other ASGI server, the tests' own among them: a bounded queue that ``pump`` empties."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._ready = asyncio.Event()
        self._closed = False

    def write(self, data: bytes) -> bool:
        if self._closed:
            return False
        self._chunks.append(data)
        self._size += len(data)
        if self._size > LARGEST_BUFFER:
            self.close()
            return False
        self._ready.set()
        return True

    def close(self) -> None:
        self._closed = True
        self._ready.set()

    async def pump(self, send: Any) -> None:
        """Sends what is written until the sink is closed."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            while self._chunks:
                chunk = self._chunks.popleft()
                self._size -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if self._closed:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return


def sink_for(send: Any) -> TransportSink | QueueSink:
    """The fast road where the server is uvicorn, the general one elsewhere."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None and hasattr(cycle, "chunked_encoding"):
        return TransportSink(transport, bool(getattr(cycle, "chunked_encoding", False)))
    return QueueSink()
