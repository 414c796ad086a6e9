"""What a stream has missed: the lines after its ``Last-Event-ID``, or, for a new one, how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Line
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.ring.actions import spared
from siharat.ring.receipts import receipt_key
from siharat.web.api.sse import encode, encode_line
from siharat.web.api.telling import RINGS, alarm, summary, tell

MOST_LINES = 2_000
"""Who missed more is told how things stand instead: reading a day of history helps nobody."""

Told = list[tuple[int, bytes]]
"""Position and bytes, in order. What has no position of its own carries 0."""


@dataclass(frozen=True, slots=True)
class Missed:
    after: int
    """Where the reader stood: nothing up to here is told again."""
    told: Told


NEWEST = text("SELECT max(position) FROM log_head")

OPEN_OF_STATION = text("""SELECT i.id FROM incident i JOIN concern c ON c.incident = i.id
    WHERE c.station = :station AND i.closed_at IS NULL ORDER BY i.opened_at""")
OPEN_BELOW = text("""SELECT i.id FROM incident i JOIN station s ON s.code = i.station
    WHERE s.path LIKE :below AND i.closed_at IS NULL ORDER BY i.opened_at""")
OF_CITIZEN = text("""SELECT id, station FROM incident
    WHERE citizen = :citizen AND (closed_at IS NULL OR closed_at >= :since) ORDER BY opened_at""")
OWN_RING = text("""SELECT r.id, r.state FROM ring r JOIN device d ON d.id = r.device
    WHERE r.incident = :incident AND d.officer = :officer AND d.kind = 'in_app'""")


def since(tx: Tx, caller: CitizenCaller | OfficerCaller, last: int | None, desk: bool) -> Missed:
    """``last``: the reader's ``Last-Event-ID``. One that no book has reached, as after an older copy of the
    database was put back, is none: else the reader would be deaf until the books have grown that far."""
    if last is not None and last > (tx.value(NEWEST) or 0):
        last = None
    return Missed(last or 0, _told(tx, caller, last, desk))


def _told(tx: Tx, caller: CitizenCaller | OfficerCaller, last: int | None, desk: bool) -> Told:
    if isinstance(caller, CitizenCaller):
        return _for_citizen(tx, caller, last)
    lines = log.since(tx, caller.station, last, MOST_LINES + 1) if last is not None else None
    if lines is None or len(lines) > MOST_LINES:
        return _as_it_stands(tx, caller, desk)
    return _replayed(tx, caller, lines) + _own_rings(tx, caller, desk)


def _for_citizen(tx: Tx, caller: CitizenCaller, last: int | None) -> Told:
    floor = last or 0
    closed_since = floor // 1_000 if last is not None else tx.now
    found: Told = []
    for row in tx.all(OF_CITIZEN, citizen=caller.id, since=closed_since):
        for line in log.of_incident(tx, row.id, row.station, floor):
            told = tell(tx, line).to_citizen
            if told:
                found.append((line.position, encode_line(told, line.position)))
    return found


def _as_it_stands(tx: Tx, caller: OfficerCaller, desk: bool) -> Told:
    head = log.head(tx, caller.station)
    found: Told = []
    rows = list(tx.all(OPEN_OF_STATION, station=caller.station))
    if desk and caller.oversees:
        rows = list(dict.fromkeys([*rows, *tx.all(OPEN_BELOW, below=f"{caller.path}%")]))
    for row in rows:
        incident = incidents.get(tx, row.id)
        if caller.id in incident.kept_from:
            continue
        if (incident.status == "ringing" and caller.station in incident.ringing_at
                and caller.id not in spared(tx, incident)):
            found.append((0, encode("alarm", alarm(incident))))
        found.append((0, encode("incident", summary(tx, incident) | {"change": "open"})))
    # The position comes last: who breaks off before it is told how things stand once more.
    return [*found, *_own_rings(tx, caller, desk), (head, b"id: %d\n\n" % head)]


def _replayed(tx: Tx, caller: OfficerCaller, lines: list[Line]) -> Told:
    """Each line as it would have been told, but of many waves only the last: one alarm is enough, and none
    for who has said "cannot come"."""
    last_wave = {line.incident: line.position for line in lines if line.kind in RINGS}
    found: Told = []
    for line in lines:
        if line.kind in RINGS and last_wave[line.incident] != line.position:
            continue
        if not line.of_incident:
            found.append((line.position, b"id: %d\n\n" % line.position))
            continue
        incident = incidents.get(tx, line.incident)
        quiet = caller.id in incident.kept_from or (line.kind in RINGS and caller.id in spared(tx, incident))
        told = () if quiet else tell(tx, line).to_officers
        found.append((line.position, encode_line(told, line.position) if told else b"id: %d\n\n" % line.position))
    return found


def _own_rings(tx: Tx, caller: OfficerCaller, desk: bool) -> Told:
    """A phone that opens while it should ring gets its ring id at once, unless its officer cannot come."""
    if desk:
        return []
    found: Told = []
    for row in tx.all(OPEN_OF_STATION, station=caller.station):
        incident = incidents.get(tx, row.id)
        own = tx.one(OWN_RING, incident=row.id, officer=caller.id)
        if incident.status == "ringing" and own and caller.id not in spared(tx, incident):
            found.append((0, ring_line(tx.keys, row.id, own.id)))
    return found


def ring_line(keys: Any, incident_id: str, ring_id: int) -> bytes:
    """This device's own ring and the key that lets it answer for it."""
    return encode("ring", {"incident": {"id": incident_id}, "ring_id": str(ring_id),
                           "receipt_key": receipt_key(keys, ring_id)})
