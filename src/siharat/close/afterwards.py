"""What the citizen says when it is over: whether it helped, and that it was no false alarm.

Both are lines of the book. Neither changes the disposition: a person at the desk reads the correction.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import NO_DISTRESS, Incident
from siharat.kernel import Problem
from siharat.kernel.clock import DAY
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, stations
from siharat.people.access import CitizenCaller, OfficerCaller

Helped = Literal["yes", "partly", "no"]
HELPED: tuple[Helped, ...] = ("yes", "partly", "no")
SAID_WITHIN = 30 * DAY
CHANGED_MIND = 3
"""So often somebody may say it anew; the last word counts."""
LONGEST_WORDS = 500

CORRECTIONS = text("""SELECT l.incident, l.at, l.payload, i.code, i.disposition, i.kept_from
    FROM log_line l
    JOIN incident i ON i.id = l.incident WHERE l.station = :station AND l.position > :since AND l.kind = 'corrected'
    ORDER BY l.position DESC LIMIT 100""")


def rate(tx: Tx, caller: CitizenCaller, incident_id: str, helped: object) -> None:
    """One question. ``Problem`` 409 while it is open, and for who has said it often enough."""
    if helped not in HELPED:
        raise invalid("helped", "is yes, partly or no")
    incident = _over(tx, caller, incident_id, "rated")
    log.append(tx, incident.stations, incident.id, f"citizen:{caller.id}", Entry("rated", {"outcome": helped}))


def correct(tx: Tx, caller: CitizenCaller, incident_id: str, words: object) -> None:
    """It was closed as if nothing had been, and that is not so. ``Problem`` 409 where nothing needs correcting."""
    said = str(words or "").strip()[:LONGEST_WORDS]
    if not said:
        raise invalid("text", "is empty")
    incident = _over(tx, caller, incident_id, "corrected")
    if not may_correct(incident):
        raise Problem(409, "not_false", "It was not closed as a false alarm.")
    log.append(tx, incident.stations, incident.id, f"citizen:{caller.id}",
               Entry("corrected", {"text": tx.keys.seal(said, "log.text")}))


def may_correct(incident: Incident) -> bool:
    return incident.disposition in NO_DISTRESS and incident.real


def said_of(tx: Tx, incident: Incident) -> tuple[str, bool]:
    """The citizen's last word on whether it helped, and whether they have corrected it."""
    lines = log.of_incident(tx, incident.id, incident.station)
    rated = [line.payload["outcome"] for line in lines if line.kind == "rated"]
    return (rated[-1] if rated else ""), any(line.kind == "corrected" for line in lines)


def corrections(tx: Tx, caller: OfficerCaller) -> list[dict[str, Any]]:
    """What citizens of the station have corrected in the last thirty days, newest first. No name."""
    access.oversees(caller, stations.get(tx, caller.station).path)
    rows = tx.all(CORRECTIONS, station=caller.station, since=(tx.now - SAID_WITHIN) * 1_000)
    return [{"incident": row.incident, "code": row.code, "at": row.at, "disposition": row.disposition,
             "words": tx.keys.unseal(log.payload_of(row)["text"], "log.text")} for row in rows
            if row.payload and caller.id not in (row.kept_from or "")]


def _over(tx: Tx, caller: CitizenCaller, incident_id: str, kind: str) -> Incident:
    incident = incidents.get(tx, incident_id)
    if not access.may_see(caller, incident) or not incident.real:
        raise not_found("incident")
    if incident.open or incident.closed_at is None:
        raise Problem(409, "still_open", "It is not over yet.")
    lines = log.of_incident(tx, incident.id, incident.station)
    if tx.now - incident.closed_at > SAID_WITHIN or sum(line.kind == kind for line in lines) >= CHANGED_MIND:
        raise Problem(409, "too_late", "It has been said often enough, or it is too long ago.")
    return incident
