"""What many times amount to: percentiles, shares, their ranges, and the curve of those still waiting.

The ranges are bootstrap ranges, 95 per cent, from ``DRAWS`` draws with the seed ``SEED``. Drawing a million values
two thousand times would take minutes, so what is drawn is not the sample but its order statistics, whose
distribution in a resample is known exactly: the k-th of n uniform numbers is Beta(k, n + 1 - k), the next above it
one more Beta away. The same holds for shares, which are binomial. The uniform numbers come from SHAKE-256 over the
seed and the figure's name: the same on every machine and in every version, or the province could not recompute.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from siharat.evaluate.cases import Mask, Numbers
from siharat.evaluate.rules import FEWEST

SEED = "siharat-1"
DRAWS = 2_000
SURE = 0.95
CURVE_POINTS = 240

Range = tuple[float, float]


def uniform(name: str, count: int) -> Numbers:
    """``count`` numbers in (0, 1), always the same for a name."""
    raw = hashlib.shake_256(f"{SEED}\x1f{name}".encode()).digest(8 * count)
    return (np.frombuffer(raw, dtype="<u8") >> np.uint64(11)).astype(np.float64) * 2.0**-53 + 2.0**-54


def quantile(ordered: Numbers, share: float) -> float:
    """Linear interpolation between the nearest two (type 7 of Hyndman and Fan, the usual one)."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def quantile_range(ordered: Numbers, share: float, name: str) -> Range:
    """Between which values the quantile of a resample falls, 95 times of 100."""
    return middle(quantile_draws(ordered, share, name))


def quantile_draws(ordered: Numbers, share: float, name: str) -> Numbers:
    """The quantile of each of ``DRAWS`` resamples."""
    from scipy.special import betaincinv

    count = len(ordered)
    place = (count - 1) * share
    rank = int(place) + 1  # of the lower of the two order statistics, from 1
    lower = betaincinv(rank, count + 1 - rank, uniform(f"{name} lower", DRAWS))
    upper = lower
    if rank < count:
        upper = lower + (1 - lower) * betaincinv(1, count - rank, uniform(f"{name} upper", DRAWS))
    low, high = (ordered[np.minimum((count * each).astype(np.int64), count - 1)] for each in (lower, upper))
    return np.asarray(low + (high - low) * (place - int(place)))


def share_range(of: int, all_: int, name: str) -> Range:
    """Between which shares that of a resample falls, 95 times of 100."""
    return middle(share_draws(of, all_, name))


def share_draws(of: int, all_: int, name: str) -> Numbers:
    """The share of each of ``DRAWS`` resamples."""
    from scipy.special import bdtr

    if of in (0, all_):
        return np.full(DRAWS, of / all_)
    counts = np.arange(all_ + 1) if all_ <= 2_000 else _likely_counts(of, all_)
    below = bdtr(counts.astype(np.float64), all_, of / all_)
    drawn = counts[np.minimum(np.searchsorted(below, uniform(name, DRAWS)), len(counts) - 1)]
    return np.asarray(drawn / all_)


def _likely_counts(of: int, all_: int) -> Numbers:
    """Every count within eight standard deviations: beyond it lies less than one draw in 10^14."""
    spread = int(8 * (of * (1 - of / all_)) ** 0.5) + 8
    return np.arange(max(0, of - spread), min(all_, of + spread) + 1).astype(np.float64)


def middle(draws: Numbers) -> Range:
    ordered = np.sort(draws)
    return quantile(ordered, (1 - SURE) / 2), quantile(ordered, (1 + SURE) / 2)


@dataclass(frozen=True, slots=True)
class Curve:
    """Of those whose clock ran, the share that is still waiting after so many seconds (Kaplan–Meier)."""

    seconds: list[float]
    waiting: list[float]
    median_s: float | None
    """When half have been reached; ``None`` when the curve never falls that low."""


def still_waiting(took: Numbers, measured: Mask, unfinished: Mask) -> Curve:
    """An unfinished case was waiting at least as long as it was watched, and says nothing of later.

    ``scipy.stats.ecdf`` gives the same, and the tests hold this to it; it takes a second and 60 MB to load, which
    a server that rings phones has better use for.
    """
    if not measured.any():
        return Curve([], [], None)
    ordered, left = np.sort(took[measured]), np.sort(took[unfinished])
    times, ends = np.unique(ordered, return_counts=True)
    at_risk = (len(ordered) - np.searchsorted(ordered, times)) + (len(left) - np.searchsorted(left, times))
    waiting = np.cumprod(1 - ends / at_risk)
    half = np.flatnonzero(waiting <= 0.5 + 1e-12)
    shown = np.arange(len(times))
    if len(times) > CURVE_POINTS:
        shown = np.linspace(0, len(times) - 1, CURVE_POINTS).astype(np.int64)
    return Curve([round(float(times[at]) / 1_000, 3) for at in shown],
                 [round(float(waiting[at]), 6) for at in shown],
                 round(float(times[half[0]]) / 1_000, 3) if len(half) else None)


def few(count: int) -> bool:
    return count < FEWEST
