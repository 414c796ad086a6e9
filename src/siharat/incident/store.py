"""Incidents in SQL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import policy as policies
from siharat.incident.policy import EscalationPolicy
from siharat.incident.rules import Incident
from siharat.kernel.errors import not_found
from siharat.people.pins import How

INSERT = text("""INSERT INTO incident (id, code, station, citizen, status, mode, lat, lon, accuracy_m,
    located_at, locality, phones, wave, escalation, policy, opened_at, closed_at, disposition, bundle, narrow_until,
    narrow_to, road, category, kept_from)
    VALUES (:id, :code, :station, :citizen, :status, :mode, :lat, :lon, :accuracy_m, :located_at,
    :locality, :phones, :wave, 0, :policy, :now, :closed_at, :disposition, :bundle, :narrow_until,
    :narrow_to, :road, :category, :kept_from)
    ON CONFLICT (code) DO NOTHING""")
CONCERN = text("INSERT INTO concern (incident, station) VALUES (:incident, :station)")
JOIN = text("""INSERT INTO concern (incident, station, rings) VALUES (:incident, :station, :rings)
    ON CONFLICT (incident, station) DO UPDATE SET rings = 1 WHERE excluded.rings = 1""")
CONCERNED = text("""SELECT c.station, c.rings, s.path FROM concern c JOIN station s ON s.code = c.station
    WHERE c.incident = :incident ORDER BY c.station""")
GET = text("SELECT * FROM incident WHERE id = :id")
LOCK = text("UPDATE incident SET wave = wave WHERE id = :id RETURNING *")
OPEN_OF_CITIZEN = text("SELECT id FROM incident WHERE citizen = :citizen AND closed_at IS NULL")
LAST_OF_CITIZEN = text("""SELECT id FROM incident WHERE citizen = :citizen AND mode <> 'practice'
    ORDER BY opened_at DESC LIMIT 1""")
SET_STATUS = text("UPDATE incident SET status = :status WHERE id = :id")
SET_WAVE = text("UPDATE incident SET wave = :wave, status = 'ringing' WHERE id = :id")
SET_PLACE = text("""UPDATE incident SET lat = :lat, lon = :lon, accuracy_m = :accuracy_m, located_at = :at,
    locality = :locality WHERE id = :id""")
SET_SILENT = text("UPDATE incident SET mode = 'silent' WHERE id = :id")
SET_PHONES = text("UPDATE incident SET phones = :phones WHERE id = :id")
SET_ESCALATION = text("UPDATE incident SET escalation = :escalation WHERE id = :id")
OPEN_UP = text("""UPDATE incident SET narrow_until = NULL, narrow_to = NULL, phones = :phones
    WHERE id = :id AND narrow_until IS NOT NULL""")
CANCEL = text("""UPDATE incident SET cancelled_at = coalesce(cancelled_at, :now), cancelled_how = :how
    WHERE id = :id""")
UNCANCEL = text("""UPDATE incident SET cancelled_at = NULL,
    cancelled_how = CASE WHEN cancelled_how = 'forced' THEN 'forced' END WHERE id = :id""")
BY_CODE = text("SELECT id FROM incident WHERE code = :code")
OFFER = text("UPDATE incident SET offered_to = :to, offer_until = :until WHERE id = :id")
PUT_IN_CHARGE = text("""UPDATE incident SET in_charge = :station, policy = :policy, offered_to = NULL,
    offer_until = NULL WHERE id = :id""")
STAND_DOWN = text("UPDATE concern SET rings = -1 WHERE incident = :incident AND station = :station")
SET_JOINED = text("UPDATE incident SET joined = :lead WHERE id = :id")
JOINED_TO = text("SELECT id FROM incident WHERE joined = :lead AND closed_at IS NULL ORDER BY id")
CLOSE = text("""UPDATE incident SET status = 'closed', closed_at = :now, disposition = :disposition
    WHERE id = :id AND closed_at IS NULL""")
AMEND = text("UPDATE incident SET disposition = :disposition WHERE id = :id AND closed_at IS NOT NULL")


def insert(tx: Tx, incident: Incident) -> bool:
    """Writes a new incident and the stations that it concerns. ``False``, and nothing written, when the
    code is taken: draw another."""
    written = tx.run(INSERT, id=incident.id, code=incident.code, station=incident.station,
                     citizen=incident.citizen, status=incident.status, mode=incident.mode,
                     lat=incident.lat, lon=incident.lon, accuracy_m=incident.accuracy_m,
                     located_at=incident.located_at, locality=incident.locality, phones=incident.phones,
                     wave=incident.wave, policy=policies.encode(incident.policy), now=incident.opened_at,
                     closed_at=incident.closed_at, disposition=incident.disposition, bundle=incident.bundle,
                     narrow_until=incident.narrow_until, narrow_to=incident.narrow_to, road=incident.road,
                     category=incident.category, kept_from=" ".join(incident.kept_from) or None)
    if not written:
        return False
    for station in incident.stations:
        tx.run(CONCERN, incident=incident.id, station=station)
    return True


def get(tx: Tx, incident_id: str) -> Incident:
    return _load(tx, tx.one(GET, id=incident_id))


def lock(tx: Tx, incident_id: str) -> Incident:
    """The incident, its row held until the commit: whoever decides upon it decides alone."""
    return _load(tx, tx.one(LOCK, id=incident_id))


def hold(tx: Tx, incident_id: str) -> None:
    """The lock alone, for who may also be woken for something that is no incident."""
    tx.one(LOCK, id=incident_id)


def find(tx: Tx, incident_id: str) -> Incident | None:
    row = tx.one(GET, id=incident_id)
    return _load(tx, row) if row else None


def open_of(tx: Tx, citizen: str) -> Incident | None:
    """The citizen's open incident: at most one, by a unique index. Looked at again under its lock: a press
    that joined one which was just being closed would ring nobody."""
    found = tx.value(OPEN_OF_CITIZEN, citizen=citizen)
    incident = lock(tx, found) if found else None
    return incident if incident and incident.open else None


def last_of(tx: Tx, citizen: str) -> Incident | None:
    found = tx.value(LAST_OF_CITIZEN, citizen=citizen)
    return get(tx, found) if found else None


def set_status(tx: Tx, incident_id: str, status: str) -> None:
    tx.run(SET_STATUS, id=incident_id, status=status)


def next_wave(tx: Tx, incident: Incident) -> Incident:
    """The incident rings, once more."""
    tx.run(SET_WAVE, id=incident.id, wave=incident.wave + 1)
    return replace(incident, wave=incident.wave + 1, status="ringing")


def set_escalation(tx: Tx, incident_id: str, escalation: int) -> None:
    tx.run(SET_ESCALATION, id=incident_id, escalation=escalation)


def join(tx: Tx, incident: Incident, station: str, rings: bool) -> Incident:
    """One more station is concerned: it sees the incident, or its phones ring, too."""
    tx.run(JOIN, incident=incident.id, station=station, rings=int(rings))
    return get(tx, incident.id)


def by_code(tx: Tx, code: str) -> str | None:
    """The id of the incident with that code."""
    found = tx.value(BY_CODE, code=code)
    return str(found) if found else None


def offer(tx: Tx, incident_id: str, to: str, until: int) -> None:
    tx.run(OFFER, id=incident_id, to=to, until=until)


def end_offer(tx: Tx, incident_id: str) -> None:
    tx.run(OFFER, id=incident_id, to=None, until=None)


def put_in_charge(tx: Tx, incident_id: str, station: str, policy: EscalationPolicy) -> None:
    """That station answers for it from now on, by its own ladder; no offer stands any more."""
    tx.run(PUT_IN_CHARGE, id=incident_id, station=station, policy=policies.encode(policy))


def stand_down(tx: Tx, incident_id: str, station: str) -> None:
    """The station still sees it; its phones, which rang, ring no more."""
    tx.run(STAND_DOWN, incident=incident_id, station=station)


def set_joined(tx: Tx, incident_id: str, lead: str | None) -> None:
    tx.run(SET_JOINED, id=incident_id, lead=lead)


def joined_to(tx: Tx, lead: str) -> list[str]:
    """The open ones that were joined to it."""
    return [row.id for row in tx.all(JOINED_TO, lead=lead)]


def set_phones(tx: Tx, incident_id: str, phones: int) -> None:
    tx.run(SET_PHONES, id=incident_id, phones=phones)


def open_up(tx: Tx, incident: Incident, phones: int) -> Incident:
    """It is narrowed no more."""
    tx.run(OPEN_UP, id=incident.id, phones=phones)
    return replace(incident, narrow_until=None, narrow_to=None, phones=phones)


def set_place(tx: Tx, incident_id: str, lat: float, lon: float, accuracy_m: float | None, at: int,
              locality: str | None) -> None:
    tx.run(SET_PLACE, id=incident_id, lat=lat, lon=lon, accuracy_m=accuracy_m, at=at, locality=locality)


def cancel(tx: Tx, incident_id: str, how: How) -> None:
    """The same statement whatever the PIN was: nobody tells them apart by the clock."""
    tx.run(CANCEL, id=incident_id, now=tx.now, how=how)


def uncancel(tx: Tx, incident: Incident) -> Incident:
    """Pressed again: the citizen's word that it is over has ended. That it was once forced has not."""
    tx.run(UNCANCEL, id=incident.id)
    return replace(incident, cancelled_at=None, cancelled_how="forced" if incident.caution == "forced" else None)


