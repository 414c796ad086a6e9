"""When a station is flooded, what a device has done before decides how widely it rings at first, never whether.

A device, not a number: anybody can type another's. A fresh one has no history and rings everyone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident.policy import EscalationPolicy
from siharat.kernel.clock import MINUTE
from siharat.people import citizens, duty

PRESSES = text("""SELECT count(*) FROM alarm a JOIN incident i ON i.id = a.incident
    WHERE a.received_at > :since AND i.station = :station AND a.mode IN ('loud', 'silent')""")


def narrowed_to(tx: Tx, citizen: str, stations: tuple[str, ...], policy: EscalationPolicy) -> tuple[str, ...]:
    """The officers at the desks whose phones alone shall ring at first; none: everybody's do."""
    if not doubtful(citizens.get(tx, citizen), policy, tx.now):
        return ()
    presses = tx.value(PRESSES, since=tx.now - MINUTE, station=stations[0])
    if presses < policy.flood:
        return ()
    return tuple(officer for station in stations for officer in duty.at_the_desk(tx, station))


def doubtful(row: Any, policy: EscalationPolicy, now: int) -> bool:
    """A person has marked the device, or its last alarms were all closed as false. Pure."""
    return (row.marked_until or 0) > now or row.false_alarms >= policy.history
