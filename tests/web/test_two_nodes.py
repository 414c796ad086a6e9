"""Two servers on one PostgreSQL: a press at one rings the phones of the other, doorbell or not."""

from __future__ import annotations

import asyncio
import time
import uuid

import pytest

from siharat.app import Application, compose
from siharat.bus import InProcessBus
from siharat.kernel import SystemClock
from siharat.kernel.identity import Identity
from siharat.kernel.sealing import Keyring
from siharat.people import citizens, officers, sessions
from siharat.people.officers import NewOfficer
from siharat.settings import Settings
from tests.story.cast import LOKTABAT, Listener, Stage, request


def people(tx):
    citizen = citizens.add(tx, "+6281234567731", "Siti Aisyah")
    (officer,) = officers.add(tx, "63.72", [NewOfficer("80010001", "Andi", "Bripka")])
    return sessions.open_session(tx, "citizen", citizen), sessions.open_session(tx, "officer", officer)


async def heard(phone: Listener, kind: str, within_s: float) -> float:
    """Seconds until the phone heard an event of that kind."""
    started = time.monotonic()
    while kind not in phone.kinds():
        assert time.monotonic() - started < within_s, f"no {kind} within {within_s} s; only {phone.kinds()}"
        await asyncio.sleep(0.005)
    return time.monotonic() - started


async def press_here_ring_there(here: Application, there: Application, within_s: float) -> None:
    async with here.running(), there.running():
        siti, andi = await here.services.db.write(people)
        phone = Listener(Stage(there, asyncio.get_running_loop()), andi)
        phone._task = asyncio.ensure_future(phone._listen({}))
        await asyncio.sleep(0.2)
        press = {"id": str(uuid.uuid4()), "location": LOKTABAT}
        answer = await request(here, "POST", "/api/v1/alarms", press, siti)
        await heard(phone, "alarm", within_s)
        claim = await request(there, "POST", f"/api/v1/incidents/{answer['incident']['id']}/claim", None, andi)
        assert claim.status == 200
        again = await request(here, "POST", f"/api/v1/incidents/{answer['incident']['id']}/claim", None, andi)
        assert again.body == claim.body
        phone._left.set()
        await phone._task


@pytest.mark.parametrize(("deaf", "within_s"), [(False, 1.0), (True, 3.0)])
def test_a_press_at_one_node_rings_the_phones_of_the_other(postgres_url, tmp_path, deaf, within_s):
    """``deaf``: no doorbell at all between them. The sweep of each second finds it all the same."""
    settings = Settings(data=str(tmp_path), database=postgres_url)
    keys = Keyring.fresh(Identity(SystemClock()))
    here, there = (compose(settings, channels=(), keys=keys, bus=InProcessBus() if deaf else None)
                   for _ in range(2))
    asyncio.run(press_here_ring_there(here, there, within_s))

