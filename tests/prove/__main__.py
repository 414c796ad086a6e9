"""``make prove``: runs the proofs, shows how far each is, and ends with a table of zeros, or with exit code 1.

    python -m tests.prove [--n FACTOR] [--only NAME]... [--seed N] [--list]
"""

from __future__ import annotations

import argparse
import logging
import platform
import sqlite3
import subprocess
import sys
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

import structlog
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from tests.prove.proofs import PROOFS, Ground, Proof, Tried

MOST_FLAWS = 5


def main() -> int:
    asked = arguments()
    console = Console(soft_wrap=False)
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    chosen = [proof for proof in PROOFS if not asked.only or any(each in proof.name for each in asked.only)]
    if asked.list or not chosen:
        for proof in PROOFS:
            console.print(f"{proof.name:18} {proof.trials:>8,} {proof.unit:8} {escape(proof.promise)}",
                          highlight=False)
        return 0 if asked.list else 2
    table = Table(title="Siharat, proofs", title_justify="left")
    for heading in ("promise", "failed", "at 95 %", "control", "time"):
        table.add_column(heading, overflow="fold")
    sound = True
    with Ground() as ground:
        for proof in chosen:
            sound = prove(proof, ground, asked.n, asked.seed, console, table) and sound
    console.print(table)
    console.print(f"seed {asked.seed}; {circumstances()}", highlight=False)
    console.print("[green]All promises held, every control was found.[/]" if sound else
                  "[red]A promise was broken, or a control was not found.[/]")
    return 0 if sound else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description="The long proofs of PROMISES.md.")
    parser.add_argument("--n", type=float, default=1.0, metavar="FACTOR", help="this many times as many trials")
    parser.add_argument("--only", action="append", metavar="NAME", help="proofs whose name contains it")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000, help="to replay a failure")
    parser.add_argument("--list", action="store_true", help="name the proofs and their trials")
    return parser.parse_args()


def prove(proof: Proof, ground: Ground, factor: float, seed: int, console: Console, table: Table) -> bool:
    missing = proof.missing()
    if missing:
        table.add_row(escape(proof.promise), f"left out: no {', '.join(missing)} here", "", "", "")
        return True
    trials = max(1, round(proof.trials * factor))
    started = time.monotonic()
    with Progress(TextColumn("{task.description:20}"), BarColumn(), MofNCompleteColumn(), TextColumn(proof.unit),
                  TimeElapsedColumn(), TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task(proof.name, total=trials)
        try:
            tried = proof.run(ground, trials, seed, lambda: progress.advance(task))
        except Exception as error:
            tried = Tried(0, [f"the proof itself failed: {error!r}"])
    found = control(proof, ground, seed, console)
    took = time.monotonic() - started
    for flaw in tried.flaws[:MOST_FLAWS]:
        console.print(f"[red]{proof.name}[/]: {escape(flaw)}")
    if tried.note:
        console.print(f"{proof.name}: {tried.note}", highlight=False)
    confidence = f"below {3 / tried.trials:.1g}" if tried.trials else ""
    table.add_row(escape(proof.promise), f"{len(tried.flaws)} of {tried.trials:,} {proof.unit}",
                  "" if tried.flaws else confidence, "found" if found else "[red]NOT found[/]",
                  f"{took / 60:.0f} min {took % 60:02.0f} s")
    return found and not tried.flaws and tried.trials >= trials


def control(proof: Proof, ground: Ground, seed: int, console: Console) -> bool:
    try:
        with console.status(f"{proof.name}: planting the bug that must be found"):
            return proof.control(ground, seed)
    except Exception as error:
        console.print(f"[red]{proof.name}[/]: the control itself failed: {escape(repr(error))}")
        return False


def circumstances() -> str:
    cpu = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine()) if Path("/proc/cpuinfo").exists() else ""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return (f"commit {commit.stdout.strip() or 'unknown'}; {platform.system()} {platform.release()}, {cpu}; "
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


if __name__ == "__main__":
    sys.exit(main())
