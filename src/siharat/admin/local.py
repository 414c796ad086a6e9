"""The local socket: how a command reaches the server that holds the database.

One request on each connection, JSON up to the end of what is sent; one answer, and it is closed. The
socket lies in the data folder and only its owner may open it: who is that user on that machine could
write to the database file just as well.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import structlog

from siharat.admin import commands
from siharat.db import Database
from siharat.kernel import Problem

NAME = "siharat.sock"
LARGEST = 32 * 1024 * 1024
"""Bytes of a request or an answer. The areas of a province are a few megabytes."""
PATIENCE_S = 30.0
LONGEST_PATH = 100
"""Of a socket, in bytes: the kernel allows 108 (``man 7 unix``)."""

events = structlog.get_logger()


class Request(msgspec.Struct):
    command: str
    arguments: Any


class Refusal(msgspec.Struct):
    status: int
    code: str
    detail: str


class Answer(msgspec.Struct):
    result: Any = None
    problem: Refusal | None = None


_REQUEST, _ANSWER = msgspec.json.Decoder(Request), msgspec.json.Decoder(Answer)


class NoServer(Exception):
    """Nobody listens at the socket."""


class LocalDoor:
    """The server's end. Open it once the database is open: whoever holds the writer's lock owns the path,
    and may clear away what a killed server left there."""

    def __init__(self, folder: Path, db: Database) -> None:
        self._folder = folder
        self._db = db
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        (self._folder / NAME).unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)  # 0600 from its first moment
        try:
            with _short(self._folder) as path:
                listening.bind(path)
        finally:
            os.umask(mask)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening)

    async def close(self) -> None:
        if self._server is not None:
            (self._folder / NAME).unlink(missing_ok=True)
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await self._answer(await _everything(reader))
                writer.write(msgspec.json.encode(answer))
                await writer.drain()
        except (OSError, TimeoutError) as error:
            events.info("local request cut off", why=repr(error))
        finally:
            writer.close()

    async def _answer(self, body: bytes) -> Answer:
        try:
            request = _REQUEST.decode(body)
            return Answer(await self._db.write(commands.run, request.command, request.arguments))
        except Problem as problem:
            return Answer(problem=Refusal(problem.status, problem.code, problem.detail))
        except msgspec.DecodeError as error:
            return Answer(problem=Refusal(422, "invalid", f"The request is not what it should be: {error}"))
        except Exception:
            events.exception("local request failed")
            return Answer(problem=Refusal(500, "internal", "Something broke in the server; see its log."))


async def _everything(reader: asyncio.StreamReader) -> bytes:
    chunks, size = [], 0
    while chunk := await reader.read(1 << 16):
        size += len(chunk)
        if size > LARGEST:
            raise Problem(413, "too_large", f"A command may have {LARGEST} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)


def ask(folder: Path, command: str, arguments: Any) -> Any:
    """Has the running server do it. Raises ``NoServer``, or the ``Problem`` that the command raised."""
    body = msgspec.json.encode(Request(command, arguments))
    if len(body) > LARGEST:
        raise Problem(413, "too_large", f"This is too much at once: more than {LARGEST // 1024 // 1024} MB.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE_S)
        try:
            with _short(folder) as path:
                line.connect(path)
        except (FileNotFoundError, ConnectionRefusedError) as error:
            raise NoServer from error
        try:
            line.sendall(body)
            line.shutdown(socket.SHUT_WR)
            answer = _ANSWER.decode(b"".join(iter(lambda: line.recv(1 << 16), b"")))
        except (OSError, msgspec.DecodeError) as error:
            raise Problem(503, "no_answer", "The running server broke off before it answered; it may or may not "
                          "have done it. Look with a `list` command before you try again.") from error
    if answer.problem is not None:
        raise Problem(answer.problem.status, answer.problem.code, answer.problem.detail)
    return answer.result


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """The socket's path, or a short name for it where the folder lies too deep for the kernel."""
    path = str(folder / NAME)
    if len(os.fsencode(path)) <= LONGEST_PATH:
        yield path
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)
