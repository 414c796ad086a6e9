"""A missed call to the station's number is an alarm: of who has no data, no credit, or cannot speak.

The number that the network shows may be forged: the call opens an alarm or rings one that is open under it, and moves,
silences, ends nothing. Its place is the last one that was known of a number which an officer has proved, with its age.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.alarm import actions, texts
from siharat.alarm.rules import LAST_PLACE, MISSED, UNSIGNED, Press
from siharat.db import Tx
from siharat.incident import store
from siharat.incident.rules import Incident
from siharat.kernel.clock import DAY
from siharat.kernel.identity import derived_uuid
from siharat.kernel.place import Place
from siharat.people import citizens

PLACE_COUNTS = 30 * DAY
"""An older place says where somebody lived, and would send officers there."""
LAST_KNOWN = text("""SELECT lat, lon, accuracy_m, coalesce(located_at, received_at) AS at FROM alarm
    WHERE citizen = :citizen AND lat IS NOT NULL AND received_at > :since ORDER BY received_at DESC LIMIT 1""")


@dataclass(frozen=True, slots=True)
class Call:
    id: str
    """The same when it is told of again, another for each other call."""
    number: str
    """As the network says it: anything, also somebody else's number."""
    station: str | None
    """Whose number was called."""


def take(tx: Tx, call: Call) -> Incident | None:
    """The incident that it opened or rings again; ``None`` for a call without a number: nobody could phone back."""
    press_id = derived_uuid("missed", call.id)
    earlier = actions.find(tx, press_id)
    if earlier:
        return store.get(tx, earlier.incident)
    number = texts.number_of(call.number)
    if not number:
        return None
    incident = texts.open_under(tx, number)
    if incident and texts.pressed_lately(tx, incident):
        return incident
    place = None if incident else _last_place(tx, number)
    press = Press(id=press_id, pressed_at=tx.now,
                  place=Place(place.lat, place.lon, place.accuracy_m) if place else None,
                  located_at=place.at if place else None, mode="loud", note=None, phone=number, name="",
                  said=None, flags=(MISSED, UNSIGNED, *([LAST_PLACE] if place else [])), road="missed")
    if incident:
        return actions.ring_for(tx, incident.citizen, press, incident, incident.station)
    station = texts.known_station(tx, call.station)
    return actions.ring_for(tx, citizens.add(tx, number, ""), press, None, station, also=station)


def _last_place(tx: Tx, number: str) -> Any | None:
    owner = citizens.recognised(tx, number)
    return tx.one(LAST_KNOWN, citizen=owner, since=tx.now - PLACE_COUNTS) if owner else None
