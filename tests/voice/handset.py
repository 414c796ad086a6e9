"""A handset: speaks a tone of its own, hears which tones are spoken to it, and has a key to press."""

from __future__ import annotations

import asyncio
import math
import struct
from typing import Any

FRAME = 160
"""Samples in 20 ms."""
PCMA, TELEPHONE_EVENT = 8, 101


class Handset(asyncio.DatagramProtocol):
    """Silent until it hears something: then it knows where to speak to."""

    def __init__(self, hertz: int, presses: int | None = None) -> None:
        self.hertz = hertz
        self.heard: list[float] = []
        self.frames = 0
        self._presses = presses
        self._speaking: asyncio.Task[None] | None = None
        self._transport: Any = None

    @classmethod
    async def open(cls, hertz: int, presses: int | None = None) -> Handset:
        """``presses``: this digit, by RFC 4733, half a second after it has begun to hear."""
        _, handset = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: cls(hertz, presses), local_addr=("127.0.0.1", 0))
        return handset

    @property
    def port(self) -> int:
        return self._transport.get_extra_info("sockname")[1]

    def close(self) -> None:
        if self._speaking:
            self._speaking.cancel()
        self._transport.close()

    def hears(self, hertz: int) -> bool:
        """Whether that tone is most of what came in the last half second."""
        last = self.heard[-25 * FRAME:]
        if len(last) < 25 * FRAME:
            return False
        total = sum(sample * sample for sample in last)
        turn = 2 * math.pi * hertz / 8_000
        real = sum(sample * math.cos(turn * n) for n, sample in enumerate(last))
        imaginary = sum(sample * math.sin(turn * n) for n, sample in enumerate(last))
        return total > 0 and 2 * (real ** 2 + imaginary ** 2) / len(last) / total > 0.8

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        if len(data) < 12 or data[1] & 0x7F != PCMA:
            return
        self.frames += 1
        self.heard += [decoded(byte) for byte in data[12:]]
        if self._speaking is None:
            self._speaking = asyncio.ensure_future(self._speak(address))

    async def _speak(self, address: tuple[str, int]) -> None:
        sequence, stamp = 1, 0
        while True:
            if self._presses is not None and 25 <= sequence < 28:
                done = 0x80 if sequence == 27 else 0
                event = struct.pack("!BBH", self._presses, 10 | done, (sequence - 24) * FRAME)
                self._packet(TELEPHONE_EVENT, sequence, 25 * FRAME, event, address)
            else:
                tone = bytes(encoded(round(8_000 * math.sin(2 * math.pi * self.hertz * (stamp + n) / 8_000)))
                             for n in range(FRAME))
                self._packet(PCMA, sequence, stamp, tone, address)
            sequence, stamp = sequence + 1, stamp + FRAME
            await asyncio.sleep(0.02)

    def _packet(self, kind: int, sequence: int, stamp: int, payload: bytes, address: tuple[str, int]) -> None:
        self._transport.sendto(struct.pack("!BBHII", 0x80, kind, sequence, stamp, 7) + payload, address)


def encoded(sample: int) -> int:
    """A-law, ITU-T G.711."""
    sign = 0x80 if sample >= 0 else 0
    size = min(abs(sample), 32_767) >> 4
    if size < 32:
        return (sign | size >> 1) ^ 0x55
    part = size.bit_length() - 5
    return (sign | part << 4 | size >> part & 0xF) ^ 0x55


def decoded(byte: int) -> int:
    byte ^= 0x55
    part, step = byte >> 4 & 7, byte & 0xF
    size = (step << 4) + 8 if part == 0 else ((step << 4) + 0x108) << part - 1
    return size if byte & 0x80 else -size
