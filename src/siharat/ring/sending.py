"""From the ledger to the phones, and back: prepare, hand over to each channel, write down what became of it.

Everything here comes after the commit. A ring that is lost here is sent again by the next wave; a lost word of silence
is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
import structlog

from siharat.db import Database, Tx
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import SECOND, rfc3339
from siharat.people import officers
from siharat.ring import health, store
from siharat.ring.actions import Rang, RingsFailed, Silenced, Widened
from siharat.ring.channels import Channel, Delivery, Outgoing
from siharat.ring.receipts import receipt_key

PUSH_TTL_S = 60
"""A push that could not be delivered for a minute is dropped: no phone rings for what is long answered.
The next wave sends another."""
SETTLE_EVERY_S = 1.0
HELD = 15 * SECOND
"""A ring that is being sent is sent by nobody else; if its sender has died, it is sent again after this."""
LONGEST_SEND_S = 900.0
"""A channel that has said nothing for so long is broken. Long, for a telephone exchange with few lines."""

Whose = Callable[[Any], bool]
"""Of a row of the ledger: is it meant?"""

events = structlog.get_logger()


async def ring_everyone(db: Database, channels: Sequence[Channel], event: Rang | Widened) -> None:
    """After the commit: every channel that sends. The open pages ring through the stream, by the log."""
    await asyncio.gather(*(_ring_by(db, channel, event) for channel in channels))
    if isinstance(event, Widened):
        await db.write(_fail_without_channel, event.incident, [channel.kind for channel in channels])


async def _ring_by(db: Database, channel: Channel, event: Rang | Widened) -> None:
    """Sends, and writes down what is settled while the rest is on its way: a telephone exchange has few lines."""
    outgoing, armed = await db.write(_prepare_alarm, event.incident, channel.kind, isinstance(event, Widened))
    if not outgoing:
        return
    settled: list[Delivery] = []
    every: list[Delivery] = []
    carrying = asyncio.ensure_future(carry(channel, outgoing, settled))
    try:
        while not carrying.done():
            await asyncio.wait({carrying}, timeout=SETTLE_EVERY_S)
            done, settled[:] = [*settled], []
            every += done
            armed.difference_update(each.ring_id for each in done)
            await db.write(settle, event.incident, done, sorted(armed))
    finally:
        carrying.cancel()
    await db.write(health.note, channel.kind, every)


def _prepare_alarm(tx: Tx, incident_id: str, kind: str, only_new: bool) -> tuple[list[Outgoing], set[int]]:
    """Writes "sending" before a byte leaves, so that a crash leaves evidence. Also which of them were armed."""
    incident = incidents.get(tx, incident_id)
    if incident.status != "ringing":
        return [], set()
    rows = [row for row in store.to_ring(tx, incident_id, kind) if row.state == "pending" or not only_new]
    store.mark_sending(tx, rows)
    due = store.take_due(tx, incident_id, kind, tx.now + HELD)
    return _alarms(tx, incident, [*rows, *due], {}), {row.id for row in due}


def _alarms(tx: Tx, incident: Incident, rows: Sequence[Any], more: dict[str, Any]) -> list[Outgoing]:
    """What a lock screen may show: a place, never a name or a number. What all have in common is worked out once, for
    hundreds of phones wait for the last one's."""
    common = {"type": "alarm", "incident": {"id": incident.id, "code": incident.code}, "mode": incident.mode,
              "caution": incident.caution, "locality": incident.locality, "raised_at": rfc3339(incident.opened_at),
              "wave": incident.wave, **more}
    return [_outgoing(tx, incident, row,
                      {**common, "ring_id": str(row.id), "receipt_key": receipt_key(tx.keys, row.id)}) for row in rows]


def _outgoing(tx: Tx, incident: Incident, row: Any, message: dict[str, Any]) -> Outgoing:
    return Outgoing(ring_id=row.id, address=tx.keys.unseal(row.address, "device.address"),
                    body=msgspec.json.encode(message), topic=incident.id, ttl_s=PUSH_TTL_S, urgent=True)


async def carry(channel: Channel, outgoing: list[Outgoing], settled: list[Delivery]) -> None:
    """Hands the messages to the channel; ``settled`` learns what became of each, exactly once."""
    open_rings = {each.ring_id for each in outgoing}

    def report(delivery: Delivery) -> None:
        open_rings.discard(delivery.ring_id)
        settled.append(delivery)

    try:
        async with asyncio.timeout(LONGEST_SEND_S):
            await channel.send(outgoing, report)
    except Exception as error:
        # Against its contract; what it did settle counts, and the other channels never hear of it.
        events.exception("a channel broke", channel=channel.kind)
        settled += [Delivery(ring_id, "failed", f"the channel broke: {error!r}") for ring_id in sorted(open_rings)]


