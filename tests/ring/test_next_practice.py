"""The next practice ring, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from siharat.ring.rules import next_practice

WITA, BERLIN = ZoneInfo("Asia/Makassar"), ZoneInfo("Europe/Berlin")
WEEK = 7 * 86_400_000
MOMENTS = st.integers(1_700_000_000_000, 2_000_000_000_000)


@given(st.integers(0, 6), st.integers(0, 1_439), MOMENTS)
def test_it_is_the_first_such_moment_after_now(weekday, minute, now):
    at = next_practice(weekday, minute, WITA, now)
    wall = datetime.fromtimestamp(at / 1_000, WITA)
    assert now < at <= now + WEEK
    assert (wall.weekday(), wall.hour * 60 + wall.minute, wall.second) == (weekday, minute, 0)


@given(st.integers(0, 6), st.integers(0, 1_439), MOMENTS)
def test_an_hour_that_a_country_leaves_out_or_has_twice_still_rings_once(weekday, minute, now):
    at = next_practice(weekday, minute, BERLIN, now)
    assert now < at <= now + WEEK + 3_600_000
    assert next_practice(weekday, minute, BERLIN, at) >= at + WEEK - 3_600_000


def test_at_the_moment_itself_it_is_a_week_away():
    nine = round(datetime(2027, 1, 19, 1, tzinfo=UTC).timestamp() * 1_000)  # Tuesday, 09.00 in Banjarbaru
    assert next_practice(1, 540, WITA, nine - 1) == nine
    assert next_practice(1, 540, WITA, nine) == nine + WEEK
