"""Signatures of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme").

``webhook-id``, ``webhook-timestamp`` (seconds) and the body, joined by dots, under HMAC-SHA256; the header
``webhook-signature`` holds ``v1,`` and the code in base64, or several of these between spaces. A secret is ``whsec_``
and 24 to 64 bytes in base64. Pure.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping

from siharat.kernel.clock import MINUTE, SECOND

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = 5 * MINUTE
"""A message that is older, or from so far ahead, is no message: somebody may have kept it."""
LONGEST_ID = 200
MOST_SIGNATURES = 8


def secret(chance: bytes) -> str:
    """The secret as its keeper is shown it."""
    return PREFIX + base64.b64encode(chance).decode()


def headers(spelled: str, message: str, at: int, body: bytes) -> dict[str, str]:
    """What goes with a body that is sent at ``at`` (ms)."""
    seconds = str(at // SECOND)
    return {"webhook-id": message, "webhook-timestamp": seconds,
            "webhook-signature": f"v1,{_code(spelled, message, seconds, body)}"}


def signed(spelled: str, said: Mapping[str, str], body: bytes, now: int) -> bool:
    """Whether somebody who knows the secret has sent it, just now. ``said``: headers by their small names."""
    message, seconds = said.get("webhook-id", ""), said.get("webhook-timestamp", "")
    if not (0 < len(message) <= LONGEST_ID and _plain(message) and seconds.isascii() and seconds.isdecimal()
            and len(seconds) <= 12):
        return False
    expected = _code(spelled, message, seconds, body).encode()
    shown = [code for version, _, code in (each.partition(",") for each in said.get("webhook-signature", "").split(
        " ", MOST_SIGNATURES)[:MOST_SIGNATURES]) if version == "v1"]
    # Every one is compared, whichever is right, and the time is looked at last: all refusals take as long.
    right = sum(hmac.compare_digest(expected, code.encode()) for code in shown)
    return bool(right) and abs(int(seconds) * SECOND - now) <= TOLERANCE


def _plain(message: str) -> bool:
    return message.isascii() and message.isprintable() and " " not in message


def _code(spelled: str, message: str, seconds: str, body: bytes) -> str:
    try:
        key = base64.b64decode(spelled.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is whsec_ and base64") from error
    code = hmac.digest(key, f"{message}.{seconds}.".encode() + body, "sha256")
    return base64.b64encode(code).decode()
