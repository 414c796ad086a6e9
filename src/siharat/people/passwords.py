"""Passwords, for phones that know no passkey: Argon2id (RFC 9106), sealed besides.

Hashing takes tens of milliseconds on purpose: it never runs inside a unit of work, where presses would wait
for it. So a sign-in is two short units with the hashing between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Identity
from siharat.people import attempts
from siharat.people.attempts import Guess, Visitor
from siharat.people.password_rules import normal

LONGEST_NRP = 40
SALT_BYTES = 16

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=SALT_BYTES,
                        type=Type.ID)
"""The least that OWASP recommends: 19 MiB, two passes. An old office computer must carry it."""

NOBODYS = ("$argon2id$v=19$m=19456,t=2,p=1$c2loYXJhdC1ub2JvZHktMQ"
           "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
"""Opens to nothing, and takes as long to find out: who asks for an unknown NRP learns nothing by the clock."""

FIND = text("""SELECT o.id, p.box FROM officer o LEFT JOIN password p ON p.officer = o.id
    WHERE o.nrp = :nrp AND o.active = 1""")
SET = text("""INSERT INTO password (officer, box, made_at) VALUES (:officer, :box, :now)
    ON CONFLICT (officer) DO UPDATE SET box = :box, made_at = :now""")
RENEW = text("UPDATE password SET box = :box WHERE officer = :officer AND box = :old")
HAS = text("SELECT box FROM password WHERE officer = :officer")
FORGET = text("DELETE FROM password WHERE officer = :officer")


@dataclass(frozen=True, slots=True)
class Asked:
    """What must be known to judge one attempt, and what it was counted under."""

    officer: str | None
    box: str | None
    hash: str
    guesses: tuple[Guess, ...]


def ask(tx: Tx, visitor: Visitor, nrp: str) -> Asked:
    """Counts the attempt. An unknown NRP, an officer who left and one without a password look alike."""
    row: Any = tx.one(FIND, nrp=nrp)
    officer = row.id if row else None
    guesses = tuple(attempts.at_password(tx, visitor, nrp, officer))
    attempts.begin(tx, guesses)
    box = row.box if row else None
    return Asked(officer, box, tx.keys.unseal(box, "password.hash") if box else NOBODYS, guesses)


def matches(hash_: str, password: str) -> bool:
    """Slow. Not inside a unit of work."""
    try:
        return HASHER.verify(hash_, normal(password))
    except (VerificationError, InvalidHashError):
        return False


def hashed(identity: Identity, password: str) -> str:
    """Slow. Not inside a unit of work."""
    return HASHER.hash(normal(password), salt=identity.bytes(SALT_BYTES))


def is_stale(hash_: str) -> bool:
    """Made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(hash_)


def unchanged(tx: Tx, officer: str, box: str | None) -> bool:
    """Is it still the password that was judged?"""
    return box is not None and tx.value(HAS, officer=officer) == box


def set_(tx: Tx, officer: str, hash_: str) -> None:
    tx.run(SET, officer=officer, box=tx.keys.seal(hash_, "password.hash"), now=tx.now)


def renew(tx: Tx, officer: str, old_box: str, hash_: str) -> None:
    """The same password under today's parameters; nothing when it was changed meanwhile."""
    tx.run(RENEW, officer=officer, old=old_box, box=tx.keys.seal(hash_, "password.hash"))


def has(tx: Tx, officer: str) -> bool:
    return tx.value(HAS, officer=officer) is not None


def forget(tx: Tx, officer: str) -> None:
    tx.run(FORGET, officer=officer)
