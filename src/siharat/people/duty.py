"""Who is on duty now."""

from __future__ import annotations

from sqlalchemy import text

from siharat.db import Tx
from siharat.people import officers, roster, roster_rules

AT_THE_DESK = text("""SELECT id FROM officer WHERE station = :station AND active = 1
    AND role IN ('operator', 'administrator') ORDER BY nrp""")


def on_duty(tx: Tx, station: str) -> tuple[str, ...]:
    """The officers on duty at a station, by NRP. Where no roster says who they are, those at its desk; also where
    the roster has a gap: a step of the ladder that reaches nobody would be lost time."""
    on = roster.on_duty_at(tx, station, tx.now)
    return tuple(row.id for row in officers.of_station(tx, station) if row.id in on) or at_the_desk(tx, station)


def first_to_ring(tx: Tx, station: str) -> frozenset[str]:
    """Who rings at once where the station's policy spares those who are off duty."""
    everyone = [row.id for row in officers.of_station(tx, station)]
    return roster_rules.first_to_ring(everyone, roster.on_duty_at(tx, station, tx.now))


def at_the_desk(tx: Tx, station: str) -> tuple[str, ...]:
    return tuple(row.id for row in tx.all(AT_THE_DESK, station=station))
