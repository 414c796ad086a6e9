"""Years later: the same presses over a million past incidents, beside the same over ten thousand.

The past is as the product leaves it behind: incident, alarm, seven lines of the log, one claim, and the rings of
all phones folded into one row (``ring.fold``).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench import evaluations, servers
from bench import scene as scenes
from bench.measure import Bench, workshop
from bench.presses import AT_ONCE, PAUSE_US, PHONES, WARM
from bench.programs import load, write_records
from bench.scene import STATION, Scene
from siharat.admin import road
from siharat.db import Database
from siharat.evaluate import settled
from siharat.kernel import Identity
from siharat.kernel.clock import DAY, SystemClock
from siharat.ring.fold import Folded, pack
from siharat.settings import Settings

FEW = 10_000
CITIZENS = 5_000

NUMBERS = "WITH RECURSIVE past(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM past WHERE n < :last) "
ID = "printf('01900000-0000-7000-8000-%012x', n)"
AT = ":now - :year + n * (:year - :day) / (:last + 1)"
STORY = """(0, 0, 0, 'raised', '{"mode":"loud"}'), (1, 3000, 7, 'claimed', '{"name":"Andi"}'),
    (2, 20000, 11, 'call_back', '{"outcome":"reached"}'), (3, 40000, 13, 'movement', '{"status":"en_route"}'),
    (4, 340000, 17, 'movement', '{"status":"on_scene"}'), (5, 900000, 19, 'movement', '{"status":"clear"}'),
    (6, 1190000, 23, 'closed', '{"disposition":"genuine"}')"""
"""What the log tells of each: after how many milliseconds, and a factor that lets them differ."""
AFTER = "line.column2 + n * line.column3 % 9000"
PAST = {
    "citizens": f"""WITH RECURSIVE past(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM past WHERE n < {CITIZENS - 1})
        INSERT INTO citizen (id, phone, phone_blind, name, created_at)
        SELECT 'past' || n, hex(randomblob(30)), hex(randomblob(20)), hex(randomblob(30)), :now FROM past""",
    "incidents": f"""{NUMBERS} INSERT INTO incident (id, code, station, citizen, status, mode, lat, lon, accuracy_m,
        located_at, locality, phones, wave, escalation, policy, opened_at, closed_at, disposition)
        SELECT {ID}, hex(randomblob(4)) || n, :station, 'past' || (n % {CITIZENS}), 'closed', 'loud', -3.45, 114.8, 8,
        {AT}, 'Loktabat Utara', :phones, 1, 0, '{{}}', {AT}, {AT} + 1200000, 'genuine' FROM past""",
    "concerns": f"{NUMBERS} INSERT INTO concern (incident, station) SELECT {ID}, :station FROM past",
    "alarms": f"""{NUMBERS} INSERT INTO alarm (id, incident, citizen, received_at, mode, lat, lon, flags)
        SELECT lower(hex(randomblob(16))) || n, {ID}, 'past' || (n % {CITIZENS}), {AT}, 'loud', -3.45, 114.8, ''
        FROM past""",
    "claims": f"""{NUMBERS} INSERT INTO claim (incident, officer, at, lapses_at, ended_at, ended_why)
        SELECT {ID}, :officer, {AT}, {AT}, {AT}, 'closed' FROM past""",
    "rings": f"{NUMBERS} INSERT INTO ring_fold (incident, ledger) SELECT {ID}, :ledger FROM past",
    "log": f"""{NUMBERS} INSERT INTO log_line
        (station, position, incident, kind, at, actor, payload, salt, payload_digest, digest)
        SELECT :station, ({AT} + {AFTER}) * 1000 + line.column1, {ID}, line.column4, {AT} + {AFTER},
        'officer:' || :officer, line.column5, hex(randomblob(8)), hex(randomblob(32)), hex(randomblob(32))
        FROM past, (VALUES {STORY}) AS line""",
}
YEAR = 365 * DAY
END_ALL = ("UPDATE incident SET status = 'closed', closed_at = opened_at, disposition = 'test' WHERE closed_at IS NULL",
           "DELETE FROM wakeup")


def long_past(bench: Bench) -> None:
    many = 50_000 if bench.quick else 1_000_000
    count = 100 if bench.quick else 400
    alone = 20 if bench.quick else 60
    with workshop() as folder:
        scene = scenes.settle(folder / "scene", PHONES, (bench.runs + 1) * (count + alone + WARM))
        few, long = (Years(scene, folder, past, count, alone, bench.step) for past in (FEW, many))
        mine, before = bench.alternated(f"Presses over {many:,} past incidents, and over {FEW:,}", long.run, few.run)
        size = long.size_gb()
        bench.step(f"Evaluating {many:,} incidents of the log")
        recorded = evaluations.evaluated(long.settings, "json", *evaluations.last_year())
    for name, figure in (("32 at once", lambda run: run["together"]["seconds"] / count * 1e3),
                         ("one alone, p50", lambda run: run["alone"]["p50_us"] / 1e3)):
        bench.compared(f"{many:,} past incidents: {name}", f"with {FEW:,}", [figure(run) for run in mine],
                       [figure(run) for run in before], "ms a press", 1.15, 1.08, "less", database_gb=round(size, 2),
                       cpu_ms_per_press=round(median(run["cpu_ms"] for run in mine), 3))
    evaluations.add_rows(bench, f"{many:,} recorded incidents", "json", [recorded])


class Years:
    """A database with so many past incidents; each run presses as other citizens."""

    def __init__(self, scene: Scene, folder: Path, past: int, count: int, alone: int,
                 step: Callable[[str], None]) -> None:
        self._scene, self._folder = scene, folder
        self._count, self._alone = count, alone
        self._next = 0
        self.settings = scene.copy(folder / f"past-{past}")
        live_through(self.settings, past, step)
        step(f"Living through {past:,} incidents: settled")
        asyncio.run(settle(self.settings))

    def run(self) -> dict[str, Any]:
        warm, together, alone = (self._requests(count) for count in (WARM, self._count, self._alone))
        with servers.product(self.settings) as server:
            load(server.port, warm, AT_ONCE)
            server.wait_until_idle()
            before = server.cpu_s()
            found: dict[str, Any] = {"together": load(server.port, together, AT_ONCE)}
            server.wait_until_idle()
            found["cpu_ms"] = (server.cpu_s() - before) * 1e3 / self._count
            found["alone"] = load(server.port, alone, 1, PAUSE_US)
        self._end_all()
        return found

    def size_gb(self) -> float:
        return (self.settings.folder / "siharat.db").stat().st_size / 1e9

    def _requests(self, count: int) -> Path:
        numbers = range(self._next, self._next + count)
        self._next += count
        return write_records(self.settings.folder / f"requests-{numbers.start}",
                             [scenes.press_request(self._scene, number) for number in numbers])

    def _end_all(self) -> None:
        with sqlite3.connect(self.settings.folder / "siharat.db") as connection:
            for statement in END_ALL:
                connection.execute(statement)
        connection.close()


async def settle(settings: Settings) -> None:
    """As the server does every hour."""
    clock = SystemClock()
    db = Database.connect(settings.database_url, clock, Identity(clock), road.open_keys(settings))
    await db.open()
    try:
        await settled.settle(db)
    finally:
        await db.close()


def live_through(settings: Settings, past: int, step: Callable[[str], None]) -> None:
    """Writes the past, all at once and without the product: it would take days."""
    connection = sqlite3.connect(settings.folder / "siharat.db", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")
    officer = connection.execute("SELECT id FROM officer LIMIT 1").fetchone()[0]
    now = SystemClock().now()
    devices = connection.execute("SELECT id FROM device").fetchall()
    ledger = pack([Folded(number, device, "shown", now + number % 90, now + 300 + number % 700,
                          now + 320 + number % 700, None, None) for number, (device,) in enumerate(devices)])
    values = {"last": past - 1, "now": now, "year": YEAR, "day": DAY, "station": STATION, "phones": PHONES,
              "officer": officer, "ledger": ledger}
    for what, statement in PAST.items():
        step(f"Living through {past:,} incidents: {what}")
        connection.execute("BEGIN")
        connection.execute(statement, values)
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
