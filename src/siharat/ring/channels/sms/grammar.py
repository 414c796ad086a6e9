"""What an officer meant by an SMS. Pure, and strict: whatever is not plainly one or the other is neither.

Anybody can send an SMS, under any sender's number. Nothing of what it says goes any further but one of two
words and the code of an incident.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

LONGEST = 480
"""Letters that are looked at: three parts."""
WORD = re.compile(r"[a-z0-9]+")
CODE = re.compile(r"\bshr[\s\-_.]{0,3}([a-z0-9]{1,12})\b")
TAKE, DECLINE = "ambil", "tidak"
DECLINES = frozenset({"tidak", "tdk", "tak", "gak", "ga", "ndak", "kada"})
AGAINST = DECLINES | {"jangan", "bukan", "batal", "belum"}
POLITE = frozenset({"siap", "saya", "aku", "pak", "bu", "ndan", "komandan", "izin", "ya", "ok", "oke", "bisa", "86"})


class Meant(NamedTuple):
    said: Literal["take", "decline"]
    code: str | None
    """As the officer wrote it: it may be that of no incident."""


def read(text: str) -> Meant | None:
    """``AMBIL``, ``ambil.``, ``AMBL``, ``Siap ambil SHR-7K4M2P``; ``TIDAK``, ``tdk bisa``. Never raises."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    found = CODE.search(folded)
    words = WORD.findall(CODE.sub(" ", folded))
    said = _said(words)
    return Meant(said, f"SHR-{found[1].upper()}" if found else None) if said else None


def _said(words: list[str]) -> Literal["take", "decline"] | None:
    """Misspelt words count only where they stand alone: *sambil* is a word of its own."""
    core = [word for word in words if word not in POLITE]
    if not core:
        return None
    if core[0] in DECLINES or (len(core) == 1 and _nearly(core[0], DECLINE)):
        return "decline"
    if core[0] == TAKE and not AGAINST.intersection(core):
        return "take"
    return "take" if len(core) == 1 and _nearly(core[0], TAKE) else None


def _nearly(word: str, meant: str) -> bool:
    """At most one letter is missing, too many, wrong, or has changed places with its neighbour; not the first."""
    if word == meant:
        return True
    if not word or word[0] != meant[0] or abs(len(word) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), min(len(word), len(meant)))
    mine, theirs = word[start:], meant[start:]
    if len(word) == len(meant):
        return mine[1:] == theirs[1:] or (mine[:2] == theirs[:2][::-1] and mine[2:] == theirs[2:])
    return mine[1:] == theirs if len(word) > len(meant) else mine == theirs[1:]
