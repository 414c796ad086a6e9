"""Photos of reports: developed by a process of its own, kept sealed as files beside the keys, gone with the report.

Not in the database: half a megabyte in the one writer's queue would stand before somebody's press. A file is on disk
before its row is committed, so no row ever points at nothing; a file without a row is swept away within the hour.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Identity, Keyring
from siharat.kernel.clock import HOUR
from siharat.kernel.errors import not_found

MOST = 5
LARGEST = 12 * 1024 * 1024
"""Bytes of one as it comes. A phone's page sends a tenth of that; without script it is what the camera wrote."""
WALL_S = 15
YOUNG = 2 * HOUR
"""A file's time is that of its hour; it is younger than it looks."""
NONCE = 12
FOLDER = "photos"
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
    """Sealed and on disk, before its row is. Raises ``Refused``: on a full disk photos go first, then reports, and a
    press last of all."""
    photo = Photo(identity.token(16), picture.width, picture.height)
    nonce = identity.bytes(NONCE)
    box = nonce + _box(keys).encrypt(nonce, picture.webp, photo.id.encode())
    path = _path(folder, photo.id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free < 2 * least_free + len(box):
            raise Refused("no_room")
        _write(path, box)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Refused("no_room") from error
    return photo


def opened(folder: Path, keys: Keyring, photo_id: str) -> bytes:
    """The picture, WebP. ``Problem`` 404 when its file is gone or was changed."""
    try:
        box = _path(folder, photo_id).read_bytes()
        return _box(keys).decrypt(box[:NONCE], box[NONCE:], photo_id.encode())
    except (OSError, InvalidTag) as error:
        raise not_found("photo") from error


def discard(folder: Path, photos: list[Photo]) -> None:
    for photo in photos:
        _path(folder, photo.id).unlink(missing_ok=True)


def add(tx: Tx, report: str, photos: list[Photo]) -> None:
    for number, photo in enumerate(photos, start=1):
        tx.run(INSERT, id=photo.id, report=report, number=number, width=photo.width, height=photo.height)


def of_report(tx: Tx, report: str) -> list[Photo]:
    return [Photo(row.id, row.width, row.height) for row in tx.all(OF_REPORT, report=report)]


def known(tx: Tx) -> set[str]:
    return {row.id for row in tx.all(KNOWN)}


def sweep(folder: Path, known_ids: set[str], now: int) -> int:
    """Files without a row: a report that faded, a server that died between file and row. How many were removed. The
    young ones stay, for their row may be on its way."""
    removed = 0
    for path in (folder / FOLDER).glob("*/*.sealed"):
        with contextlib.suppress(FileNotFoundError):  # another process sweeps, too
            if path.stem not in known_ids and now - path.stat().st_mtime * 1_000 > YOUNG:
                path.unlink()
                removed += 1
    return removed


def _box(keys: Keyring) -> AESGCM:
    return AESGCM(keys.derive("photos"))


def _path(folder: Path, photo_id: str) -> Path:
    safe = "".join(letter for letter in photo_id if letter.isalnum() or letter in "-_")[:64] or "_"
    return folder / FOLDER / safe[:2] / f"{safe}.sealed"


def _write(path: Path, box: bytes) -> None:
    """Whole and on disk, or not there; its folder too, or a power cut takes the name."""
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(box)
        file.flush()
        os.fsync(file.fileno())
    hour = os.stat(beside).st_mtime // 3_600 * 3_600
    os.utime(beside, (hour, hour))  # of an anonymous report no file tells the second it was sent
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