def settle(tx: Tx, incident_id: str | None, settled: list[Delivery], armed: Sequence[int] = ()) -> None:
    """``armed``: rings that are still on their way, and must not be sent by anybody else meanwhile."""
    failed = incident_id is not None and any(each.state != "sent" for each in settled)
    if failed:  # first the incident, then its rings: the order in which everybody locks
        incidents.lock(tx, incident_id or "")
    store.hold(tx, armed, tx.now + HELD)
    store.mark_sent(tx, [each.ring_id for each in settled if each.state == "sent"])
    for each in settled:
        if each.state == "sent":
            continue
        store.mark_not_sent(tx, each.ring_id, each.state, each.detail)
    store.settled(tx, [each.ring_id for each in settled])
    _retire_gone(tx, settled)
    if failed:
        tx.emit(RingsFailed(incident_id or ""))
    events.info("rings settled", sent=sum(each.state == "sent" for each in settled), of=len(settled))


def _retire_gone(tx: Tx, settled: list[Delivery]) -> None:
    """An address that is dead for ever is a phone that no longer rings: readiness must say so."""
    for each in settled:
        row = store.get(tx, each.ring_id) if each.state == "gone" else None
        if row is not None:
            officers.retire(tx, row.device, f"{officers.DEAD_ADDRESS}: {each.detail}")


def _fail_without_channel(tx: Tx, incident_id: str, kinds: Sequence[str]) -> None:
    incidents.lock(tx, incident_id)
    if store.fail_without_channel(tx, incident_id, kinds):
        tx.emit(RingsFailed(incident_id))


async def warn(db: Database, channels: Sequence[Channel], incident_id: str, who: Collection[str]) -> None:
    """Who works on it hears that the citizen has cancelled, or must not be phoned any more, also with no page open."""
    for channel in channels:
        await carry(channel, await db.read(_prepare_warning, incident_id, who, channel), [])


def _prepare_warning(tx: Tx, incident_id: str, who: Collection[str], channel: Channel) -> list[Outgoing]:
    """What costs money carries it only where a call would do harm."""
    incident = incidents.get(tx, incident_id)
    if channel.costs_money and not incident.caution:
        return []
    why = (incident.cancelled_how if incident.cancelled_at else None) or incident.caution
    message = {"type": "caution", "incident": {"id": incident.id, "code": incident.code},
               "caution": incident.caution, "why": why}
    return [_outgoing(tx, incident, row, message) for row in store.rung(tx, incident_id, channel.kind)
            if row.officer in who]


async def write_to(channel: Channel, number: str, message: dict[str, Any], ttl_s: int) -> Delivery:
    """A message to a number that is no officer's. What became of it."""
    settled: list[Delivery] = []
    await carry(channel, [Outgoing(0, number, msgspec.json.encode(message), "", ttl_s, urgent=True)], settled)
    return settled[0]


async def silence_everyone(db: Database, channels: Sequence[Channel], event: Silenced) -> None:
    """The same topic replaces the alarm on every lock screen; a phone that slept through it shows nothing."""
    await asyncio.gather(*(_silence_by(db, channel, event) for channel in channels))


async def silence_station(db: Database, channels: Sequence[Channel], incident: str, station: str) -> None:
    """Another station has taken it over: only the phones of the one before fall silent."""
    event = Silenced(incident, "handed_over", None)
    await asyncio.gather(*(_silence_by(db, channel, event, lambda row: row.station == station)
                           for channel in channels))


async def call_one(db: Database, channels: Sequence[Channel], incident: str, officer: str, on: bool) -> None:
    """The phones of an officer whom the desk sends sound, whoever has the incident; or are told that it is over."""
    def own(row: Any) -> bool:
        return bool(row.officer == officer)

    if on:
        await asyncio.gather(*(_call_by(db, channel, incident, own) for channel in channels))
    else:
        over = Silenced(incident, "called_back", None)
        await asyncio.gather(*(_silence_by(db, channel, over, own) for channel in channels))


async def _call_by(db: Database, channel: Channel, incident: str, whose: Whose) -> None:
    outgoing = await db.write(_prepare_call, incident, channel.kind, whose)
    if outgoing:
        settled: list[Delivery] = []
        await carry(channel, outgoing, settled)
        await db.write(settle, incident, settled)


def _prepare_call(tx: Tx, incident_id: str, kind: str, whose: Whose) -> list[Outgoing]:
    incident = incidents.get(tx, incident_id)
    if not incident.open:
        return []
    rows = [row for row in store.rung(tx, incident_id, kind) if whose(row)]
    store.mark_sending(tx, rows)
    return _alarms(tx, incident, rows, {"why": "assigned"})


async def _silence_by(db: Database, channel: Channel, event: Silenced,
                      whose: Whose = lambda row: True) -> None:
    """The ledger tells how the alarm went; that a word of silence could not be delivered changes nothing."""
    settled: list[Delivery] = []
    await carry(channel, await db.read(_prepare_silence, event, channel.kind, whose), settled)
    await db.write(_retire_gone, settled)


def _prepare_silence(tx: Tx, event: Silenced, kind: str, whose: Whose) -> list[Outgoing]:
    incident = incidents.get(tx, event.incident)
    message = {"type": "silence", "incident": {"id": incident.id, "code": incident.code}, "why": event.why,
               "claimed_by": event.claimed_by}
    return [_outgoing(tx, incident, row, message) for row in store.rung(tx, event.incident, kind)
            if whose(row)]
