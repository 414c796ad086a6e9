"""When which step is due. Pure: milliseconds since it began to ring in, steps out."""

from __future__ import annotations

from collections.abc import Sequence

from siharat.incident.policy import EscalationPolicy, Step
from siharat.kernel.clock import SECOND

KEEN = 60 * SECOND
"""So long the silent phones are looked at as often as the policy says; later each ``CALM``, for the next channel of
those that could have one was tried long ago."""
CALM = 30 * SECOND


def due(policy: EscalationPolicy, taken: int, rung_ms: int) -> Sequence[Step]:
    """The steps that must be taken now; after a stop of the machine perhaps several at once."""
    return [step for step in policy.steps[taken:] if step.after * SECOND <= rung_ms]


def repeating(policy: EscalationPolicy, taken: int) -> Sequence[Step]:
    return [step for step in policy.steps[:taken] if step.repeat]


def next_look(policy: EscalationPolicy, taken: int, climbed_ms: int, rung_ms: int) -> int:
    """After how many milliseconds the climb goes on: ``climbed_ms`` counts on the ladder, ``rung_ms`` since the phones
    began to ring. There always is a next time."""
    beat = policy.second_channel * SECOND if rung_ms < KEEN else CALM
    beats = [beat, *(step.repeat * SECOND for step in repeating(policy, taken))]
    steps = [max(0, step.after * SECOND - climbed_ms) for step in policy.steps[taken:taken + 1]]
    return min([*beats, *steps])


def later(policy: EscalationPolicy, taken: int) -> Sequence[Step]:
    """What comes after the steps that were taken together with the last one."""
    now = policy.steps[taken - 1].after
    return [step for step in policy.steps[taken:] if step.after > now]
