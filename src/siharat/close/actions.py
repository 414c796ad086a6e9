"""Closing an incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siharat.claim import store as claim_store
from siharat.db import Tx, wakeup
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Disposition, Incident, becomes
from siharat.people import access
from siharat.people.access import OfficerCaller

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Closed:
    """Event: the incident has ended."""

    incident: Incident


def close(tx: Tx, caller: OfficerCaller, incident_id: str, disposition: Disposition, note: str | None) -> None:
    """Closes it. ``Problem`` 409 when it was closed before: the first disposition stands."""
    incident = incidents.lock(tx, incident_id)
    access.work_on(caller, incident)
    becomes(incident, "closed")
    claim_store.end(tx, incident_id, "closed")
    incidents.close(tx, incident_id, disposition)
    payload: dict[str, Any] = {"disposition": disposition}
    if note:
        payload["note"] = tx.keys.seal(note[:LONGEST_NOTE], "log.text")
    log.append(tx, incident.stations, incident_id, f"officer:{caller.id}", Entry("closed", payload))
    wakeup.drop(tx, incident_id)
    tx.emit(Closed(incident))
