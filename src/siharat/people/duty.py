"""Who is on duty now."""

from __future__ import annotations

from sqlalchemy import text

from siharat.db import Tx

AT_THE_DESK = text("""SELECT id FROM officer WHERE station = :station AND active = 1
    AND role IN ('operator', 'administrator') ORDER BY nrp""")


def on_duty(tx: Tx, station: str) -> tuple[str, ...]:
    """The officers on duty at a station. Where no roster says who they are, those at its desk."""
    return at_the_desk(tx, station)


def at_the_desk(tx: Tx, station: str) -> tuple[str, ...]:
    return tuple(row.id for row in tx.all(AT_THE_DESK, station=station))
