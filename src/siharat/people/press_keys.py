"""The key with which a citizen's phone signs a press that it writes as an SMS. Made when the phone asks for it, in
calm; the phone keeps it where no page can read it out again, the server keeps it sealed."""

from __future__ import annotations

import base64
from typing import NamedTuple

from sqlalchemy import text

from siharat.db import Tx
from siharat.people.access import CitizenCaller

ID_BYTES, KEY_BYTES = 6, 32
MOST_ALIVE = 4
"""Of one profile: its browser and an installed page have one each. Whoever asks for more ends the oldest."""

INSERT = text("INSERT INTO press_key (id, citizen, key, made_at) VALUES (:id, :citizen, :key, :now)")
ALIVE = text("SELECT id FROM press_key WHERE citizen = :citizen AND ended_at IS NULL ORDER BY made_at DESC, id")
END = text("UPDATE press_key SET ended_at = :now WHERE id = :id")
FIND = text("SELECT citizen, key FROM press_key WHERE id = :id AND ended_at IS NULL")


class Owned(NamedTuple):
    citizen: str
    key: bytes


def give(tx: Tx, caller: CitizenCaller) -> dict[str, str]:
    """A new key for the phone that asks, shown this once: ``id`` and ``key`` in base64url."""
    made, key = tx.identity.token(ID_BYTES), tx.identity.token(KEY_BYTES)
    for row in tx.all(ALIVE, citizen=caller.id)[MOST_ALIVE - 1:]:
        tx.run(END, id=row.id, now=tx.now)
    tx.run(INSERT, id=made, citizen=caller.id, key=tx.keys.seal(key, "press_key.key"), now=tx.now)
    return {"id": made, "key": key}


def owned(tx: Tx, key_id: str) -> Owned | None:
    """Whose key it is, and the key; ``None`` for one that was never given, or has ended."""
    row = tx.one(FIND, id=key_id)
    if row is None:
        return None
    key = tx.keys.unseal(row.key, "press_key.key")
    return Owned(row.citizen, base64.urlsafe_b64decode(f"{key}="))
