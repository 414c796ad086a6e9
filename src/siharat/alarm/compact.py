"""A press in one SMS: the citizen's page writes it, where there is no internet, and the person taps Send. Pure.

::

    SIHARAT1 TOLONG -3.44020,114.82110 12 4 1800000000 57 AZO1wPAAcACAAAAAAAAAAQ k7Qm2XbA 2mSyR1a0Yw9kPq3T

Ten words with one space between, nothing but letters that the GSM alphabet and ASCII share, at most 112 of them: one
message, one price, with room behind it for what the person adds. What helps most stands first, so that a message
that was cut short still says where.

1. ``SIHARAT1``: the version of this format.
2. ``TOLONG`` or ``SENYAP``: loud or silent.
3. The place, ``LAT,LON`` in degrees with five decimals (a metre); ``-`` when the phone does not know.
4. Its accuracy in whole metres, at most 99999; ``-``.
5. How old the place was when the button was pressed, in whole seconds, at most 99999; ``-``.
6. When it was pressed: whole seconds since 1970, UTC, by the phone's clock.
7. The battery in per cent; ``-``.
8. The id of the press, the same as over the internet: the 16 bytes of its UUID in base64url without padding.
9. The id of the phone's key, eight letters of base64url.
10. The signature: the first 12 bytes of HMAC-SHA-256 under that key over words 1 to 9 as they stand, in base64url.

A phone that has no key yet leaves out words 9 and 10. Such a message rings just as well; only it cannot be told from
one that somebody else wrote.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import uuid
from dataclasses import dataclass

from siharat.incident.rules import Mode
from siharat.kernel.clock import SECOND
from siharat.kernel.place import Place

VERSION = "SIHARAT1"
MODES: dict[str, Mode] = {"TOLONG": "loud", "SENYAP": "silent"}
NOTHING = "-"
SIGNED_WORDS = 9
TAG_BYTES = 12
METRES_PER_DEGREE = 111_320
FEWEST_DECIMALS = 3
"""A place that was cut shorter could lie in another station's area: it is left to people to read."""

HEAD = re.compile(r"\bsiharat\d{0,3}\b", re.IGNORECASE)
COORDINATES = re.compile(r"(?<![\d.])([+-]?\d{1,2}\.\d{1,9})\s*(?:,|%2C|\s)\s*([+-]?\d{1,3}\.\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compact:
    """What of a SIHARAT message could be read. A field that was cut off or makes no sense is ``None``."""

    mode: Mode
    place: Place | None
    located_at: int | None
    pressed_at: int | None
    battery: int | None
    press_id: str | None
    key_id: str | None
    tag: bytes | None
    signed: str
    """What the signature covers."""
    rest: str
    """What stands behind it: words of the person."""

    @property
    def whole(self) -> bool:
        """It says everything that a press must say, and claims to be signed."""
        return None not in (self.pressed_at, self.press_id, self.key_id, self.tag)

    def signed_with(self, key: bytes) -> bool:
        """Nobody without the phone's key has written or changed it."""
        return self.whole and hmac.compare_digest(signature(self.signed, key), self.tag or b"")


def signature(signed: str, key: bytes) -> bytes:
    return hmac.digest(key, signed.encode("utf-8", "replace"), "sha256")[:TAG_BYTES]


def read(text: str) -> Compact | None:
    """Reads as far as it goes; ``None`` when nothing in it begins like one of ours. Never raises."""
    head = HEAD.search(text)
    if head is None:
        return None
    words = text[head.start():].split()
    if words[0] != VERSION or len(words) < 2 or words[1] not in MODES:
        return Compact("silent" if "SENYAP" in words[1:2] else "loud", place_in(text), None, None, None, None, None,
                       None, "", " ".join(words[1:]))
    said = words + [""] * 10
    accuracy, age = _number(said[3], 5), _number(said[4], 5)
    pressed = _number(said[5], 10)
    pressed_at = None if pressed is None else pressed * SECOND
    place = place_in(said[2], accuracy)
    located_at = pressed_at - age * SECOND if place and pressed_at is not None and age is not None else None
    known = _press_id(said[7]) is not None
    key_id = said[8] if known and re.fullmatch(r"[\w-]{8}", said[8], re.ASCII) else None
    tag = _bytes(said[9], TAG_BYTES) if key_id else None
    understood = 10 if tag else 8 if known else 2
    return Compact(MODES[words[1]], place, located_at, pressed_at, _battery(said[6]), _press_id(said[7]), key_id, tag,
                   " ".join(words[:SIGNED_WORDS]), " ".join(words[understood:]))


def place_in(text: str, accuracy_m: int | None = None) -> Place | None:
    """The first pair of coordinates in a text, as we write it, as a map's link has it, or as a person types it.
    Fewer decimals than five mean a larger blur."""
    found = COORDINATES.search(text)
    if found is None:
        return None
    decimals = min(len(each.partition(".")[2]) for each in found.groups())
    if decimals < FEWEST_DECIMALS:
        return None
    blur = None if decimals >= 5 else round(METRES_PER_DEGREE * 10.0 ** -decimals)
    known = [metres for metres in (accuracy_m, blur) if metres is not None]
    try:
        return Place(float(found[1]), float(found[2]), max(known) if known else None)
    except ValueError:
        return None


def _number(word: str, digits: int) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= digits else None


def _battery(word: str) -> int | None:
    percent = _number(word, 3)
    return percent if percent is not None and percent <= 100 else None


def _press_id(word: str) -> str | None:
    raw = _bytes(word, 16)
    return str(uuid.UUID(bytes=raw)) if raw else None


def _bytes(word: str, count: int) -> bytes | None:
    """Only the one spelling of exactly so many bytes: two spellings of an id would be two presses."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == count and base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == word else None
