"""What each role may. Over what is said by the officer's station: its own, and all below it in the tree.

A provincial operator is an operator at the station that has all others below it, and so is a provincial
administrator: the same rights, over more. Nothing here knows a station, an incident or a clock.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

Role = Literal["officer", "operator", "duty_officer", "chief", "administrator", "auditor"]
Right = Literal["work", "desk", "oversee", "audit", "judge", "decide", "people"]

RIGHTS: dict[Right, str] = {
    "work": "is rung; takes an incident, phones back, goes there, closes it; opens an identity, with a reason where "
            "they do not work on it",
    "desk": "raises an alarm for who phones, sends officers, joins, hands over, refers; marks; answers reports; "
            "speaks to citizens of the area; holds drills; searches",
    "oversee": "reads what happens at the stations below as well: board, ring ledger, readiness, evaluation",
    "audit": "reads who opened an identity and why, and who gave whom which role",
    "judge": "is told of each opened identity at once, and judges those of the monthly sample",
    "decide": "decides the ladder, the roster, and whether everybody may read the station's figures",
    "people": "lets officers in and puts them out, gives roles, connects other systems, decides upon requests to be "
              "forgotten",
}
"""Every right, and what it means."""

ROLES: dict[Role, frozenset[Right]] = {
    "officer": frozenset({"work"}),
    "operator": frozenset({"work", "desk", "oversee"}),
    "duty_officer": frozenset({"work", "desk", "oversee"}),
    "chief": frozenset({"work", "oversee", "audit", "judge", "decide"}),
    "administrator": frozenset({"work", "desk", "oversee", "audit", "judge", "decide", "people"}),
    "auditor": frozenset({"oversee", "audit"}),
}
"""Every role. An administrator has all: at a small station they are its desk and its chief's right hand."""

OFF_DUTY: frozenset[Right] = ROLES["officer"]
"""What a duty officer may while somebody else has the duty."""


def rights_of(role: Role, on_duty: bool) -> frozenset[Right]:
    """``on_duty`` counts for duty officers alone."""
    return OFF_DUTY if role == "duty_officer" and not on_duty else ROLES[role]


def may_give(giver: Collection[Right], role: Role) -> bool:
    """Nobody gives a role that may more than they do."""
    return "people" in giver and ROLES[role] <= frozenset(giver)


def enters_the_desk(role: Role) -> bool:
    """Has something to do in the command centre, and may sign in at its door."""
    return "oversee" in ROLES[role]


def rings(role: Role) -> bool:
    """Whether an alarm rings their phones: who may not work on an incident is not called to it."""
    return "work" in ROLES[role]
