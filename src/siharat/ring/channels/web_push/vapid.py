"""Saying who we are to a push service: RFC 8292, a JWT signed with ES256.

The signature does not depend on the message, only on the push service (its *audience*), so one token
serves all phones of a browser maker for hours.
"""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from siharat.kernel.clock import HOUR, SECOND, Clock
from siharat.ring.channels.web_push.encryption import CURVE, point

LIFETIME = 12 * HOUR
"""At most 24 h are allowed (section 2); half of it forgives clocks that disagree, theirs or ours."""
RENEW_BEFORE_END = 6 * HOUR
MAX_AUDIENCES = 256


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Vapid:
    """Our name, signed, for each push service. Safe to use from several threads."""

    def __init__(self, private_key: bytes, contact: str, clock: Clock) -> None:
        """``private_key``: the 32-byte scalar. Losing or changing it silences every subscription.

        ``contact``: ``mailto:`` or ``https:``; Apple refuses tokens without one that could be real.
        Raises ``ValueError`` when either is not usable.
        """
        if len(private_key) != 32:
            raise ValueError("the VAPID private key is not 32 bytes")
        if not contact.startswith(("mailto:", "https://")):
            raise ValueError("the VAPID contact is neither a mailto: nor an https: address")
        self._key = ec.derive_private_key(int.from_bytes(private_key, "big"), CURVE)
        self._contact = contact
        self._clock = clock
        self._cached: dict[str, tuple[int, str]] = {}
        self.public_key = base64url(point(self._key.public_key()))
        """For the page: ``pushManager.subscribe({applicationServerKey})``."""

    def authorization(self, audience: str) -> str:
        """The ``Authorization`` header for a push service (section 3), renewed hours before it ends.

        ``audience``: the origin of the endpoint (section 2, ``aud``).
        """
        now = self._clock.now()
        ends, header = self._cached.get(audience, (0, ""))
        # A clock set back (ends too far away) would make them refuse the token: sign anew as well.
        if not RENEW_BEFORE_END <= ends - now <= LIFETIME:
            if len(self._cached) >= MAX_AUDIENCES:
                self._cached.clear()
            ends = now + LIFETIME
            header = f"vapid t={self._token(audience, ends)}, k={self.public_key}"
            self._cached[audience] = (ends, header)
        return header

    def _token(self, audience: str, ends: int) -> str:
        claims = {"aud": audience, "exp": ends // SECOND, "sub": self._contact}
        signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
        # Deterministic (RFC 6979): a bad random number here would give the private key away.
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self._key.sign(signed.encode(), algorithm))
        return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _part(document: dict[str, object]) -> str:
    return base64url(json.dumps(document, separators=(",", ":")).encode())
