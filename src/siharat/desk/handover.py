"""From one station to another: offered, then accepted, refused, taken back, or given back by silence.

One column says who is in charge, one to whom it is offered. Both are changed under the incident's lock, and only there:
whoever dies in the middle leaves either the offer, which has a wake-up, or a new station whose phones ring.
"""

from __future__ import annotations

from dataclasses import dataclass

from siharat.claim import store as claims
from siharat.db import Tx, wakeup
from siharat.desk import rules
from siharat.escalate import policies
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, still_open
from siharat.kernel.errors import invalid
from siharat.people import access, stations
from siharat.people.access import OfficerCaller

OFFER_LAPSES = "offer_lapses"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Event: another station is in charge; its phones ring, those of the one before fall silent."""

    incident: Incident
    before: str


def offer(tx: Tx, caller: OfficerCaller, incident_id: str, to: str, reason: object) -> None:
    """Asks another station to take it over. Nothing else changes: here it goes on as before."""
    incident = still_open(incidents.lock(tx, incident_id))
    access.desk_of(caller, incident)
    access.operator_of(caller, stations.get(tx, incident.in_charge).path)
    there = stations.get(tx, to)
    rules.may_offer(incident, to, there.officers if there.live_since is not None else 0)
    until = tx.now + rules.OFFER_LASTS
    incidents.offer(tx, incident_id, to, until)
    if to not in incident.stations:
        incident = incidents.join(tx, incident, to, rings=False)
    _write(tx, incident, caller, "offered", to, {"until": until, **_sealed(tx, reason)})
    wakeup.plan(tx, incident_id, OFFER_LAPSES, until)


def accept(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """The other desk takes it: its station is in charge from now on, by its own ladder. A claim of the station before
    ends with this; nobody is left without a phone that rings."""
    incident = incidents.lock(tx, incident_id)
    access.see(caller, incident)
    to = rules.offered(incident)
    access.operator_of(caller, stations.get(tx, to).path)
    before = incident.in_charge
    claims.end(tx, incident_id, "handed_over")
    wakeup.drop(tx, incident_id)
    incidents.put_in_charge(tx, incident_id, to, policies.in_force(tx, to))
    incidents.stand_down(tx, incident_id, before)
    incident = incidents.join(tx, incident, to, rings=True)
    incidents.set_phones(tx, incident_id, sum(stations.get(tx, code).officers for code in incident.ringing_at))
    incident = incidents.get(tx, incident_id)
    _write(tx, incident, caller, "handed_over", to)
    tx.emit(HandedOver(incident, before))


def refuse(tx: Tx, caller: OfficerCaller, incident_id: str, reason: object) -> None:
    """The other desk does not take it, and says why."""
    incident = incidents.lock(tx, incident_id)
    access.see(caller, incident)
    to = rules.offered(incident)
    access.operator_of(caller, stations.get(tx, to).path)
    said = _sealed(tx, reason)
    if not said:
        raise invalid("reason", "say in a few words why not")
    _end(tx, incident)
    _write(tx, incident, caller, "refused", to, said)


def withdraw(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """Who offered it takes that back."""
    incident = incidents.lock(tx, incident_id)
    access.see(caller, incident)
    to = rules.offered(incident)
    access.operator_of(caller, stations.get(tx, incident.in_charge).path)
    _end(tx, incident)
    _write(tx, incident, caller, "withdrawn", to)


def lapse(tx: Tx, incident_id: str) -> None:
    """Due: the other desk was silent. The offer is given back, and whoever made it is told."""
    incident = incidents.lock(tx, incident_id)
    if not incident.open or incident.offered_to is None:
        return
    _end(tx, incident)
    _write(tx, incident, None, "offer_lapsed", incident.offered_to)


def goes_on(tx: Tx, incident: Incident) -> None:
    """A claim has ended, and all wake-ups with it: an offer still has its end."""
    if incident.offered_to is not None and incident.offer_until is not None:
        wakeup.plan(tx, incident.id, OFFER_LAPSES, incident.offer_until)


def _end(tx: Tx, incident: Incident) -> None:
    incidents.end_offer(tx, incident.id)
    wakeup.drop(tx, incident.id, OFFER_LAPSES)


def _write(tx: Tx, incident: Incident, caller: OfficerCaller | None, kind: str, to: str,
           more: dict[str, object] | None = None) -> None:
    said = {"to": to, "from": incident.in_charge, "stations": [stations.get(tx, to).name]}
    log.append(tx, incident.stations, incident.id, f"officer:{caller.id}" if caller else "system",
               Entry(kind, said | (more or {})))


def _sealed(tx: Tx, reason: object) -> dict[str, object]:
    words = reason.strip()[:LONGEST_REASON] if isinstance(reason, str) else ""
    return {"reason": tx.keys.seal(words, "log.text")} if words else {}
