"""What must hold of the database at any moment, whatever happened before. Read by every proof.

Each flaw is told as a sentence; a database without flaws yields none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import text

from siharat.claim import actions as claims
from siharat.db import Tx
from siharat.db.wakeup import SWEEP_MS
from siharat.escalate import rules
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import SECOND
from siharat.ring import store as rings
from siharat.ring.actions import FOLD

OPEN = text("SELECT * FROM incident WHERE closed_at IS NULL ORDER BY opened_at")
INCIDENTS = text("""SELECT i.id, i.status, i.closed_at,
    (SELECT count(*) FROM claim c WHERE c.incident = i.id AND c.ended_at IS NULL) AS live,
    (SELECT min(w.due_at) FROM wakeup w WHERE w.incident_id = i.id) AS due,
    (SELECT count(*) FROM wakeup w WHERE w.incident_id = i.id AND w.kind <> :fold) AS at_work,
    (SELECT count(*) FROM alarm a WHERE a.incident = i.id) AS presses FROM incident i""")
TWO_OPEN = text("""SELECT citizen, count(*) AS incidents FROM incident WHERE closed_at IS NULL
    GROUP BY citizen HAVING count(*) > 1""")
DRILLING_BESIDE = text("""SELECT d.id, d.station FROM incident d WHERE d.mode = 'drill' AND d.closed_at IS NULL
    AND EXISTS (SELECT 1 FROM incident i JOIN concern c ON c.incident = i.id WHERE c.station = d.station
    AND c.rings = 1 AND i.status = 'ringing' AND i.mode IN ('loud', 'silent'))""")
STUMBLED = text("SELECT incident_id, kind, attempts FROM wakeup WHERE attempts > 0")
IDLE_CLAIMS = text("""SELECT incident FROM claim WHERE ended_at IS NULL AND call_started_at IS NULL
    AND call_ended_at IS NULL AND lapses_at < :since""")
LAST_WAVE = text("""SELECT i.id, max(l.at) AS at FROM incident i
    LEFT JOIN log_line l ON l.incident = i.id AND l.station = i.station AND l.kind = 'rang'
    WHERE i.status = 'ringing' GROUP BY i.id""")
ACKNOWLEDGED = text("SELECT a.id, a.incident FROM alarm a JOIN incident i ON i.id = a.incident")
REPEAT_MS = 5 * SECOND


def lasting(tx: Tx) -> Iterator[str]:
    """True of a running station and of the files of a dead one."""
    for row in tx.all(INCIDENTS, fold=FOLD):
        if row.live > 1:
            yield f"I2: {row.live} live claims on {row.id}"
        if (row.status in ("claimed", "responding", "on_scene")) != (row.live >= 1):
            yield f"incident {row.id} is {row.status} with {row.live} live claims"
        if (row.status == "closed") != (row.closed_at is not None):
            yield f"incident {row.id} is {row.status}, closed_at {row.closed_at}"
        if row.closed_at is None and row.due is None:
            yield f"I3: open incident {row.id} ({row.status}) has no wake-up"
        if row.closed_at is not None and row.at_work:
            yield f"closed incident {row.id} still has a wake-up"
        if not row.presses:
            yield f"incident {row.id} without a press"
    for row in tx.all(DRILLING_BESIDE):
        yield f"the drill {row.id} rings at {row.station} beside a real alarm"
    for row in tx.all(TWO_OPEN):
        yield f"citizen {row.citizen} has {row.incidents} open incidents"
    for found in log.verify(tx):
        if isinstance(found, log.Broken):
            yield f"the book of {found.station} breaks at {found.position}: {found.why}"


def awake(tx: Tx, late_ms: int = SWEEP_MS) -> Iterator[str]:
    """True while a server runs: nothing is overdue, and what rings has rung lately."""
    late = tx.now - late_ms
    for row in tx.all(INCIDENTS, fold=FOLD):
        if row.due is not None and row.due < late:
            yield f"I3: incident {row.id} ({row.status}) should have woken {tx.now - row.due} ms ago"
    for row in tx.all(STUMBLED):
        yield f"the wake-up {row.kind} of {row.incident_id} failed {row.attempts} times"
    for row in tx.all(IDLE_CLAIMS, since=late):
        yield f"I3: the claim on {row.incident} should have lapsed"
    for row in tx.all(OPEN):
        yield from _climbed(tx, incidents.get(tx, row.id), late)
    for row in tx.all(LAST_WAVE):
        if (row.at or 0) < late - REPEAT_MS:
            yield f"I3: {row.id} is ringing, but its last wave was {tx.now - (row.at or 0)} ms ago"


def _climbed(tx: Tx, incident: Incident, late: int) -> Iterator[str]:
    """What is due of its ladder has been taken, and nothing stays narrow."""
    if incident.narrow_until is not None and incident.narrow_until < late:
        yield f"I3: {incident.id} should have rung everybody {tx.now - incident.narrow_until} ms ago"
    if incident.status != "ringing" or not incident.real or incident.doubted:
        return
    since = claims.climbs_since(tx, incident)
    for step in rules.due(incident.policy, incident.escalation, late - since):
        yield f"I3: {incident.id} rings since {tx.now - since} ms and has not climbed to {step.whom}"


def lost(tx: Tx, acknowledged: Mapping[str, str]) -> Iterator[str]:
    """``acknowledged``: id of each press that was answered, and the incident it was told."""
    stored = {row.id: row.incident for row in tx.all(ACKNOWLEDGED)}
    for press, incident in acknowledged.items():
        if press not in stored:
            yield f"I1: press {press} was acknowledged and is lost"
        elif stored[press] != incident:
            yield f"press {press} was told incident {incident} and belongs to {stored[press]}"


def to_be_rung(tx: Tx, kinds: list[str]) -> dict[str, set[str]]:
    """By kind of device, the incidents that ring now and have such a device to ring."""
    ringing = [row.id for row in tx.all(OPEN) if row.status == "ringing"]
    return {kind: {incident for incident in ringing if rings.to_ring(tx, incident, kind)} for kind in kinds}
