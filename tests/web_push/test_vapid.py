"""RFC 8292, checked with nothing of ours but the header."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from siharat.kernel.clock import HOUR, VirtualClock
from siharat.ring.channels.web_push.vapid import Vapid

KEY = bytes(range(1, 33))
FCM = "https://fcm.googleapis.com"


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(header: str) -> dict[str, object]:
    """The claims, if the signature is that of the key beside it."""
    assert header.startswith("vapid t=")
    token, _, key = header.removeprefix("vapid t=").partition(", k=")
    head, claims, signature = token.split(".")
    assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    assert len(raw(signature)) == 64
    r, s = int.from_bytes(raw(signature)[:32], "big"), int.from_bytes(raw(signature)[32:], "big")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    public.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(raw(claims))


def test_a_token_says_who_to_whom_and_until_when():
    clock = VirtualClock()
    vapid = Vapid(KEY, "mailto:piket@polres.example", clock)
    claims = verified(vapid.authorization(FCM))
    assert claims["aud"] == FCM
    assert claims["sub"] == "mailto:piket@polres.example"
    assert 0 < claims["exp"] - clock.now() / 1000 <= 24 * 3600
    assert vapid.authorization(FCM).endswith(f"k={vapid.public_key}")


def test_a_changed_token_does_not_verify():
    """Negative control of ``verified``."""
    header = Vapid(KEY, "mailto:a@b.example", VirtualClock()).authorization(FCM)
    token, _, key = header.removeprefix("vapid t=").partition(", k=")
    head, claims, signature = token.split(".")
    forged = base64.urlsafe_b64encode(raw(claims).replace(b"fcm", b"fcn")).rstrip(b"=").decode()
    with pytest.raises(InvalidSignature):
        verified(f"vapid t={head}.{forged}.{signature}, k={key}")


def test_one_token_serves_an_audience_until_hours_before_its_end():
    clock = VirtualClock()
    vapid = Vapid(KEY, "mailto:a@b.example", clock)
    first = vapid.authorization(FCM)
    clock.advance(5 * 3600)
    assert vapid.authorization(FCM) is first
    assert vapid.authorization("https://web.push.apple.com") != first
    clock.advance(2 * 3600)
    renewed = vapid.authorization(FCM)
    assert verified(renewed)["exp"] - clock.now() // 1000 == 12 * 3600


def test_at_every_moment_of_two_days_the_token_is_good_for_five_more_hours():
    clock = VirtualClock()
    vapid = Vapid(KEY, "mailto:a@b.example", clock)
    for _ in range(2 * 24 * 4):
        left = verified(vapid.authorization(FCM))["exp"] * 1000 - clock.now()
        assert 5 * HOUR < left <= 24 * HOUR
        clock.advance(900)


def test_a_clock_set_back_does_not_leave_a_token_too_far_ahead():
    clock = VirtualClock()
    vapid = Vapid(KEY, "mailto:a@b.example", clock)
    vapid.authorization(FCM)
    clock.advance(-48 * 3600)
    assert verified(vapid.authorization(FCM))["exp"] * 1000 - clock.now() <= 24 * HOUR


def test_strangers_audiences_do_not_fill_the_memory():
    vapid = Vapid(KEY, "mailto:a@b.example", VirtualClock())
    for number in range(600):
        vapid.authorization(f"https://{number}.push.services.mozilla.com")
    assert len(vapid._cached) <= 256


@pytest.mark.parametrize(
    ("key", "contact"),
    [(b"short", "mailto:a@b.example"), (bytes(32), "mailto:a@b.example"), (KEY, "piket@polres.example")],
)
def test_settings_that_cannot_work_are_refused(key, contact):
    with pytest.raises(ValueError):
        Vapid(key, contact, VirtualClock())
