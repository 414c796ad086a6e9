"""End to end: our alarm out of the outbox of a real ``gammu-smsd``, an SMS into its phone, and it is claimed."""

from __future__ import annotations

import asyncio
import shutil
import uuid

import pytest

from siharat.app import compose
from siharat.people import officers, sessions
from siharat.people.officers import NewOfficer
from siharat.settings import Settings
from tests.conftest import settle_province
from tests.sms.conftest import ANDI
from tests.sms.daemon import Modem
from tests.story.cast import LOKTABAT, request

pytestmark = [pytest.mark.anyio,
              pytest.mark.skipif(not shutil.which("gammu-smsd"), reason="apt install gammu-smsd")]


def hire(tx, name):
    (officer,) = officers.add(tx, "63.72", [NewOfficer(f"8{len(name):07d}", name, "Bripka")])
    return sessions.open_session(tx, "officer", officer)


async def happens(what, within_s: float = 30.0):
    """Waits until it is true."""
    for _ in range(int(within_s / 0.05)):
        if await what():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen")


async def test_an_alarm_reaches_a_telephone_and_its_answer_claims_it(tmp_path):
    modem = Modem(tmp_path)
    settings = Settings(data=str(tmp_path), sms_spool=str(modem.spool))
    await settle_province(settings.database_url)
    app = compose(settings)
    app.services.channels[:] = [each for each in app.services.channels if each.kind == "sms"]
    with modem.running():
        async with app.running():
            andi = await app.services.db.write(hire, "Andi Saputra")
            added = await request(app, "POST", "/api/v1/devices", {"kind": "sms", "address": "0812-3456-0001"}, andi)
            assert added.status == 201
            siti = await request(app, "POST", "/api/v1/citizens", {"phone": "081234567731", "name": "Siti Aisyah"})
            press = {"id": str(uuid.uuid4()), "location": LOKTABAT}
            pressed = await request(app, "POST", "/api/v1/alarms", press, siti["token"])
            code = pressed["incident"]["code"]

            await happens(lambda: heard(modem, f'to "{ANDI}" with text "ALARM {code} Loktabat'))
            modem.is_sent_by("+6281299999999", "AMBIL")
            modem.is_sent_by(ANDI, "Ambl.")
            await happens(lambda: heard(modem, f'to "{ANDI}" with text "{code}: ANDA yang mengambil. '
                                               'Telepon sekarang +6281234567731, Siti Aisyah'))
            seen = await request(app, "GET", f"/api/v1/incidents/{pressed['incident']['id']}", None, andi)
            assert (seen["status"], seen["claimed_by"]["name"]) == ("claimed", "Bripka Andi Saputra")
            assert 'to "+6281299999999"' not in modem.log(), "a stranger is told nothing"

            modem.is_sent_by("+6281277777777", "tlong ada maling")
            await happens(lambda: raised_by_sms(app, andi))


async def raised_by_sms(app, token: str) -> bool:
    found = (await request(app, "GET", "/api/v1/incidents?status=ringing", None, token))["incidents"]
    return [each["road"] for each in found] == ["sms"]


async def heard(modem: Modem, words: str) -> bool:
    return words in modem.log()
