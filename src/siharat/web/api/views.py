"""What callers may read of incidents and stations, ready for JSON."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.alarm import actions as alarm
from siharat.claim.word import word
from siharat.db import Tx
from siharat.desk import actions as desk
from siharat.escalate import actions as escalate
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Line
from siharat.incident.rules import Incident
from siharat.kernel.clock import rfc3339
from siharat.people import access, citizens, looks, officers, readiness_rules, stations
from siharat.people import readiness as readiness_of
from siharat.people.access import Caller, CitizenCaller, OfficerCaller
from siharat.people.readiness import Known
from siharat.respond import actions as respond
from siharat.ring import store as rings
from siharat.watch import store as watched
from siharat.web.api.ledger import matrix
from siharat.web.api.telling import opened, place, summary, tell

PAGE = 50

OF_CITIZEN = text("""SELECT id FROM incident WHERE citizen = :citizen AND opened_at < :before
    AND (:status = '' OR :status = CASE WHEN cancelled_at IS NOT NULL AND status IN ('responding', 'on_scene')
        THEN 'claimed' ELSE status END) ORDER BY opened_at DESC LIMIT :limit""")
OF_STATION = text("""SELECT i.id FROM incident i JOIN concern c ON c.incident = i.id
    WHERE c.station = :station AND i.opened_at < :before AND i.mode <> 'practice'
    AND (:status = '' OR i.status = :status) ORDER BY i.opened_at DESC LIMIT :limit""")
COUNTS = text("""SELECT i.station, count(*) AS open, sum(CASE WHEN i.status = 'ringing' THEN 1 ELSE 0 END)
    AS ringing, sum(CASE WHEN i.status = 'ringing' AND i.escalation > 0 THEN 1 ELSE 0 END) AS unanswered
    FROM incident i WHERE i.closed_at IS NULL AND i.mode IN ('loud', 'silent') GROUP BY i.station""")
DRILLING = text("SELECT station FROM drill WHERE ended_at IS NULL")


def incident_list(tx: Tx, caller: Caller, station: str | None, status: str, cursor: int) -> dict[str, Any]:
    """Newest first, a page at a time. ``next`` is the cursor of the following page, or nothing."""
    if isinstance(caller, CitizenCaller):
        rows = tx.all(OF_CITIZEN, citizen=caller.id, before=cursor, status=status, limit=PAGE)
    else:
        code = _visible_station(tx, caller, station)
        rows = tx.all(OF_STATION, station=code, before=cursor, status=status, limit=PAGE)
    found = [incidents.get(tx, row.id) for row in rows]
    return {"incidents": [_for(tx, caller, incident) for incident in found if access.may_see(caller, incident)],
            "next": found[-1].opened_at if len(found) == PAGE else None}


def _visible_station(tx: Tx, caller: OfficerCaller, code: str | None) -> str:
    if code is None or code == caller.station:
        return caller.station
    row = stations.get(tx, code)
    access.oversees(caller, row.path)
    return code


def incident(tx: Tx, caller: Caller, incident_id: str) -> dict[str, Any]:
    """One incident in full, as far as the caller may see it."""
    found = incidents.get(tx, incident_id)
    access.see(caller, found)
    return _for(tx, caller, found, full=True)


def _for(tx: Tx, caller: Caller, found: Incident, full: bool = False) -> dict[str, Any]:
    if isinstance(caller, CitizenCaller):
        return _for_citizen(tx, found)
    document = _flat(tx, found)
    if full:
        lines = log.of_incident(tx, found.id, found.station)
        document["timeline"] = [_line(tx, line) for line in lines]
        document["movements"] = {officers.public(tx, officer)["name"]: status
                                 for officer, status in respond.movements_of(tx, found).items()}
        document["rings"] = matrix(tx, found)
        step = escalate.coming(tx, found)
        document["next_step"] = {"whom": step.whom, "means": step.means, "at": rfc3339(step.at),
                                 "stations": list(step.stations)} if step else None
        document["assigned"] = [{"officer": officers.public(tx, each.officer), "at": rfc3339(each.at),
                                 "answer": each.answer} for each in desk.sent_to(tx, found).values()]
        document["joined_ones"] = [incidents.get(tx, each).code for each in incidents.joined_to(tx, found.id)]
        if caller.id in respond.working_on(tx, found):
            document["kept_from"] = [officers.public(tx, each)["name"] for each in found.kept_from]
            document["notes"] = [{"text": note, "at": rfc3339(at)} for note, at in alarm.notes(tx, found.id)]
        if document["claimed_by"] and document["claimed_by"]["id"] == caller.id:
            document |= {"citizen": citizens.unsealed(tx, found.citizen), "word": word(tx.keys, found.id, caller.id)}
    return document


def _flat(tx: Tx, found: Incident) -> dict[str, Any]:
    document = summary(tx, found)
    document |= document.pop("incident")
    document["station"] = {"code": found.station, "name": stations.get(tx, found.station).name}
    return document


def _for_citizen(tx: Tx, found: Incident) -> dict[str, Any]:
    """Only true public steps: the same that the stream tells, and nothing of any officer but a name."""
    station = stations.get(tx, found.station)
    steps = []
    for line in log.of_incident(tx, found.id, found.station):
        steps += [{"step": event, **{key: value for key, value in data.items() if key != "incident"}}
                  for event, data in tell(tx, line).to_citizen]
    return {"id": found.id, "code": found.code, "status": found.told_status, "mode": found.mode,
            "station": {"code": station.code, "name": station.name}, "location": place(found),
            "phones": found.phones, "received": rings.proved_phones(tx, found.id),
            "raised_at": rfc3339(found.opened_at), "steps": steps,
            "cancelled_at": rfc3339(found.cancelled_at) if found.cancelled_at else None,
            "closed_at": rfc3339(found.closed_at) if found.closed_at else None}


SEALED_OR_SECRET = ("text", "note", "reason", "alarm")
"""What a line keeps from readers. The id of a press is the phone's own: with it and the number a phone that lost
its answer gets its session again."""


def _line(tx: Tx, line: Line) -> dict[str, Any]:
    said = {key: value for key, value in line.payload.items() if key not in SEALED_OR_SECRET}
    if line.kind in ("message", "texted", "noted", "referred", "corrected"):
        said["text"] = opened(tx, line)
    if line.kind in ("assigned", "unassigned"):
        said["officer"] = officers.public(tx, line.payload["officer"])["name"]
    if "at" in said:
        said["located_at"] = rfc3339(said.pop("at"))
    if "reason" in line.payload:
        said["reason"] = tx.keys.unseal(line.payload["reason"], "log.text")
    by = officers.public(tx, line.officer)["name"] if line.officer else line.actor.partition(":")[0]
    return {**said, "position": line.position, "kind": line.kind, "at": rfc3339(line.at), "by": by}


def identity(tx: Tx, caller: OfficerCaller, incident_id: str, reason: object) -> dict[str, str]:
    """The citizen's name and number. Who works on the incident reads it at once; anybody else gives a
    reason, and the look leaves a line."""
    found = incidents.get(tx, incident_id)
    access.work_on(caller, found)
    return looks.look(tx, caller, found.citizen, incident_id, respond.working_on(tx, found), reason)


def me(tx: Tx, caller: Caller) -> dict[str, Any]:
    if isinstance(caller, CitizenCaller):
        home = citizens.get(tx, caller.id).home
        return {"kind": "citizen", "id": caller.id, "home": stations.heir(tx, home).code if home else None}
    row = officers.get(tx, caller.id)
    return {"kind": "officer", "id": caller.id, "name": officers.title(tx, row), "role": caller.role,
            "station": {"code": caller.station, "name": stations.get(tx, caller.station).name}}


def station_list(tx: Tx, caller: OfficerCaller) -> list[dict[str, Any]]:
    """The caller's station and those below it, with live counts."""
    counts = {row.station: row for row in tx.all(COUNTS)}
    drilling = {row.station for row in tx.all(DRILLING)}
    silent = watched.silent(tx)
    found = []
    for row in stations.below(tx, caller.path) if caller.oversees else [stations.get(tx, caller.station)]:
        count = counts.get(row.code)
        ready = readiness(tx, row.code)
        found.append({"code": row.code, "name": row.name, "parent": row.parent, "phones": row.officers,
                      "ready": sum(each["ready"] for each in ready), "open": count.open if count else 0,
                      "ringing": count.ringing if count else 0,
                      "unanswered": count.unanswered if count else 0, "drill": row.code in drilling,
                      "silent": row.code in silent})
    return found


