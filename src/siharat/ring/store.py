"""The ledger in SQL."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import text

from siharat.db import Tx
from siharat.ring.fold import pack, unpack
from siharat.ring.rules import State

WRITE = text("""INSERT INTO ring (incident, device, state)
    SELECT :incident, id, 'pending' FROM device WHERE station = :station AND retired_at IS NULL""")
WRITE_MISSING = text("""INSERT INTO ring (incident, device, state)
    SELECT :incident, id, 'pending' FROM device WHERE station = :station AND retired_at IS NULL
    ON CONFLICT DO NOTHING""")
OF_INCIDENT = text("""SELECT r.id, r.device, r.state, r.sent_at, r.received_at, r.shown_at, r.opened_at,
    r.detail, d.officer, d.kind FROM ring r JOIN device d ON d.id = r.device
    WHERE r.incident = :incident ORDER BY r.id""")
TO_RING = text("""SELECT r.id, r.state, d.officer, d.id AS device, d.address FROM ring r
    JOIN device d ON d.id = r.device
    LEFT JOIN decline x ON x.incident = r.incident AND x.officer = d.officer
    WHERE r.incident = :incident AND d.kind = :kind AND d.retired_at IS NULL AND x.officer IS NULL
    ORDER BY r.id""")
SENDING = text("""UPDATE ring SET state = 'sending' WHERE incident = :incident AND state = 'pending'
    AND device IN (SELECT id FROM device WHERE kind = :kind)""")
SENT = text("""UPDATE ring SET state = 'sent', sent_at = :now, detail = NULL
    WHERE id = :id AND state IN ('pending', 'sending', 'failed', 'gone')""")
NOT_SENT = text("""UPDATE ring SET state = :state, detail = :detail
    WHERE id = :id AND state IN ('pending', 'sending', 'sent')""")
GET = text("""SELECT r.*, d.officer, d.kind FROM ring r JOIN device d ON d.id = r.device WHERE r.id = :id""")
OF_DEVICE_AND_INCIDENT = text("SELECT id FROM ring WHERE incident = :incident AND device = :device")
RECEIVED = text("""UPDATE ring SET state = :state, received_at = coalesce(received_at, :at),
    shown_at = CASE WHEN :reported <> 'received' THEN coalesce(shown_at, :at) ELSE shown_at END,
    opened_at = CASE WHEN :reported = 'opened' THEN coalesce(opened_at, :at) ELSE opened_at END
    WHERE id = :id""")
PROOF = text("INSERT INTO ring (device, state) VALUES (:device, 'pending') RETURNING id")
FORGET_PROOFS = text("""DELETE FROM ring WHERE incident IS NULL AND device = :device AND id <= (SELECT id FROM ring
    WHERE incident IS NULL AND device = :device ORDER BY id DESC LIMIT 1 OFFSET :kept)""")
DEVICE = text("SELECT id, officer, station, kind, address FROM device WHERE id = :id AND retired_at IS NULL")
OF_OFFICER = text("SELECT id FROM device WHERE officer = :officer AND retired_at IS NULL ORDER BY id")
DEVICES = text("SELECT id, officer, kind FROM device WHERE id BETWEEN :first AND :last")
FOLD = text("INSERT INTO ring_fold (incident, ledger) VALUES (:incident, :ledger) ON CONFLICT DO NOTHING")
UNROLL = text("DELETE FROM ring WHERE incident = :incident")
FOLDED = text("SELECT ledger FROM ring_fold WHERE incident = :incident")
DECLINE = text("""INSERT INTO decline (incident, officer, at) VALUES (:incident, :officer, :now)
    ON CONFLICT DO NOTHING""")
DECLINED = text("SELECT officer FROM decline WHERE incident = :incident")
FORGET_DECLINES = text("DELETE FROM decline WHERE incident = :incident")
KINDS = text("SELECT kind, count(*) AS devices FROM device WHERE retired_at IS NULL GROUP BY kind")
PROOFS_KEPT = 8


class Ring(NamedTuple):
    """A row of ``OF_INCIDENT``."""

    id: int
    device: int
    state: State
    sent_at: int | None
    received_at: int | None
    shown_at: int | None
    opened_at: int | None
    detail: str | None
    officer: str
    kind: str


def write(tx: Tx, incident: str, stations: tuple[str, ...]) -> None:
    """One row per device of every officer of these stations, in one statement each."""
    for station in stations:
        tx.run(WRITE, incident=incident, station=station)


def write_missing(tx: Tx, incident: str, stations: tuple[str, ...]) -> None:
    """Rows for devices that joined since: a phone enrolled while it rings, rings too."""
    for station in stations:
        tx.run(WRITE_MISSING, incident=incident, station=station)


def of_incident(tx: Tx, incident: str) -> list[Any]:
    """Every ring with its officer and the kind of the device, folded or not, in the order of writing."""
    return tx.all(OF_INCIDENT, incident=incident) or _unfolded(tx, incident)


def _unfolded(tx: Tx, incident: str) -> list[Any]:
    ledger = tx.value(FOLDED, incident=incident)
    if ledger is None:
        return []
    rings = unpack(ledger)
    ids = [ring.device for ring in rings]
    devices = {row.id: row for row in tx.all(DEVICES, first=min(ids), last=max(ids))}
    return [Ring(*ring, devices[ring.device].officer, devices[ring.device].kind) for ring in rings]


def fold(tx: Tx, incident: str) -> None:
    """All rings of the incident become one row. Called again it changes nothing."""
    rings = tx.all(OF_INCIDENT, incident=incident)
    if rings and tx.run(FOLD, incident=incident, ledger=pack(rings)):
        tx.run(UNROLL, incident=incident)


def to_ring(tx: Tx, incident: str, kind: str) -> list[Any]:
    """The rings of one kind that should sound now: without those who said that they cannot come."""
    return tx.all(TO_RING, incident=incident, kind=kind)


def mark_sending(tx: Tx, incident: str, kind: str) -> None:
    tx.run(SENDING, incident=incident, kind=kind)


def mark_sent(tx: Tx, ring_ids: list[int]) -> None:
    tx.many(SENT, [{"id": ring_id, "now": tx.now} for ring_id in ring_ids])


def mark_not_sent(tx: Tx, ring_id: int, state: str, detail: str) -> None:
    tx.run(NOT_SENT, id=ring_id, state=state, detail=detail[:200])


def get(tx: Tx, ring_id: int) -> Any | None:
    return tx.one(GET, id=ring_id)


def of_device(tx: Tx, incident: str, device: int) -> int | None:
    """The ring of that device in that incident, unless it is folded or never was."""
    found: int | None = tx.value(OF_DEVICE_AND_INCIDENT, incident=incident, device=device)
    return found


def mark_received(tx: Tx, ring_id: int, state: str, reported: str, at: int) -> None:
    tx.run(RECEIVED, id=ring_id, state=state, reported=reported, at=at)


def proved_phones(tx: Tx, incident: str) -> int:
    """How many officers' phones have said themselves that they rang."""
    return len({row.officer for row in of_incident(tx, incident) if row.received_at is not None})


def write_proof(tx: Tx, device: int) -> int:
    """A ring of no incident. The last few of a device are kept, for answers on their way."""
    tx.run(FORGET_PROOFS, device=device, kept=PROOFS_KEPT)
    return int(tx.value(PROOF, device=device))


def device(tx: Tx, device_id: int) -> Any | None:
    return tx.one(DEVICE, id=device_id)


def devices_of(tx: Tx, officer: str) -> list[int]:
    return [row.id for row in tx.all(OF_OFFICER, officer=officer)]


def decline(tx: Tx, incident: str, officer: str) -> bool:
    return tx.run(DECLINE, incident=incident, officer=officer, now=tx.now) == 1


def declined(tx: Tx, incident: str) -> frozenset[str]:
    return frozenset(row.officer for row in tx.all(DECLINED, incident=incident))


def forget_declines(tx: Tx, incident: str) -> None:
    tx.run(FORGET_DECLINES, incident=incident)
