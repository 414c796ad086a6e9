"""What an officer answers on the channel itself: a digit, an SMS, a button in a notification."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.claim import actions, store
from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel import Problem
from siharat.people import officers, sessions
from siharat.people.access import OfficerCaller
from siharat.ring import actions as ring
from siharat.ring import receipts
from siharat.ring import store as rings
from siharat.ring.channels import Heard, Reply

NEWEST_RINGING = text("""SELECT i.id FROM incident i JOIN ring r ON r.incident = i.id
    WHERE r.device = :device AND i.status = 'ringing' AND coalesce(i.kept_from, '') NOT LIKE :not_theirs
    ORDER BY i.opened_at DESC LIMIT 1""")
LAPSES_FORGIVEN = 1
"""Anybody can write an SMS under an officer's number. After one more lapse than this the officer takes that incident
signed in, or by a digit on a phone that we rang; else a forger would keep all phones silent, and the ladder at its
foot."""

BY_CODE = text("SELECT id FROM incident WHERE code = :code")


def take(tx: Tx, heard: Heard) -> Reply:
    """The officer of that phone takes the incident. Nobody is refused by an error: whoever answered on a
    phone reads or hears what became of it."""
    caller, incident = speaker(tx, heard)
    if caller is None:
        return Reply("unknown")
    _it_rang(tx, heard, incident)
    if incident is None:
        return Reply("nothing_rings")
    if heard.ring_id is None and store.lapsed(tx, incident.id, caller.id) > LAPSES_FORGIVEN:
        return reply("lapsed", incident)
    try:
        won = actions.claim(tx, caller, incident.id, _channel(tx, heard))
    except Problem as problem:
        if problem.code == "already_claimed":
            return reply("already_claimed", incident, claimed_by=problem.extra["claimed_by"]["name"])
        return reply("lapsed" if problem.code == "others_first" else "nothing_rings", incident)
    return reply("taken", incident, caution=incidents.get(tx, incident.id).caution, citizen_name=won["citizen"]["name"],
                 citizen_phone=won["citizen"]["phone"] or None, word=won["word"])


def decline(tx: Tx, heard: Heard) -> Reply:
    """Cannot come: this officer's own phones fall silent."""
    caller, incident = speaker(tx, heard)
    if caller is None:
        return Reply("unknown")
    _it_rang(tx, heard, incident)
    if incident is None:
        return Reply("nothing_rings")
    try:
        ring.decline(tx, caller, incident.id)
    except Problem:
        return reply("nothing_rings", incident)
    return reply("declined", incident)


def speaker(tx: Tx, heard: Heard) -> tuple[OfficerCaller | None, Incident | None]:
    """Whose phone answered, and which incident is meant: the ring's own, the one named, or the newest that
    rings this phone."""
    device, incident = _by_ring(tx, heard.ring_id) if heard.ring_id is not None else _by_address(tx, heard)
    if device is None or not officers.rings_still(tx, device.officer):
        return None, None
    return sessions.officer_caller(tx, device.officer), incidents.find(tx, incident) if incident else None


def _by_ring(tx: Tx, ring_id: int) -> tuple[Any | None, str | None]:
    row = rings.get(tx, ring_id)
    return (officers.device(tx, row.device), row.incident) if row else (None, None)


def _by_address(tx: Tx, heard: Heard) -> tuple[Any | None, str | None]:
    device = officers.device_at(tx, heard.kind, heard.address)
    if device is None:
        return None, None
    if heard.code:
        return device, tx.value(BY_CODE, code=heard.code)
    return device, tx.value(NEWEST_RINGING, device=device.id, not_theirs=f"%{device.officer}%")


def _channel(tx: Tx, heard: Heard) -> str:
    row = rings.get(tx, heard.ring_id) if heard.ring_id is not None else None
    return str(row.kind) if row else heard.kind


def _it_rang(tx: Tx, heard: Heard, incident: Incident | None) -> None:
    """Whoever answers has proved that the phone rang, on a channel that has no other way to prove it. A ring
    of no incident was a proof of readiness."""
    found = heard.ring_id
    if found is None and incident is not None:
        device = officers.device_at(tx, heard.kind, heard.address)
        found = rings.of_device(tx, incident.id, device.id) if device else None
    if found is not None:
        receipts.take_receipt(tx, found, "opened")


def reply(outcome: Any, incident: Incident, **more: Any) -> Reply:
    return Reply(outcome, incident.id, incident.code, incident.locality, **more)
