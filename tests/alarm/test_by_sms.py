"""Of all that is written to a station, what is an alarm: a thousand spellings, and what is none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.alarm import by_sms
from siharat.alarm.numbers import number_for, read_numbers

PHONE = "+6281234567731"
CRIES = ("tolong", "TOLONG", "bantuan", "darurat", "polisi", "rampok", "kebakaran")


def misspelt(word):
    """One letter missing, doubled, drawn out, wrong, or changed with its neighbour."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1:]
        yield word[:at] + word[at] * 2 + word[at + 1:]
        yield word[:at] + word[at] * 5 + word[at + 1:]
        yield word[:at] + "x" + word[at + 1:]
        yield word[:at] + word[at:at + 2][::-1] + word[at + 2:]


def spellings():
    words = [*dict.fromkeys(itertools.chain.from_iterable(misspelt(cry) for cry in CRIES))]
    return [f"{before}{word}{after}" for before in ("", "pak ", "😭 ") for word in words for after in ("", "!!!")]


def test_a_thousand_spellings_and_truncations_ring():
    found = spellings()
    cut = [cry[:length] for cry in ("tolong pak ada maling di rumah saya", "SIHARAT1 TOLONG -3.44020,114.82110 12 5")
           for length in range(len(cry) + 1)]
    assert len(found) + len(cut) >= 1_000
    assert [text for text in [*found, *cut] if not by_sms.read(text, PHONE).rings] == []


@given(st.text(), st.text(max_size=30))
def test_it_reads_anything_from_anybody_and_gives_one_reason(text, sender):
    found = by_sms.read(text, sender)
    assert found.rings == (found.why in by_sms.RINGS)
    assert "\x00" not in found.words


@given(st.text(st.characters(categories=["Cs", "L", "Cc"])))
def test_halves_of_letters_and_control_letters_break_nothing(text):
    by_sms.read(text, PHONE).words.encode()


@pytest.mark.parametrize(("text", "sender", "why"), [
    ("AMBIL", PHONE, "answer"), ("siap ambil SHR-7K4M2P", PHONE, "answer"), ("Terima kasih, Pak!", PHONE, "thanks"),
    ("Butuh bantuan? Hubungi 188", "TELKOMSEL", "machine"), ("Pulsa Anda Rp 5", "3636", "machine"),
    ("PROMO slot gacor www.contoh.id", PHONE, "advertisement"),
])
def test_what_rings_nobody_has_a_reason(text, sender, why):
    assert by_sms.read(text, sender).why == why


@pytest.mark.parametrize(("text", "sender"), [
    ("ambil saja uangnya, tolong", PHONE), ("tidak", PHONE), ("batal", PHONE),
    ("terima kasih, tapi dia kembali", PHONE),
    ("slot promo tolong www.contoh.id", PHONE), ("tolong", "TELKOMSEL"), ("", ""), ("halo", ""),
    ("lihat https://maps.google.com/?q=-3.44,114.82", PHONE),
])
def test_who_is_in_doubt_rings(text, sender):
    assert by_sms.read(text, sender).rings


def test_a_place_is_found_in_a_maps_link():
    place = by_sms.read("tolong https://maps.google.com/?q=-3.44020,114.82110", PHONE).place
    assert (place.lat, place.lon) == (-3.4402, 114.8211)


def test_a_station_has_the_nearest_number_above_it():
    numbers = read_numbers("sms_intake", "+62811500072=63.72 0811500063=63")
    assert number_for(numbers, "/63/63.72/63.72.01/") == "+62811500072"
    assert number_for(numbers, "/63/63.71/") == "+62811500063"
    assert number_for({}, "/63/") == ""
    with pytest.raises(ValueError, match="SIHARAT_SMS_INTAKE"):
        read_numbers("sms_intake", "+62811500072")
