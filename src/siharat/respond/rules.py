"""What the field says, and when its silence becomes news. Pure."""

from __future__ import annotations

import math
from typing import Literal

from siharat.incident.policy import EscalationPolicy
from siharat.incident.rules import Status
from siharat.kernel.clock import SECOND
from siharat.kernel.errors import invalid

Outcome = Literal["started", "reached", "no_answer", "busy", "cannot_speak", "wrong_number"]
OUTCOMES: tuple[Outcome, ...] = ("started", "reached", "no_answer", "busy", "cannot_speak", "wrong_number")
REACHES_NOBODY: frozenset[Outcome] = frozenset({"started", "no_answer", "busy", "wrong_number"})
"""However often they are said, they put off nothing that is due."""
Movement = Literal["en_route", "on_scene", "clear"]
MOVEMENTS: tuple[Movement, ...] = ("en_route", "on_scene", "clear")


TOLD_MINUTES = (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60)


def outcome(value: object) -> Outcome:
    for known in OUTCOMES:
        if known == value:
            return known
    raise invalid("outcome", f"is none of {', '.join(OUTCOMES)}")


def movement(value: object) -> Movement:
    for known in MOVEMENTS:
        if known == value:
            return known
    raise invalid("status", f"is none of {', '.join(MOVEMENTS)}")


def status_after(movements: dict[str, Movement]) -> Status:
    """The incident's status from where its officers are: the furthest counts, and who is clear counts
    no more."""
    where = set(movements.values())
    if "on_scene" in where:
        return "on_scene"
    return "responding" if "en_route" in where else "claimed"


def minutes_away(metres: float) -> int | None:
    """In about how many minutes somebody is there, as a citizen is told it: streets are a third longer than the crow's
    flight, 30 km/h through a town. Only so exact that no officer's place can be worked out from it; ``None`` for more
    than an hour."""
    minutes = math.ceil(metres * 1.33 / 500)
    return next((told for told in TOLD_MINUTES if minutes <= told), None)


def patience_ms(policy: EscalationPolicy, status: Status, last_outcome: Outcome | None, told: int = 0) -> int:
    """How long nothing may be heard of a claimed incident before somebody is told. ``told``: so often they were, in
    a row. After the first time the station above must not wait for another half hour."""
    wait = _first_patience(policy, status, last_outcome)
    return min(wait, policy.move * SECOND) if told == 1 else wait


def _first_patience(policy: EscalationPolicy, status: Status, last_outcome: Outcome | None) -> int:
    if status == "on_scene":
        return policy.clear * SECOND
    if status == "responding":
        return policy.arrive * SECOND
    return (policy.move if last_outcome in ("reached", "cannot_speak") else policy.no_answer) * SECOND
