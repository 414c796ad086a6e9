"""Shown by the citizen, looked at by who works on it. Only while the incident is open.

A live picture is the last picture, not a film: it works on a poor network, nothing of it is kept when it is over but
what an officer keeps on purpose, and an officer who looks a second later sees the same moment.
"""

from __future__ import annotations

from typing import Any

from siharat.attach import store
from siharat.attach.rules import LIVE_FOR, MOST, Kind
from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, still_open
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND
from siharat.kernel.errors import not_found
from siharat.people import access
from siharat.people.access import Caller, CitizenCaller
from siharat.respond import actions as respond


def may_show(tx: Tx, caller: CitizenCaller, incident_id: str) -> None:
    """``Problem`` 404 for whose it is not, 409 when it is closed."""
    incident = incidents.get(tx, incident_id)
    access.see(caller, incident)
    still_open(incident)


def show(tx: Tx, caller: CitizenCaller, incident_id: str, kind: Kind, name: str, media: str) -> None:
    """A photo or a voice note that is on disk already. ``Problem`` 409 for more than an incident holds."""
    incident = _open(tx, caller, incident_id)
    if sum(row.kind == kind for row in store.of_incident(tx, incident.id)) >= MOST[kind]:
        raise Problem(409, "enough", f"An incident holds {MOST[kind]} of these.", most=MOST[kind])
    store.add(tx, name, incident.id, kind, media)
    _line(tx, caller, incident, kind, name)


def live_now(tx: Tx, caller: CitizenCaller, incident_id: str) -> bool:
    """A picture of less than a second ago is there."""
    may_show(tx, caller, incident_id)
    before = store.live(tx, incident_id)
    return before is not None and tx.now - before.at < SECOND


def go_live(tx: Tx, caller: CitizenCaller, incident_id: str, name: str, media: str) -> str | None:
    """The picture of this moment. The name of the one before, whose file nobody needs any more."""
    incident = _open(tx, caller, incident_id)
    before = store.live(tx, incident.id)
    if before is not None and store.next_frame(tx, incident.id, name):
        return str(before.id)
    store.add(tx, name, incident.id, "live", media)
    _line(tx, caller, incident, "live", name)
    return None


def end_live(tx: Tx, caller: CitizenCaller, incident_id: str) -> None:
    """The citizen stops. What an officer has kept stays."""
    incident = incidents.get(tx, incident_id)
    access.see(caller, incident)
    store.end_live(tx, incident.id)


def ended(tx: Tx, incident_id: str) -> None:
    """The incident is closed: nothing is live any more."""
    store.end_live(tx, incident_id)


def keep_live(tx: Tx, caller: Caller, incident_id: str) -> None:
    """An officer keeps the picture of this moment. ``Problem`` 409 when there is none, or the next has come."""
    incident = incidents.lock(tx, incident_id)
    officer = access.looks_at(caller, incident, respond.working_on(tx, incident))
    still_open(incident)
    found = store.live(tx, incident_id)
    if found is None or not store.keep_frame(tx, found.id):
        raise Problem(409, "not_live", "There is no live picture now.")
    log.append(tx, incident.stations, incident.id, f"officer:{officer.id}",
               Entry("kept_live", {"attachment": found.id}))


def listed(tx: Tx, caller: Caller, incident_id: str) -> list[Any]:
    """What was shown, the oldest first. ``Problem`` 404 for who may not look."""
    incident = incidents.get(tx, incident_id)
    access.looks_at(caller, incident, respond.working_on(tx, incident))
    return [row for row in store.of_incident(tx, incident.id)
            if row.kind != "live" or tx.now - row.at <= LIVE_FOR]


def looked_at(tx: Tx, caller: Caller, incident_id: str, name: str) -> Any:
    """The row of one. ``live`` is the name of the picture of this moment. ``Problem`` 404 for who may not look."""
    incident = incidents.get(tx, incident_id)
    access.looks_at(caller, incident, respond.working_on(tx, incident))
    row = store.live(tx, incident.id) if name == "live" else store.find(tx, incident.id, name)
    if row is None or (row.kind == "live" and tx.now - row.at > LIVE_FOR):
        raise not_found("attachment")
    return row


def _open(tx: Tx, caller: CitizenCaller, incident_id: str) -> Incident:
    incident = incidents.lock(tx, incident_id)
    access.see(caller, incident)
    return still_open(incident)


def _line(tx: Tx, caller: CitizenCaller, incident: Incident, kind: Kind, name: str) -> None:
    log.append(tx, incident.stations, incident.id, f"citizen:{caller.id}",
               Entry("attached", {"attachment": name, "how": kind}))
