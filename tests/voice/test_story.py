"""From the press to the call-back, over the whole application and real telephones, on the loop that serves."""

from __future__ import annotations

import asyncio
import uuid

import uvloop

from siharat.admin import road
from siharat.app import compose
from siharat.claim import actions as claim
from siharat.incident import log
from siharat.people import officers, sessions
from siharat.people.officers import NewOfficer
from siharat.ring import store as rings
from siharat.settings import Settings
from tests.conftest import province
from tests.story.cast import LOKTABAT, request
from tests.voice.conftest import needs_telephones, speaks_briefly
from tests.voice.phones import Network, number, until

pytestmark = needs_telephones


def two_officers_with_telephones(tx):
    province(tx)
    tokens = []
    for nrp, name, phone in (("80000001", "Andi", number("takes")), ("80000002", "Nur", number("rings"))):
        (officer,) = officers.add(tx, "63.72", [NewOfficer(nrp, name, "Bripka")])
        officers.add_device(tx, officer, "voice", phone)
        tokens.append(sessions.open_session(tx, "officer", officer))
    return tokens


async def a_press_rings_is_taken_by_1_and_called_back(folder):
    speaks_briefly(folder / "voice")
    network = await Network.open(folder, {})
    settings = Settings(data=str(folder), voice_trunk=f"127.0.0.1:{network.port}", voice_listen="127.0.0.1:0",
                        voice_per_second=100)
    await asyncio.to_thread(road.init, settings)
    app = compose(settings, keys=road.open_keys(settings))
    try:
        async with app.running():
            db = app.services.db
            await db.write(two_officers_with_telephones)
            voice = app.services.channel("voice")
            await until(lambda: voice._exchange is not None and voice._exchange.lines.free() is not None)
            siti = (await request(app, "POST", "/api/v1/citizens", {"phone": number("answers"), "name": "Siti"})).body
            press = {"id": str(uuid.uuid4()), "location": LOKTABAT, "mode": "loud"}
            incident = (await request(app, "POST", "/api/v1/alarms", press, siti["token"])).body["incident"]["id"]

            await until(lambda: number("answers") in network.of("up"), within=20)
            await until(lambda: network.of("cancelled") == [number("rings")])
            while (await db.read(lines_of, incident)).count("call_back") < 2:  # noqa: ASYNC110  another process rings no bell
                await asyncio.sleep(0.02)
            states = {row.kind: row.state for row in await db.read(rings.of_incident, incident) if row.opened_at}
            assert states == {"voice": "opened"}, "the digit proved that this telephone rang"
            assert await db.read(claim.holder, incident) is not None
    finally:
        await network.close()


def lines_of(tx, incident):
    return [line.kind for line in log.of_incident(tx, incident, "63.72")]


def test_a_press_rings_is_taken_by_1_and_called_back(tmp_path):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(a_press_rings_is_taken_by_1_and_called_back(tmp_path))
