"""A citizen's two PINs: one says "it was a mistake", the other shows the same and says "I was forced".

They are set in calm, on the phone, and nobody is ever asked for them. Whoever stands beside the person must not be
able to tell them apart: not by what is answered, and not by how long it takes. So one slow hash is computed for
whatever was typed, right, wrong or nothing, and for whoever has no PIN at all; everything else is comparing bytes.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from typing import Literal

from argon2 import Type
from argon2.low_level import hash_secret_raw
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Identity
from siharat.kernel.errors import invalid

How = Literal["said", "mistake", "unproved", "forced"]
"""How a citizen cancelled: ``said`` without a PIN, having none; ``mistake`` with the PIN for that; ``unproved`` with
a wrong one or without the one they have; ``forced`` with the PIN that means the opposite of what it shows."""

SHORTEST, LONGEST = 4, 8
LONGEST_TYPED = 64
SALT_BYTES = 16
HASH_BYTES = 32

NOBODYS = " ".join(("00" * SALT_BYTES, "00" * HASH_BYTES, "00" * HASH_BYTES))
"""Of who has no PIN: opens to nothing, and takes as long to find out."""

SET = text("""INSERT INTO pins (citizen, box, made_at) VALUES (:citizen, :box, :now)
    ON CONFLICT (citizen) DO UPDATE SET box = :box, made_at = :now""")
GET = text("SELECT box FROM pins WHERE citizen = :citizen")
FORGET = text("DELETE FROM pins WHERE citizen = :citizen")


@dataclass(frozen=True, slots=True)
class Pins:
    mistake: str
    duress: str


def chosen(mistake: object, duress: object) -> Pins:
    """Both as digits, or ``Problem`` 422 that names the field. What was typed stands in no message."""
    pins = Pins(_chosen("mistake", mistake), _chosen("duress", duress))
    if pins.mistake == pins.duress:
        raise invalid("duress", "is the same as the other; the two mean opposite things")
    return pins


def _chosen(field: str, said: object) -> str:
    digits = typed(said)
    if not (digits.isdecimal() and SHORTEST <= len(digits) <= LONGEST):
        raise invalid(field, f"has {SHORTEST} to {LONGEST} digits")
    return digits


def typed(said: object) -> str:
    """What was typed, in plain digits and without spaces; whatever it was, nothing is refused."""
    letters = said[:LONGEST_TYPED] if isinstance(said, str) else ""
    return "".join(str(unicodedata.digit(letter, letter)) for letter in letters if not letter.isspace())


def hashed(identity: Identity, pins: Pins) -> str:
    """Slow. Not inside a unit of work. Both under one salt, so that one hash is enough to try a PIN."""
    salt = identity.bytes(SALT_BYTES)
    return " ".join((salt.hex(), _hash(pins.mistake, salt).hex(), _hash(pins.duress, salt).hex()))


def judge(hashes: str, said: object) -> How:
    """What a cancel with this PIN means. Slow, and the same work whatever the answer. Not inside a unit of work."""
    digits = typed(said)
    salt, mistake, duress = map(bytes.fromhex, hashes.split())
    shown = _hash(digits, salt)
    is_mistake, is_duress = hmac.compare_digest(shown, mistake), hmac.compare_digest(shown, duress)
    if is_duress:
        return "forced"
    if is_mistake:
        return "mistake"
    return "said" if not digits and hashes == NOBODYS else "unproved"


def _hash(digits: str, salt: bytes) -> bytes:
    """Argon2id with the least that OWASP recommends, as for passwords. It does not make four digits a secret from
    who has the database and its keys: nothing would."""
    return hash_secret_raw(digits.encode(), salt, time_cost=2, memory_cost=19_456, parallelism=1,
                           hash_len=HASH_BYTES, type=Type.ID)


def hashes_of(tx: Tx, citizen: str) -> str:
    """What to judge a PIN by; for who has none, what nothing matches."""
    nobodys = tx.keys.seal(NOBODYS, "pins.hashes")
    return tx.keys.unseal(tx.value(GET, citizen=citizen) or nobodys, "pins.hashes")


def has(tx: Tx, citizen: str) -> bool:
    return tx.value(GET, citizen=citizen) is not None


def set_(tx: Tx, citizen: str, hashes: str) -> None:
    tx.run(SET, citizen=citizen, box=tx.keys.seal(hashes, "pins.hashes"), now=tx.now)


def forget(tx: Tx, citizen: str) -> None:
    tx.run(FORGET, citizen=citizen)
