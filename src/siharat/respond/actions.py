"""Call-backs, movements, messages, places, and the citizen's own "I am safe"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siharat.claim import actions as claims
from siharat.claim import store as claim_store
from siharat.db import Tx, wakeup
from siharat.escalate import actions as escalate
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, judged, standing, still_open
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND
from siharat.kernel.errors import invalid
from siharat.kernel.place import Place
from siharat.people import access, citizens, stations
from siharat.people.access import Caller, CitizenCaller, OfficerCaller
from siharat.people.pins import How
from siharat.respond.rules import REACHES_NOBODY, Movement, Outcome, patience_ms, status_after

PROGRESS_DUE = "progress_due"
HEARD_OF = frozenset({"claimed", "call_back", "movement"})
"""Lines by which something was heard of a claimed incident."""
LONGEST_MESSAGE = 1_000


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Event: the citizen has cancelled. Emitted for every cancel, so that the work is the same; ``news`` when it is
    worth another than the one before."""

    incident: str
    news: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Event: an officer is on the way, there, or clear."""

    incident: str
    movement: Movement


def call_back(tx: Tx, caller: OfficerCaller, incident_id: str, outcome: Outcome) -> None:
    """``started`` is sent as the number is tapped, before the dialler opens; the rest, one tap after.

    A second ``started`` while the first one's outcome is awaited is noted, and moves no deadline: who only ever began
    to call would hold the claim, and all other phones would be silent for as long as they liked.
    """
    incident = _open_and_mine(tx, caller, incident_id)
    claim = claim_store.live(tx, incident_id)
    if claim is None or claim.officer != caller.id:
        raise Problem(409, "not_claimed_by_you", "Claim it first: only who has it phones back.")
    log.append(tx, incident.stations, incident_id, f"officer:{caller.id}",
               Entry("call_back", {"outcome": outcome}))
    if outcome == "started" and claim.call_started_at is not None and claim.call_ended_at is None:
        return
    wakeup.drop(tx, incident_id, claims.CLAIM_LAPSES, claims.ASK_OUTCOME, claims.OUTCOME_LAPSES)
    if outcome == "started":
        claim_store.call_started(tx, incident_id)
        wakeup.plan(tx, incident_id, claims.ASK_OUTCOME, tx.now + incident.policy.ask_outcome * SECOND)
        return
    claim_store.call_ended(tx, incident_id)
    if outcome == "reached":
        citizens.number_proved(tx, incident.citizen)
    expect_progress(tx, incident, no_later=outcome in REACHES_NOBODY)


def move(tx: Tx, caller: OfficerCaller, incident_id: str, movement: Movement, place: Place | None) -> None:
    """Several officers may move; only who has claimed it moves it out of the call-back's deadlines."""
    incident = _open_and_mine(tx, caller, incident_id)
    payload: dict[str, Any] = {"status": movement}
    if place:
        payload |= {"lat": place.lat, "lon": place.lon}
    log.append(tx, incident.stations, incident_id, f"officer:{caller.id}", Entry("movement", payload))
    tx.emit(Moved(incident_id, movement))
    if incident.status == "ringing":
        return  # somebody supports before anybody has phoned back: it goes on ringing
    incidents.set_status(tx, incident_id, status_after(movements_of(tx, incident)))
    if claims.holder(tx, incident_id) == caller.id:
        _called_back(tx, incident)
    else:
        expect_progress(tx, incident)


def movements_of(tx: Tx, incident: Incident) -> dict[str, Movement]:
    """Where each officer is by their last word, from the log."""
    found: dict[str, Movement] = {}
    for line in log.of_incident(tx, incident.id, incident.station):
        if line.kind == "movement" and line.officer:
            found[line.officer] = line.payload["status"]
    return found


def working_on(tx: Tx, incident: Incident) -> frozenset[str]:
    """The officers at work on it: who holds the claim, and who moves."""
    holder = claims.holder(tx, incident.id)
    return frozenset(movements_of(tx, incident)) | ({holder} if holder else frozenset())


def workers(tx: Tx, incident_id: str) -> frozenset[str]:
    return working_on(tx, incidents.get(tx, incident_id))


