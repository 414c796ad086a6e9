"""How long who guesses must wait: never for nothing, never for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.kernel.clock import DAY
from siharat.people.attempts_rules import (
    ACCOUNT,
    ADDRESS,
    CODE,
    DEVICE,
    MOST_COUNTED,
    Count,
    Rule,
    failed,
    failures,
    forgiven,
    wait_after,
)

NOW = 1_800_000_000_000
RULES = st.sampled_from([ACCOUNT, ADDRESS, CODE, DEVICE])
PAUSES = st.lists(st.integers(0, DAY), max_size=60)


def after(rule: Rule, pauses: list[int]) -> tuple[Count, int]:
    count, now = Count(0, 0), NOW
    for pause in pauses:
        now += pause
        count = failed(rule, count, now)
    return count, now


def test_the_waits_double_up_to_the_longest():
    waits = [wait_after(ACCOUNT, number) // 1_000 for number in range(16)]
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(RULES, PAUSES)
def test_nobody_ever_waits_for_longer_than_the_longest(rule, pauses):
    count, now = after(rule, pauses)
    assert count.closed_until - now <= rule.longest or not pauses


@given(RULES, PAUSES)
def test_all_is_forgotten_in_bounded_time(rule, pauses):
    count, now = after(rule, pauses)
    assert failures(rule, count, now) <= rule.free + MOST_COUNTED
    assert failures(rule, count, now + (rule.free + MOST_COUNTED) * rule.leak) == 0


@given(RULES, PAUSES)
def test_one_more_failure_is_never_less(rule, pauses):
    count, now = after(rule, pauses)
    more = failed(rule, count, now)
    assert more.empty_at >= count.empty_at
    assert more.closed_until >= min(count.closed_until, now)


@given(RULES, PAUSES)
def test_forgiving_takes_back_one(rule, pauses):
    count, now = after(rule, pauses)
    before = failures(rule, count, now)
    again = forgiven(rule, failed(rule, count, now))
    assert abs(failures(rule, again, now) - before) <= 1
    assert again.closed_until == 0


@pytest.mark.parametrize(("rule", "most_a_week"), [(ACCOUNT, 2_100), (CODE, 10_100)])
def test_what_a_patient_guesser_gets_in_a_week(rule, most_a_week):
    """Guesses as early as each is allowed, for seven days. A code is one of 10¹²."""
    count, now, guesses = Count(0, 0), NOW, 0
    while now < NOW + 7 * DAY:
        count, guesses = failed(rule, count, now), guesses + 1
        now = max(now, count.closed_until)
    assert guesses <= most_a_week
