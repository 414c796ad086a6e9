from __future__ import annotations

import itertools
import json
import time
from pathlib import Path

import pytest

from siharat.kernel import SystemClock
from siharat.kernel.identity import Identity
from siharat.ring.budget import Budget
from siharat.ring.channels import Delivery, Heard, Outgoing, Reply
from siharat.ring.channels.sms import Sms
from siharat.ring.channels.sms.gateway import Gateway
from siharat.ring.channels.sms.spool import FOLDERS, Spool
from siharat.ring.patience import Patience
from siharat.ring.posting import Postman

ANDI = "+6281234560001"
INCIDENT = {"id": "0193a5c0-0000-7000-8000-000000000001", "code": "SHR-7K4M2P"}
ALARM = {"type": "alarm", "incident": INCIDENT, "locality": "Loktabat Selatan", "wave": 1, "ring_id": "7"}
SILENCE = {"type": "silence", "incident": INCIDENT, "why": "claimed", "claimed_by": "Bripka Andi Saputra"}
rings = itertools.count(1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    for name in FOLDERS:
        (tmp_path / "sms" / name).mkdir(parents=True, exist_ok=True)
    return tmp_path / "sms"


def channel(road: Spool | Gateway, folder: Path, ceiling: int = 200, **more: object) -> Sms:
    postman = Postman(time.monotonic, lambda: 0.5, Patience(tries=2, try_s=0.2, pause_s=0.01))
    return Sms(road, Budget(folder / "count", ceiling, SystemClock(), "Asia/Makassar"), postman, ["+628"], **more)


def by_modem(folder: Path, modem_s: float = 0.6) -> Spool:
    return Spool(folder, SystemClock(), Identity(SystemClock()), modem_s)


def to(number: str, message: dict, ttl_s: int = 60) -> Outgoing:
    return Outgoing(next(rings), number, json.dumps(message).encode(), INCIDENT["id"], ttl_s, True)


async def deliver(carrier: Sms, *messages: Outgoing) -> list[Delivery]:
    settled: list[Delivery] = []
    await carrier.send(messages, settled.append)
    assert sorted(each.ring_id for each in settled) == sorted(each.ring_id for each in messages), "each exactly once"
    return settled


class Claims:
    """The claim as the channel sees it: Andi is an officer, everybody else is not."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.breaks = False

    async def __call__(self, heard: Heard) -> Reply:
        if self.breaks:
            self.breaks = False
            raise OSError("the database is gone")
        self.heard.append(heard)
        if heard.said == "written":
            return Reply("rings", "i")
        if heard.address != ANDI:
            return Reply("unknown")
        if heard.said == "decline":
            return Reply("declined", "i", "SHR-7K4M2P")
        return Reply("taken", "i", "SHR-7K4M2P", "Loktabat", None, "Siti Aisyah",
                     citizen_phone="+6281234567731")
