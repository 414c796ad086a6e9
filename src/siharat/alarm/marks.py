"""A person marks a device, with a reason and an end; its owner may appeal. No machine ever does, and nobody is blocked:
a mark narrows the first ring while there is a flood, and does nothing at any other time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import DAY
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, looks, officers, stations
from siharat.people.access import CitizenCaller, OfficerCaller

LONGEST_DAYS = 90
LONGEST_TEXT = 500
SHORTEST_TEXT = 5

INSERT = text("""INSERT INTO device_mark (id, citizen, station, incident, reason, made_by, made_at, until)
    VALUES (:id, :citizen, :station, :incident, :reason, :by, :now, :until)""")
SET_UNTIL = text("UPDATE citizen SET marked_until = :until WHERE id = :citizen")
GET = text("SELECT * FROM device_mark WHERE id = :id")
OF_CITIZEN = text("""SELECT * FROM device_mark WHERE citizen = :citizen AND ended_at IS NULL AND until > :now
    ORDER BY made_at DESC LIMIT 1""")
LIVE = text("""SELECT m.*, i.code FROM device_mark m JOIN incident i ON i.id = m.incident WHERE m.station = :station
    AND m.ended_at IS NULL AND m.until > :now ORDER BY m.appealed_at IS NULL, m.made_at DESC LIMIT 200""")
END = text("UPDATE device_mark SET ended_at = :now, ended_by = :by WHERE citizen = :citizen AND ended_at IS NULL")
APPEAL = text("UPDATE device_mark SET appeal = :appeal, appealed_at = :now WHERE id = :id AND ended_at IS NULL")
FALSE_ALARM = text("UPDATE citizen SET false_alarms = false_alarms + 1 WHERE id = :citizen")
GENUINE = text("UPDATE citizen SET false_alarms = 0 WHERE id = :citizen")


def remember(tx: Tx, incident: Incident) -> None:
    """Closed: what a person said of it becomes the device's history. One genuine alarm wipes it out."""
    if incident.disposition == "false_alarm":
        tx.run(FALSE_ALARM, citizen=incident.citizen)
    elif incident.disposition == "genuine":
        tx.run(GENUINE, citizen=incident.citizen)


def mark(tx: Tx, caller: OfficerCaller, incident_id: str, reason: object, days: object) -> None:
    """The desk marks the device that pressed. The look at whose it was leaves its line."""
    incident = incidents.get(tx, incident_id)
    access.desk_of(caller, incident)
    said = _text("reason", reason)
    until = tx.now + _days(days) * DAY
    tx.run(END, citizen=incident.citizen, now=tx.now, by=caller.id)
    tx.run(INSERT, id=tx.identity.uuid7(), citizen=incident.citizen, station=incident.station, incident=incident_id,
           reason=tx.keys.seal(said, "mark.reason"), by=caller.id, now=tx.now, until=until)
    tx.run(SET_UNTIL, citizen=incident.citizen, until=until)
    looks.leave_line(tx, caller, incident.citizen, incident_id, f"tanda: {said}")


def unmark(tx: Tx, caller: OfficerCaller, mark_id: str) -> None:
    """The desk takes it back, at once and once: by a mark that has ended, no later one of another station ends. What
    was, stays in the book of marks."""
    row = tx.one(GET, id=mark_id)
    if row is None or row.ended_at is not None:
        raise not_found("mark")
    access.operator_of(caller, stations.get(tx, row.station).path)
    tx.run(END, citizen=row.citizen, now=tx.now, by=caller.id)
    tx.run(SET_UNTIL, citizen=row.citizen, until=None)
    looks.leave_line(tx, caller, row.citizen, row.incident, "tanda dicabut")


def listed(tx: Tx, caller: OfficerCaller) -> list[dict[str, Any]]:
    """The marks of the station that are in force, appeals first. No name and no number."""
    access.operator_of(caller, caller.path)
    return [{"id": row.id, "code": row.code, "reason": tx.keys.unseal(row.reason, "mark.reason"),
             "by": officers.public(tx, row.made_by)["name"], "at": row.made_at, "until": row.until,
             "appeal": tx.keys.unseal(row.appeal, "mark.appeal") if row.appeal else None}
            for row in tx.all(LIVE, station=caller.station, now=tx.now)]


def own(tx: Tx, citizen: str) -> dict[str, Any] | None:
    """What its owner is told: why, until when, and whether the appeal has been taken down."""
    row = tx.one(OF_CITIZEN, citizen=citizen, now=tx.now)
    if row is None:
        return None
    return {"id": row.id, "reason": tx.keys.unseal(row.reason, "mark.reason"), "until": row.until,
            "appealed": row.appealed_at is not None}


def appeal(tx: Tx, caller: CitizenCaller, said: object) -> None:
    """Its owner objects; the desk sees it above all other marks. ``Problem`` 404 where there is no mark."""
    row = tx.one(OF_CITIZEN, citizen=caller.id, now=tx.now)
    if row is None:
        raise not_found("mark")
    words = _text("text", said)
    tx.run(APPEAL, id=row.id, now=tx.now, appeal=tx.keys.seal(words, "mark.appeal"))


def _text(field: str, said: object) -> str:
    if not isinstance(said, str) or len(said.strip()) < SHORTEST_TEXT:
        raise invalid(field, "say in a few words why")
    return said.strip()[:LONGEST_TEXT]


def _days(days: object) -> int:
    try:
        number = int(str(days))
    except ValueError as error:
        raise invalid("days", "is a number") from error
    if not 1 <= number <= LONGEST_DAYS:
        raise invalid("days", f"is 1 to {LONGEST_DAYS}: every mark has an end")
    return number
