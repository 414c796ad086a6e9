"""Ids and chance: the only place that draws a random number."""

from __future__ import annotations

import base64
import random
import secrets
import uuid
from typing import Protocol

from siharat.kernel.clock import Clock

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O, 1/I: a code is read aloud over a bad line."""
LONGEST_CODE = 64


class Chance(Protocol):
    def bytes(self, count: int) -> bytes: ...


class SystemChance:
    """Randomness of the operating system: fit for keys."""

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


class SeededChance:
    """The same sequence for the same seed. For simulation only, never for keys of a real station."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  replayable on purpose

    def bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class Identity:
    """Makes ids and secrets from a clock and chance that are handed in."""

    def __init__(self, clock: Clock, chance: Chance | None = None) -> None:
        self._clock = clock
        self._chance = chance or SystemChance()

    def uuid7(self) -> str:
        """An id that sorts by the time it was made (RFC 9562, section 5.7)."""
        value = (self._clock.now() & ((1 << 48) - 1)) << 80 | int.from_bytes(self._chance.bytes(10), "big")
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        return str(uuid.UUID(int=value))

    def token(self, count: int = 32) -> str:
        """A secret of ``count`` random bytes, base64url without padding."""
        return base64.urlsafe_b64encode(self._chance.bytes(count)).rstrip(b"=").decode()

    def code(self, length: int) -> str:
        """A code a person can read aloud and type: 5 bits a letter."""
        return "".join(CODE_ALPHABET[byte & 31] for byte in self._chance.bytes(length))

    def bytes(self, count: int) -> bytes:
        return self._chance.bytes(count)

    def below(self, bound: int) -> int:
        """A whole number from 0 up to, not including, ``bound``."""
        return int.from_bytes(self._chance.bytes(8), "big") % bound


def typed_code(said: str) -> str:
    """The letters of a code as somebody typed it: spaces, strokes and small letters are their own."""
    return "".join(letter for letter in said.upper() if letter in CODE_ALPHABET)[:LONGEST_CODE]


def canonical_uuid(text: str) -> str:
    """The one spelling of a UUID; raises ``ValueError`` when it is none."""
    return str(uuid.UUID(text))


def derived_uuid(*parts: str) -> str:
    """The same parts give the same id: a retry finds what the first try made (RFC 9562, version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\x1f".join(parts)))