def turn_silent(tx: Tx, incident: Incident) -> Incident:
    """From now on its citizen must not be phoned. Nothing makes it loud again: what was dangerous may still be."""
    tx.run(SET_SILENT, id=incident.id)
    return replace(incident, mode="silent")


def close(tx: Tx, incident_id: str, disposition: str) -> None:
    tx.run(CLOSE, id=incident_id, disposition=disposition, now=tx.now)


def amend(tx: Tx, incident_id: str, disposition: str) -> None:
    tx.run(AMEND, id=incident_id, disposition=disposition)


def _load(tx: Tx, row: Any | None) -> Incident:
    if row is None:
        raise not_found("incident")
    concerned = tx.all(CONCERNED, incident=row.id)
    return Incident(row.id, row.code, row.station, row.citizen, row.status, row.mode, row.lat, row.lon,
                    row.accuracy_m, row.located_at, row.locality, row.phones, row.wave, row.escalation,
                    policies.decode(row.policy), row.opened_at, row.cancelled_at, row.closed_at,
                    row.disposition, tuple(each.station for each in concerned),
                    tuple(each.path for each in concerned),
                    tuple(each.station for each in concerned if each.rings < 1), row.bundle, row.narrow_until,
                    row.narrow_to, row.road, row.category, row.cancelled_how, row.in_charge, row.offered_to,
                    row.offer_until, row.joined, tuple((row.kept_from or "").split()))
