"""When a month is over its paper is written, by itself: a PDF to read and the signed export to recompute.

A file that is there is not written again: what a chief has signed does not change under the signature. Who wants the
figures as they are now asks for the month anew.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from siharat.db import Database, Tx
from siharat.evaluate import actions, export, papers, seals
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases
from siharat.evaluate.period import month_of
from siharat.evaluate.rules import Targets
from siharat.evaluate.seals import Seal
from siharat.kernel import Keyring
from siharat.kernel.errors import not_found
from siharat.people import stations

FOLDER = "evaluations"
KINDS = ("pdf", "txt")
"""``txt``: the signed export."""
Run = Callable[..., Awaitable[Any]]


async def write(db: Database, folder: Path, keys: Keyring, software: str, targets: Targets, run: Run) -> list[Path]:
    """The month before this one, of every station that has officers and no paper of it yet. ``run``: beside the event
    loop. What was written."""
    made: list[Path] = []
    for asked, sealed in await db.read(_due, targets):
        paths = [_path(folder, asked.station, _month(asked), kind) for kind in KINDS]
        if all(path.exists() for path in paths):
            continue
        cases = await actions.gather(db, asked)
        if len(cases):
            made += await run(_write, paths, cases, asked, software, keys, sealed)
    return made


def _due(tx: Tx, targets: Targets) -> list[tuple[Question, list[Seal]]]:
    found = []
    for row in stations.every(tx):
        if not row.officers and row.closed_at is None:
            continue  # of a closed one the months that it had are written like all others
        month = month_of(tx.now, row.timezone).before
        days = month.first.isoformat(), month.last.isoformat()
        found.append((actions.question(tx, row.code, *days, {}, targets), seals.of_station(tx, row.code, *days)))
    return found


def _write(paths: list[Path], cases: Cases, asked: Question, software: str, keys: Keyring,
           sealed: list[Seal]) -> list[Path]:
    contents = (papers.KINDS["pdf"].write(cases, asked, software, "id"),
                export.export_of(cases, asked, software, keys, sealed))
    for path, content in zip(paths, contents, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}.new")
        beside.write_bytes(content)
        os.replace(beside, path)
    return paths


def listed(folder: Path, station: str) -> list[str]:
    """The months that have a paper, the newest first, such as ``2026-10``."""
    found = (folder / FOLDER).glob(f"siharat-{station}-????-??.pdf")
    return sorted((path.stem.removeprefix(f"siharat-{station}-") for path in found), reverse=True)


def read(folder: Path, station: str, month: str, kind: str) -> bytes:
    """``Problem`` 404 for one that was not written."""
    if kind not in KINDS or month not in listed(folder, station):
        raise not_found("evaluation")
    return _path(folder, station, month, kind).read_bytes()


def _month(asked: Question) -> str:
    return asked.period.first.isoformat()[:7]


def _path(folder: Path, station: str, month: str, kind: str) -> Path:
    return folder / FOLDER / f"siharat-{station}-{month}.{kind}"
