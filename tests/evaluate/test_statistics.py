"""Percentiles, ranges and curves against a second computation of each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from siharat.evaluate import statistics
from siharat.evaluate.statistics import quantile, quantile_range, share_range, still_waiting, uniform

TIMES = st.lists(st.integers(0, 10**9), min_size=1, max_size=60)
RNG = np.random.default_rng(7)


@given(TIMES, st.sampled_from([0.5, 0.9, 0.95, 0.025]))
def test_a_quantile_is_that_of_numpy(times, share):
    ordered = np.sort(np.array(times, dtype=float))
    assert quantile(ordered, share) == pytest.approx(np.quantile(ordered, share), rel=1e-12)


def test_uniform_numbers_are_uniform_and_always_the_same():
    drawn = uniform("a figure", 20_000)
    assert drawn.min() > 0
    assert drawn.max() < 1
    assert abs(drawn.mean() - 0.5) < 0.01
    assert drawn[0] == uniform("a figure", 3)[0]
    assert drawn[0] != uniform("another", 3)[0]


@pytest.mark.parametrize("count", [1, 2, 5, 40, 800])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_the_range_of_a_quantile_is_that_of_plain_resampling(count, share):
    sample = np.sort(RNG.lognormal(5, 1, count))
    plain = np.quantile(RNG.choice(sample, (20_000, count)), share, axis=1)
    low, high = np.quantile(plain, [0.025, 0.975])
    found = quantile_range(sample, share, "median")
    spread = max(float(np.std(plain)), 1e-9)
    assert abs(found[0] - low) < 0.35 * spread
    assert abs(found[1] - high) < 0.35 * spread


@pytest.mark.parametrize(("of", "all_"), [(3, 10), (95, 100), (5_000, 9_000), (400_000, 1_000_000)])
def test_the_range_of_a_share_is_that_of_plain_resampling(of, all_):
    plain = RNG.binomial(all_, of / all_, 50_000) / all_
    spread = float(np.std(plain))
    found = share_range(of, all_, "within")
    assert np.abs(np.array(found) - np.quantile(plain, [0.025, 0.975])).max() < 0.25 * spread + 1e-9


def test_a_share_of_none_or_all_has_no_range_to_speak_of():
    assert share_range(0, 5, "x") == (0, 0)
    assert share_range(5, 5, "x") == (1, 1)


@given(st.lists(st.tuples(st.integers(1, 500), st.booleans()), min_size=1, max_size=40))
def test_the_curve_is_that_of_scipy(cases):
    took = np.array([time for time, _ in cases], dtype=float) * 1_000
    finished = np.array([done for _, done in cases])
    curve = still_waiting(took, finished, ~finished)
    if not finished.any():
        assert curve.seconds == []
        return
    known = ecdf(CensoredData(uncensored=took[finished], right=took[~finished])).sf
    falls = np.isin(known.quantiles, took[finished])
    assert curve.seconds == list(known.quantiles[falls] / 1_000)
    assert curve.waiting == pytest.approx(list(known.probabilities[falls]), abs=1e-6)
    assert curve.median_s == next(
        (time for time, share in zip(curve.seconds, curve.waiting, strict=True) if share <= 0.5), None)


def test_leaving_out_the_unfinished_would_flatter():
    """Negative control: the curve of the finished alone falls lower than the truth."""
    took = np.array([60.0, 120, 600, 600, 600]) * 1_000
    finished = np.array([True, True, False, False, False])
    assert still_waiting(took, finished, ~finished).waiting[-1] == 0.6
    assert still_waiting(took, finished, np.zeros(5, dtype=bool)).waiting[-1] == 0


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    took = np.arange(1.0, 5_000) * 1_000
    curve = still_waiting(took, np.ones(len(took), dtype=bool), np.zeros(len(took), dtype=bool))
    assert len(curve.seconds) == statistics.CURVE_POINTS
    assert (curve.seconds[0], curve.seconds[-1], curve.waiting[-1]) == (1, 4_999, 0)
