"""A press in one SMS: what the phone writes is read as it was meant; whatever became of it on the way rings."""

from __future__ import annotations

import base64
import json

from hypothesis import given
from hypothesis import strategies as st

from siharat.alarm import by_sms, compact
from siharat.kernel.clock import parse_rfc3339, rfc3339
from tests.alarm.compact_writer import KEY, KEY_ID, PRESS, VECTORS, compose, unsigned, vectors

GSM = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_,.")
"""Of the basic alphabet, what needs one place each."""
PHONE = "+6281234567731"

presses = st.fixed_dictionaries({
    "id": st.uuids().map(str), "mode": st.sampled_from(["loud", "silent"]),
    "lat": st.floats(-90, 90), "lon": st.floats(-180, 180), "accuracy_m": st.floats(0, 1e7) | st.none(),
    "pressed_at": st.integers(10**12, 4 * 10**12).map(rfc3339),
    "located_at": st.integers(10**12, 4 * 10**12).map(rfc3339), "battery": st.floats(0, 1) | st.none()})
keys = st.binary(min_size=32, max_size=32)


def test_the_vectors_in_the_tree_are_those_that_are_written():
    assert json.loads(VECTORS.read_text()) == vectors()


def test_every_vector_is_read_as_it_was_pressed():
    for case in vectors():
        press, found = case["press"], compact.read(case["text"])
        assert found.signed_with(base64.urlsafe_b64decode(case["key"] + "=")), case["name"]
        assert (found.press_id, found.mode, found.key_id) == (press["id"], press["mode"], case["key_id"])
        assert found.pressed_at == parse_rfc3339(press["pressed_at"]) // 1_000 * 1_000
        assert (found.place is None) == (press["lat"] is None)
        assert found.rest == ""


@given(presses, keys)
def test_a_press_is_one_message_of_160_letters_with_room_behind_it(press, key):
    text = compose(press, KEY_ID, key)
    assert len(text) <= 112
    assert set(text) <= GSM
    found = compact.read(text)
    assert found.signed_with(key)
    assert found.press_id == press["id"]
    assert abs(found.place.lat - press["lat"]) <= 0.6e-5
    assert abs(found.place.lon - press["lon"]) <= 0.6e-5


@given(presses, keys, st.data())
def test_one_letter_changed_and_it_is_signed_no_more_but_rings(press, key, data):
    text = compose(press, KEY_ID, key)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(sorted(GSM - {text[at], " "})))
    changed = text[:at] + other + text[at + 1:]
    found = compact.read(changed)
    assert found is None or not found.signed_with(key)
    assert by_sms.read(changed, PHONE).rings


def test_who_looks_at_the_length_of_a_signature_alone_believes_a_changed_place(monkeypatch):
    """Negative control: the planted fault lets through what the property above holds back."""
    changed = compact.read(compose(PRESS, KEY_ID, KEY).replace("114.82110", "114.59110"))
    assert not changed.signed_with(KEY)
    monkeypatch.setattr(compact.hmac, "compare_digest", lambda one, other: len(one) == len(other))
    assert changed.signed_with(KEY)


@given(presses, keys, st.data())
def test_cut_anywhere_it_rings_and_says_as_much_as_is_left(press, key, data):
    text = compose(press, KEY_ID, key)
    cut = text[:data.draw(st.integers(0, len(text) - 1))]
    assert by_sms.read(cut, PHONE).rings
    found = compact.read(cut)
    assert found is None or not found.signed_with(key)
    if found and len(cut.split()) > 3:
        assert abs(found.place.lon - press["lon"]) <= 0.6e-5


def test_a_place_that_was_cut_is_as_blurred_as_it_is():
    assert compact.read("SIHARAT1 TOLONG -3.44020,114.8211").place.accuracy_m == 11
    assert compact.read("SIHARAT1 TOLONG -3.44020,114.821").place.accuracy_m == 111
    assert compact.read("SIHARAT1 TOLONG -3.44020,114.82").place is None, "it could lie in another station's area"
    assert compact.read("SIHARAT1 TOLONG -93.44020,114.82110").place is None


@given(presses)
def test_unsigned_it_says_the_same(press):
    found = compact.read(" ".join(unsigned(press)))
    assert not found.whole
    assert found.press_id == press["id"]
    assert found.place is not None


def test_what_the_person_adds_is_kept_and_harms_no_signature():
    found = compact.read(f"Fwd: {compose(PRESS, KEY_ID, KEY)}  dua orang, bawa parang")
    assert found.signed_with(KEY)
    assert found.rest == "dua orang, bawa parang"


@given(st.text() | st.text(st.sampled_from("SIHARAT1TOLONG -.,0123456789_\n\x00")) | presses.map(
    lambda press: compose(press, KEY_ID, KEY)).flatmap(lambda text: st.permutations(text.split())).map(" ".join))
def test_it_reads_anything_and_never_raises(text):
    found = by_sms.read(text, PHONE)
    assert found.compact is None or not found.compact.whole or found.compact.press_id
