"""Why a phone stayed silent: written down when the ringing ends, for what is known of a phone changes by the hour.

Found in a read and noted in a write of its own, after the commit that ended the ringing: nobody waits for it. What a
crash loses here is found again by the fold, a day after the close, from what is known then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from siharat.db import Database, Tx
from siharat.incident import store as incidents
from siharat.people import readiness, readiness_rules
from siharat.people.readiness import Known
from siharat.ring.rules import NO_CHANNEL, Silence, why_silent

SILENT = text("""SELECT r.id, r.state, r.detail, d.id AS device, d.officer, d.kind, d.paid FROM ring r
    JOIN device d ON d.id = r.device WHERE r.incident = :incident AND r.received_at IS NULL AND r.why IS NULL""")
NOTE = text("UPDATE ring SET why = :why WHERE id = :id AND received_at IS NULL AND why IS NULL")


async def note(db: Database, incident_id: str) -> None:
    """After the commit that silenced an incident. A phone that rings later all the same has rung."""
    found = await db.read(of_silent, incident_id)
    if found:
        await db.write(write_down, found)


def of_silent(tx: Tx, incident_id: str) -> dict[int, Silence]:
    """Of each ring that nobody heard and that does not say why yet: the reason, as far as is known now."""
    silent = tx.all(SILENT, incident=incident_id)
    if not silent:
        return {}
    incident = incidents.get(tx, incident_id)
    known = {officer: devices for code in incident.ringing_at
             for officer, devices in readiness.of_station(tx, code).items()}
    return {row.id: _reason(row, known) for row in silent}


def _reason(row: Any, known: Mapping[str, list[Known]]) -> Silence:
    """A page speaks for its officer: that the push beside it is dead explains more than that the page was closed."""
    own = [each for each in known.get(row.officer, ()) if not each.paid]
    meant = own if row.kind == "in_app" else [each for each in own if each.id == row.device]
    verdict = readiness_rules.of_officer(each.verdict for each in meant) if meant else readiness_rules.RINGS
    return why_silent(row.state, bool(row.paid), verdict.why, row.detail != NO_CHANNEL)


def write_down(tx: Tx, found: Mapping[int, Silence]) -> None:
    tx.many(NOTE, [{"id": ring_id, "why": why} for ring_id, why in found.items()])
