"""Case keys: the way back to a report, for who has it and nobody else.

A key is computed, not stored: from what the phone sent and a secret of the key ring. So the retry of a phone that
lost the answer gets the same key, the database alone opens no report, and neither does an officer's screen, for it
shows neither. 80 bits, read aloud in four groups.
"""

from __future__ import annotations

import hmac

from siharat.kernel import Keyring
from siharat.kernel.identity import CODE_ALPHABET, typed_code

LETTERS = 16
GROUP = 4


def sent_as(keys: Keyring, phone_id: str, sender: str, words: str) -> str:
    """The same for each try of one sending. Somebody else who uses the same id, or the same id with other words, is
    another sending: an id that was guessed leads to nobody's report."""
    return keys.blind("\x1f".join((phone_id, sender, words)), "report.sending")


def case_key(keys: Keyring, sending: str) -> str:
    """``K7QM-2FXA-9PTR-WD4H``."""
    drawn = hmac.digest(keys.derive("case key"), sending.encode(), "sha256")
    letters = "".join(CODE_ALPHABET[byte & 31] for byte in drawn[:LETTERS])
    return "-".join(letters[start:start + GROUP] for start in range(0, LETTERS, GROUP))


def blind(keys: Keyring, typed: str) -> str:
    """How the key is found."""
    return keys.blind(typed_code(typed), "report.key")
