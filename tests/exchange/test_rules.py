"""When a delivery is tried again: later and later, never for ever, and what an answer means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.exchange import rules
from siharat.kernel import Problem
from siharat.kernel.clock import HOUR
from siharat.ring.patience import Answer


@given(st.integers(0, 599), st.integers(1, 10_000), st.integers(0, 2 * rules.LASTS), st.floats(0, 1e9))
def test_every_answer_has_a_meaning_and_every_delivery_an_end(status, attempts, age, asked):
    found = rules.verdict(Answer(status, asked), attempts, age)
    assert (found.state == "sent") == (200 <= status < 300)
    if found.state == "pending":
        assert age < rules.LASTS
        assert 0 < found.pause <= rules.LASTS - age
        assert found.pause <= rules.LONGEST_PAUSE


def test_the_last_try_is_at_the_end_of_the_third_day():
    age, attempts, pauses = 0, 0, []
    while True:
        attempts += 1
        found = rules.verdict(Answer(500), attempts, age)
        if found.state != "pending":
            break
        pauses.append(found.pause)
        age += found.pause
    assert (found.state, age) == ("dead", rules.LASTS)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert 15 <= attempts <= 30


def test_a_redirect_is_no_receipt_and_a_long_wish_is_cut_short():
    assert rules.verdict(Answer(302), 1, 0).state == "pending"
    assert rules.verdict(Answer(429, 30.0), 1, 0).pause == 30_000
    assert rules.verdict(Answer(429, 1e6), 1, 0).pause == 6 * HOUR


def test_one_failure_makes_nobody_wait():
    assert [rules.rest(failures) for failures in range(3)] == [0, 0, 5_000]
    assert rules.rest(1_000) == max(rules.RESTS)


def test_kinds_are_chosen_from_the_list():
    assert rules.chosen(["incident.closed", "incident.opened"]) == " incident.opened incident.closed "
    for wrong in ([], ["incident.opened", "incident.%"], ["x" * 1_000]):
        with pytest.raises(Problem):
            rules.chosen(wrong)