def write_message(tx: Tx, caller: Caller, incident_id: str, text: object) -> None:
    """Both ways, while it is open. Sealed in the log; the stream carries it to who may see the incident. To who must
    not be phoned, the claimer's message is the call-back."""
    if not isinstance(text, str) or not text.strip():
        raise invalid("text", "is empty")
    incident = _open_and_mine(tx, caller, incident_id)
    log.append(tx, incident.stations, incident_id, actor(caller),
               Entry("message", {"text": tx.keys.seal(text.strip()[:LONGEST_MESSAGE], "log.text")}))
    if incident.caution == "silent" and claims.holder(tx, incident_id) == caller.id:
        _called_back(tx, incident)


def _called_back(tx: Tx, incident: Incident) -> None:
    """The claimer has done what the claim asks for; from now on it is movement that is waited for."""
    claim_store.call_ended(tx, incident.id)
    wakeup.drop(tx, incident.id, claims.CLAIM_LAPSES, claims.ASK_OUTCOME, claims.OUTCOME_LAPSES)
    expect_progress(tx, incident)


def share_place(tx: Tx, caller: Caller, incident_id: str, place: Place, at: int) -> None:
    """A citizen's or an officer's place, only while the incident is open."""
    incident = _open_and_mine(tx, caller, incident_id)
    if isinstance(caller, CitizenCaller):
        incidents.set_place(tx, incident_id, place.lat, place.lon, place.accuracy_m, at,
                            stations.locality(place))
    log.append(tx, incident.stations, incident_id, actor(caller),
               Entry("location", {"lat": place.lat, "lon": place.lon, "accuracy_m": place.accuracy_m, "at": at}))


def cancel(tx: Tx, caller: CitizenCaller, incident_id: str, how: How) -> None:
    """The citizen says it is over. A mark, not an end: the call-back still happens (DESIGN, "Words").

    Each cancel has a line of its own, and exactly one, whatever its PIN said: a forced one that came after a calm one
    must not be swallowed, and positions, which the citizen's stream shows, must not tell them apart.
    """
    incident = _open_and_mine(tx, caller, incident_id)
    before = sum(line.kind == "cancelled" for line in log.of_incident(tx, incident_id, incident.station))
    how = judged(how, before)
    stands = standing(incident.cancelled_how, how)
    incidents.cancel(tx, incident_id, stands)
    log.append(tx, incident.stations, incident_id, actor(caller), Entry("cancelled", {"how": how}))
    tx.emit(Cancelled(incident_id, stands != incident.cancelled_how))


def progress_due(tx: Tx, incident_id: str) -> None:
    """Due: nothing was heard of a claimed incident for too long. The desk and the claimer are told; the second time
    in a row the station above as well, and told again: there is always a next wake-up."""
    incident = incidents.lock(tx, incident_id)
    if not incident.open or incident.status == "ringing":
        return
    before = _told_in_a_row(tx, incident)
    if before and incident.real:
        incident = escalate.let_above_see(tx, incident)
    log.append(tx, incident.stations, incident_id, "system", Entry("overdue", {"status": incident.status}))
    expect_progress(tx, incident)


def _told_in_a_row(tx: Tx, incident: Incident) -> int:
    """How often it was told that nothing is heard, since somebody last was."""
    told = 0
    for line in log.of_incident(tx, incident.id, incident.station):
        heard = line.kind in HEARD_OF and line.payload.get("outcome") not in REACHES_NOBODY
        told = told + 1 if line.kind == "overdue" else 0 if heard else told
    return told


def actor(caller: Caller) -> str:
    return f"{'citizen' if isinstance(caller, CitizenCaller) else 'officer'}:{caller.id}"


def _open_and_mine(tx: Tx, caller: Caller, incident_id: str) -> Incident:
    incident = incidents.lock(tx, incident_id)
    access.takes_part(caller, incident)
    return still_open(incident)


def expect_progress(tx: Tx, incident: Incident, *, no_later: bool = False) -> None:
    """If nothing is heard of it for too long, somebody is told. ``no_later``: nor does what was just said put off when
    they would have been."""
    lines = log.of_incident(tx, incident.id, incident.station)
    outcomes: list[Outcome] = [line.payload["outcome"] for line in lines if line.kind == "call_back"]
    now = incidents.get(tx, incident.id)
    wrote = now.caution == "silent" and any(line.kind == "message" and line.officer for line in lines)
    wait = patience_ms(now.policy, now.status, outcomes[-1] if outcomes else "cannot_speak" if wrote else None,
                       _told_in_a_row(tx, incident))
    plan = wakeup.plan_no_later if no_later else wakeup.plan
    plan(tx, incident.id, PROGRESS_DUE, tx.now + wait)
