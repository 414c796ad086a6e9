"""The dial plan: which numbers this station may phone, and how the trunk wants them written. Pure.

Numbers come from strangers: a citizen types any number, and who phones premium numbers for others is
paid for it. What the plan does not allow is never dialled, neither for a ring nor for a connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType

from siharat.kernel.errors import Problem, invalid
from siharat.kernel.phone import e164

INDONESIA = ("+6281", "+6282", "+6283", "+6285", "+6287", "+6288", "+6289",
             "+622", "+623", "+624", "+625", "+626", "+627", "+629")
"""Mobile and landline. Not among them: 0800 to 0809 (premium, shared cost), and 1…, the short numbers."""
SHORTEST = len("+62") + 7
COSTLY = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN,
          PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.VOICEMAIL}
ONLY_RINGS = "ring:"
"""Before a number: that phone is rung and hung up, never answered. Free of charge; it proves nothing."""

Spelling = Literal["+62812", "62812", "0812"]
SPELLINGS: tuple[Spelling, ...] = ("+62812", "62812", "0812")


@dataclass(frozen=True, slots=True)
class Address:
    """Whom to ring, and how."""

    number: str
    """E.164."""
    only_rings: bool = False

    def __str__(self) -> str:
        return ONLY_RINGS * self.only_rings + self.number


@dataclass(frozen=True, slots=True)
class DialPlan:
    prefixes: tuple[str, ...] = INDONESIA
    spelling: Spelling = "+62812"

    def address(self, raw: object) -> Address:
        """What a person typed. Raises ``Problem`` 422 that names the field."""
        if not isinstance(raw, str):
            raise invalid("address", "is not a phone number")
        only_rings = raw.strip().startswith(ONLY_RINGS)
        try:
            number = e164(raw.strip().removeprefix(ONLY_RINGS))
        except ValueError as error:
            raise invalid("address", str(error)) from None
        if not self.allows(number):
            raise invalid("address", f"{number} is not in this station's dial plan: it phones numbers that begin "
                          f"with {', '.join(self.prefixes)}, and no premium or short ones")
        return Address(number, only_rings)

    def allows(self, number: str) -> bool:
        """Whether it may be dialled. Anything but plain E.164 may not: it becomes part of a SIP address."""
        if not re.fullmatch(r"\+[1-9]\d{6,14}", number) or len(number) < SHORTEST:
            return False
        if not number.startswith(self.prefixes):
            return False
        try:
            kind = phonenumbers.number_type(phonenumbers.parse(number))
        except phonenumbers.NumberParseException:
            return False
        return kind not in COSTLY

    def spelled(self, number: str) -> str:
        """As the trunk wants it. Carriers take ``+62812…``, gateways with a SIM card mostly ``0812…``."""
        if self.spelling == "62812":
            return number.removeprefix("+")
        if self.spelling == "0812" and number.startswith("+62"):
            return "0" + number.removeprefix("+62")
        return number


def dial_plan(prefixes: str, spelling: str) -> DialPlan:
    """From the settings. Raises ``Problem`` that says what to write instead."""
    chosen = tuple(prefixes.split()) or INDONESIA
    for prefix in chosen:
        if not re.fullmatch(r"\+[1-9]\d{0,14}", prefix):
            raise Problem(422, "settings", f"SIHARAT_VOICE_PREFIXES: {prefix} is no beginning of a number; write "
                          "them as +6281 +6221, with spaces between.")
    for known in SPELLINGS:
        if spelling == known:
            return DialPlan(chosen, known)
    raise Problem(422, "settings", f"SIHARAT_VOICE_SPELLING={spelling} is unknown: {', '.join(SPELLINGS)}.")
