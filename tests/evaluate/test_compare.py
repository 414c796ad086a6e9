"""Before and after: what is told from chance, and what is not concluded."""

from __future__ import annotations

import numpy as np
import pytest

from siharat.evaluate import compare
from siharat.evaluate.cases import gathered
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.joined import Station, effect
from siharat.evaluate.rules import Case, Targets

MONTH = 24_300
TARGETS = Targets(10_000, ((0.0, 600_000),))


def period(count, response_s, seed, spread=0.3):
    """``count`` alarms, each reached after about so many seconds."""
    chance = np.random.default_rng(seed)
    cases = []
    for number in range(count):
        raised = number * 3_600_000
        arrived = raised + max(1_000, int(chance.lognormal(np.log(response_s * 1_000), spread)))
        cases.append(Case(raised, raised + int(chance.integers(2_000, 14_000)), None, raised + 20_000, arrived, None,
                          arrived + 60_000, "genuine"))
    return Evaluation(gathered(cases), 10**12, "Asia/Makassar", TARGETS)


def found(now, before):
    return {each.figure: each for each in compare.changes(now, before)}


def test_faster_is_said_to_be_better_and_the_same_is_not_told_apart():
    now = found(period(200, 400, 1), period(200, 700, 2))
    assert now["response.median"].verdict == "better"
    assert now["response.median"].difference < -200
    assert now["response.within"].verdict == "better"
    assert now["queue.median"].verdict == "unclear", "nobody answered faster"
    assert found(period(200, 700, 2), period(200, 400, 1))["response.median"].verdict == "worse"


def test_few_cases_conclude_nothing_however_large_the_difference():
    now = found(period(29, 60, 1), period(200, 2_000, 2))
    assert now["response.median"].verdict == "few"
    assert now["response.median"].cases == (200, 29)
    nothing = found(period(0, 60, 1), period(200, 60, 2))
    assert (nothing["response.median"].now, nothing["response.median"].difference) == (None, None)


def test_the_range_is_that_of_a_plain_bootstrap():
    """Beside two thousand resamples drawn the slow way; the two differ by chance alone."""
    now, before = period(150, 400, 3), period(180, 500, 4)
    change = found(now, before)["response.median"]
    chance = np.random.default_rng(5)
    took = [np.sort(each.times["response"].took) / 1_000 for each in (now, before)]
    drawn = [np.median(chance.choice(took[0], len(took[0]))) - np.median(chance.choice(took[1], len(took[1])))
             for _ in range(4_000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert abs(change.range[0] - low) < 6
    assert abs(change.range[1] - high) < 6


def test_of_a_hundred_comparisons_of_nothing_some_five_see_something():
    """The range keeps its word: about one in twenty."""
    seen = sum(found(period(80, 500, seed), period(80, 500, 1_000 + seed))["response.median"].verdict
               in ("better", "worse") for seed in range(100))
    assert seen <= 12


def station(code, joined, share, seed, after=0.0, drift=0.0, due=60):
    """A year and a half of months; ``after`` is added to the share once it has joined."""
    chance = np.random.default_rng(seed)
    months = {}
    for month in range(18):
        p = share + drift * month + (after if joined is not None and month >= joined - MONTH else 0)
        months[MONTH + month] = (int(chance.binomial(due, min(max(p, 0), 1))), due)
    return Station(code, joined, months)


def province(after, drift=0.0, of_joined=0.0, due=60):
    joining = [station(f"j{number}", MONTH + 7 + number, 0.3 if of_joined else 0.5, number, after, drift + of_joined,
                       due) for number in range(6)]
    return [*joining, *(station(f"n{number}", None, 0.55, 100 + number, 0, drift, due) for number in range(5))]


def test_what_joining_did_is_found_and_what_changed_everywhere_is_not_taken_for_it():
    seen = effect(province(0.2, drift=0.01))
    assert seen.why == ""
    assert abs(seen.effect - 0.2) < 0.06
    assert seen.range[0] > 0
    assert effect(province(0.0, drift=0.01)).why == "unclear"


@pytest.mark.parametrize(("stations", "why"), [
    (province(0.2)[:2], "few_stations"), (province(0.2)[:6], "few_controls"),
    ([station(f"j{number}", MONTH + 7, 0.5, number, 0.2, due=5) for number in range(4)]
     + [station(f"n{number}", None, 0.5, number, due=5) for number in range(2)], "few_cases"),
    (province(0.0, of_joined=0.03, due=300), "moved_apart")])
def test_it_refuses_to_conclude_and_says_why(stations, why):
    assert effect(stations).why == why


def test_negative_control_without_the_controls_a_drift_looks_like_a_success():
    """What a plain before and after would say of stations that only moved with all others."""
    joining = [each for each in province(0.0, drift=0.02) if each.joined]
    plain = np.mean([each.months[each.joined + 2][0] / 60 - each.months[each.joined - 3][0] / 60 for each in joining])
    assert plain > 0.05
    assert abs(effect(province(0.0, drift=0.02)).effect) < 0.05
