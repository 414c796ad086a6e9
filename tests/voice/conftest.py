"""A station with a telephone: the real channel, the real baresip, sipp as everybody it rings."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from siharat.ring.channels import Delivery, Heard, Outgoing, Reply
from siharat.ring.channels.voice import Voice
from siharat.ring.channels.voice.plan import DialPlan
from siharat.ring.channels.voice.trunk import Trunk, trunk
from tests.voice.phones import Network, number, until

MISSING = [name for name in ("baresip", "sipp", "espeak-ng") if shutil.which(name) is None]
needs_telephones = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (apt install baresip-core sip-tester espeak-ng)")


def settings(port: int, **more) -> Trunk:
    return trunk(**{"trunk": f"127.0.0.1:{port}", "user": "", "password": "", "number": "", "lines": 6,
                    "per_second": 100, "ring_s": 30, "listen": "127.0.0.1:0", **more})


@dataclass
class Station:
    """Rings like the story does, and answers what the story would."""

    voice: Voice
    network: Network
    heard: list[Heard] = field(default_factory=list)
    delivered: list[Delivery] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=lambda: {
        "take": Reply("taken", "i1", "SHR-1", citizen_name="Siti", citizen_phone=number("answers")),
        "decline": Reply("declined", "i1")})

    async def hear(self, heard: Heard) -> Reply:
        self.heard.append(heard)
        return self.replies.get(heard.said, Reply("noted"))

    def said(self) -> list[str]:
        return [heard.said for heard in self.heard]

    async def rings(self, *addresses: str, incident: str = "i1", first: int = 1, ttl_s: int = 60, **more) -> None:
        await self.sends([{"type": "alarm", "locality": "Loktabat", **more}] * len(addresses), addresses, incident,
                         first, ttl_s)

    async def falls_silent(self, *addresses: str, incident: str = "i1") -> None:
        await self.sends([{"type": "silence", "why": "claimed"}] * len(addresses), addresses, incident, 1, 60)

    async def sends(self, messages, addresses, incident, first, ttl_s) -> None:
        await self.voice.send(
            [Outgoing(first + at, address, json.dumps({**message, "incident": {"id": incident, "code": "SHR-1"}})
                      .encode(), incident, ttl_s, True)
             for at, (message, address) in enumerate(zip(messages, addresses, strict=True))],
            self.delivered.append)

    def states(self) -> dict[int, str]:
        return {each.ring_id: each.state for each in self.delivered}

    @property
    def lines(self):
        return self.voice._exchange.lines

    async def ready(self) -> None:
        await until(lambda: self.voice._exchange is not None and self.lines.free() is not None)

    async def quiet(self) -> None:
        """Every line is free again."""
        await until(lambda: all(line.free for line in self.lines.all))


@asynccontextmanager
async def station(folder: Path, plan: DialPlan | None = None, **more) -> AsyncIterator[Station]:
    network = await Network.open(folder)
    voice = Voice(folder / "voice", settings(network.port, **more), plan or DialPlan())
    here = Station(voice, network)
    listening = asyncio.ensure_future(voice.listen(here.hear))
    try:
        await here.ready()
        yield here
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await network.close()
