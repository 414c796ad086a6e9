"""Sending officers, asking for backup, noting, referring to another service."""

from __future__ import annotations

from dataclasses import dataclass

from siharat.db import Tx, wakeup
from siharat.desk import rules
from siharat.desk.rules import Sent
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, still_open
from siharat.kernel import Problem
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.ring import store as rings

ANSWER_DUE = "answer_due"
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Assigned:
    """Event: the desk sends an officer, whose own phones must sound, whoever has the incident; or calls one back."""

    incident: str
    officer: str
    on: bool = True


def assign(tx: Tx, caller: OfficerCaller, incident_id: str, officer: str) -> None:
    """Sends an officer there. No claim: who has the incident keeps it, and what rings goes on ringing."""
    incident = still_open(incidents.lock(tx, incident_id))
    access.desk_of(caller, incident)
    station = _theirs(tx, caller, incident, officer)
    if officer in incident.kept_from:
        raise Problem(409, "kept_from", "Its citizen fears this officer, who must not learn of it.")
    if officer in sent_to(tx, incident):
        raise Problem(409, "already_assigned", f"{officers.public(tx, officer)['name']} has been sent already.")
    if station not in incident.stations:
        incident = incidents.join(tx, incident, station, rings=False)
    rings.write_of(tx, incident_id, (officer,))
    _write(tx, incident, caller, "assigned", {"officer": officer})
    _await(tx, incident)
    tx.emit(Assigned(incident_id, officer))


def unassign(tx: Tx, caller: OfficerCaller, incident_id: str, officer: str) -> None:
    """Calls an officer back."""
    incident = still_open(incidents.lock(tx, incident_id))
    access.desk_of(caller, incident)
    if officer not in sent_to(tx, incident):
        raise Problem(409, "not_assigned", "That officer has not been sent there.")
    _write(tx, incident, caller, "unassigned", {"officer": officer})
    _await(tx, incident)
    tx.emit(Assigned(incident_id, officer, on=False))


def sent_to(tx: Tx, incident: Incident) -> dict[str, Sent]:
    """Whom the desk has sent, and what they answered."""
    return rules.sent(log.of_incident(tx, incident.id, incident.station))


def answer_due(tx: Tx, incident_id: str) -> None:
    """Due: whom the desk sent should have answered by now. The desk is told who has not, once."""
    incident = incidents.lock(tx, incident_id)
    if not incident.open:
        return
    late = rules.silent(sent_to(tx, incident).values(), tx.now)
    if late:
        names = [officers.public(tx, each.officer)["name"] for each in late]
        log.append(tx, incident.stations, incident_id, "system", Entry("assignment_overdue", {"officers": names}))
    _await(tx, incident)


def goes_on(tx: Tx, incident: Incident) -> None:
    """A claim has ended, and all wake-ups with it: who was sent is still waited for."""
    _await(tx, incident)


def ask_backup(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """Who is there needs more hands; every desk concerned is told. Anybody who works on it may ask."""
    incident = still_open(incidents.lock(tx, incident_id))
    access.work_on(caller, incident)
    _write(tx, incident, caller, "backup_asked")


def note(tx: Tx, caller: OfficerCaller, incident_id: str, text: object) -> None:
    """The desk writes something down, for officers only. Also of a closed incident: one remembers later."""
    incident = incidents.lock(tx, incident_id)
    access.desk_of(caller, incident)
    _write(tx, incident, caller, "noted", {"text": tx.keys.seal(_words("text", text), "log.text")})


def refer(tx: Tx, caller: OfficerCaller, incident_id: str, service: object, to: object) -> None:
    """Another service was called, and this is who answered there. It stays open until somebody closes it."""
    incident = still_open(incidents.lock(tx, incident_id))
    access.desk_of(caller, incident)
    said: dict[str, object] = {"service": rules.service(service), "text": tx.keys.seal(_words("to", to), "log.text")}
    _write(tx, incident, caller, "referred", said)


def _theirs(tx: Tx, caller: OfficerCaller, incident: Incident, officer: str) -> str:
    """The station of an officer whom this desk may send: of its own tree, or of a station that it concerns."""
    row = officers.get(tx, officer)
    if not officers.rings_still(tx, officer):
        raise not_found("officer")
    if row.station not in incident.stations and not stations.get(tx, row.station).path.startswith(caller.path):
        raise not_found("officer")
    return str(row.station)


def _await(tx: Tx, incident: Incident) -> None:
    due = rules.next_answer(sent_to(tx, incident).values(), tx.now)
    if due is not None:
        wakeup.plan(tx, incident.id, ANSWER_DUE, due)


def _write(tx: Tx, incident: Incident, caller: OfficerCaller, kind: str, more: dict[str, object] | None = None) -> None:
    log.append(tx, incident.stations, incident.id, f"officer:{caller.id}", Entry(kind, more or {}))


def _words(field: str, text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise invalid(field, "is empty")
    return text.strip()[:LONGEST_NOTE]
