"""Who is on duty now."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import text

from siharat.db import Tx
from siharat.people import officers, roster, roster_rules

AT_THE_DESK = text("""SELECT id, role FROM officer WHERE station = :station AND active = 1
    AND role IN ('operator', 'duty_officer', 'administrator') ORDER BY nrp""")


class OnDuty(NamedTuple):
    whom: Literal["duty", "desk"]
    who: tuple[str, ...]
    """Officers, by NRP."""


def on_duty(tx: Tx, station: str) -> OnDuty:
    """Those on duty at a station. Where no roster says who they are, those at its desk; also where the roster has a
    gap: a step of the ladder that reaches nobody would be lost time."""
    who = rostered(tx, station)
    return OnDuty("duty", who) if who else OnDuty("desk", at_the_desk(tx, station))


def rostered(tx: Tx, station: str) -> tuple[str, ...]:
    """Those of whom a roster says that they are on duty, by NRP; nobody, where there is none or it has a gap."""
    on = roster.on_duty_at(tx, station, tx.now)
    return tuple(row.id for row in officers.who_ring(tx, station) if row.id in on)


def first_to_ring(tx: Tx, station: str) -> frozenset[str]:
    """Who rings at once where the station's policy spares those who are off duty."""
    everyone = [row.id for row in officers.who_ring(tx, station)]
    return roster_rules.first_to_ring(everyone, roster.on_duty_at(tx, station, tx.now))


def at_the_desk(tx: Tx, station: str) -> tuple[str, ...]:
    """Operators and administrators, and the duty officers whose turn it is."""
    rows = tx.all(AT_THE_DESK, station=station)
    away = {row.id for row in rows if row.role == "duty_officer" and not has_the_duty(tx, station, row.id)}
    return tuple(row.id for row in rows if row.id not in away)


def has_the_duty(tx: Tx, station: str, officer: str) -> bool:
    """Whether it is this duty officer's turn. Where the roster names none of them, it is every one's: a gap in it must
    not leave a station without a duty officer."""
    every = [row.id for row in tx.all(AT_THE_DESK, station=station) if row.role == "duty_officer"]
    return officer in roster_rules.first_to_ring(every, roster.on_duty_at(tx, station, tx.now))
