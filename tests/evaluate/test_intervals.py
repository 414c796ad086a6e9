"""What an interval is: one incident at a time, and a million at once, give the same."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.evaluate import cases as columns
from siharat.evaluate import rules
from siharat.evaluate.cases import gathered
from siharat.evaluate.rules import INTERVALS, LONGEST, Case, Fact, case_of, measure

AS_OF = 1_800_000_000_000
MOMENT = st.none() | st.integers(AS_OF - 2 * LONGEST, AS_OF + LONGEST)
CASES = st.builds(
    Case, raised=st.integers(AS_OF - 2 * LONGEST, AS_OF), claimed=MOMENT, reached=MOMENT, en_route=MOMENT,
    on_scene=MOMENT, clear=MOMENT, closed=MOMENT, mode=st.sampled_from(["loud", "silent", "practice", "drill"]),
    disposition=st.sampled_from(["", "genuine", "drill", "duplicate", "test", "false_alarm"]),
    recorded=st.sampled_from(["", "raised claimed", "raised on_scene", "raised claimed reached on_scene"]))
FACTS = st.lists(st.builds(
    Fact, kind=st.sampled_from(["raised", "pressed_again", "claimed", "lapsed", "call_back", "movement", "closed",
                                "unanswered", "message"]),
    at=st.integers(0, 50), what=st.sampled_from(["", "loud", "reached", "busy", "en_route", "on_scene", "clear",
                                                 "genuine"])), max_size=12)

PRESS = Case(raised=0, claimed=7_000, reached=25_000, en_route=40_000, on_scene=340_000, clear=900_000,
             closed=960_000, disposition="genuine")


def took(case: Case, interval: str) -> tuple[int | None, str]:
    return measure(case, interval, AS_OF)  # type: ignore[arg-type]


def test_the_five_intervals_of_one_press():
    assert {name: took(PRESS, name) for name in INTERVALS} == {
        "queue": (7_000, "measured"), "call_back": (18_000, "measured"), "travel": (300_000, "measured"),
        "response": (340_000, "measured"), "on_scene": (560_000, "measured")}


@pytest.mark.parametrize(("case", "interval", "expected"), [
    (Case(AS_OF - 5_000), "queue", (5_000, "unfinished")),
    (Case(0, closed=60_000), "queue", (60_000, "unfinished")),
    (Case(0, claimed=7_000, closed=60_000), "response", (None, "not_due")),
    (Case(0, claimed=7_000, en_route=9_000, closed=60_000), "response", (60_000, "unfinished")),
    (Case(0, claimed=7_000, closed=60_000), "travel", (None, "not_due")),
    (Case(0, claimed=7_000, closed=60_000, mode="silent"), "call_back", (None, "not_due")),
    (Case(0, claimed=7_000, closed=60_000), "call_back", (53_000, "unfinished")),
    (Case(10_000, claimed=7_000), "queue", (-3_000, "impossible")),
    (Case(0, claimed=LONGEST + 1), "queue", (LONGEST + 1, "impossible")),
    (Case(0, closed=60_000, recorded="raised on_scene"), "queue", (None, "not_due")),
    (Case(0, closed=60_000, recorded="raised claimed"), "queue", (60_000, "unfinished")),
    (replace(PRESS, en_route=None), "travel", (None, "not_due")),
])
def test_what_was_not_finished_or_cannot_be_is_told_apart(case, interval, expected):
    assert took(case, interval) == expected


@given(st.lists(CASES, max_size=30))
def test_columns_measure_as_the_rule_does(cases):
    many = gathered(cases)
    assert [rules.APART[at] for at in columns.apart(many)] == [rules.apart(case) for case in cases]
    for interval in INTERVALS:
        times = columns.measure(many, interval, AS_OF)
        for at, case in enumerate(cases):
            length, standing = took(case, interval)
            found = {"measured": times.measured[at], "unfinished": times.unfinished[at],
                     "impossible": times.impossible[at], "not_due": np.isnan(times.took[at])}
            assert [name for name, true in found.items() if true] == [standing]
            assert length is None or times.took[at] == length


@given(FACTS, st.randoms())
def test_the_order_of_the_lines_tells_nothing(facts, chance):
    """Two lines of one kind and one millisecond may differ in what they say; that is a tie, not a story."""
    distinct = list({(fact.kind, fact.at, fact.kind == "movement" and fact.what): fact for fact in facts}.values())
    shuffled = list(distinct)
    chance.shuffle(shuffled)
    assert case_of(shuffled) == case_of(distinct)


def test_of_what_happened_twice_the_citizen_waited_for_the_first():
    told = [Fact("raised", 0, "loud"), Fact("claimed", 5, ""), Fact("lapsed", 35, ""), Fact("claimed", 40, ""),
            Fact("call_back", 44, "busy"), Fact("call_back", 50, "reached"), Fact("movement", 60, "on_scene"),
            Fact("movement", 70, "clear"), Fact("movement", 65, "on_scene"), Fact("movement", 90, "clear")]
    for order in itertools.islice(itertools.permutations(told), 0, 5_000, 97):
        case = case_of(order)
        assert case is not None
        assert (case.claimed, case.reached, case.on_scene, case.clear) == (5, 50, 60, 90)


def test_a_practice_is_over_at_once_and_counts_apart():
    case = case_of([Fact("raised", 9, "practice")])
    assert case is not None
    assert (case.closed, rules.apart(case)) == (9, "practice")


def test_without_a_press_there_is_no_case():
    assert case_of([Fact("claimed", 5)]) is None


@pytest.mark.parametrize("text", ["", "5:600", "0:-1", "0:x", "x", "0:600 nan:1", "0:600 inf:1"])
def test_a_target_that_is_none_is_refused(text):
    with pytest.raises(Exception, match="arrive_within"):
        rules.Targets.read(10, text)
