"""What is an alarm, of all that is written to a station's number? Decided here, and nowhere else. Pure.

Whoever is in doubt rings: a bare *tolong*, a misspelt one, half a message, none at all. What does not ring is listed,
one reason each, and each is something that nobody writes who needs the police.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from siharat.alarm import compact
from siharat.alarm.compact import Compact
from siharat.kernel.place import Place

LONGEST = 1_600
"""Letters that are looked at: ten parts."""

Why = Literal["compact", "help", "empty", "doubt", "answer", "thanks", "machine", "advertisement"]
RINGS: frozenset[Why] = frozenset({"compact", "help", "empty", "doubt"})

HELP = frozenset({
    "tolong", "tulung", "tulungi", "tolongin", "bantu", "bantuan", "darurat", "bahaya", "polisi", "begal", "rampok",
    "maling", "perampokan", "pencurian", "dibunuh", "ditusuk", "dipukul", "diculik", "dikejar", "diperkosa",
    "diancam", "disekap", "kebakaran", "kecelakaan", "tawuran", "parang", "sajam", "help", "emergency", "danger"})
SHORT_HELP = frozenset({"sos", "tlg", "tlng", "tlong", "tolng", "tlg2", "bntu", "help", "110", "911"})
"""Too short to be guessed at: only so."""
ANSWER = re.compile(r"\s*((siap|izin|saya|ndan|komandan|pak|bu)\W+)*ambil\W*(shr\W{0,3}[a-z0-9]{1,12}\W*)?", re.ASCII)
THANKS = re.compile(r"\W*((terima|trima|trm)\W*kasih|makasih|mksh|trims|thanks?|thank you|thx)"
                    r"(\W+(banyak|pak|bu|bapak|ibu|polisi|komandan|ndan|ya|sekali|so much))*\W*")
OFFERS = frozenset({"pinjaman", "slot", "gacor", "jackpot", "bonus", "promo", "diskon", "cashback", "voucher", "hadiah",
                    "kuota", "pulsa", "otp", "deposit", "bunga", "kredit", "gratis", "menangkan", "pemenang"})
LINK = re.compile(r"https?://|www\.|\bwa\.me\b|\bbit\.ly\b|\*\d{3}[*#]", re.ASCII)
WORD = re.compile(r"\w+")
PERSON = re.compile(r"\+?\d{8,15}")


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote to the station, understood as far as it goes."""

    why: Why
    compact: Compact | None
    place: Place | None
    words: str
    """What a person should read: their own words, in one line."""

    @property
    def rings(self) -> bool:
        return self.why in RINGS


def read(text: str, sender: str) -> Written:
    """``sender`` as the network says it: anything, also nothing. Never raises."""
    text = unicodedata.normalize("NFKC", text[:LONGEST].replace("\x00", " "))
    ours = compact.read(text)
    if ours is not None:
        return Written("compact", ours, ours.place, ours.rest)
    line = " ".join(text.split())
    return Written(_why(line.casefold(), sender), None, compact.place_in(text), line)


def _why(line: str, sender: str) -> Why:
    """In the order in which they are told apart: a cry for help is one, whatever stands around it."""
    words = WORD.findall(line)
    if _is_a_machine(sender):
        # No telephone writes under a name or a short number: operators and shops do, and sell their own "bantuan".
        return "help" if words and _is_help(words[0]) else "machine"
    if any(map(_is_help, words)):
        return "help"
    if not words:
        return "empty"
    if ANSWER.fullmatch(line):
        return "answer"
    if THANKS.fullmatch(line):
        return "thanks"
    if LINK.search(line) and len(OFFERS.intersection(words)) >= 2:
        return "advertisement"
    return "doubt"


def _is_a_machine(sender: str) -> bool:
    """A number that is withheld may be anybody's."""
    return bool(sender.strip()) and not PERSON.fullmatch(re.sub(r"[\s().-]", "", sender))


def _is_help(word: str) -> bool:
    """A word of help, also drawn out, and with one letter wrong where it is long enough."""
    if word in SHORT_HELP or word in HELP:
        return True
    bare = re.sub(r"(.)\1+", r"\1", word)
    return bare in HELP or (len(bare) >= 5 and any(_nearly(bare, meant) for meant in HELP if len(meant) >= 6))


def _nearly(word: str, meant: str) -> bool:
    """At most one letter is missing, too many, wrong, or has changed places with its neighbour."""
    if abs(len(word) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), min(len(word), len(meant)))
    mine, theirs = word[start:], meant[start:]
    if len(word) == len(meant):
        return mine[1:] == theirs[1:] or (mine[:2] == theirs[:2][::-1] and mine[2:] == theirs[2:])
    return mine[1:] == theirs if len(word) > len(meant) else mine == theirs[1:]
