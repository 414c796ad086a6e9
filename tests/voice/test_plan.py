"""Which numbers are phoned. Toll fraud is an invented number that somebody is paid for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siharat.kernel import Problem
from siharat.ring.channels.voice.plan import DialPlan, dial_plan

PLAN = DialPlan()


@pytest.mark.parametrize(("typed", "kept"), [
    ("0812 9000 0001", "+6281290000001"), ("+62 812-9000-0001", "+6281290000001"), ("62 511 4772 110", "+625114772110"),
    ("ring:0812 9000 0001", "ring:+6281290000001"), (" ring: +6281290000001", "ring:+6281290000001"),
    ("0911 345 678", "+62911345678"), ("+6281290000001;phone-context=x", "+6281290000001"),
    ("٠٨١٢٩٠٠٠٠٠٠١", "+6281290000001"), ("ring:ring:0812 9000 0001", "ring:+6281290000001"),
])
def test_what_may_be_phoned_is_kept_in_one_spelling(typed, kept):
    assert str(PLAN.address(typed)) == kept
    assert str(PLAN.address(kept)) == kept


@pytest.mark.parametrize("typed", [
    "0809 100 1000", "0800 123 4567", "0804 123 456",                   # premium, free, shared cost
    "110", "112", "+62110", "14045", "1500 123",                        # short
    "+1 900 555 0123", "+44 20 7946 0000", "+88 213 12345678", "+960 790 0000", "+371 2000 0000",  # abroad
    "+6281290000001@evil", "sip:x@y", "+6281290000001\r\nX: y", "ring:", "", "+62",
    None, 62812, ["0812"], "0" * 500,
])
def test_what_may_not_is_refused_with_the_field(typed):
    with pytest.raises(Problem) as refused:
        PLAN.address(typed)
    assert (refused.value.status, refused.value.extra["field"]) == (422, "address")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_only_a_plain_number_of_the_plan_comes_out(typed):
    try:
        number = PLAN.address(typed).number
    except Problem:
        return
    assert number.startswith(PLAN.prefixes)
    assert number[1:].isdecimal()
    assert number.isascii()


def test_a_station_may_widen_its_plan_but_never_to_premium_numbers():
    wide = dial_plan("+62 +1", "+62812")
    assert wide.allows("+12025550123")
    assert not wide.allows("+19005550123")
    assert not wide.allows("+628091001000")
    assert not PLAN.allows("+12025550123")


@pytest.mark.parametrize(("spelling", "dialled"), [
    ("+62812", "+6281290000001"), ("62812", "6281290000001"), ("0812", "081290000001")])
def test_the_trunk_gets_numbers_as_it_wants_them(spelling, dialled):
    assert dial_plan("", spelling).spelled("+6281290000001") == dialled


@pytest.mark.parametrize(("prefixes", "spelling"), [("0812", "+62812"), ("+62 ; +1", "+62812"), ("", "00")])
def test_a_plan_that_cannot_be_used_says_what_to_write(prefixes, spelling):
    with pytest.raises(Problem, match="SIHARAT_VOICE"):
        dial_plan(prefixes, spelling)
