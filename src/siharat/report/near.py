"""Which reports may tell of the same thing. A suggestion: only a person joins two. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from siharat.kernel.clock import DAY
from siharat.kernel.place import Place, distance_m
from siharat.report.categories import GROUPS, OTHER
from siharat.report.store import Report

WITHIN = 14 * DAY
LOOKED_AT = 200
SHOWN = 5
NEAR_M = 400
ALIKE = 0.3
"""Of the words that either holds, the share that both hold, from where on they sound alike."""
SHORT = 3
"""Letters. Shorter words stand in every sentence."""


@dataclass(frozen=True, slots=True)
class Likeness:
    report: Report
    metres: float | None
    """``None`` where one of them has no place."""
    share: float
    """Of their words, those they have in common."""


def alike(report: Report, others: Iterable[Report]) -> list[Likeness]:
    """The likeliest first. Near in place and of one kind, or near in words; never for being late or early only."""
    found = [_compare(report, other) for other in others]
    likely = [each for each in found if _likely(report, each)]
    return sorted(likely, key=lambda each: (each.metres or 0) / NEAR_M - 4 * each.share)[:SHOWN]


def _compare(one: Report, other: Report) -> Likeness:
    here, there = _place(one), _place(other)
    both, either = words(one) & words(other), words(one) | words(other)
    return Likeness(other, distance_m(here, there) if here and there else None,
                    len(both) / len(either) if either else 0.0)


def _likely(report: Report, each: Likeness) -> bool:
    near = each.metres is not None and each.metres <= NEAR_M
    far = each.metres is not None and each.metres > 4 * NEAR_M
    return (near and _one_kind(report.category, each.report.category)) or (each.share >= ALIKE and not far)


def _one_kind(one: str, other: str) -> bool:
    return OTHER in (one, other) or any(one in kinds and other in kinds for kinds in GROUPS.values())


def words(report: Report) -> frozenset[str]:
    said = f"{report.text} {report.whereabouts or ''}".lower()
    return frozenset(word for word in re.findall(r"\w+", said) if len(word) > SHORT)


def _place(report: Report) -> Place | None:
    return Place(report.lat, report.lon) if report.lat is not None and report.lon is not None else None
