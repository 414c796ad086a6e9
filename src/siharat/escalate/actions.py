"""The climb: begin, look, take the steps that are due, reach the silent phones; and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from siharat.alarm.actions import AlarmRaised
from siharat.claim import actions as claims
from siharat.db import Tx, wakeup
from siharat.escalate import rules, whom
from siharat.escalate.whom import Coming, Reached
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.policy import Step
from siharat.incident.rules import Incident
from siharat.kernel.clock import SECOND
from siharat.people import officers, stations
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


def coming(tx: Tx, incident: Incident) -> Coming | None:
    """``None`` where nothing is planned that would reach anybody: it does not ring, is a drill, is doubted, or the
    last step that can reach somebody has been taken."""
    if incident.status != "ringing" or not incident.real or incident.doubted:
        return None
    return _first_to_reach(tx, incident, incident.policy.steps[incident.escalation:])


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
    incident, reached, codes = _reach(tx, replace(incident, escalation=taken), step)
    said = {"step": taken, "whom": step.whom, "channels": list(step.by),
            "stations": [stations.get(tx, code).name for code in codes],
            "reached": reached.whom, "means": reached.means, "people": reached.people, "lacks": reached.lacks}
    log.append(tx, incident.stations, incident.id, "system", Entry("climbed", said))
    if step.tells:
        log.append(tx, incident.stations, incident.id, "system", Entry("unanswered", said | _next(tx, incident)))
    return incident


def _next(tx: Tx, incident: Incident) -> dict[str, object]:
    """What the citizen is told to expect."""
    step = _first_to_reach(tx, incident, rules.later(incident.policy, incident.escalation))
    return {"next": step.whom if step else None, "next_means": step.means if step else None,
            "next_at": step.at if step else None}


def _first_to_reach(tx: Tx, incident: Incident, steps: Sequence[Step]) -> Coming | None:
    for step in steps:
        among = whom.above(incident) if step.whom == "above" else whom.meant(tx, incident, step)
        found = whom.reached(tx, incident, step, among)
        if found.whom is not None and found.means is not None:
            names = [stations.get(tx, each.station).name for each in among] if step.whom == "above" else []
            return Coming(found.whom, found.means, claims.climbs_since(tx, incident) + step.after * SECOND, names)
    return None


def _reach(tx: Tx, incident: Incident, step: Step) -> tuple[Incident, Reached, Sequence[str]]:
    """Whom the step means rings, or sees it. Also whom it truly reached, and the codes of the stations meant."""
    if incident.narrow_until is not None and step.widens:
        ring.open_up(tx, incident.id)
        incident = replace(incidents.get(tx, incident.id), escalation=incident.escalation)
    if step.whom == "above":
        return _reach_above(tx, incident, step)
    if step.whom == "named":
        incident = _let_see(tx, incident, step)
    reached = _call(tx, incident, step, ring.REST)
    return incident, reached, () if step.whom == "named" else incident.ringing_at


def _reach_above(tx: Tx, incident: Incident, step: Step) -> tuple[Incident, Reached, Sequence[str]]:
    """Of each station that rings the nearest above that does not: it joins, and where the step says so, it rings."""
    above = whom.above(incident)
    for each in above:
        if "app" in step.by:
            incident = ring.widen(tx, incident, each.station)
        else:
            incident = incidents.join(tx, incident, each.station, rings=False)
        ring.ring_station(tx, incident, each.station, _telephones(step), ring.REST)
    return incident, whom.reached(tx, incident, step, above), [each.station for each in above]


def _let_see(tx: Tx, incident: Incident, step: Step) -> Incident:
    """The station of who is named joins, so that the incident may be taken there."""
    if not step.officer or not officers.rings_still(tx, step.officer):
        return incident
    station = officers.get(tx, step.officer).station
    return incident if station in incident.stations else incidents.join(tx, incident, station, rings=False)


def _call(tx: Tx, incident: Incident, step: Step, rest_ms: int) -> Reached:
    """The telephones of a step ring, but those that rang less than ``rest_ms`` ago. Whom that reaches."""
    kinds = _telephones(step)
    among = whom.meant(tx, incident, step)
    for each in among:
        if each.who is None:
            ring.ring_station(tx, incident, each.station, kinds, rest_ms)
        else:
            ring.ring_officers(tx, incident, each.who, kinds, rest_ms, free="app" in step.by)
    return whom.reached(tx, incident, step, among)


def _telephones(step: Step) -> Sequence[str]:
    return [kind for kind in step.by if kind != "app"]
