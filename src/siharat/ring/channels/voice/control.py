"""baresip's control socket: one command at a time, each awaited, and events in between.

Version 1.0.0 loses the framing when commands are pipelined; and without ``TCP_QUICKACK`` each of them
waits 40 ms for the kernel's delayed acknowledgment.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from siharat.ring.channels.voice.netstrings import BadFrame, Frames, framed

ANSWER_S = 5.0
"""A command is carried out in a millisecond. After this baresip hangs, and is started anew."""
LONGEST_COMMAND = 1_000
"""Bytes; baresip cuts a command off at 1,023, and half an account is a wrong one."""
PIECE = 65_536


class Gone(Exception):
    """baresip is no longer there, or no longer makes sense."""


class Refused(Exception):
    """baresip understood the command and could not carry it out."""


class Control:
    """One connection. ``listen`` must run for anything to be answered."""

    def __init__(self, connected: socket.socket, heard: Callable[[dict[str, Any]], None]) -> None:
        """``heard`` is called with each event, in order, and before the answer to a command that caused it."""
        self._socket = connected
        self._heard = heard
        self._turn = asyncio.Lock()
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._count = 0
        self._open = True

    @classmethod
    async def connect(cls, port: int, heard: Callable[[dict[str, Any]], None]) -> Control:
        """Raises ``OSError`` when nobody listens yet."""
        connected = socket.socket()
        connected.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", port))
        except BaseException:
            connected.close()
            raise
        return cls(connected, heard)

    async def ask(self, *commands: str) -> str:
        """Carries them out one after the other, with nobody else's in between; the last one's answer.

        A caller who is cancelled leaves no command half done. Raises ``Gone`` or ``Refused``.
        """
        return await asyncio.shield(asyncio.ensure_future(self._in_turn(commands)))

    async def _in_turn(self, commands: tuple[str, ...]) -> str:
        said = ""
        async with self._turn:
            for command in commands:
                said = await self._ask(command)
        return said

    async def _ask(self, command: str) -> str:
        if not self._open:
            raise Gone("the control socket is closed")
        name, _, params = command.partition(" ")
        self._count += 1
        token = str(self._count)
        body = json.dumps({"command": name, "params": params, "token": token}).encode()
        if len(command.encode()) > LONGEST_COMMAND:
            raise Refused(f"the command {name} is too long")
        answer = self._answers[token] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ANSWER_S):
                await asyncio.get_running_loop().sock_sendall(self._socket, framed(body))
                said = await answer
        except (OSError, TimeoutError) as error:
            self.close()
            raise Gone(f"no answer to {name}: {error!r}") from error
        finally:
            self._answers.pop(token, None)
        if said.get("ok") is not True:
            raise Refused(f"{name}: {str(said.get('data'))[:200]}")
        return str(said.get("data", ""))

    async def listen(self) -> None:
        """Until the other side is gone, or talks nonsense: raises ``Gone``."""
        frames = Frames()
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                piece = await loop.sock_recv(self._socket, PIECE)
                if not piece:
                    raise Gone("baresip closed the control socket")
                for frame in frames.feed(piece):
                    self._take(frame)
        except (OSError, BadFrame) as error:
            raise Gone(str(error)) from error
        finally:
            self.close()
            self._socket.close()

    def _take(self, frame: bytes) -> None:
        try:
            # the reason in a reply is the carrier's, in whatever letters; a lost CALL_CLOSED costs a line
            said = json.loads(frame.decode(errors="replace"), strict=False)
        except (ValueError, RecursionError):
            return
        if not isinstance(said, dict):
            return
        if said.get("response") is True:
            answer = self._answers.get(str(said.get("token")))
            if answer and not answer.done():
                answer.set_result(said)
        else:
            self._heard(said)

    def close(self) -> None:
        """Whoever waits for an answer gets ``Gone``, and ``listen`` ends."""
        if not self._open:
            return
        self._open = False
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Gone("baresip is gone"))
