"""How many officers a kind of channel truly reaches: what is told of a call rests on this count, and on nothing else.

A number on the list of staff is a device, whether or not this server can phone it; so is a page that has been closed
for a week, and a subscription of a server that sent pushes then. Who forgets that tells a frightened person of a call
that nobody makes.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, text

from siharat.db import Tx
from siharat.incident.rules import Incident

PEOPLE = """SELECT count(DISTINCT d.officer) FROM device d WHERE {whose} AND d.retired_at IS NULL
    AND (d.kind = :kind OR (:kind = 'app' AND d.paid = 0
        AND (d.kind IN :carried OR (d.kind = 'in_app' AND d.open_until > :now))))
    AND NOT EXISTS (SELECT 1 FROM decline x WHERE x.incident = :incident AND x.officer = d.officer)"""
OF_STATION = text(PEOPLE.format(whose="d.station = :station")).bindparams(bindparam("carried", expanding=True))
OF_THESE = text(PEOPLE.format(whose="d.officer IN :officers")).bindparams(
    bindparam("carried", expanding=True), bindparam("officers", expanding=True))


def can_carry(tx: Tx, kind: str) -> bool:
    """Whether this server rings by it at all. ``app`` stands for all that costs nothing: an open page always is."""
    return kind == "app" or kind in tx.channels


def people(tx: Tx, incident: Incident, kind: str, station: str, who: Sequence[str] | None) -> int:
    """How many of ``who``, or of all officers of the station, have something on which this server reaches them now by
    ``kind``, and have not said that they cannot come."""
    if not can_carry(tx, kind):
        return 0
    asked = {"incident": incident.id, "kind": kind, "carried": sorted(tx.channels) or [""], "now": tx.now}
    if who is None:
        return int(tx.value(OF_STATION, **asked, station=station))
    return int(tx.value(OF_THESE, **asked, officers=list(who))) if who else 0
