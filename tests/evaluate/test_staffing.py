"""Replayed with more or fewer officers: more help, fewer hurt, and how far it is off is said."""

from __future__ import annotations

import numpy as np
import pytest

from siharat.evaluate import staffing
from siharat.evaluate.cases import gathered
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.rules import Case, Targets
from siharat.evaluate.staffing import Scenario
from siharat.kernel import Problem

WEEK = 7 * 86_400_000
START = 1_790_000_000_000
TARGETS = Targets(10_000, ((0.0, 900_000),))


def served(weeks, per_week, officers, seed=1):
    """A world that works as the model says: calls by chance, so many officers, each out for forty minutes."""
    chance = np.random.default_rng(seed)
    raised = np.sort(START + chance.uniform(0, weeks * WEEK, weeks * per_week))
    free_at, cases = [0.0] * officers, []
    for at in raised:
        who = int(np.argmin(free_at))
        claimed = max(at + chance.uniform(3_000, 12_000), free_at[who])
        there = claimed + chance.lognormal(np.log(420_000), 0.3)
        clear = there + chance.uniform(1_200_000, 3_000_000)
        free_at[who] = clear
        cases.append(Case(int(at), int(claimed), None, None, int(there), int(clear), int(clear) + 1_000, "genuine",
                          locality="Cempaka" if len(cases) % 3 else "Loktabat"))
    return Evaluation(gathered(cases), START + weeks * WEEK, "Asia/Makassar", TARGETS)


@pytest.fixture(scope="module")
def busy():
    return served(weeks=8, per_week=500, officers=4)


def test_the_weeks_that_it_had_not_seen_are_predicted_and_the_error_is_told(busy):
    found = staffing.outlook(busy, Scenario(4), 4)
    assert (found.block, found.held_out >= 4) == ("weeks", True)
    assert found.error["median_s"] < 60
    assert found.error["within"] < 0.06
    assert abs(found.now["median_s"] - np.median(busy.times["response"].took) / 1_000) < 60


def test_more_officers_help_and_fewer_hurt_by_more_than_the_error(busy):
    by_number = {officers: staffing.outlook(busy, Scenario(officers), 4).then for officers in (2, 3, 4, 6, 9)}
    medians = [by_number[officers]["p90_s"] for officers in (2, 3, 4, 6, 9)]
    assert medians == sorted(medians, reverse=True)
    error = staffing.outlook(busy, Scenario(4), 4).error
    assert by_number[2]["p90_s"] - by_number[4]["p90_s"] > error["p90_s"]
    assert by_number[9]["within"] > by_number[2]["within"]


def test_a_faster_ladder_saves_no_more_than_people_took_to_answer(busy):
    found = staffing.outlook(busy, Scenario(4, taken_within=3_000), 4)
    assert 0 < found.now["median_s"] - found.then["median_s"] < 12


def test_a_part_of_town_less_is_fewer_calls_and_less_waiting(busy):
    inside = np.asarray(busy.cases.locality.are("Cempaka"))
    found = staffing.outlook(busy, Scenario(4, inside=inside), 4)
    assert found.calls[1] == int(inside.sum())
    assert found.then["p90_s"] < found.now["p90_s"]


def test_who_was_ever_busy_at_once_must_have_been_there(busy):
    assert staffing.outlook(busy, Scenario(1)).officers_now == 4


def test_the_same_question_has_the_same_answer(busy):
    assert staffing.outlook(busy, Scenario(5), 4) == staffing.outlook(busy, Scenario(5), 4)


@pytest.mark.parametrize(("weeks", "per_week"), [(1, 300), (8, 5)])
def test_from_too_little_nothing_is_said(weeks, per_week):
    with pytest.raises(Problem, match="At least ten days"):
        staffing.outlook(served(weeks, per_week, 3), Scenario(3), 3)


def test_negative_control_a_model_that_learned_elsewhere_is_caught_by_its_error(busy, monkeypatch):
    """Ways three times as long as they were: the held-out weeks notice."""
    honest = staffing.outlook(busy, Scenario(4), 4).error["median_s"]
    learn = staffing._learn

    def wrong(*asked):
        found = learn(*asked)
        return staffing._Learned(found.answers, [pool * 3 for pool in found.ways], found.works, found.usual)

    monkeypatch.setattr(staffing, "_learn", wrong)
    assert staffing.outlook(busy, Scenario(4), 4).error["median_s"] > 10 * honest
