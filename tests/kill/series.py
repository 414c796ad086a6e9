"""Kill after kill on one database: load, SIGKILL at a random moment, restart, and what must still be there."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from siharat.admin import road
from siharat.db import Tx
from siharat.people import citizens, officers, sessions
from siharat.people.officers import NewOfficer
from siharat.settings import Settings
from tests.conftest import province
from tests.kill.cluster import Cluster
from tests.kill.crowd import Crowd, first_alarm
from tests.kill.host import Nursery
from tests.property import invariants

ALARM_WITHIN_S = 5.0
DEAD_FOR_MS = 5_000
LONGEST_LIFE_S = 8.0
CALLS, STRIDE = 400, 37
"""So many writes and syncs are a few commits; the stride has no divisor in common, so that all come once."""
RINGING = text("SELECT id, wave FROM incident WHERE status = 'ringing'")
LAPSES = text("SELECT incident, count(*) AS times FROM log_line WHERE kind = 'lapsed' GROUP BY incident")
HOLDERS = text("SELECT incident, officer FROM claim")


@dataclass
class Town:
    """A settled data folder and the tokens of its people."""

    settings: Settings
    citizens: list[str]
    officers: list[str]

    @property
    def folder(self) -> Path:
        return self.settings.folder


@dataclass
class Result:
    kills: int = 0
    acknowledged: int = 0
    claims: int = 0
    checkpoints: int = 0
    flaws: list[str] = field(default_factory=list)
    rang_after_s: list[float] = field(default_factory=list)


def settle(folder: Path, database: str = "", people: int = 12, police: int = 8) -> Town:
    """``siharat init``, the province, and people who are signed in."""
    settings = Settings(data=str(folder), database=database)
    road.init(settings)
    road.write_here(settings, province)
    return Town(settings, *road.write_here(settings, _people, people, police))


def _people(tx: Tx, people: int, police: int) -> tuple[list[str], list[str]]:
    new = [NewOfficer(f"8000{number:04d}", f"Petugas {number}", "Bripka") for number in range(police)]
    signed_in = [sessions.open_session(tx, "officer", officer) for officer in officers.add(tx, "63.72", new)]
    warga = [sessions.open_session(tx, "citizen", citizens.add(tx, f"+62812345677{number:02d}", f"Warga {number}"))
             for number in range(people)]
    return warga, signed_in


def kills(town: Town, nursery: Nursery, count: int, seed: int, *, plants: tuple[str, ...] = (),
          longest_s: float = 0.4, at_calls: bool = False, stop_at_flaw: bool = False,
          tick: Callable[[], None] = lambda: None) -> Result:
    """Half of the times it stays dead long enough for everything that was planned to be due. ``at_calls``:
    killed not after some time but at its n-th write or sync; ``CALLS`` kills take each n once."""
    chance = random.Random(seed)
    crowd = Crowd(town.citizens, town.officers, chance)
    result = Result()
    serve = (town.folder, town.settings.database, plants)
    pid, port = nursery.serve(*serve)
    for number in range(count):
        if at_calls:
            asyncio.run(_live_until_call(crowd, nursery, pid, port, 1 + number * STRIDE % CALLS))
        else:
            asyncio.run(_live_and_die(crowd, nursery, pid, port, chance.uniform(0.05, longest_s)))
        asleep = chance.random() < 0.5
        known: dict[str, int] = {}
        if asleep:
            oversleep(town.settings)
            known = look(town, _ringing)  # before it lives: it may ring before anybody looks
        pid, port = nursery.serve(*serve)
        ringing = look(town, _ringing)
        if ringing:
            rang = asyncio.run(first_alarm(port, town.officers[0], ALARM_WITHIN_S, known))
            result.rang_after_s.append(rang or ALARM_WITHIN_S)
            if rang is None:
                result.flaws.append(f"I3: {len(ringing)} incidents ring, no phone rang in {ALARM_WITHIN_S} s")
        result.flaws += look(town, _flaws, crowd.memory.acknowledged, crowd.memory.winners)
        result.kills += 1
        tick()
        if stop_at_flaw and result.flaws:
            break
    nursery.kill(pid)
    result.acknowledged, result.claims = len(crowd.memory.acknowledged), crowd.memory.claims
    result.flaws += crowd.memory.strange
    return result


def outages(town: Town, nursery: Nursery, cluster: Cluster, count: int, seed: int, *,
            plants: tuple[str, ...] = (), stop_at_flaw: bool = False,
            tick: Callable[[], None] = lambda: None) -> Result:
    """The database server dies again and again; ours lives on, and takes presses once it is back."""
    chance = random.Random(seed)
    crowd = Crowd(town.citizens, town.officers, chance)
    result = Result()
    pid, port = nursery.serve(town.folder, town.settings.database, plants)
    for _ in range(count):
        before = len(crowd.memory.acknowledged)
        asyncio.run(_live_through(crowd, port, cluster, chance.uniform(0.5, 1.2)))
        result.flaws += look(town, _flaws, crowd.memory.acknowledged, crowd.memory.winners)
        if len(crowd.memory.acknowledged) == before:
            result.flaws.append("no press was taken")
        result.kills += 1
        tick()
        if stop_at_flaw and result.flaws:
            break
    nursery.kill(pid)
    result.acknowledged, result.claims = len(crowd.memory.acknowledged), crowd.memory.claims
    result.flaws += crowd.memory.strange
    return result


async def _live_through(crowd: Crowd, port: int, cluster: Cluster, after_s: float) -> None:
    life = asyncio.ensure_future(crowd.live(port, after_s + 0.5))
    await asyncio.sleep(after_s)
    await asyncio.to_thread(cluster.stop_at_once)
    await life
    await asyncio.to_thread(cluster.start)


async def _live_and_die(crowd: Crowd, nursery: Nursery, pid: int, port: int, after_s: float) -> None:
    life = asyncio.ensure_future(crowd.live(port, after_s + 5))
    await asyncio.sleep(after_s)
    nursery.kill(pid)
    await life


async def _live_until_call(crowd: Crowd, nursery: Nursery, pid: int, port: int, nth: int) -> None:
    calls = "pwrite64,fdatasync"
    strace = await asyncio.create_subprocess_exec(
        "strace", "-f", "-p", str(pid), "-o", "/dev/null", "-e", f"trace={calls}",
        "-e", f"inject={calls}:signal=SIGKILL:when={nth}", stderr=asyncio.subprocess.PIPE)
    try:
        assert strace.stderr is not None
        attached = await asyncio.wait_for(strace.stderr.readline(), 10)
        if b"attached" not in attached:
            raise RuntimeError(f"strace could not attach: {attached.decode().strip()}")
        before = time.monotonic()
        await crowd.live(port, LONGEST_LIFE_S)
        if time.monotonic() - before >= LONGEST_LIFE_S:
            crowd.memory.strange.append(f"the server never came to its write or sync number {nth}")
    finally:
        nursery.kill(pid)
        await strace.wait()


def look(town: Town, work: Callable[..., Any], *args: Any) -> Any:
    return road.read(town.settings, work, *args)


def _ringing(tx: Tx) -> dict[str, int]:
    return {row.id: row.wave for row in tx.all(RINGING)}


def _flaws(tx: Tx, acknowledged: Mapping[str, str], winners: Mapping[str, set[str]]) -> list[str]:
    found = [*invariants.lasting(tx), *invariants.lost(tx, acknowledged)]
    lapses = {row.incident: row.times for row in tx.all(LAPSES)}
    holders = {(row.incident, row.officer) for row in tx.all(HOLDERS)}
    for incident, won in winners.items():
        if len(won) > 1 + lapses.get(incident, 0):
            found.append(f"I2: {incident} was won by {len(won)} officers")
        found += [f"the claim of {officer} on {incident} was answered and is lost" for officer in won
                  if (incident, officer) not in holders]
    return found


def oversleep(settings: Settings) -> None:
    """As if the server had been dead for a while: what was planned is due."""
    statement = f"UPDATE wakeup SET due_at = due_at - {DEAD_FOR_MS}"
    if settings.database:
        with psycopg.connect(settings.database) as connection:
            connection.execute(statement)
        return
    connection = sqlite3.connect(settings.folder / "siharat.db", timeout=5)
    with connection:
        connection.execute(statement)
    connection.close()


def started_within(nursery: Nursery, town: Town) -> float:
    started = time.monotonic()
    pid, _ = nursery.serve(town.folder, town.settings.database)
    took = time.monotonic() - started
    nursery.kill(pid)
    return took
