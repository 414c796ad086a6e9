"""Two calls for one distress: joined, they share whoever has the first. Each stays an incident of its own, with its own
citizen, who goes on reading true steps; parted, it rings again by itself."""

from __future__ import annotations

from siharat.claim import actions as claims
from siharat.claim.actions import Claimed, ClaimEnded
from siharat.close import actions as closing
from siharat.close.actions import Closed
from siharat.db import Tx, wakeup
from siharat.desk.rules import TOGETHER_EVERY
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, still_open
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import access, officers
from siharat.people.access import OfficerCaller
from siharat.respond import actions as respond

KEEP_TOGETHER = "keep_together"


def join(tx: Tx, caller: OfficerCaller, incident_id: str, lead_code: object) -> None:
    """This one is the same distress as that. Whoever has that one has this one too, without a call-back of its own."""
    access.desk_of(caller, incidents.get(tx, incident_id))
    lead_id = incidents.by_code(tx, str(lead_code or "").strip().upper())
    if lead_id is None or lead_id == incident_id:
        raise invalid("code", "names no other incident")
    locked = {each: incidents.lock(tx, each) for each in sorted((incident_id, lead_id))}
    incident, lead = locked[incident_id], locked[lead_id]
    for each in (incident, lead):
        access.desk_of(caller, each)
        still_open(each)
    _may_join(tx, incident, lead)
    incidents.set_joined(tx, incident_id, lead_id)
    _write(tx, incident, caller, "joined", {"code": lead.code})
    _write(tx, lead, caller, "joined_by", {"code": incident.code})
    wakeup.plan(tx, incident_id, KEEP_TOGETHER, tx.now + TOGETHER_EVERY)
    if holder := claims.holder(tx, lead_id) or claims.holder(tx, incident_id):
        _share(tx, incidents.get(tx, incident_id), holder)
        _share(tx, incidents.get(tx, lead_id), holder)


def part(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """It was another distress after all: it rings again, for itself."""
    incident = still_open(incidents.lock(tx, incident_id))
    access.desk_of(caller, incident)
    if incident.joined is None:
        raise Problem(409, "not_joined", "It stands by itself already.")
    _apart(tx, incident, f"officer:{caller.id}")


def share_claim(tx: Tx, event: Claimed) -> None:
    """Who takes one of them has them all."""
    for other in _others(tx, event.incident):
        _share(tx, other, event.officer)


def share_end(tx: Tx, event: ClaimEnded) -> None:
    """Nobody has the first any more: what was joined to it rings with it."""
    for other in _followers(tx, event.incident):
        if claims.holder(tx, other.id):
            claims.let_go(tx, other)


def share_close(tx: Tx, event: Closed) -> None:
    """The first was ended: so are those that were the same distress."""
    for other in _followers(tx, event.incident):
        closing.close_joined(tx, other.id)


def goes_on(tx: Tx, incident: Incident) -> None:
    """All its wake-ups have ended: it still looks where the first goes."""
    if incident.joined is not None:
        wakeup.plan(tx, incident.id, KEEP_TOGETHER, tx.now + TOGETHER_EVERY)


def keep_together(tx: Tx, incident_id: str) -> None:
    """Due: whatever happened meanwhile, it goes the way of the first again."""
    incident = incidents.lock(tx, incident_id)
    if not incident.open or incident.joined is None:
        return
    lead = incidents.get(tx, incident.joined)
    if not lead.open:
        closing.close_joined(tx, incident_id)
        return
    wakeup.plan(tx, incident_id, KEEP_TOGETHER, tx.now + TOGETHER_EVERY)
    if holder := claims.holder(tx, lead.id):
        _share(tx, incident, holder)


def _may_join(tx: Tx, incident: Incident, lead: Incident) -> None:
    if not (incident.real and lead.real):
        raise Problem(409, "only_real", "A drill is joined to nothing.")
    if incident.joined or lead.joined or _followers(tx, incident):
        raise Problem(409, "already_joined", "One of them is joined to another already; part it first.")


def _others(tx: Tx, incident: Incident) -> list[Incident]:
    lead = [incidents.lock(tx, incident.joined)] if incident.joined else []
    return [each for each in [*lead, *_followers(tx, incident)] if each.open]


def _followers(tx: Tx, incident: Incident) -> list[Incident]:
    return [incidents.lock(tx, each) for each in incidents.joined_to(tx, incident.id)]


def _share(tx: Tx, incident: Incident, officer: str) -> None:
    if incident.status != "ringing":
        return
    station = officers.get(tx, officer).station
    if station not in incident.stations:
        incident = incidents.join(tx, incident, station, rings=False)
    claims.take_along(tx, incident, officer)
    if incident.joined is None:
        respond.expect_progress(tx, incident)


def _apart(tx: Tx, incident: Incident, actor: str) -> None:
    incidents.set_joined(tx, incident.id, None)
    log.append(tx, incident.stations, incident.id, actor, Entry("parted", {}))
    wakeup.drop(tx, incident.id, KEEP_TOGETHER)
    if claims.holder(tx, incident.id):
        claims.let_go(tx, incident)


def _write(tx: Tx, incident: Incident, caller: OfficerCaller, kind: str, said: dict[str, object]) -> None:
    log.append(tx, incident.stations, incident.id, f"officer:{caller.id}", Entry(kind, said))
