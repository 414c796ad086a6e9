"""Held for a case: nothing of that incident fades or is erased before the desk lets it go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import access
from siharat.people.access import OfficerCaller

LONGEST_REASON = 300

INSERT = text("""INSERT INTO hold (incident, officer, at, reason) VALUES (:incident, :by, :now, :reason)
    ON CONFLICT (incident) DO NOTHING""")
DELETE = text("DELETE FROM hold WHERE incident = :incident")
GET = text("SELECT * FROM hold WHERE incident = :incident")
OF_CITIZEN = text("""SELECT i.code FROM hold h JOIN incident i ON i.id = h.incident
    WHERE i.citizen = :citizen ORDER BY i.opened_at""")


def hold(tx: Tx, caller: OfficerCaller, incident_id: str, reason: object) -> None:
    """``reason``: which case needs it, such as the number of the police report."""
    words = str(reason or "").strip()[:LONGEST_REASON]
    if not words:
        raise invalid("reason", "is empty: which case needs it?")
    incident = incidents.get(tx, incident_id)
    access.desk_of(caller, incident)
    if not tx.run(INSERT, incident=incident_id, by=caller.id, now=tx.now, reason=tx.keys.seal(words, "hold.reason")):
        raise Problem(409, "held", "It is held already.")
    log.append(tx, incident.stations, incident.id, f"officer:{caller.id}",
               Entry("held", {"reason": tx.keys.seal(words, "log.text")}))


def let_go(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """No case needs it any more: what is due fades at its next look."""
    incident = incidents.get(tx, incident_id)
    access.desk_of(caller, incident)
    if not tx.run(DELETE, incident=incident_id):
        raise Problem(409, "not_held", "It is not held.")
    log.append(tx, incident.stations, incident.id, f"officer:{caller.id}", Entry("held_no_more", {}))


def of_incident(tx: Tx, incident_id: str) -> Any | None:
    return tx.one(GET, incident=incident_id)


def reason_of(tx: Tx, incident_id: str) -> str:
    """Why it is held; empty where it is not."""
    row = of_incident(tx, incident_id)
    return tx.keys.unseal(row.reason, "hold.reason") if row else ""


def codes_of(tx: Tx, citizen: str) -> list[str]:
    """The held incidents of a citizen."""
    return [row.code for row in tx.all(OF_CITIZEN, citizen=citizen)]
