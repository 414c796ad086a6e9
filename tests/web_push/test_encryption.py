"""RFC 8291, by its own example and by somebody else's decryption; and keys that are never used twice."""

from __future__ import annotations

import base64
import os
import threading

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from siharat.ring.channels.web_push import encryption
from siharat.ring.channels.web_push.encryption import (
    CURVE_ORDER,
    HEADER_BYTES,
    MAX_BODY_BYTES,
    RECORD_BYTES,
    KeyStock,
    KeyUsedTwice,
    SingleUseKey,
    Subscription,
    point,
    single_use_key,
)


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def subscription_of(phone) -> Subscription:
    return Subscription("https://push.example/x", point(phone.key.public_key()), phone.auth)


def test_the_example_of_rfc_8291():
    browser = Subscription(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        raw("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    drawn = iter(
        [raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), raw("DGv6ra1nlYgDCS1FRnbzlw")],
    )
    sealed = single_use_key(browser, lambda _: next(drawn)).seal(b"When I grow up, I want to be a watermelon")
    assert sealed == raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(body=st.binary(max_size=MAX_BODY_BYTES))
def test_another_library_opens_what_we_seal(new_phone, body):
    phone = new_phone()
    assert phone.opens(single_use_key(subscription_of(phone), os.urandom).seal(body)) == body


def test_another_phone_opens_nothing(new_phone):
    sealed = single_use_key(subscription_of(new_phone()), os.urandom).seal(b"Jl. Melati 4")
    with pytest.raises((ValueError, InvalidTag, Exception), match=r"(?i)decrypt"):
        new_phone().opens(sealed)


def test_the_longest_body_fills_one_record_and_one_byte_more_is_refused(phone):
    assert len(single_use_key(subscription_of(phone), os.urandom).seal(b"x" * MAX_BODY_BYTES)) == RECORD_BYTES
    with pytest.raises(ValueError, match="at most 3993"):
        single_use_key(subscription_of(phone), os.urandom).seal(b"x" * (MAX_BODY_BYTES + 1))


@pytest.mark.parametrize("key", [b"", b"\x04" + b"\x01" * 64, b"\x02" + b"\x01" * 64, b"\x00" * 65])
def test_a_key_that_is_no_point_is_refused(key):
    with pytest.raises(ValueError):
        single_use_key(Subscription("https://push.example/x", key, b"a" * 16), os.urandom)


def test_private_keys_come_from_the_chance_handed_in_and_stay_below_the_order(phone):
    drawn = [CURVE_ORDER.to_bytes(32, "big"), b"\xff" * 32, bytes(32), (7).to_bytes(32, "big"), b"s" * 16]
    rest = iter(drawn)
    sealed = single_use_key(subscription_of(phone), lambda _: next(rest)).seal(b"")
    assert sealed[21:86] == point(ec.derive_private_key(7, ec.SECP256R1()).public_key())
    assert next(rest, None) is None


# Keys are used once.


def test_a_key_seals_once(phone):
    key = single_use_key(subscription_of(phone), os.urandom)
    key.seal(b"ring")
    with pytest.raises(KeyUsedTwice):
        key.seal(b"silence")


def keys_seen(stock: KeyStock, phones, rounds: int, threads: int) -> list[bytes]:
    """Takes keys from several threads at once; the ephemeral public key in the header tells them apart."""
    shelves = [stock.add(str(number), subscription_of(phone)) for number, phone in enumerate(phones)]
    stock.refill()
    seen: list[bytes] = []

    def ring() -> None:
        for _ in range(rounds):
            seen.extend([stock.take(shelf).seal(b"x")[:HEADER_BYTES] for shelf in shelves])

    workers = [threading.Thread(target=ring) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return seen


def test_no_key_is_given_out_twice_to_many_threads_while_the_stock_refills(new_phone):
    stock = KeyStock(os.urandom)
    stock.PAUSE_S = stock.QUIET_S = 0.0
    stock.start()
    seen = keys_seen(stock, [new_phone() for _ in range(20)], rounds=10, threads=4)
    stock.close()
    assert len(seen) == len(set(seen)) == 800


def test_and_this_test_would_see_it(new_phone, monkeypatch):
    """Negative control: a stock that looks at its first key instead of taking it; a key without guard."""
    monkeypatch.setattr(KeyStock, "take", lambda stock, shelf: shelf.keys[0])
    monkeypatch.setattr(SingleUseKey, "seal", lambda key, body: key._header)
    seen = keys_seen(KeyStock(os.urandom), [new_phone()], rounds=2, threads=1)
    assert len(seen) != len(set(seen))


def test_what_reuse_would_cost(phone):
    """Why all this: with one key and nonce twice, the XOR of two ciphertexts is the XOR of the bodies."""
    box = AESGCM(b"k" * 16)
    first, second = (box.encrypt(b"n" * 12, body, None) for body in (b"Jl. Melati 4", b"Jl. Kenanga "))
    leaked = bytes(a ^ b for a, b in zip(first[:12], second[:12], strict=True))
    assert leaked == bytes(a ^ b for a, b in zip(b"Jl. Melati 4", b"Jl. Kenanga ", strict=True))


def test_a_forked_process_does_not_use_its_parents_keys(phone):
    stock = KeyStock(os.urandom)
    shelf = stock.add("a", subscription_of(phone))
    stock.refill()
    parents = {key._header for key in shelf.keys}
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        os.write(write_end, stock.take(shelf).seal(b"x")[:HEADER_BYTES])
        os._exit(0)
    os.wait()
    assert os.read(read_end, HEADER_BYTES) not in parents
    os.close(read_end)
    os.close(write_end)


# The stock.


def test_every_phone_gets_its_first_key_before_any_gets_its_second(new_phone):
    stock = KeyStock(os.urandom, depth=2)
    shelves = [stock.add(str(n), subscription_of(new_phone())) for n in range(3)]
    assert stock.refill(at_most=4) == 4
    assert sorted(len(shelf.keys) for shelf in shelves) == [1, 1, 2]
    assert stock.refill() == 2
    assert stock.refill() == 0
    assert stock.ready() == 6


def test_an_empty_stock_derives_on_the_spot(phone):
    stock = KeyStock(os.urandom)
    shelf = stock.add("a", subscription_of(phone))
    assert phone.opens(stock.take(shelf).seal(b"still rings")) == b"still rings"


def test_a_poisoned_subscription_does_not_stop_the_keys_of_others(new_phone):
    stock = KeyStock(os.urandom, depth=1)
    stock.add("poison", Subscription("https://push.example/x", b"\x04" + b"\x01" * 64, b"a" * 16))
    good = stock.add("good", subscription_of(new_phone()))
    stock.start()
    for _ in range(200):
        if good.keys:
            break
        threading.Event().wait(0.01)
    stock.close()
    assert len(good.keys) == 1


def test_used_keys_are_replaced_in_idle_time(phone):
    stock = KeyStock(os.urandom, depth=3)
    shelf = stock.add("a", subscription_of(phone))
    stock.refill()
    stock.start()
    for _ in range(3):
        stock.take(shelf)
    for _ in range(200):
        if stock.ready() == 3:
            break
        threading.Event().wait(0.01)
    assert stock.ready() == 3
    stock.forget("a")
    assert stock.ready() == 0
    stock.close()


def test_record_layout():
    assert encryption.HEADER_BYTES == 86
    assert encryption.MAX_BODY_BYTES == 3993
