"""Who rings first: everybody, but where a device is doubted in a flood, or the policy of the station wants its watch to
answer before those who sleep. Either is short, and everybody rings after it."""

from __future__ import annotations

from dataclasses import dataclass

from siharat.alarm import floods
from siharat.db import Tx
from siharat.incident.policy import EscalationPolicy
from siharat.incident.rules import Narrowed
from siharat.people import duty, officers


@dataclass(frozen=True, slots=True)
class First:
    whom: Narrowed
    phones: int
    """Of so many officers."""
    seconds: int
    """Then everybody rings."""


def first_to_ring(tx: Tx, citizen: str, stations: tuple[str, ...], policy: EscalationPolicy,
                  doubted: bool) -> First | None:
    """``None``: everybody rings at once. ``doubted``: what the device did before is looked at."""
    if doubted and (desk := floods.narrowed_to(tx, citizen, stations, policy)):
        return First("desk", len(desk), policy.narrow)
    if policy.first == "station":
        return None
    watch = sum(len(duty.first_to_ring(tx, station)) for station in stations)
    everybody = sum(len(officers.who_ring(tx, station)) for station in stations)
    return First("duty", watch, policy.widen) if watch < everybody else None
