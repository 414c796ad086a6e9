"""Taking an incident, giving it back, and losing it by silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siharat.claim import rules, store
from siharat.claim.rules import Ended
from siharat.claim.word import word
from siharat.db import Tx, wakeup
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, becomes, still_open
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND, rfc3339
from siharat.kernel.errors import invalid
from siharat.people import access, citizens, officers
from siharat.people.access import OfficerCaller

CLAIM_LAPSES = "claim_lapses"
ASK_OUTCOME = "ask_outcome"
OUTCOME_LAPSES = "outcome_lapses"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Claimed:
    """Event: one officer has taken the incident; all other phones must fall silent."""

    incident: Incident
    officer: str


@dataclass(frozen=True, slots=True)
class ClaimEnded:
    """Event: the incident is without a claim again; every phone must ring."""

    incident: Incident


def claim(tx: Tx, caller: OfficerCaller, incident_id: str, channel: str = "in_app") -> dict[str, Any]:
    """Takes the incident. The answer, and nothing before it, carries the citizen's name and number, and the word
    by which they know who phones. ``channel``: the kind of the device on which it was taken; any page of ours is
    ``in_app``.

    Raises ``Problem`` 409 ``already_claimed`` with the winner when somebody was first, and ``others_first`` for who
    has let it go in vain a moment ago. The winner asking
    again gets the same answer: a phone that lost the reply may retry.
    """
    incident = incidents.get(tx, incident_id)
    access.work_on(caller, incident)
    still_open(incident)
    _let_others_ring(tx, incident, caller.id)
    lapses_at = tx.now + incident.policy.claim_lapses * SECOND
    if store.take(tx, incident_id, caller.id, lapses_at):
        incident = incidents.lock(tx, incident_id)
        incidents.set_status(tx, incident_id, becomes(incident, "claimed"))
        log.append(tx, incident.stations, incident_id, f"officer:{caller.id}", Entry("claimed", {"channel": channel}))
        wakeup.plan(tx, incident_id, CLAIM_LAPSES, lapses_at)
        tx.emit(Claimed(incident, caller.id))
    row = store.live(tx, incident_id)
    if row is None:
        raise Problem(409, "wrong_status", "The incident rings no more.", incident_status=incident.status)
    winner = officers.public(tx, row.officer)
    if row.officer != caller.id:
        raise Problem(409, "already_claimed", f"{winner['name']} was first.", claimed_by=winner)
    return {"claimed_by": winner, "at": rfc3339(row.at), "lapses_at": rfc3339(row.lapses_at),
            "citizen": citizens.unsealed(tx, incident.citizen), "word": word(tx.keys, incident_id, caller.id)}


def _let_others_ring(tx: Tx, incident: Incident, officer: str) -> None:
    """``Problem`` 409 ``others_first`` for who let it go in vain, until the other phones have had their time."""
    if incident.status != "ringing":
        return
    wait = rules.others_first_ms(store.in_vain(tx, incident.id, officer))
    left = free_since(tx, incident) + wait - tx.now if wait else 0
    if left > 0:
        raise Problem(409, "others_first", "You took it before, and nobody was phoned. The other phones ring first; "
                      f"take it again in {-(-left // SECOND)} s.", wait_s=-(-left // SECOND))


def take_along(tx: Tx, incident: Incident, officer: str) -> None:
    """The same distress as another that the officer has: taken with it, and no call-back of its own is waited for.
    Nothing when somebody was first, or it rings no more."""
    if not store.take(tx, incident.id, officer, tx.now):
        return
    store.call_ended(tx, incident.id)
    incidents.set_status(tx, incident.id, becomes(incident, "claimed"))
    log.append(tx, incident.stations, incident.id, f"officer:{officer}", Entry("claimed", {"along": True}))
    tx.emit(Claimed(incident, officer))


def let_go(tx: Tx, incident: Incident) -> None:
    """What was taken along is nobody's any more: every phone rings."""
    _end(tx, incident, "let_go", "system", {}, why="let_go")


def holder(tx: Tx, incident_id: str) -> str | None:
    """The officer who has it now."""
    row = store.live(tx, incident_id)
    return row.officer if row else None


def free_since(tx: Tx, incident: Incident) -> int:
    """Since when (ms) a ringing incident has been without a claim."""
    return store.last_end(tx, incident.id) or incident.opened_at


def climbs_since(tx: Tx, incident: Incident) -> int:
    """From which moment (ms) the ladder of a ringing incident counts."""
    return rules.climbs_since(incident.opened_at, free_since(tx, incident), store.in_vain(tx, incident.id))


def closed_by(tx: Tx, incident_id: str) -> str | None:
    """Who had it when it was closed; ``None`` when nobody had."""
    row = store.last(tx, incident_id)
    return row.officer if row and row.ended_why == "closed" else None


def release(tx: Tx, caller: OfficerCaller, incident_id: str, reason: object) -> None:
    """Gives it back, with a reason: every phone rings again."""
    if not isinstance(reason, str) or not reason.strip():
        raise invalid("reason", "say in a few words why you give it back")
    incident = incidents.lock(tx, incident_id)
    access.work_on(caller, incident)
    still_open(incident)
    had = holder(tx, incident_id)
    if had != caller.id and not caller.operates:
        raise Problem(409, "not_claimed_by_you", "Only who has claimed it, or the desk, can give it back.")
    _end(tx, incident, "released", f"officer:{caller.id}",
         {"reason": tx.keys.seal(reason.strip()[:LONGEST_REASON], "log.text")},
         why="released" if had == caller.id else "taken_back")


def lapse(tx: Tx, incident_id: str) -> None:
    """Due: no call-back was started in its time, or nobody answered for its outcome. Everyone rings."""
    incident = incidents.lock(tx, incident_id)
    row = store.live(tx, incident_id)
    if row is None or not incident.open or row.call_ended_at is not None:
        return
    missed = "no_outcome" if row.call_started_at else "no_call_back"
    _end(tx, incident, "lapsed", "system", {"officer": row.officer, "why": missed}, why="lapsed")


def ask_outcome(tx: Tx, incident_id: str) -> None:
    """Due: a call-back was started and nobody said how it went. Claimer and desk are asked first, for
    nobody can see a call end; only their silence rings everyone."""
    incident = incidents.lock(tx, incident_id)
    row = store.live(tx, incident_id)
    if row is None or not incident.open or row.call_ended_at is not None:
        return
    log.append(tx, incident.stations, incident_id, "system", Entry("outcome_asked", {"officer": row.officer}))
    wakeup.plan(tx, incident_id, OUTCOME_LAPSES, tx.now + incident.policy.outcome_lapses * SECOND)


def _end(tx: Tx, incident: Incident, kind: str, actor: str, payload: dict[str, Any], why: Ended) -> None:
    becomes(incident, "ringing")
    if not store.end(tx, incident.id, why):
        raise Problem(409, "not_claimed", "Nobody has claimed it.")
    wakeup.drop(tx, incident.id)
    log.append(tx, incident.stations, incident.id, actor, Entry(kind, payload))
    tx.emit(ClaimEnded(incident))
