"""How long who guesses must wait. Pure: a row of the table in, a row of the table out.

Failures leak away one by one; past a free number each further one doubles the wait. One number says it
all: the time at which nothing will be left (the leaky bucket of ITU-T I.371, annex A).
"""

from __future__ import annotations

from dataclasses import dataclass

from siharat.kernel.clock import MINUTE, SECOND

MOST_COUNTED = 16
"""Beyond the free ones. More would only make an honest person wait longer after the attack is over."""


@dataclass(frozen=True, slots=True)
class Rule:
    free: int
    """Failures that cost no wait: fat fingers."""
    leak: int
    """Milliseconds after which one failure is forgotten."""
    longest: int
    """No wait is longer (ms): who is attacked must not be locked out for ever."""


ACCOUNT = Rule(free=5, leak=15 * MINUTE, longest=5 * MINUTE)
"""Guesses at one officer from phones that never were theirs."""
DEVICE = Rule(free=5, leak=15 * MINUTE, longest=5 * MINUTE)
"""Guesses at one officer from a phone that was signed in as them before: a count of its own, so that
strangers who guess from elsewhere never keep the owner out."""
ADDRESS = Rule(free=50, leak=30 * SECOND, longest=15 * MINUTE)
"""All failures from one client address. Generous: a whole station, or a mobile carrier, shares one."""
CODE = Rule(free=5, leak=10 * MINUTE, longest=MINUTE)
"""Guesses at one officer's enrolment code: at a minute each, seven days give 10⁴ of 10¹²."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is remembered of failures. ``Count(0, 0)`` is a clean slate."""

    empty_at: int
    closed_until: int


def wait_after(rule: Rule, failures: int) -> int:
    """Milliseconds before the next guess: nothing at first, then one second, two, four, …"""
    if failures < rule.free:
        return 0
    return int(min(rule.longest, SECOND << min(failures - rule.free, MOST_COUNTED)))


def failures(rule: Rule, count: Count, now: int) -> int:
    """How many are not forgotten yet."""
    return max(0, -(-(count.empty_at - now) // rule.leak))


def failed(rule: Rule, count: Count, now: int) -> Count:
    """One failure more."""
    most = now + (rule.free + MOST_COUNTED) * rule.leak
    empty_at = min(max(count.empty_at, now) + rule.leak, most)
    return Count(empty_at, now + wait_after(rule, failures(rule, Count(empty_at, 0), now)))


def forgiven(rule: Rule, count: Count) -> Count:
    """Takes one failure back: it was none."""
    return Count(count.empty_at - rule.leak, 0)
