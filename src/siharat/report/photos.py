"""Photos of reports: developed by a process of its own, kept as sealed files, gone with the report."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from siharat.db import Tx, files
from siharat.kernel import Identity, Keyring

MOST = 5
LARGEST = 12 * 1024 * 1024
"""Bytes of one as it comes. A phone's page sends a tenth of that; without script it is what the camera wrote."""
WALL_S = 15
DARKROOM = Path(__file__).with_name("darkroom.py")

INSERT = text("""INSERT INTO report_photo (id, report, number, width, height)
    VALUES (:id, :report, :number, :width, :height)""")
OF_REPORT = text("SELECT * FROM report_photo WHERE report = :report ORDER BY number")
GET = text("SELECT * FROM report_photo WHERE id = :id")
KNOWN = text("SELECT id FROM report_photo")


@dataclass(frozen=True, slots=True)
class Developed:
    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Photo:
    """One that is kept, by the name of its file."""

    id: str
    width: int
    height: int


class Refused(Exception):
    """A photo that is not kept, and why: a reason of the darkroom, ``empty``, ``too_large``, ``too_many``, ``no_room``
    or ``took_too_long``. The report it came with is kept all the same."""


def develop(raw: bytes) -> Developed:
    """The clean picture. Blocks for tenths of a second, ``WALL_S`` at most: never on the event loop. Raises
    ``Refused``."""
    if not raw:
        raise Refused("empty")
    if len(raw) > LARGEST:
        raise Refused("too_large")
    command = [sys.executable, "-I", str(DARKROOM)]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=WALL_S, env={}, cwd="/", check=False)  # noqa: S603  ours
    except subprocess.TimeoutExpired as error:
        raise Refused("took_too_long") from error
    if done.returncode == 3:
        raise Refused(done.stdout.decode("ascii", "replace"))
    head, _, webp = done.stdout.partition(b"\n")
    if done.returncode != 0 or not webp.startswith(b"RIFF"):
        raise Refused("too_many_pixels" if done.returncode < 0 else "not_an_image")  # killed by its own limits
    width, height = map(int, head.split())
    return Developed(webp, width, height)


def keep(folder: Path, keys: Keyring, identity: Identity, picture: Developed, least_free: int) -> Photo:
    """Sealed and on disk, before its row is. Raises ``Refused``."""
    try:
        name = files.keep(folder, keys, identity, picture.webp, least_free)
    except files.NoRoom as error:
        raise Refused("no_room") from error
    return Photo(name, picture.width, picture.height)


def add(tx: Tx, report: str, photos: list[Photo]) -> None:
    for number, photo in enumerate(photos, start=1):
        tx.run(INSERT, id=photo.id, report=report, number=number, width=photo.width, height=photo.height)


def of_report(tx: Tx, report: str) -> list[Photo]:
    return [Photo(row.id, row.width, row.height) for row in tx.all(OF_REPORT, report=report)]


def known(tx: Tx) -> set[str]:
    return {row.id for row in tx.all(KNOWN)}
