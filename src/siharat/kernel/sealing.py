"""Seals for what hurts: names, numbers and free text, one AES-256-GCM box per field.

The key ring lives in a file of its own, outside the database: who steals the database reads no name.
Keys are versioned; new boxes use the newest, old boxes open with theirs. Equal values are found by a
*blind index*, a keyed hash that cannot be reversed or compared without the key. The root, which blind
indexes and derived keys come from, does not rotate: every index would have to be computed anew at once.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from siharat.kernel.identity import Identity

NONCE_BYTES = 12


class Keyring:
    """Opens and closes sealed fields, and derives keys for single purposes from one root."""

    def __init__(self, field_keys: dict[int, bytes], root: bytes, identity: Identity,
                 path: Path | None = None) -> None:
        self._path = path
        self._root = root
        self._derived: dict[str, bytes] = {}
        self._identity = identity
        self._blind_key = self.derive("blind index")
        self._take(field_keys)

    def _take(self, field_keys: dict[int, bytes]) -> None:
        self._boxes = {version: AESGCM(key) for version, key in field_keys.items()}
        self._newest = max(field_keys)

    @classmethod
    def fresh(cls, identity: Identity) -> Keyring:
        return cls({1: identity.bytes(32)}, identity.bytes(32), identity)

    @classmethod
    def load_or_create(cls, path: Path, identity: Identity) -> Keyring:
        """The ring in ``path``, made on first use. Losing this file loses every name in the database."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            first = {"field_keys": {"1": identity.bytes(32).hex()}, "root": identity.bytes(32).hex()}
            made = _written(path, first)
            with contextlib.suppress(FileExistsError):  # another process was first: its keys it is
                os.link(made, path)
            made.unlink()
            _sync_folder(path)
        document = _document(path)
        return cls(_field_keys(document), bytes.fromhex(document["root"]), identity, path)

    @property
    def newest(self) -> int:
        """The version that new boxes are sealed with."""
        return self._newest

    def rotate(self, path: Path) -> int:
        """Adds a new newest key to the ring in ``path``; the old ones stay, to open what they sealed.
        Its version. Processes that run notice as soon as they meet a box of the new key.

        Either the old file or the new one is there after a power cut, never half of one. Copy it away
        from the machine before anything is sealed with it: a backup without its keys opens nothing.
        """
        document = _document(path)
        version = max(map(int, document["field_keys"])) + 1
        document["field_keys"][str(version)] = self._identity.bytes(32).hex()
        os.replace(_written(path, document), path)
        _sync_folder(path)
        self._take(_field_keys(document))
        return version

    def is_newest(self, box: str) -> bool:
        return box.startswith(f"{self._newest}.")

    def seal(self, text: str, field: str) -> str:
        """A box that opens only as ``field`` (``"citizen.name"``): it cannot be moved to another column."""
        nonce = self._identity.bytes(NONCE_BYTES)
        box = self._boxes[self._newest].encrypt(nonce, text.encode(), field.encode())
        return f"{self._newest}.{base64.b64encode(nonce + box).decode()}"

    def unseal(self, box: str, field: str) -> str:
        """What was sealed. Raises ``ValueError`` when the box was tampered with or its key is gone."""
        version, _, body = box.partition(".")
        try:
            raw = base64.b64decode(body)
            opened = self._key(int(version)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], field.encode())
        except (KeyError, InvalidTag) as error:
            raise ValueError(f"the sealed {field} cannot be opened: wrong or missing key") from error
        return opened.decode()

    def _key(self, version: int) -> AESGCM:
        self.heard_of(version)
        return self._boxes[version]

    def heard_of(self, version: int) -> None:
        """There is a key of that version. One that is newer than ours was made by another process: look again."""
        if version > self._newest and self._path is not None:
            self._take(_field_keys(_document(self._path)))

    def blind(self, text: str, field: str) -> str:
        """Equal texts of a field give equal indexes; the text cannot be computed back without the key."""
        return hmac.new(self._blind_key, f"{field}\x1f{text}".encode(), hashlib.sha256).hexdigest()[:40]

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (HMAC as a pseudo-random function of the root)."""
        if purpose not in self._derived:
            self._derived[purpose] = hmac.digest(self._root, purpose.encode(), "sha256")
        return self._derived[purpose]


def _document(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def _field_keys(document: dict[str, Any]) -> dict[int, bytes]:
    return {int(version): bytes.fromhex(key) for version, key in document["field_keys"].items()}


def _written(path: Path, document: dict[str, Any]) -> Path:
    """The document on disk beside ``path``, for its owner's eyes only, not yet in its place."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _sync_folder(path: Path) -> None:
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
