"""The ledger in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, text

from siharat.db import Tx
from siharat.ring.fold import pack, unpack
from siharat.ring.rules import NO_CHANNEL, Silence, State

WRITE = text("""INSERT INTO ring (incident, device, state)
    SELECT :incident, id, 'pending' FROM device WHERE station = :station AND paid = 0 AND retired_at IS NULL""")
WRITE_MISSING = text("""INSERT INTO ring (incident, device, state, armed_at)
    SELECT :incident, id, 'pending', :now FROM device
    WHERE station = :station AND paid = 0 AND retired_at IS NULL ON CONFLICT DO NOTHING""")
WRITE_OF = text("""INSERT INTO ring (incident, device, state, armed_at)
    SELECT :incident, id, 'pending', :now FROM device
    WHERE officer IN :officers AND paid = 0 AND retired_at IS NULL ON CONFLICT DO NOTHING""").bindparams(
    bindparam("officers", expanding=True))
ARM = """INSERT INTO ring (incident, device, state, armed_at, due_at)
    SELECT :incident, d.id, 'pending', :now, :now FROM device d
    WHERE {whose} AND d.paid = 1 AND d.kind = :kind AND d.retired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM decline x WHERE x.incident = :incident AND x.officer = d.officer){unless}
    ON CONFLICT (incident, device) DO UPDATE SET armed_at = excluded.armed_at, due_at = excluded.due_at
    WHERE ring.due_at IS NULL AND coalesce(ring.armed_at, 0) <= :rested"""
ARM_STATION = text(ARM.format(whose="d.station = :station", unless=""))
ARM_OF = text(ARM.format(whose="d.officer IN :officers", unless="")).bindparams(bindparam("officers", expanding=True))
# Who needs the next channel: no phone of theirs has proved itself since it began to ring, this channel was not
# tried yet, and none that was tried may still answer. A page that is not open waits like any other phone, but for
# an officer another of whose phones has failed already it is no hope.
SILENT = """
    AND NOT EXISTS (SELECT 1 FROM ring r JOIN device o ON o.id = r.device
        WHERE r.incident = :incident AND o.officer = d.officer AND (r.heard_at >= :began
            OR (r.received_at IS NOT NULL AND o.kind = 'in_app' AND o.open_until > :now)
            OR (o.kind = :kind AND r.armed_at >= :began)
            OR (coalesce(r.armed_at, 0) > :patient AND r.state NOT IN ('failed', 'gone')
                AND (o.kind <> 'in_app' OR o.open_until > :now OR NOT EXISTS (
                    SELECT 1 FROM ring f JOIN device g ON g.id = f.device WHERE f.incident = :incident
                    AND g.officer = d.officer AND f.state IN ('failed', 'gone'))))))"""
ARM_NEXT = text(ARM.format(whose="d.station = :station", unless=SILENT))
ARM_NEXT_OF = text(ARM.format(whose="d.station = :station AND d.officer IN :officers", unless=SILENT)).bindparams(
    bindparam("officers", expanding=True))
TELEPHONES = text("SELECT 1 FROM device WHERE station = :station AND paid = 1 AND retired_at IS NULL LIMIT 1")
TAKE_DUE = text("""UPDATE ring SET due_at = :until,
    state = CASE WHEN state IN ('pending', 'sent', 'failed') THEN 'sending' ELSE state END
    WHERE incident = :incident AND due_at <= :now AND EXISTS (SELECT 1 FROM device d WHERE d.id = ring.device
        AND d.kind = :kind AND d.retired_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM decline x JOIN device d ON d.officer = x.officer
        WHERE x.incident = ring.incident AND d.id = ring.device) RETURNING id""")
HOLD = text("UPDATE ring SET due_at = :until WHERE id = :id AND due_at IS NOT NULL")
SETTLED = text("UPDATE ring SET due_at = NULL WHERE id = :id")
WITHOUT_CHANNEL = text("""UPDATE ring SET due_at = NULL, detail = :detail,
    state = CASE WHEN state IN ('pending', 'sending', 'sent') THEN 'failed' ELSE state END
    WHERE incident = :incident AND due_at <= :now AND EXISTS (SELECT 1 FROM device d
        WHERE d.id = ring.device AND d.kind NOT IN :kinds)""").bindparams(bindparam("kinds", expanding=True))
DISARM = text("UPDATE ring SET due_at = NULL WHERE incident = :incident AND due_at IS NOT NULL")
OF_INCIDENT = text("""SELECT r.id, r.device, r.state, r.sent_at, r.received_at, r.shown_at, r.opened_at,
    r.detail, r.armed_at, r.why, d.officer, d.kind FROM ring r JOIN device d ON d.id = r.device
    WHERE r.incident = :incident ORDER BY r.id""")
TO_RING = text("""SELECT r.id, r.state, d.officer, d.id AS device, d.address FROM ring r
    JOIN device d ON d.id = r.device
    LEFT JOIN decline x ON x.incident = r.incident AND x.officer = d.officer
    WHERE r.incident = :incident AND d.kind = :kind AND d.paid = 0 AND d.retired_at IS NULL AND x.officer IS NULL
    AND NOT EXISTS (SELECT 1 FROM concern k WHERE k.incident = r.incident AND k.station = d.station AND k.rings < 0)
    ORDER BY r.id""")
RUNG = text("""SELECT r.id, r.state, d.officer, d.id AS device, d.address, d.station FROM ring r
    JOIN device d ON d.id = r.device
    LEFT JOIN decline x ON x.incident = r.incident AND x.officer = d.officer
    WHERE r.incident = :incident AND d.kind = :kind AND d.retired_at IS NULL AND x.officer IS NULL
    AND (d.paid = 0 OR r.state <> 'pending') ORDER BY r.id""")
SENDING = text("UPDATE ring SET state = 'sending' WHERE id = :id AND state = 'pending'")
SENT = text("""UPDATE ring SET state = 'sent', sent_at = coalesce(sent_at, :now), detail = NULL
    WHERE id = :id AND state IN ('pending', 'sending', 'failed', 'gone')""")
NOT_SENT = text("""UPDATE ring SET state = :state, detail = :detail
    WHERE id = :id AND state IN ('pending', 'sending', 'sent')""")
GET = text("""SELECT r.*, d.officer, d.kind FROM ring r JOIN device d ON d.id = r.device WHERE r.id = :id""")
OF_DEVICE_AND_INCIDENT = text("SELECT id FROM ring WHERE incident = :incident AND device = :device")
RECEIVED = text("""UPDATE ring SET state = :state, heard_at = :at, received_at = coalesce(received_at, :at),
    shown_at = CASE WHEN :reported <> 'received' THEN coalesce(shown_at, :at) ELSE shown_at END,
    opened_at = CASE WHEN :reported = 'opened' THEN coalesce(opened_at, :at) ELSE opened_at END
    WHERE id = :id""")
PROOF = text("INSERT INTO ring (device, state) VALUES (:device, 'pending') RETURNING id")
FORGET_PROOFS = text("""DELETE FROM ring WHERE incident IS NULL AND device = :device AND id <= (SELECT id FROM ring
    WHERE incident IS NULL AND device = :device ORDER BY id DESC LIMIT 1 OFFSET :kept)""")
DEVICE = text("SELECT id, officer, station, kind, address FROM device WHERE id = :id AND retired_at IS NULL")
OF_OFFICER = text("SELECT id FROM device WHERE officer = :officer AND paid = 0 AND retired_at IS NULL ORDER BY id")
DEVICES = text("SELECT id, officer, kind FROM device WHERE id BETWEEN :first AND :last")
FOLD = text("INSERT INTO ring_fold (incident, ledger) VALUES (:incident, :ledger) ON CONFLICT DO NOTHING")
UNROLL = text("DELETE FROM ring WHERE incident = :incident")
FOLDED = text("SELECT ledger FROM ring_fold WHERE incident = :incident")
DECLINE = text("""INSERT INTO decline (incident, officer, at) VALUES (:incident, :officer, :now)
    ON CONFLICT DO NOTHING""")
DECLINED = text("SELECT officer FROM decline WHERE incident = :incident")
TALLY = text("""SELECT count(DISTINCT d.officer) AS rung,
    count(DISTINCT CASE WHEN r.received_at IS NOT NULL THEN d.officer END) AS proved
    FROM ring r JOIN device d ON d.id = r.device WHERE r.incident = :incident""")
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
    armed_at: int | None
    why: Silence | None
    officer: str
    kind: str


def write(tx: Tx, incident: str, stations: tuple[str, ...]) -> None:
    """One row per device of every officer of these stations, in one statement each."""
    for station in stations:
        tx.run(WRITE, incident=incident, station=station)


def write_missing(tx: Tx, incident: str, stations: tuple[str, ...]) -> None:
    """Rows for devices that joined since: a phone enrolled while it rings, rings too."""
    for station in stations:
        tx.run(WRITE_MISSING, incident=incident, station=station, now=tx.now)


def write_of(tx: Tx, incident: str, officers: Sequence[str]) -> None:
    """Rows for what rings free of charge of these officers, whatever their station."""
    if officers:
        tx.run(WRITE_OF, incident=incident, officers=list(officers), now=tx.now)


def arm_station(tx: Tx, incident: str, station: str, kind: str, rested: int) -> bool:
    """The paid devices of a kind of a whole station must ring, once. Those that were armed after ``rested`` (ms)
    or are on their way are left alone. Whether any must."""
    return tx.run(ARM_STATION, incident=incident, station=station, kind=kind, now=tx.now, rested=rested) > 0


def arm_of(tx: Tx, incident: str, officers: Sequence[str], kind: str, rested: int) -> bool:
    """The same for these officers."""
    return bool(officers) and tx.run(ARM_OF, incident=incident, officers=list(officers), kind=kind, now=tx.now,
                                     rested=rested) > 0


def arm_next(tx: Tx, incident: str, station: str, kind: str, began: int, patient: int,
             only: Sequence[str] | None) -> bool:
    """The same for officers none of whose phones has proved itself since ``began``, and none of which was called
    after ``patient`` (ms) and may still do so; for these ``only``, if any are given."""
    asked: dict[str, Any] = {"incident": incident, "station": station, "kind": kind, "now": tx.now, "began": began,
                             "patient": patient, "rested": tx.now}
    if only is None:
        return tx.run(ARM_NEXT, **asked) > 0
    return bool(only) and tx.run(ARM_NEXT_OF, **asked, officers=list(only)) > 0


def has_telephones(tx: Tx, station: str) -> bool:
    return tx.value(TELEPHONES, station=station) is not None


def take_due(tx: Tx, incident: str, kind: str, until: int) -> list[Any]:
    """The armed rings of a kind, to be sent by the caller alone until ``until``: whoever comes later finds none,
    and if the caller dies, somebody finds them after that."""
    taken = {row.id for row in tx.all(TAKE_DUE, incident=incident, kind=kind, now=tx.now, until=until)}
    return [row for row in tx.all(RUNG, incident=incident, kind=kind) if row.id in taken] if taken else []


def hold(tx: Tx, ring_ids: Sequence[int], until: int) -> None:
    """They are still being sent."""
    tx.many(HOLD, [{"id": ring_id, "until": until} for ring_id in ring_ids])


def settled(tx: Tx, ring_ids: Sequence[int]) -> None:
    """Sent or not: the next step may arm them again."""
    tx.many(SETTLED, [{"id": ring_id} for ring_id in ring_ids])


def fail_without_channel(tx: Tx, incident: str, kinds: Sequence[str]) -> bool:
    """Armed rings that no channel of this server can carry. Whether there were any."""
    return tx.run(WITHOUT_CHANNEL, incident=incident, kinds=list(kinds) or [""], now=tx.now, detail=NO_CHANNEL) > 0


def disarm(tx: Tx, incident: str) -> None:
    tx.run(DISARM, incident=incident)


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


def rung(tx: Tx, incident: str, kind: str) -> list[Any]:
    """The devices of one kind that were rung, free or paid: they must hear when it is over."""
    return tx.all(RUNG, incident=incident, kind=kind)


def mark_sending(tx: Tx, rows: Sequence[Any]) -> None:
    """Those of ``rows`` that were never sent are on their way now."""
    # One by one: to write 10,000 ids into one statement takes a second, in which no press is written.
    tx.many(SENDING, [{"id": row.id} for row in rows if row.state == "pending"])


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


def tally(tx: Tx, incident: str) -> tuple[int, int]:
    """Officers whose phones were rung for it, and those one of whose phones has proved that it rang."""
    row = tx.one(TALLY, incident=incident)
    return (row.rung, row.proved) if row else (0, 0)


def forget_declines(tx: Tx, incident: str) -> None:
    tx.run(FORGET_DECLINES, incident=incident)
