"""Who rings, from the first wave to silence: write, ring again, open up, widen, fall silent.

Nothing here leaves the process: it is written in one transaction with what caused it, and carried to the phones by
``sending.py`` after the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from siharat.alarm.actions import AlarmRaised
from siharat.db import Tx, wakeup
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, still_open
from siharat.kernel.clock import DAY, SECOND
from siharat.people import access, duty, officers, stations
from siharat.people.access import OfficerCaller
from siharat.ring import reasons, store

RING_AGAIN = "ring_again"
OPEN_UP = "open_up"
FOLD = "fold_rings"
FOLD_AFTER = DAY
"""After the close: by then the last late receipt has come."""
REST = 15 * SECOND
"""A telephone that was called a moment ago is not called again by the next step: it still rings."""
NOT_YET = -1


@dataclass(frozen=True, slots=True)
class Rang:
    """Event: a wave was written; all devices of the incident must sound now."""

    incident: str


@dataclass(frozen=True, slots=True)
class Widened:
    """Event: more devices were asked to ring; those that have not been called yet must sound now."""

    incident: str


@dataclass(frozen=True, slots=True)
class OpenedUp:
    """Event: an alarm that was doubted rings everyone; from now on it climbs."""

    incident: Incident


@dataclass(frozen=True, slots=True)
class RingsFailed:
    """Event: devices could not be reached on their channel; another one must be found at once."""

    incident: str


@dataclass(frozen=True, slots=True)
class Silenced:
    """Event: all phones of the incident must fall silent, and say why."""

    incident: str
    why: str
    claimed_by: str | None


def write_rings(tx: Tx, event: AlarmRaised) -> None:
    """Joins the alarm's transaction: the ledger and the first wake-up stand before the phone is answered."""
    incident = event.incident
    _keep_from(tx, incident)
    if event.first and incident.narrow_until is not None:
        log.append(tx, incident.stations, incident.id, "system",
                   Entry("narrowed", {"until": incident.narrow_until, "how": incident.narrow_to}))
        _write_missing(tx, incident)
        wakeup.plan(tx, incident.id, OPEN_UP, incident.narrow_until)
        _wave(tx, incident, anew=True)
    elif event.first:
        store.write(tx, incident.id, incident.stations)
        _wave(tx, incident, anew=True)
    elif incident.status == "ringing":
        ring_again(tx, incident.id)
    else:
        log.append(tx, incident.stations, incident.id, "system", Entry("rang_claimer", {}))


def _keep_from(tx: Tx, incident: Incident) -> None:
    """Whom its citizen fears is spared by every channel, as who cannot come is."""
    for officer in incident.kept_from:
        store.decline(tx, incident.id, officer)


def _wave(tx: Tx, incident: Incident, anew: bool = False) -> None:
    """Each tells how many phones have proved until now that they ring: who reads it must not lean back because hundreds
    were called, and one rings."""
    proved = store.tally(tx, incident.id)[1] if incident.wave > 1 else 0
    log.append(tx, incident.stations, incident.id, "system",
               Entry("rang", {"wave": incident.wave, "phones": incident.phones, "anew": anew, "received": proved}))
    wakeup.plan(tx, incident.id, RING_AGAIN, tx.now + incident.policy.repeat * SECOND)
    tx.emit(Rang(incident.id))


def ring_again(tx: Tx, incident_id: str) -> None:
    """The next wave, for everybody who has not said that they cannot come. Nothing once it is claimed."""
    incident = incidents.lock(tx, incident_id)
    if incident.status != "ringing":
        return
    _write_missing(tx, incident)
    _wave(tx, incidents.next_wave(tx, incident))


def _write_missing(tx: Tx, incident: Incident) -> None:
    """Rows for whoever should ring now and has none: everybody, or those it is narrowed to."""
    if incident.narrow_until is None:
        store.write_missing(tx, incident.id, incident.ringing_at)
    else:
        store.write_of(tx, incident.id, sorted(_narrowed_to(tx, incident)))


def _narrowed_to(tx: Tx, incident: Incident) -> frozenset[str]:
    """The officers whose phones alone ring now."""
    first = duty.first_to_ring if incident.narrow_to == "duty" else duty.at_the_desk
    return frozenset(officer for station in incident.ringing_at for officer in first(tx, station))


def open_up(tx: Tx, incident_id: str) -> None:
    """Due, or the desk or the ladder says so: what was narrowed rings everyone, if nobody has taken it."""
    incident = incidents.lock(tx, incident_id)
    if incident.narrow_until is None or not incident.open:
        return
    doubted = incident.doubted
    wakeup.drop(tx, incident_id, OPEN_UP)
    incident = incidents.open_up(tx, incident, sum(stations.get(tx, code).officers for code in incident.ringing_at))
    log.append(tx, incident.stations, incident.id, "system", Entry("opened_up", {}))
    if incident.status == "ringing":
        _write_missing(tx, incident)
        _wave(tx, incidents.next_wave(tx, incident), anew=True)
        if doubted:
            tx.emit(OpenedUp(incident))


