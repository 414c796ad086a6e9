"""When a drill is due, and what it showed: on generated cases."""

from __future__ import annotations

from collections import namedtuple
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.drill import rules
from siharat.drill.rules import Rhythm, measured, rhythm, times
from siharat.kernel import Problem
from siharat.kernel.clock import DAY
from siharat.ring.rules import NO_CHANNEL

ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin"])
RHYTHMS = st.one_of(st.builds(Rhythm, st.just("week"), st.integers(0, 6), st.integers(0, 1439)),
                    st.builds(Rhythm, st.just("month"), st.integers(1, 28), st.integers(0, 1439)))
Ring = namedtuple("Ring", "officer kind state received_at detail")


@given(RHYTHMS, st.integers(1_700_000_000_000, 2_000_000_000_000), ZONES)
def test_the_next_one_is_later_on_its_day_and_not_too_far(chosen, now, zone):
    found = chosen.after(now, zone)
    assert now < found <= now + (8 if chosen.every == "week" else 33) * DAY
    there = datetime.fromtimestamp(found / 1_000, ZoneInfo(zone))
    assert (there.weekday() if chosen.every == "week" else there.day) == chosen.day


@pytest.mark.parametrize(("every", "day", "at", "field"), [
    ("year", 1, "09:00", "every"), ("week", 7, "09:00", "day"), ("month", 0, "09:00", "day"),
    ("month", 29, "09:00", "day"), ("week", "x", "09:00", "day"), ("week", 1, "25:00", "at"), ("week", 1, "", "at")])
def test_nonsense_is_refused_by_name(every, day, at, field):
    with pytest.raises(Problem) as refused:
        rhythm(every, day, at)
    assert refused.value.extra["field"] == field


def test_a_time_as_people_write_it():
    assert rhythm("week", "0", "09.30") == Rhythm("week", 0, 570)


@given(st.lists(st.integers(0, 100_000), min_size=1))
def test_each_figure_is_one_that_a_phone_showed(took):
    found = times(took)
    assert {found.p50, found.p90, found.last} <= set(took)
    assert found.p50 <= found.p90 <= found.last == max(took)
    assert 2 * sum(each <= found.p50 for each in took) >= len(took)


def test_of_two_phones_the_first_counts_and_the_nearest_miss_is_told():
    rings = [Ring("a", "in_app", "shown", 1_300, None), Ring("a", "web_push", "shown", 1_200, None),
             Ring("b", "in_app", "pending", None, None), Ring("b", "web_push", "failed", None, "410 gone away"),
             Ring("c", "in_app", "pending", None, None), Ring("c", "sms", "failed", None, NO_CHANNEL),
             Ring("left", "in_app", "shown", 1_100, None)]
    all_phones, roads, deaf = measured(rings, 1_000, {"a": "Andi", "b": "Budi", "c": "Citra"})
    assert all_phones.last == 200
    assert [(road.kind, road.rang) for road in roads] == [("in_app", 2), ("web_push", 1), ("sms", 0)]
    assert [(each.name, each.why, each.detail) for each in deaf] == [
        ("Budi", "failed", "410 gone away"), ("Citra", "page_closed", "")]


@pytest.mark.parametrize(("taken_by", "rang", "verdict"), [
    ("Bripda Anton", 1, "thin"), ("Bripda Anton", 359, "thin"), ("Bripda Anton", 360, "passed"),
    (None, 400, "untaken"), (None, 0, "untaken")])
def test_one_of_four_hundred_is_no_success(taken_by, rang, verdict):
    report = rules.Report("i", "SHR-1", "63.05", True, 0, 1, "answered", taken_by, 5_000, 400, rang,
                          rules.Times(None, None, None), [], [])
    assert report.verdict == verdict
