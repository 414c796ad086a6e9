"""Phone numbers in the one spelling that machines agree on: E.164."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

HOME_REGION = "ID"


@lru_cache(maxsize=4096)
def e164(text: str) -> str:
    """``0812 3456 789``, ``62812…`` and ``+62 812-…`` all become ``+62812…``.

    Raises ``ValueError`` when no person could be phoned at it (ITU-T E.164: at most 15 digits).
    """
    spelled = text.strip()
    if len(spelled) > 40:
        raise ValueError("too long for a phone number")
    if spelled.startswith("62"):
        spelled = "+" + spelled
    try:
        number = phonenumbers.parse(spelled, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number: write it as 0812… or +62812…") from error
    if number.extension or not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible phone number: write it as 0812… or +62812…")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def masked(number: str) -> str:
    """``0812-••••-7731``: enough for its owner to know it, not for anybody else to dial it."""
    local = "0" + number[3:] if number.startswith("+62") else number
    return f"{local[:4]}-••••-{local[-4:]}"
