"""A station on a real clock and a real database, where officers race for an incident.

A race: some officers claim one incident at the same moment, each in a unit of work of its own. Then the
claim is given back and they race again; after some rounds it is closed and the next citizen presses.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from siharat import story
from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.claim import actions as claims
from siharat.close import actions as closing
from siharat.db import Database
from siharat.kernel import Identity, Keyring, Problem, SystemClock
from siharat.people import citizens, officers, sessions
from siharat.people.access import OfficerCaller
from siharat.people.officers import NewOfficer
from tests.story.cast import LOKTABAT

STATION, PATH = "63.72", "/63/63.72/"
OFFICERS = 16
TRACKS = 4
"""Incidents raced for at the same time: their claims share commits and fight for the books."""
ROUNDS = 25
"""Races for one incident before the next citizen presses: its book stays short."""


LIVE = text("SELECT count(*) FROM claim WHERE incident = :incident AND ended_at IS NULL")


class Arena:
    """``nodes`` instances of the database layer on one PostgreSQL are as many servers; SQLite has one."""

    def __init__(self, url: str, folder: Path, seed: int, nodes: int = 1) -> None:
        self.chance = random.Random(seed)
        identity = Identity(SystemClock())
        self.keys = Keyring.load_or_create(folder / "keys.json", identity)
        self.nodes = [Database.connect(url, SystemClock(), identity, self.keys, join=story.join)
                      for _ in range(nodes)]
        self.doubles: list[str] = []
        self.races = 0

    async def __aenter__(self) -> Arena:
        for node in self.nodes:
            await node.open()
        found = await self.nodes[0].write(_people)
        self.officers = [OfficerCaller(officer, STATION, PATH, "officer") for officer in found[:-1]]
        self.desk = OfficerCaller(found[-1], STATION, PATH, "operator")
        self.tokens = [await self.nodes[0].write(_citizen) for _ in range(TRACKS)]
        return self

    async def __aexit__(self, *error: object) -> None:
        for node in self.nodes:
            await node.close()

    async def race(self, count: int, tick: Callable[[], None] = lambda: None) -> None:
        """``count`` races; what went wrong is in ``doubles``."""
        self._left = count
        await asyncio.gather(*(self._track(token, tick) for token in self.tokens))

    async def _track(self, token: str, tick: Callable[[], None]) -> None:
        incident, number = "", 0
        while self._left > 0:
            self._left -= 1
            if number % ROUNDS == 0:
                if incident:
                    await self._any().write(closing.close, self.desk, incident, "test", None)
                incident = await self.press(token)
            await self._once(incident)
            number += 1
            tick()

    async def _once(self, incident: str) -> None:
        running = self.chance.sample(self.officers, self.chance.randint(4, OFFICERS))
        answers = await asyncio.gather(*(self._any().write(claims.claim, caller, incident, lane="press")
                                         for caller in running), return_exceptions=True)
        winners = [answer["claimed_by"]["name"] for answer in answers if isinstance(answer, dict)]
        strange = [answer for answer in answers if not isinstance(answer, dict | Problem)]
        told = {answer.extra["claimed_by"]["name"] for answer in answers
                if isinstance(answer, Problem) and answer.code == "already_claimed"}
        live = await self.nodes[0].read(_live, incident)
        self.races += 1
        if len(winners) != 1 or live != 1 or strange or told - set(winners):
            self.doubles.append(f"race {self.races} of {len(running)}: winners {winners}, {live} live claims, "
                                f"losers were told {sorted(told)} {strange}")
        await self.nodes[0].write(claims.release, self.desk, incident, "again")

    async def press(self, token: str) -> str:
        body = {"id": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), "location": LOKTABAT}
        press = read_press(body, SystemClock().now())
        done = await self._any().write(raise_alarm, press, token, lane="press")
        return done.incident.id

    def _any(self) -> Database:
        return self.chance.choice(self.nodes)


def _people(tx: Any) -> list[str]:
    new = [NewOfficer(f"8000{number:04d}", f"Petugas {number}", "Bripka") for number in range(OFFICERS)]
    desk = NewOfficer("80009999", "Meja", "Aiptu", role="operator")
    return officers.add(tx, STATION, [*new, desk])


def _citizen(tx: Any) -> str:
    return sessions.open_session(tx, "citizen", citizens.add(tx, "+6281234567731", "Siti"))


def _live(tx: Any, incident: str) -> int:
    return int(tx.value(LIVE, incident=incident))