def open_up_as(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """The desk believes it: everybody rings now."""
    access.desk_of(caller, incidents.get(tx, incident_id))
    open_up(tx, incident_id)


def spared(tx: Tx, incident: Incident) -> frozenset[str]:
    """Officers of its stations whose phones shall not ring now: who cannot come, and while it is narrowed all others
    than those it is narrowed to."""
    quiet = store.declined(tx, incident.id)
    if incident.narrow_until is None:
        return quiet
    everyone = {row.id for code in incident.stations for row in officers.who_ring(tx, code)}
    return quiet | everyone - _narrowed_to(tx, incident)


def ring_anew(tx: Tx, incident: Incident) -> None:
    """A claim has ended without help: everybody rings, also who could not come a while ago."""
    store.forget_declines(tx, incident.id)
    _keep_from(tx, incident)
    store.disarm(tx, incident.id)
    if incident.narrow_until is not None:
        wakeup.drop(tx, incident.id, OPEN_UP)
        incident = incidents.open_up(tx, incident, sum(stations.get(tx, code).officers for code in incident.ringing_at))
    _write_missing(tx, incident)
    _wave(tx, incidents.next_wave(tx, incident), anew=True)


def widen(tx: Tx, incident: Incident, station: str) -> Incident:
    """One more station rings, from now on with every wave. The waves of the others keep their beat."""
    incident = incidents.join(tx, incident, station, rings=True)
    store.write_missing(tx, incident.id, (station,))
    phones = incident.phones + stations.get(tx, station).officers
    incidents.set_phones(tx, incident.id, phones)
    log.append(tx, (station,), incident.id, "system",
               Entry("rang", {"wave": incident.wave, "phones": phones, "anew": False}))
    tx.emit(Widened(incident.id))
    return replace(incident, phones=phones)


def ring_station(tx: Tx, incident: Incident, station: str, kinds: Sequence[str], rest_ms: int) -> None:
    """The paid devices of these kinds of all its officers ring, once; but not those that rang less than ``rest_ms``
    ago."""
    if any([store.arm_station(tx, incident.id, station, kind, tx.now - rest_ms) for kind in kinds]):
        tx.emit(Widened(incident.id))


def ring_officers(tx: Tx, incident: Incident, who: Sequence[str], kinds: Sequence[str], rest_ms: int, *,
                  free: bool) -> None:
    """The same of these officers; with ``free`` what costs nothing rings, too, from now on with every wave."""
    if free:
        store.write_of(tx, incident.id, who)
    if any([store.arm_of(tx, incident.id, who, kind, tx.now - rest_ms) for kind in kinds]) or free:
        tx.emit(Widened(incident.id))


def ring_further(tx: Tx, incident: Incident, began: int) -> None:
    """Officers none of whose phones has proved itself since ``began`` (ms) are reached on their next channel; while it
    is narrowed, only those who ring at all."""
    patience = incident.policy.second_channel * SECOND
    patient = tx.now - patience if began <= tx.now - patience else NOT_YET
    only = None if incident.narrow_until is None else sorted(_narrowed_to(tx, incident))
    for station in incident.ringing_at:
        if not store.has_telephones(tx, station):
            continue
        if any([store.arm_next(tx, incident.id, station, kind, began, patient, only)
                for kind in incident.policy.second_by]):
            tx.emit(Widened(incident.id))


def decline(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """Cannot come: this officer's own phones fall silent, everybody else's go on, the desk sees it."""
    incident = incidents.lock(tx, incident_id)
    access.work_on(caller, incident)
    still_open(incident)
    if store.decline(tx, incident_id, caller.id):
        log.append(tx, incident.stations, incident_id, f"officer:{caller.id}", Entry("declined", {}))


def fall_silent(tx: Tx, incident: Incident, why: str, claimed_by: str | None) -> None:
    """No further wave, and all phones are told. Called by whatever ends the ringing."""
    wakeup.drop(tx, incident.id, RING_AGAIN)
    tx.emit(Silenced(incident.id, why, claimed_by))


def fold_later(tx: Tx, incident: Incident) -> None:
    """A long closed incident of 312 phones shall weigh as much as one of none."""
    wakeup.plan(tx, incident.id, FOLD, tx.now + FOLD_AFTER)


def fold(tx: Tx, incident_id: str) -> None:
    """Due: the incident was closed a day ago. Whoever looks at it sees the same as before."""
    if not incidents.lock(tx, incident_id).open:
        reasons.write_down(tx, reasons.of_silent(tx, incident_id))
        store.fold(tx, incident_id)
