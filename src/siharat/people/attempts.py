"""Guesses are counted before they are tried: a thousand at once are a thousand, not one.

``begin`` writes each attempt down as a failure, in a transaction of its own; ``succeeded`` takes it back.
Nothing here is ever asked about a press.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Keyring, Problem
from siharat.people.attempts_rules import ACCOUNT, ADDRESS, CODE, DEVICE, Count, Rule, failed, forgiven

LOCK = text("""INSERT INTO attempt (key, empty_at, closed_until) VALUES (:key, 0, 0)
    ON CONFLICT (key) DO UPDATE SET empty_at = attempt.empty_at RETURNING empty_at, closed_until""")
SAVE = text("UPDATE attempt SET empty_at = :empty_at, closed_until = :closed_until WHERE key = :key")
FORGET = text("DELETE FROM attempt WHERE key = :key")
PRUNE = text("DELETE FROM attempt WHERE closed_until < :now AND empty_at < :now")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands before the door, as far as a request tells."""

    address: str
    """Of the client; of IPv6 the network, for a phone has millions of addresses in it."""
    agent: str = ""
    known: str = ""
    """The cookie of a browser that was signed in before."""
    host: str = ""
    token: str | None = None
    """The session it brings, if any."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One key that a guess is counted under."""

    key: str
    rule: Rule
    forget: bool
    """Success wipes the slate, and does not only take this one attempt back."""


def at_password(tx: Tx, visitor: Visitor, nrp: str, officer: str | None) -> list[Guess]:
    """From a phone that was theirs before, only its own count matters; otherwise officer's and address's."""
    device = known_device(tx.keys, visitor.known, officer) if officer else None
    if device:
        return [Guess(_key(tx, "device", device), DEVICE, True)]
    return [Guess(_key(tx, "account", nrp), ACCOUNT, True), at_address(tx, visitor)]


def at_code(tx: Tx, visitor: Visitor, nrp: str) -> list[Guess]:
    return [Guess(_key(tx, "code", nrp), CODE, True), at_address(tx, visitor)]


def at_recovery(tx: Tx, visitor: Visitor, nrp: str) -> list[Guess]:
    """Asking for a way back is no guess, and is counted like one: each makes a second person look."""
    return [Guess(_key(tx, "recovery", nrp), CODE, False), at_address(tx, visitor)]


def at_address(tx: Tx, visitor: Visitor) -> Guess:
    return Guess(_key(tx, "address", visitor.address), ADDRESS, False)


def begin(tx: Tx, guesses: Sequence[Guess]) -> None:
    """Counts an attempt. ``Problem`` 429 with the seconds to wait when it comes too early; then it does
    not count, so that hammering a closed door keeps nobody out for longer."""
    tx.run(PRUNE, now=tx.now)
    closed_until = 0
    for guess in sorted(guesses, key=lambda each: each.key):  # one order of locks: nobody waits in a ring
        count = _lock(tx, guess.key)
        closed_until = max(closed_until, count.closed_until)
        _save(tx, guess.key, failed(guess.rule, count, tx.now))
    if closed_until > tx.now:
        seconds = -(-(closed_until - tx.now) // 1_000)
        raise Problem(429, "too_many_attempts", f"Too many attempts. Wait {seconds} s and try again.",
                      retry_after=seconds)


def succeeded(tx: Tx, guesses: Sequence[Guess]) -> None:
    for guess in sorted(guesses, key=lambda each: each.key):
        if guess.forget:
            tx.run(FORGET, key=guess.key)
        else:
            _save(tx, guess.key, forgiven(guess.rule, _lock(tx, guess.key)))


def known_cookie(keys: Keyring, nonce: str, officer: str) -> str:
    """What a browser keeps after a sign-in. It opens nothing; it only spares its owner other people's
    wrong guesses (OWASP: device cookies)."""
    return f"{officer}.{nonce}.{_proof(keys, nonce, officer)}"


def known_device(keys: Keyring, cookie: str, officer: str) -> str | None:
    """The device's own name when the cookie is ours and this officer's."""
    owner, _, rest = cookie.partition(".")
    nonce, _, proof = rest.partition(".")
    if owner != officer or not nonce:
        return None
    return nonce if hmac.compare_digest(_proof(keys, nonce, officer).encode(), proof.encode()) else None


def browser_of(keys: Keyring, cookie: str) -> str | None:
    """The officer who signed in last on this browser."""
    owner = cookie.partition(".")[0]
    return owner if known_device(keys, cookie, owner) else None


def _proof(keys: Keyring, nonce: str, officer: str) -> str:
    return hmac.new(keys.derive("known device"), f"{officer}.{nonce}".encode(), hashlib.sha256).hexdigest()[:32]


def _key(tx: Tx, kind: str, what: str) -> str:
    return tx.keys.blind(what, f"attempt.{kind}")


def _lock(tx: Tx, key: str) -> Count:
    row: Any = tx.one(LOCK, key=key)
    return Count(row.empty_at, row.closed_until)


def _save(tx: Tx, key: str, count: Count) -> None:
    tx.run(SAVE, key=key, empty_at=count.empty_at, closed_until=count.closed_until)
