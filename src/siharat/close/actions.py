"""Closing an incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siharat.claim import store as claim_store
from siharat.db import Tx, wakeup
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Disposition, Incident, becomes, ends_as
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import access
from siharat.people.access import OfficerCaller
from siharat.ring import store as rings

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Amended:
    """Event: how an incident ended was called wrongly, and is called otherwise now."""

    incident: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Event: the incident has ended."""

    incident: Incident


def close(tx: Tx, caller: OfficerCaller, incident_id: str, disposition: Disposition, note: str | None) -> None:
    """Closes it. ``Problem`` 409 when it was closed before: the first disposition stands; or when it may not be
    called so."""
    incident = incidents.lock(tx, incident_id)
    access.work_on(caller, incident)
    payload = {"note": tx.keys.seal(note[:LONGEST_NOTE], "log.text")} if note else {}
    _end(tx, incident, f"officer:{caller.id}", disposition, payload)


def amend(tx: Tx, caller: OfficerCaller, incident_id: str, disposition: Disposition, why: object) -> None:
    """It ended otherwise than was written: the desk says how, and why, once. Both words stand in the book; figures go
    by the second. ``Problem`` 409 while it is open, for a drill, and for a second time."""
    reason = str(why or "").strip()[:LONGEST_NOTE]
    if not reason:
        raise invalid("reason", "is empty: whoever reads the book must understand it")
    incident = incidents.lock(tx, incident_id)
    access.desk_of(caller, incident)
    if incident.open or not incident.real:
        raise Problem(409, "still_open", "Only the end of a real incident can be amended.")
    if any(line.kind == "amended" for line in log.of_incident(tx, incident_id, incident.station)):
        raise Problem(409, "amended", "It has been amended already.")
    incidents.amend(tx, incident_id, disposition)
    log.append(tx, incident.stations, incident.id, f"officer:{caller.id}",
               Entry("amended", {"disposition": disposition, "reason": tx.keys.seal(reason, "log.text")}))
    tx.emit(Amended(incident_id))


def close_drill(tx: Tx, incident_id: str, actor: str, why: str) -> None:
    """Ends a drill, which nobody need have taken. ``actor`` as in the log; ``why`` as in ``drill.rules``."""
    _end(tx, incidents.lock(tx, incident_id), actor, "drill", {"why": why})


def close_joined(tx: Tx, incident_id: str) -> None:
    """It was the same distress as another, which has ended."""
    incident = incidents.lock(tx, incident_id)
    if incident.open:
        _end(tx, incident, "system", "duplicate", {"why": "joined"})


def _end(tx: Tx, incident: Incident, actor: str, disposition: Disposition, payload: dict[str, Any]) -> None:
    becomes(incident, "closed")
    disposition = ends_as(incident, disposition)
    claim_store.end(tx, incident.id, "closed")
    incidents.close(tx, incident.id, disposition)
    rung, proved = rings.tally(tx, incident.id)
    log.append(tx, incident.stations, incident.id, actor,
               Entry("closed", {"disposition": disposition, "rung": rung, "proved": proved, **payload}))
    wakeup.drop(tx, incident.id)
    tx.emit(Closed(incident))
