"""Which passwords are refused. Pure. Length and not being the obvious count; no zoo of symbols is asked for
(NIST SP 800-63B, section 3.1.1)."""

from __future__ import annotations

import unicodedata

from siharat.kernel.errors import invalid

SHORTEST = 10
LONGEST = 128
FEWEST_LETTERS = 5
"""Different ones: ``aaaaabbbbb`` is long and no password."""
LEAST_OF_ITS_OWN = 5
"""Characters that must be left when the obvious parts are taken out."""

OBVIOUS = (
    # What people here write first. Longest parts are taken out first, so "password" needs no "pass".
    "password", "passw0rd", "kata sandi", "katasandi", "rahasia", "sandi", "letmein", "welcome", "admin",
    "administrator", "operator", "petugas", "komando", "siharat", "polisi", "polri", "polres", "polsek",
    "polda", "banjarbaru", "banjarmasin", "martapura", "banjar", "kalsel", "kalimantan", "selatan",
    "bhayangkara", "presisi", "brimob", "reskrim", "lantas", "sabhara", "samapta", "bhabinkamtibmas",
    "bripda", "briptu", "brigadir", "brigpol", "bripka", "aipda", "aiptu", "ipda", "iptu", "kompol",
    "indonesia", "merdeka", "garuda", "pancasila", "jakarta", "nkri", "bismillah", "alhamdulillah",
    "sayang", "cinta", "sayangku", "iloveyou", "keluarga", "ganteng", "cantik", "bahagia", "doraemon",
    "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "1q2w3e4r", "abc123",
    "football", "monkey", "dragon", "sunshine", "princess", "superman", "naruto", "persib", "persija",
    "samsung", "android", "google", "facebook", "whatsapp", "internet", "computer", "selamat", "datang",
)
LADDERS = ("01234567890", "abcdefghijklmnopqrstuvwxyz")
UNMASKED = str.maketrans("@$!|+", "asiit")


def normal(password: str) -> str:
    """One spelling for what looks the same on two keyboards (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, nrp: str) -> str:
    """The password in its one spelling; ``Problem`` 422 says what is wrong with it, never what it was."""
    spelled = normal(password)
    if len(spelled) < SHORTEST:
        raise invalid("password", f"needs at least {SHORTEST} characters")
    if len(spelled) > LONGEST:
        raise invalid("password", f"may have at most {LONGEST} characters")
    plain = spelled.lower()
    if nrp.lower() in plain:
        raise invalid("password", "must not contain the NRP")
    if len(set(plain)) < FEWEST_LETTERS or len(own_part(plain)) < LEAST_OF_ITS_OWN:
        raise invalid("password", "is one of the first that anybody would try; three words of your own are better")
    return spelled


def own_part(plain: str) -> str:
    """What is left without the words everybody knows, without years, ladders and decoration."""
    left = plain.translate(UNMASKED)
    for word in sorted(OBVIOUS, key=len, reverse=True):
        left = left.replace(word, " ")
    for ladder in LADDERS:
        for length in range(len(ladder), 2, -1):
            for start in range(len(ladder) - length + 1):
                step = ladder[start:start + length]
                left = left.replace(step, " ").replace(step[::-1], " ")
    without_numbers = "".join(letter for letter in left if letter.isalpha())
    return without_numbers if len(without_numbers) >= LEAST_OF_ITS_OWN else _long_number(left)


def _long_number(left: str) -> str:
    """A long number that is no date and no ladder is a secret too."""
    digits = "".join(letter for letter in left if letter.isdigit())
    return digits if len(digits) > len("31121999") else ""
