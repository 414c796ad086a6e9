"""What becomes due while nobody takes it."""

from __future__ import annotations

from siharat.alarm.actions import AlarmRaised
from siharat.db import Tx, wakeup
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident
from siharat.kernel.clock import SECOND

UNANSWERED = "unanswered"


def watch_new(tx: Tx, event: AlarmRaised) -> None:
    """Joins the alarm's transaction: the moment at which silence becomes news is planned at once."""
    if event.first:
        watch(tx, event.incident)


def watch(tx: Tx, incident: Incident) -> None:
    wakeup.plan(tx, incident.id, UNANSWERED, tx.now + incident.policy.unanswered * SECOND)


def unanswered(tx: Tx, incident_id: str) -> None:
    """Due: nobody has taken it in time. The citizen's screen says so, truly, and offers 110; the rings
    go on meanwhile."""
    incident = incidents.lock(tx, incident_id)
    if incident.status != "ringing":
        return
    incidents.set_escalation(tx, incident.id, incident.escalation + 1)
    log.append(tx, incident.stations, incident.id, "system",
               Entry("unanswered", {"step": incident.escalation + 1}))
