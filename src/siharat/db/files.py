"""What strangers send, as sealed files beside the database.

Not in the database: half a megabyte in the one writer's queue would stand before somebody's press. A file is on disk
before its row is committed, so no row ever points at nothing; a file without a row is swept away within the hour.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from siharat.kernel import Identity, Keyring
from siharat.kernel.clock import HOUR
from siharat.kernel.errors import not_found

YOUNG = 2 * HOUR
"""A file's time is that of its hour; it is younger than it looks."""
NONCE = 12
FOLDER = "photos"


class NoRoom(Exception):
    """On a full disk files go first, then reports, and a press last of all."""


def keep(folder: Path, keys: Keyring, identity: Identity, content: bytes, least_free: int) -> str:
    """Sealed and on disk; its name. Raises ``NoRoom``."""
    name = identity.token(16)
    nonce = identity.bytes(NONCE)
    box = nonce + _box(keys).encrypt(nonce, content, name.encode())
    path = _path(folder, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free < 2 * least_free + len(box):
            raise NoRoom
        _write(path, box)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise NoRoom from error
    return name


def opened(folder: Path, keys: Keyring, name: str) -> bytes:
    """What is in it. ``Problem`` 404 when it is gone or was changed."""
    try:
        box = _path(folder, name).read_bytes()
        return _box(keys).decrypt(box[:NONCE], box[NONCE:], name.encode())
    except (OSError, InvalidTag) as error:
        raise not_found("file") from error


def discard(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        _path(folder, name).unlink(missing_ok=True)


def sweep(folder: Path, known: set[str], now: int) -> int:
    """Files without a row: of what faded, or of a server that died between file and row. How many were removed. The
    young ones stay, for their row may be on its way."""
    removed = 0
    for path in (folder / FOLDER).glob("*/*.sealed"):
        with contextlib.suppress(FileNotFoundError):  # another process sweeps, too
            if path.stem not in known and now - path.stat().st_mtime * 1_000 > YOUNG:
                path.unlink()
                removed += 1
    return removed


def _box(keys: Keyring) -> AESGCM:
    return AESGCM(keys.derive("photos"))


def _path(folder: Path, name: str) -> Path:
    safe = "".join(letter for letter in name if letter.isalnum() or letter in "-_")[:64] or "_"
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
