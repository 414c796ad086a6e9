"""A million incidents evaluated, as an administrator does it: the whole command, from its start to the file.

Imported ones are brought in as ``siharat incident import`` does it; recorded ones are read from the log, seven lines
each.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench import scene as scenes
from bench.measure import Bench, Row, workshop
from bench.scene import STATION
from siharat.admin import road
from siharat.admin.commands.history import MOST_ROWS
from siharat.db import Tx
from siharat.evaluate.bringing import store as history
from siharat.evaluate.bringing.rows import Row as Brought
from siharat.kernel.clock import SystemClock
from siharat.settings import Settings

DAYS = ("--from", "2025-01-01", "--to", "2025-12-31")
FIRST_MS, YEAR_MS = 1_735_660_800_000, 31_536_000_000
"""1 January 2025 at the station, and the length of that year."""
MOST_MB = 500
WITHIN_S = {"json": (5, 4), "pdf": (10, 6)}
"""What must be reached, and what would be first class."""
RECORDED = "raised claimed reached en_route on_scene clear closed"
DRAWN = "abs(random())"
PAST = f"""WITH RECURSIVE past(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM past WHERE n < :many - 1),
    pressed AS (SELECT n, :first + n * :year / :many AS at, {DRAWN} % 100 AS fate, 1000 * (3 + {DRAWN} % 12) AS queue,
        1000 * ({DRAWN} % 60) AS call, 60000 + 1000 * ({DRAWN} % 90) AS start, 1000 * ({DRAWN} % 1500) AS way,
        1000 * ({DRAWN} % 2400) AS stay, {DRAWN} % 20 AS kind, {DRAWN} % 30 AS area FROM past)
    SELECT printf('%09d', n), at, CASE WHEN fate < 95 THEN at + queue END,
        CASE WHEN fate < 88 THEN at + queue + call END, CASE WHEN fate < 85 THEN at + start END,
        CASE WHEN fate < 80 THEN at + start + way END, CASE WHEN fate < 80 THEN at + start + way + stay END,
        at + 4000000,
        CASE fate / 10 WHEN 9 THEN 'false_alarm' WHEN 8 THEN 'unfounded' WHEN 7 THEN '' ELSE 'genuine' END,
        'jenis ' || kind, 'telepon', 'kelurahan ' || area, -3.45 + (kind - 10) * 0.01, 114.8 + (area - 15) * 0.01
    FROM pressed"""


class Spent(NamedTuple):
    seconds: float
    memory_mb: float


def of_history(bench: Bench) -> None:
    many = 50_000 if bench.quick else 1_000_000
    with workshop() as folder:
        scenes.settle(folder / "scene", 1, 0)
        settings = Settings(data=str(folder / "scene"))
        bench.step(f"Bringing in {many:,} incidents")
        bring_in(settings, many)
        for kind in WITHIN_S:
            runs = []
            for number in range(bench.runs + 1):
                bench.step(f"Evaluating {many:,} incidents as {kind}, run {number} of {bench.runs}")
                runs.append(evaluated(settings, kind, *DAYS))
            add_rows(bench, f"{many:,} imported incidents", kind, runs[1:])


def add_rows(bench: Bench, what: str, kind: str, runs: list[Spent]) -> None:
    seconds, memory = (median(each) for each in zip(*runs, strict=True))
    must, first = WITHIN_S[kind]
    bench.rows += [
        Row(f"{what}: {kind}", "", seconds, None, "s", seconds, must, first, "less",
            {"slowest": round(max(run.seconds for run in runs), 2), "runs": len(runs)}),
        Row(f"{what}: memory for {kind}", "", memory, None, "MB", memory, MOST_MB, MOST_MB * 0.8, "less")]


def bring_in(settings: Settings, many: int) -> None:
    """As ``siharat incident import`` does it, without a file and in one transaction."""
    road.write_here(settings, _import, many)


def _import(tx: Tx, many: int) -> None:
    brought = history.begin(tx, STATION, "past.csv", "", RECORDED)
    with closing(sqlite3.connect(":memory:")) as past:
        rows = past.execute(PAST, {"many": many, "first": FIRST_MS, "year": YEAR_MS})
        while some := rows.fetchmany(MOST_ROWS):
            history.add(tx, brought, [*map(Brought._make, some)])
    history.complete(tx, brought)


def evaluated(settings: Settings, kind: str, *days: str) -> Spent:
    out = Path(settings.data) / f"evaluation.{kind}"
    began = time.monotonic()
    words = ("evaluate", "--station", STATION, *days, "--format", kind, "--out", str(out))
    process = subprocess.Popen([sys.executable, "-m", "siharat", *words], stderr=subprocess.DEVNULL,
                               env={**os.environ, "SIHARAT_DATA": settings.data})
    most_kb = 0
    while process.poll() is None:
        most_kb = max(most_kb, _memory_kb(process.pid))
        time.sleep(0.02)
    if process.returncode or not out.stat().st_size:
        raise RuntimeError(f"the evaluation as {kind} ended with {process.returncode}")
    return Spent(time.monotonic() - began, most_kb / 1024)


def _memory_kb(pid: int) -> int:
    """The most that the process ever held. What ``wait4`` says of it includes what its parent held when it forked."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE)
    return int(found[1]) if found else 0


def last_year() -> tuple[str, ...]:
    """Around everything that ``history.live_through`` writes."""
    year = time.gmtime(SystemClock().now() / 1_000).tm_year
    return "--from", f"{year - 1}-01-01", "--to", f"{year + 1}-01-01"
