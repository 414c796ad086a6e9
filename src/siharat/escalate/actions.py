"""The climb: begin, look, take the steps that are due, reach the silent phones; and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from siharat.alarm.actions import AlarmRaised
from siharat.claim import actions as claims
from siharat.db import Tx, wakeup
from siharat.escalate import rules
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.policy import Step
from siharat.incident.rules import Incident
from siharat.kernel.clock import SECOND
from siharat.people import duty, officers, stations
from siharat.ring import actions as ring
from siharat.ring.actions import RingsFailed

CLIMB = "climb"


def begin_new(tx: Tx, event: AlarmRaised) -> None:
    """Joins the alarm's transaction: the first look at who stays silent is planned at once. A drill rings the
    station's own phones and troubles nobody else; what is doubted climbs once everybody rings."""
    if event.first and event.incident.real and not event.incident.doubted:
        _plan(tx, event.incident)


def begin_anew(tx: Tx, incident: Incident) -> None:
    """A claim has ended without help: from the foot of the ladder once more. After a second one from where it would
    be without any of them: what is overdue is taken at once, else whoever claims again and again would keep it at its
    foot."""
    if not incident.real:
        return
    incidents.set_escalation(tx, incident.id, 0)
    _plan(tx, replace(incident, escalation=0))


def let_above_see(tx: Tx, incident: Incident) -> Incident:
    """The nearest station above each of its own that does not know of it yet joins, and rings nobody."""
    above = {next((code for code in reversed(path.strip("/").split("/")) if code not in incident.stations), None)
             for path in incident.paths}
    for station in sorted(filter(None, above)):
        incident = incidents.join(tx, incident, station, rings=False)
    return incident


def rest(tx: Tx, incident: Incident) -> None:
    """Somebody has it."""
    wakeup.drop(tx, incident.id, CLIMB)


def climb(tx: Tx, incident_id: str) -> None:
    """Due: it still rings. The steps whose time has come are taken, those that repeat are repeated, and officers
    whose phones stay silent are reached on their next channel."""
    incident = incidents.lock(tx, incident_id)
    if incident.status != "ringing":
        return
    for step in rules.repeating(incident.policy, incident.escalation):
        _call(tx, incident, step, step.repeat * SECOND)
    for step in rules.due(incident.policy, incident.escalation, tx.now - claims.climbs_since(tx, incident)):
        incident = _take(tx, incident, step)
    ring.ring_further(tx, incident, claims.free_since(tx, incident))
    _plan(tx, incident)


def leave_dead(tx: Tx, event: RingsFailed) -> None:
    """A channel failed: officers who have no other hope are reached on their next one at once."""
    incident = incidents.lock(tx, event.incident)
    if incident.status == "ringing" and incident.real and not incident.doubted:
        ring.ring_further(tx, incident, claims.free_since(tx, incident))


def _plan(tx: Tx, incident: Incident) -> None:
    climbed = tx.now - claims.climbs_since(tx, incident)
    rung = tx.now - claims.free_since(tx, incident)
    wakeup.plan(tx, incident.id, CLIMB, tx.now + rules.next_look(incident.policy, incident.escalation, climbed, rung))


def _take(tx: Tx, incident: Incident, step: Step) -> Incident:
    """One rung up. Whoever joins by it finds it in the book of their own station."""
    taken = incident.escalation + 1
    incidents.set_escalation(tx, incident.id, taken)
    incident, reached = _reach(tx, replace(incident, escalation=taken), step)
    said = {"step": taken, "whom": step.whom, "channels": list(step.by), "stations": [
        stations.get(tx, code).name for code in reached]}
    log.append(tx, incident.stations, incident.id, "system", Entry("climbed", said))
    if step.tells:
        log.append(tx, incident.stations, incident.id, "system", Entry("unanswered", said | _next(tx, incident)))
    return incident


def _next(tx: Tx, incident: Incident) -> dict[str, object]:
    """What the citizen is told to expect."""
    step = rules.following(incident.policy, incident.escalation)
    if step is None:
        return {"next": None, "next_at": None}
    return {"next": step.whom, "next_at": claims.climbs_since(tx, incident) + step.after * SECOND}


def _reach(tx: Tx, incident: Incident, step: Step) -> tuple[Incident, Sequence[str]]:
    """Whom the step means rings, or sees it. Also the codes of the stations meant."""
    if incident.narrow_until is not None and step.widens:
        ring.open_up(tx, incident.id)
        incident = replace(incidents.get(tx, incident.id), escalation=incident.escalation)
    if step.whom == "above":
        return _reach_above(tx, incident, step)
    if step.whom == "named":
        incident = _let_see(tx, incident, step)
    _call(tx, incident, step, ring.REST)
    return incident, () if step.whom == "named" else incident.ringing_at


def _reach_above(tx: Tx, incident: Incident, step: Step) -> tuple[Incident, Sequence[str]]:
    """Of each station that rings the nearest above that does not: it joins, and where the step says so, it rings."""
    above = tuple(dict.fromkeys(code for path in incident.paths if (code := _nearest_above(incident, path))))
    for station in above:
        if "app" in step.by:
            incident = ring.widen(tx, incident, station)
        else:
            incident = incidents.join(tx, incident, station, rings=False)
        ring.ring_station(tx, incident, station, _telephones(step), ring.REST)
    return incident, above


def _nearest_above(incident: Incident, path: str) -> str | None:
    own, *above = reversed(path.strip("/").split("/"))
    if own in incident.quiet:
        return None
    return next((code for code in above if code not in incident.ringing_at), None)


def _let_see(tx: Tx, incident: Incident, step: Step) -> Incident:
    """The station of who is named joins, so that the incident may be taken there."""
    if not step.officer or not officers.rings_still(tx, step.officer):
        return incident
    station = officers.get(tx, step.officer).station
    return incident if station in incident.stations else incidents.join(tx, incident, station, rings=False)


def _call(tx: Tx, incident: Incident, step: Step, rest_ms: int) -> None:
    """The telephones of a step ring, but those that rang less than ``rest_ms`` ago."""
    kinds = _telephones(step)
    if step.whom == "named":
        ring.ring_officers(tx, incident, _named(tx, incident, step), kinds, rest_ms, free="app" in step.by)
        return
    for station in incident.ringing_at:
        who = {"duty": duty.on_duty, "desk": duty.at_the_desk}[step.whom](tx, station) if step.whom != "station" else ()
        if who:
            ring.ring_officers(tx, incident, who, kinds, rest_ms, free="app" in step.by)
        else:  # where nobody is on duty, everybody is
            ring.ring_station(tx, incident, station, kinds, rest_ms)


def _named(tx: Tx, incident: Incident, step: Step) -> Sequence[str]:
    """The person. Where nobody is named, or who was has left: those on duty at the highest station concerned that
    has any, or everybody of its own, for nobody must be the last one."""
    if step.officer and officers.rings_still(tx, step.officer):
        return (step.officer,)
    for path in sorted(incident.paths, key=len):
        if who := duty.on_duty(tx, path.strip("/").split("/")[-1]):
            return who
    return [row.id for row in officers.who_ring(tx, incident.station)]


def _telephones(step: Step) -> Sequence[str]:
    return [kind for kind in step.by if kind != "app"]
