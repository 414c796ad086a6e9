"""A push subscription as text: what a browser gives, and the one spelling in which we keep it."""

from __future__ import annotations

import base64
import binascii
import json

from cryptography.hazmat.primitives.asymmetric import ec

from siharat.kernel.errors import invalid
from siharat.ring.channels.web_push.encryption import AUTH_BYTES, CURVE, POINT_BYTES, Subscription
from siharat.ring.channels.web_push.guard import Guard
from siharat.ring.channels.web_push.vapid import base64url

MAX_TEXT = 4_096


def read(raw: object, guard: Guard) -> Subscription:
    """``PushSubscription.toJSON()``, as an object or as its text. Raises ``Problem`` 422 naming the field."""
    document = _document(raw)
    endpoint, keys = document.get("endpoint"), document.get("keys")
    if not isinstance(endpoint, str):
        raise invalid("subscription.endpoint", "is missing")
    try:
        endpoint = guard.endpoint(endpoint)
    except ValueError as error:
        raise invalid("subscription.endpoint", str(error)) from None
    if not isinstance(keys, dict):
        raise invalid("subscription.keys", "are missing")
    p256dh = _key(keys, "p256dh", POINT_BYTES)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    except ValueError:
        raise invalid("subscription.keys.p256dh", "is no point of the curve P-256") from None
    return Subscription(endpoint, p256dh, _key(keys, "auth", AUTH_BYTES))


def spell(subscription: Subscription) -> str:
    """The canonical text: equal subscriptions are equal texts."""
    keys = {"p256dh": base64url(subscription.p256dh), "auth": base64url(subscription.auth)}
    return json.dumps({"endpoint": subscription.endpoint, "keys": keys}, separators=(",", ":"))


def _document(raw: object) -> dict[str, object]:
    if isinstance(raw, str):
        if len(raw) > MAX_TEXT:
            raise invalid("subscription", f"longer than {MAX_TEXT} characters")
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise invalid("subscription", "is not JSON") from None
    if not isinstance(raw, dict):
        raise invalid("subscription", "is not an object")
    return raw


def _key(keys: dict[str, object], name: str, length: int) -> bytes:
    """Base64url as browsers write it; padding and the other alphabet are forgiven."""
    text: object = keys.get(name)
    field: str = f"subscription.keys.{name}"
    if not isinstance(text, str) or len(text) > 2 * length:
        raise invalid(field, f"is not {length} bytes in base64url")
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise invalid(field, "is not base64url") from None
    if len(raw) != length:
        raise invalid(field, f"is {len(raw)} bytes, not {length}")
    return raw
