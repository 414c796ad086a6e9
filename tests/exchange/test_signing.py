"""Signatures: the example of the specification, every byte counts, and nothing from outside breaks the check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.exchange import signing
from siharat.kernel.clock import SECOND

NOW = 1_614_265_330_000
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
CODE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_specification():
    assert signing.headers(SECRET, MESSAGE, NOW, BODY) == {
        "webhook-id": MESSAGE, "webhook-timestamp": "1614265330", "webhook-signature": CODE}


HEADERS = {"webhook-id": MESSAGE, "webhook-timestamp": "1614265330", "webhook-signature": CODE}


@pytest.mark.parametrize("changed", [
    {"webhook-id": MESSAGE + "x"}, {"webhook-id": ""}, {"webhook-id": "a b"}, {"webhook-timestamp": "1614265331"},
    {"webhook-timestamp": ""}, {"webhook-timestamp": "-1614265330"}, {"webhook-timestamp": "1614265330.0"},
    {"webhook-timestamp": "９"}, {"webhook-timestamp": "9" * 40}, {"webhook-signature": ""},
    {"webhook-signature": CODE.replace("v1", "v2")}, {"webhook-signature": CODE[3:]},
    {"webhook-signature": CODE.replace("g0", "g1")}, {"webhook-signature": "v1,ünmöglich"},
    {"webhook-signature": " ".join(["v1,nein"] * signing.MOST_SIGNATURES + [CODE])},
], ids=str)
def test_one_thing_wrong_is_enough(changed):
    assert signing.signed(SECRET, HEADERS, BODY, NOW)
    assert not signing.signed(SECRET, HEADERS | changed, BODY, NOW)


def test_another_body_another_secret_another_time():
    assert not signing.signed(SECRET, HEADERS, BODY + b" ", NOW)
    assert not signing.signed(signing.secret(b"x" * 32), HEADERS, BODY, NOW)
    assert signing.signed(SECRET, HEADERS, BODY, NOW + signing.TOLERANCE)
    assert not signing.signed(SECRET, HEADERS, BODY, NOW + signing.TOLERANCE + SECOND)
    assert not signing.signed(SECRET, HEADERS, BODY, NOW - signing.TOLERANCE - SECOND)


def test_several_signatures_while_a_secret_is_changed():
    assert signing.signed(SECRET, HEADERS | {"webhook-signature": f"v1a,x v1,alt {CODE}"}, BODY, NOW)


@given(st.binary(min_size=24, max_size=64), st.text("abcXYZ019_-.", min_size=1, max_size=50), st.binary(max_size=300),
       st.integers(0, 10**11), st.integers(0, 8 * 300))
def test_what_was_signed_is_believed_and_a_turned_bit_is_not(key, message, body, seconds, bit):
    spelled = signing.secret(key)
    at = seconds * SECOND
    made = signing.headers(spelled, message, at, body)
    assert signing.signed(spelled, made, body, at)
    turned = bytearray(body or b"\0")
    turned[bit // 8 % len(turned)] ^= 1 << bit % 8
    assert not signing.signed(spelled, made, bytes(turned) if body else b"\1", at)


@given(st.fixed_dictionaries({}, optional={
    name: st.text(max_size=80) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}),
    st.binary(max_size=80))
def test_no_header_breaks_the_check(said, body):
    assert signing.signed(SECRET, said, body, NOW) is False
