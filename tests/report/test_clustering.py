"""Chance makes patterns. The rules suggest what was planted, and of mere chance hardly ever anything."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom, poisson

from siharat.report import clustering
from siharat.report.clustering import Happened

PLACES = [f"Kelurahan {number}" for number in range(12)]
WEEKS = 12
WORLDS = 60


def chance(seed, count=160):
    """As many as a busy station has in a quarter, anywhere at any time; evenings and some places have more."""
    drawn = random.Random(seed)
    hours = [1] * 17 + [3] * 7
    return [Happened(drawn.choices(PLACES, range(1, 13))[0], (day := drawn.randrange(7 * WEEKS)) % 7,
                     drawn.choices(range(24), hours)[0], day) for _ in range(count)]


def racing(times=WEEKS - 2):
    """Each Saturday night, in one place."""
    return [Happened("Kelurahan 3", 5, 22, 7 * week + 5) for week in range(times)]


def suggested(happened):
    return [(each.place, each.weekday, each.window) for each in clustering.suggestions(happened)]


def test_what_was_planted_is_found_and_is_the_first():
    found = [suggested(chance(seed) + racing())[:1] for seed in range(20)]
    assert found == [[("Kelurahan 3", 5, 7)]] * 20


@given(st.integers(1, 3_000), st.data())
def test_the_chance_of_so_many_is_that_of_scipy(total, data):
    """Whose ``stats`` takes half a second and 60 MB to load: too much for a server that must be back at once."""
    here, then = data.draw(st.integers(0, total)), data.draw(st.integers(0, total))
    count = data.draw(st.integers(max(0, here + then - total), min(here, then)))
    assert clustering._at_least(count, total, here, then) == pytest.approx(
        hypergeom.sf(count - 1, total, here, then), rel=1e-6, abs=1e-12)


def test_of_mere_chance_hardly_anything_is_suggested():
    misled = sum(bool(suggested(chance(seed))) for seed in range(WORLDS))
    assert misled / WORLDS <= clustering.FALSE_SHARE


def test_negative_control_without_the_correction_chance_suggests_a_lot(monkeypatch):
    monkeypatch.setattr(clustering, "_rare", lambda tried, trials: [each for p, each in tried if p <= 0.05])
    misled = sum(bool(suggested(chance(seed))) for seed in range(WORLDS))
    assert misled / WORLDS > 2 * clustering.FALSE_SHARE


def test_three_of_a_kind_suggest_nothing_and_nothing_suggests_nothing():
    assert suggested(racing(3)) == []
    assert suggested([]) == []


@given(st.integers(0, 400))
def test_the_range_holds_what_it_promises(count):
    """Beyond its ends, so many or so few would be rarer than one in forty."""
    found = clustering.rate(count)
    assert found.low <= count <= found.high
    assert poisson.cdf(count, found.high) == pytest.approx(0.025, abs=1e-6)
    assert count == 0 or poisson.sf(count - 1, found.low) == pytest.approx(0.025, abs=1e-6)


@given(st.lists(st.builds(Happened, st.sampled_from(PLACES), st.integers(0, 6), st.integers(0, 23),
                          st.integers(0, 84), st.booleans()), max_size=60))
def test_each_is_counted_once(happened):
    assert sum(map(sum, clustering.week(happened))) == len(happened)
    found = clustering.places(happened)
    assert sum(each.all.count for each in found) == len(happened)
    assert all(each.incidents + each.reports == each.all.count for each in found)
    assert found == sorted(found, key=lambda each: -each.all.count)


@pytest.mark.parametrize(("before", "after", "verdict"), [
    (10, 0, "rarer"), (12, 2, "rarer"), (4, 2, "unknown"), (3, 0, "unknown"), (0, 0, "unknown"), (0, 3, "unknown"),
    (1, 12, "oftener")])
def test_whether_it_helped_is_said_only_when_it_can_be_said(before, after, verdict):
    here = [("Kelurahan 3", 5, 22)] * (before + after)
    days = [10] * before + [40] * after
    happened = [Happened(*each, day) for each, day in zip(here, days, strict=True)]
    other = [Happened("Kelurahan 4", 5, 22, day) for day in (10, 30, 40)]  # the day itself is neither
    found = clustering.effect([*happened, *other], "Kelurahan 3", 5, 7, 30)
    assert (found.before, found.after, found.verdict) == (before, after, verdict)
    assert (found.elsewhere_before, found.elsewhere_after) == (1, 1)
    assert found.low <= found.high


def test_what_lies_further_back_than_four_weeks_is_not_compared():
    found = clustering.effect([Happened("Kelurahan 3", 5, 22, day) for day in (1, 33)], "Kelurahan 3", 5, 7, 30)
    assert (found.before, found.after) == (0, 1)