def readiness(tx: Tx, code: str) -> list[dict[str, Any]]:
    """One row per officer: would a phone of theirs ring now, and if not, since when and why not."""
    known = readiness_of.of_station(tx, code)
    return [_ready(row, known.get(row.id, [])) for row in officers.who_ring(tx, code)]


def _ready(officer: Any, devices: list[Known]) -> dict[str, Any]:
    proofs = [each.proved_at for each in devices if each.proved_at]
    seen = [each.seen_at for each in devices if each.seen_at]
    verdict = readiness_rules.of_officer(each.verdict for each in devices if not each.paid)
    return {"officer": officer.id, "nrp": officer.nrp, "ready": verdict.rings, "why": verdict.why,
            "since": _moment(verdict.since),
            "devices": [{"id": each.id, "kind": each.kind, "ready": each.verdict.rings, "why": each.verdict.why,
                         "since": _moment(each.verdict.since)} for each in devices if not each.retired],
            "seen_at": _moment(max(seen, default=None)), "proved_at": _moment(max(proofs, default=None))}


def _moment(at: int | None) -> str | None:
    return rfc3339(at) if at else None


def station_readiness(tx: Tx, caller: OfficerCaller, code: str) -> dict[str, Any]:
    row = stations.get(tx, code)
    if code != caller.station:
        access.oversees(caller, row.path)
    found = readiness(tx, code)
    return {"station": {"code": row.code, "name": row.name}, "phones": row.officers,
            "ready": sum(each["ready"] for each in found), "officers": found}

