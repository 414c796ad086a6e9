"""A drill, in the order in which it happens: planned, due, answered or over, given way, reported."""

from __future__ import annotations

from typing import Any

from siharat.alarm import actions as alarm
from siharat.claim import store as claims
from siharat.claim.actions import Claimed, ClaimEnded
from siharat.close import actions as close
from siharat.close.actions import Closed
from siharat.db import Tx, wakeup
from siharat.drill import rules, store
from siharat.drill.rules import Report, Rhythm
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.ring import actions as ring
from siharat.ring import store as rings

DRILL_DUE = "drill_due"
DRILL_ENDS = "drill_ends"
PAID = ("sms", "voice")


def plan(tx: Tx, station: str, made_by: str, announced: bool, rhythm: Rhythm | None,
         telephones: bool = False) -> str:
    """Plans drills in a rhythm, or one at once (``None``): the id of the plan. The clockwork starts it, on
    whichever node, so that whoever asks need not be the one who rings. ``telephones``: what costs money rings
    as well, which an alarm does only by a step of its ladder."""
    row = stations.get(tx, station)
    if rhythm is None:
        _ready(tx, row)
    due_at = rhythm.after(tx.now, row.timezone) if rhythm else tx.now
    chosen = rhythm or Rhythm("once", 0, 0)
    plan_id = tx.identity.uuid7()
    store.insert_plan(tx, id=plan_id, station=station, every=chosen.every, day=chosen.day, minute=chosen.minute,
                      announced=int(announced), telephones=int(telephones), by=made_by, due_at=due_at)
    wakeup.plan(tx, plan_id, DRILL_DUE, due_at)
    return plan_id


def plan_as(tx: Tx, caller: OfficerCaller, announced: bool, rhythm: Rhythm | None, telephones: bool) -> str:
    """The desk's button, for its own station."""
    access.operator_of(caller, caller.path)
    return plan(tx, caller.station, f"officer:{caller.id}", announced, rhythm, telephones)


def cancel_as(tx: Tx, caller: OfficerCaller, plan_id: str) -> None:
    row = store.plan(tx, plan_id)
    if row is None:
        raise not_found("plan")
    access.operator_of(caller, stations.get(tx, row.station).path)
    cancel(tx, plan_id)


def cancel(tx: Tx, plan_id: str) -> None:
    """No drill of this plan any more. What has run stays in the book. ``Problem`` 404 when there is none."""
    if not store.cancel(tx, plan_id):
        raise not_found("plan")
    wakeup.drop(tx, plan_id, DRILL_DUE)


def due(tx: Tx, plan_id: str) -> None:
    """Due: the drill of a plan. One that cannot be held now says why on its plan; after a real alarm it is
    tried again half an hour later."""
    row = store.plan(tx, plan_id)
    if row is None or row.due_at is None:
        return
    station = stations.get(tx, row.station)
    log.lock(tx, row.station)  # a real press holds it until it is told: one of the two sees the other
    refused = None
    try:
        _ready(tx, station)
        incident = alarm.raise_drill(tx, row.station)
        store.insert(tx, incident.id, row)
        wakeup.plan(tx, incident.id, DRILL_ENDS, tx.now + rules.LASTS)
        if row.telephones:
            ring.ring_station(tx, incident, row.station, PAID, ring.REST)
    except Problem as problem:
        refused = problem.code
    if row.every == "once":
        store.set_due(tx, plan_id, None, refused)
        return
    later = tx.now + rules.PUT_OFF if refused == "real_alarm" else \
        Rhythm(row.every, row.day, row.minute).after(tx.now, station.timezone)
    store.set_due(tx, plan_id, later, refused)
    wakeup.plan(tx, plan_id, DRILL_DUE, later)


def _ready(tx: Tx, station: Any) -> None:
    """Raises ``Problem`` 409 where a drill would be wrong, or would show nothing."""
    if not station.officers:
        raise Problem(409, "no_officers", f"{station.name} has no officers yet: nobody would ring.")
    if store.running(tx, station.code):
        raise Problem(409, "drill_running", f"A drill is running at {station.name}. End it first, or wait a minute.")
    if code := store.real_and_ringing(tx, station.code):
        raise Problem(409, "real_alarm", f"{code} is ringing at {station.name}, and it is real. Drill later.")


def give_way(tx: Tx, incident: Incident) -> None:
    """A real alarm that begins to ring at a station ends its drill in the same transaction: no phone rings for
    both."""
    if not incident.real:
        return
    for station in incident.ringing_at:
        if found := store.running(tx, station):
            _end(tx, found, "system", "real_alarm")


def answered(tx: Tx, event: Claimed) -> None:
    """Somebody took the drill, and there is nobody to phone: it ends as soon as the late receipts are in."""
    if event.incident.mode == "drill":
        wakeup.plan(tx, event.incident.id, DRILL_ENDS, tx.now + rules.LATE_RECEIPTS)


def goes_on(tx: Tx, event: ClaimEnded) -> None:
    """It was given back: it rings again, and still has an end."""
    if event.incident.mode == "drill":
        wakeup.plan(tx, event.incident.id, DRILL_ENDS, tx.now + rules.LASTS)


def over(tx: Tx, incident_id: str) -> None:
    """Due: the drill's time is over."""
    if incidents.lock(tx, incident_id).open:
        _end(tx, incident_id, "system", "answered" if claims.live(tx, incident_id) else "over")


def end_as(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """The desk ends it."""
    row = store.get(tx, incident_id)
    if row is None:
        raise not_found("drill")
    access.operator_of(caller, stations.get(tx, row.station).path)
    _end(tx, incident_id, f"officer:{caller.id}", "stopped")


def end_at(tx: Tx, station: str) -> None:
    """The command line ends it. ``Problem`` 404 when none is running."""
    found = store.running(tx, station)
    if found is None:
        raise not_found("drill")
    _end(tx, found, "system", "stopped")


def _end(tx: Tx, incident_id: str, actor: str, why: rules.Ended) -> None:
    store.say_why(tx, incident_id, why)
    close.close_drill(tx, incident_id, actor, why)


def ended(tx: Tx, event: Closed) -> None:
    """However it was closed, it runs no more."""
    if event.incident.mode == "drill":
        store.end(tx, event.incident.id)


def report(tx: Tx, incident_id: str) -> Report:
    """What the drill showed, so far or for good. ``Problem`` 404 for what is no drill."""
    row = store.get(tx, incident_id)
    if row is None:
        raise not_found("drill")
    incident = incidents.get(tx, incident_id)
    ledger = rings.of_incident(tx, incident_id)
    rung = {ring.officer for ring in ledger}
    names = {each.id: officers.title(tx, each) for each in officers.of_station(tx, row.station) if each.id in rung}
    times, roads, deaf = rules.measured(ledger, row.started_at, names)
    taken = claims.last(tx, incident_id)
    return Report(
        incident_id, incident.code, row.station, bool(row.announced), row.started_at, row.ended_at, row.ended_why,
        officers.public(tx, taken.officer)["name"] if taken else None,
        taken.at - row.started_at if taken else None, len(names), len(names) - len(deaf), times, roads, deaf)


def report_as(tx: Tx, caller: OfficerCaller, incident_id: str) -> Report:
    row = store.get(tx, incident_id)
    if row is None:
        raise not_found("drill")
    access.oversees(caller, stations.get(tx, row.station).path)
    return report(tx, incident_id)
