"""The table at the end, and the same for machines."""

from __future__ import annotations

import json
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.measure import Bench, Row

RESULTS = Path(__file__).parent / "results.json"
PACKAGES = ("siharat", "litestar", "uvicorn", "uvloop", "sqlalchemy", "cryptography", "pycurl", "fastapi", "asyncpg",
            "sse-starlette", "pywebpush")
COLOURS = {"first class": "green", "kept": "cyan", "missed": "red"}


def show(console: Console, bench: Bench) -> None:
    table = Table("what", "beside", "ours", "theirs", "ratio", "must", "first class", "verdict")
    for column in table.columns[2:7]:
        column.justify = "right"
    for row in bench.rows:
        sign = "≥" if row.better == "more" else "≤"
        table.add_row(row.name, row.peer, _figure(row.ours, row.unit),
                      "" if row.theirs is None else _figure(row.theirs, row.unit), f"{row.ratio:.3g}",
                      f"{sign} {row.must:.3g}", f"{sign} {row.first:.3g}",
                      f"[{COLOURS[row.verdict]}]{row.verdict}[/]")
    console.print(table)
    for row in bench.rows:
        spent = {name: value for name, value in row.beside.items() if name not in ("ratios", "runs")}
        if spent:
            console.print(f"[dim]{row.name} ({row.peer}): "
                          + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in spent.items()))
    for line in bench.left_out:
        console.print(f"left out: {line}", style="yellow")


def _figure(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def save(bench: Bench) -> None:
    """Rows that were not measured this time keep their figures of before, with their date."""
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"rows": []}
    stamp = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "quick": bench.quick}
    rows = [{**_plain(row), **stamp} for row in bench.rows]
    fresh = {(row["name"], row["peer"]) for row in rows}
    kept = [row for row in before["rows"] if (row["name"], row["peer"]) not in fresh]
    RESULTS.write_text(json.dumps({"machine": machine(), "rows": kept + rows, "left_out": bench.left_out}, indent=1,
                                  ensure_ascii=False) + "\n")


def _plain(row: Row) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.document().items()}


def machine() -> dict[str, Any]:
    return {"system": f"{platform.system()} {platform.release()}", "processor": _processor(), "cores": _cores(),
            "python": sys.version.split()[0], "sqlite": sqlite3.sqlite_version,
            "packages": {name: found for name in PACKAGES if (found := _version(name))}}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
