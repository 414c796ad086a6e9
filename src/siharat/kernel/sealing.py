"""Seals for what hurts: names, numbers and free text, one AES-256-GCM box per field.

The key ring lives in a file of its own, outside the database: who steals the database reads no name.
Keys are versioned; new boxes use the newest, old boxes open with theirs. Equal values are found by a
*blind index*, a keyed hash that cannot be reversed or compared without the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from siharat.kernel.identity import Identity

NONCE_BYTES = 12


class Keyring:
    """Opens and closes sealed fields, and derives keys for single purposes from one root."""

    def __init__(self, field_keys: dict[int, bytes], root: bytes, identity: Identity) -> None:
        self._boxes = {version: AESGCM(key) for version, key in field_keys.items()}
        self._newest = max(field_keys)
        self._root = root
        self._identity = identity
        self._blind_key = self.derive("blind index")

    @classmethod
    def fresh(cls, identity: Identity) -> Keyring:
        return cls({1: identity.bytes(32)}, identity.bytes(32), identity)

    @classmethod
    def load_or_create(cls, path: Path, identity: Identity) -> Keyring:
        """The ring in ``path``, made on first use. Losing this file loses every name in the database."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            document = {"field_keys": {"1": identity.bytes(32).hex()}, "root": identity.bytes(32).hex()}
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                json.dump(document, file)
                file.flush()
                os.fsync(file.fileno())
        document = json.loads(path.read_text())
        keys = {int(version): bytes.fromhex(key) for version, key in document["field_keys"].items()}
        return cls(keys, bytes.fromhex(document["root"]), identity)

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
            opened = self._boxes[int(version)].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], field.encode())
        except (KeyError, InvalidTag) as error:
            raise ValueError(f"the sealed {field} cannot be opened: wrong or missing key") from error
        return opened.decode()

    def blind(self, text: str, field: str) -> str:
        """Equal texts of a field give equal indexes; the text cannot be computed back without the key."""
        return hmac.new(self._blind_key, f"{field}\x1f{text}".encode(), hashlib.sha256).hexdigest()[:40]

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (HMAC as a pseudo-random function of the root)."""
        return hmac.new(self._root, purpose.encode(), hashlib.sha256).digest()
