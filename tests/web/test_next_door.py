"""A station's own words, in nothing that the station beside it is ever sent: no stream, no push, no answer, no export.

The evening of ``canaries.py`` in Banjarmasin; then every role of Banjarbaru asks for everything, with the ids of the
others in its hand. What is asked are all rows of the access table, so that a new route is listened to as well.
"""

from __future__ import annotations

import asyncio
import io
import zipfile

import pytest

from siharat.people import access
from siharat.people.roles import ROLES
from tests.conftest import play
from tests.story.cast import scope
from tests.story.conftest import hire
from tests.story.test_08_by_push_too import PushService
from tests.web.access_bodies import BODIES
from tests.web.access_table import ROWS, Row
from tests.web.canaries import CANARY, NUMBERS, Evening, unmarked
from tests.web.world import Scene, World

ENDS_THE_SESSION = ("sign-out", "revoke-all", "keluar", "/me/erasure", "/data/hapus")


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


@pytest.fixture
def evening(stage):
    return Evening(stage)


class Ear:
    """Every byte that an open stream is sent."""

    def __init__(self, stage, token, door=""):
        self.bytes = b""
        stage.loop.create_task(self._listen(stage.app, token, f"?door={door}" if door else ""))
        stage.after(0.05)

    async def _listen(self, app, token, query):
        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            self.bytes += message.get("body", b"")

        await app(scope("GET", f"/api/v1/stream{query}", token), receive, send)


class Asker(Scene):
    """Knocks for what is of the other station, with a token that is there already."""

    def __init__(self, evening: Evening) -> None:
        self.world = World.__new__(World)
        self.world.stage = evening.stage
        self.evening = evening

    def fill(self, path: str) -> str:
        return self.evening.fill(path)


def asked_for(evening: Evening, token: str | None, rows: list[Row]) -> list[tuple[str, str]]:
    """What every one of these calls is answered, also with the other station's code in the place of the own. What
    somebody has asked for by its id stands in the answer's address: they knew it before."""
    asker, found = Asker(evening), []
    for row in rows:
        if row.asked.endswith(ENDS_THE_SESSION):
            continue
        for address in dict.fromkeys((row.address, row.address.replace("63.72", "63.71"))):
            answer = asker.knock_with(token, row.method, asker.fill(address), BODIES.get(row.asked))
            said = str(answer) + opened(answer.raw)
            for name, known in evening.ids.items():
                said = said.replace(known, "") if f"{{{name}}}" in address else said
            found.append((f"{row.method} {address}", said))
    return found


def opened(raw: bytes) -> str:
    """The pages of a spreadsheet: packed, nothing would be found in them."""
    if not raw.startswith(b"PK"):
        return ""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def crossed(evening: Evening, answers: list[tuple[str, str]]) -> list[str]:
    return [f"{mark} in {where}" for where, said in answers for mark in sorted(evening.marks) if mark in said]


def test_every_sealed_field_of_theirs_bears_a_canary(evening):
    assert unmarked(evening.stage) == [], "a field has no canary: let the evening write into it"


def register(stage, officer, address):
    body = {"kind": "web_push", "subscription": address}
    assert stage.call("POST", "/api/v1/devices", body, officer.token).status == 201


def test_no_byte_of_the_other_station_is_ever_sent_here(stage, database_url, evening, push):
    """Every role of the station, its citizens and nobody; streams that were open all the time, pushes, answers."""
    here = {role: hire(stage, "63.72", "Bripka", f"Budi {role}", role) for role in ROLES}
    register(stage, here["officer"], "a phone of ours")
    ears = [Ear(stage, officer.token, door) for officer in here.values() for door in ("", "komando", "polda")]
    siti = stage.call("POST", "/api/v1/citizens", {"phone": "+6281234567731", "name": "Siti Aisyah"})["token"]
    ears.append(Ear(stage, siti))
    evening.another_alarm()
    own = stage.call("POST", "/api/v1/alarms", {
        "id": stage.app.services.identity.uuid7(), "mode": "loud",
        "location": {"lat": -3.4402, "lon": 114.8211, "accuracy_m": 8}}, siti)["incident"]
    here["officer"].claims(own["id"])
    stage.after(20)
    heard = [(f"stream {at}", ear.bytes.decode()) for at, ear in enumerate(ears)]
    heard.append(("push", str([each.body for each in push.carried if each.address == "a phone of ours"])))
    assert [where for where, said in heard if own["code"] not in said] == [], "they hear their own"
    rows = ROWS if "sqlite" in database_url else [row for row in ROWS if row.method == "GET"]
    for token in [*(officer.token for officer in here.values()), siti, None]:
        heard += asked_for(evening, token, rows)
    assert len(heard) > 800
    assert crossed(evening, heard) == []


def test_negative_control_the_canaries_sing_at_home_and_above(stage, evening, yusuf):
    """Their own people and the province read them by the same questions: what is silent above is not silent there."""
    rows = [row for row in ROWS if row.method == "GET"]
    tokens = [evening.people["administrator"].token, evening.people["officer"].token]
    home = "".join(said for token in tokens for _, said in asked_for(evening, token, rows))
    heard = [word for word in evening.words if word in home]
    assert len(heard) > 25, heard
    assert NUMBERS in home, "who had taken it"
    ear = Ear(stage, yusuf.token, "komando")
    above = str(asked_for(evening, yusuf.token, rows))
    assert CANARY in above
    assert evening.ids["code_of_it"] in above
    evening.another_alarm()
    stage.after(2)
    assert CANARY in ear.bytes.decode()


def nobody_looks(monkeypatch):
    monkeypatch.setattr(access, "may_see", lambda caller, incident: True)


def no_filter_by_station(monkeypatch):
    right = access._with_right
    monkeypatch.setattr(access, "_with_right",
                        lambda which, caller, path, what: right(which, caller, caller.path, what))


@pytest.mark.parametrize("fault", [nobody_looks, no_filter_by_station])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_a_planted_fault_is_heard_next_door(stage, evening, monkeypatch, fault):
    boss = hire(stage, "63.72", "Bripka", "Budi", "administrator")
    rows = [row for row in ROWS if row.method == "GET"]
    assert crossed(evening, asked_for(evening, boss.token, rows)) == []
    fault(monkeypatch)
    assert crossed(evening, asked_for(evening, boss.token, rows)) != []
