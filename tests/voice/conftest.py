"""A station with a telephone: the real channel, the real baresip, sipp as everybody it rings."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pytest

from siharat.kernel.clock import VirtualClock
from siharat.ring.budget import Budget
from siharat.ring.channels import Delivery, Heard, Outgoing, Reply
from siharat.ring.channels.voice import Voice, speech
from siharat.ring.channels.voice.plan import DialPlan
from siharat.ring.channels.voice.rules import Patience
from siharat.ring.channels.voice.speech import kept_in
from siharat.ring.channels.voice.trunk import Trunk, trunk
from tests.voice.handset import Handset
from tests.voice.phones import Network, number, until

MISSING = [name for name in ("baresip", "sipp", "espeak-ng") if shutil.which(name) is None]
needs_telephones = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (apt install baresip-core sip-tester espeak-ng)")

OFFICER_HZ, CITIZEN_HZ = 700, 1_100


def settings(port: int, **more) -> Trunk:
    return trunk(**{"trunk": f"127.0.0.1:{port}", "user": "", "password": "", "number": "", "lines": 6,
                    "per_second": 100, "listen": "127.0.0.1:0", **more})


@dataclass
class Station:
    """Rings like the story does, and answers what the story would."""

    voice: Voice
    network: Network
    officer: Handset
    citizen: Handset
    heard: list[Heard] = field(default_factory=list)
    delivered: list[Delivery] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)

    story: Callable[[Heard], Reply] | None = None
    """Answers instead of ``replies``."""

    async def hear(self, heard: Heard) -> Reply:
        self.heard.append(heard)
        return self.story(heard) if self.story else self.replies.get(heard.said, Reply("noted"))

    def said(self) -> list[str]:
        return [heard.said for heard in self.heard]

    def winner_gets(self, phone: str | None, caution: str = "") -> None:
        """Whoever takes it is to call this number, unless there is a reason not to."""
        self.replies["take"] = Reply("taken", "i1", "SHR-1", citizen_name="Siti", citizen_phone=phone, caution=caution)

    async def rings(self, *addresses: str, incident: str = "i1", first: int = 1, ttl_s: int = 60, **more) -> None:
        message = {"type": "alarm", "locality": "Loktabat", "incident": {"id": incident, "code": "SHR-1"}, **more}
        await self.voice.send([Outgoing(first + at, address, json.dumps(message).encode(), incident, ttl_s, True)
                               for at, address in enumerate(addresses)], self.delivered.append)

    async def falls_silent(self, *addresses: str, incident: str = "i1") -> None:
        await self.rings(*addresses, incident=incident, first=1_000, type="silence", why="claimed")

    def states(self) -> dict[int, str]:
        return {each.ring_id: each.state for each in self.delivered}

    def details(self) -> dict[int, str]:
        return {each.ring_id: each.detail for each in self.delivered}

    @property
    def lines(self):
        return self.voice._exchange.lines

    def open(self) -> bool:
        return self.voice._exchange is not None and self.lines.free() is not None

    def quiet(self) -> bool:
        """Every line is free again."""
        return all(line.free for line in self.lines.all)


def speaks_briefly(folder: Path) -> None:
    """What is said in every call is half a second of tone: it is here to be heard, not understood."""
    folder.mkdir()
    for text in (*speech.FIXED, speech.alarm("Loktabat"), speech.alarm("Loktabat", "drill")):
        kept_in(folder, text).write_bytes(speech.tone(500, 0.5))


@asynccontextmanager
async def station(folder: Path, plan: DialPlan | None = None, patience: Patience | None = None,
                  kind: type[Trunk] = Trunk, calls: int = 1_000, of: str | None = None,
                  **more) -> AsyncIterator[Station]:
    officer, citizen = await Handset.open(OFFICER_HZ, presses=1), await Handset.open(CITIZEN_HZ)
    network = await Network.open(folder, {"officer": officer.port, "citizen": citizen.port})
    way_out = kind(**asdict(settings(network.port, **more)))
    patience = replace(patience or Patience(), stop_s=0.05)
    budget = Budget(folder / "spent", calls, VirtualClock(), "Asia/Makassar")
    voice = Voice(folder / "voice", way_out, plan or DialPlan(), budget, patience, of)
    speaks_briefly(folder / "voice")
    here = Station(voice, network, officer, citizen)
    here.winner_gets(number("answers"))
    listening = asyncio.ensure_future(voice.listen(here.hear))
    try:
        await until(here.open)
        yield here
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await network.close()
        officer.close()
        citizen.close()
