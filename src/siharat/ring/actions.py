"""Ringing, in the order in which it happens: write, ring everyone, again, take receipts, silence."""

from __future__ import annotations

import asyncio
import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec
import structlog

from siharat.alarm.actions import AlarmRaised
from siharat.db import Database, Tx, wakeup
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, still_open
from siharat.kernel import Keyring
from siharat.kernel.clock import DAY, MINUTE, SECOND, rfc3339
from siharat.kernel.errors import not_found
from siharat.people import access, duty, officers, readiness, stations
from siharat.people.access import OfficerCaller
from siharat.people.readiness_rules import PROMPT
from siharat.ring import health, rules, store
from siharat.ring.channels import Channel, Delivery, Outgoing

RING_AGAIN = "ring_again"
OPEN_UP = "open_up"
FOLD = "fold_rings"
FOLD_AFTER = DAY
"""After the close: by then the last late receipt has come."""
ASK_AGAIN = "ask_again"
AGAIN_AFTER = 10 * MINUTE
"""After a late answer: long enough for a phone to fall asleep again, if that is what it does."""
PUSH_TTL_S = 60
"""A push that could not be delivered for a minute is dropped: no phone rings for what is long answered.
The next wave sends another."""

SETTLE_EVERY_S = 1.0
HELD = 15 * SECOND
"""A ring that is being sent is sent by nobody else; if its sender has died, it is sent again after this."""
LONGEST_SEND_S = 900.0
"""A channel that has said nothing for so long is broken. Long, for a telephone exchange with few lines."""
REST = 15 * SECOND
"""A telephone that was called a moment ago is not called again by the next step: it still rings."""
NOT_YET = -1

events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Rang:
    """Event: a wave was written; all devices of the incident must sound now."""

    incident: str


@dataclass(frozen=True, slots=True)
class Widened:
    """Event: more devices were asked to ring; those that have not been called yet must sound now."""

    incident: str


@dataclass(frozen=True, slots=True)
class OpenedUp:
    """Event: an alarm that was narrowed to the desk rings everyone; from now on it climbs."""

    incident: Incident


@dataclass(frozen=True, slots=True)
class RingsFailed:
    """Event: devices could not be reached on their channel; another one must be found at once."""

    incident: str


@dataclass(frozen=True, slots=True)
class Silenced:
    """Event: all phones of the incident must fall silent, and say why."""

    incident: str
    why: str
    claimed_by: str | None


@dataclass(frozen=True, slots=True)
class ReceiptTaken:
    """Event: the ledger of an incident has moved."""

    incident: str


def write_rings(tx: Tx, event: AlarmRaised) -> None:
    """Joins the alarm's transaction: the ledger and the first wake-up stand before the phone is answered."""
    incident = event.incident
    if event.first and incident.narrow_until is not None:
        log.append(tx, incident.stations, incident.id, "system", Entry("narrowed", {"until": incident.narrow_until}))
        _write_missing(tx, incident)
        wakeup.plan(tx, incident.id, OPEN_UP, incident.narrow_until)
        _wave(tx, incident, anew=True)
    elif event.first:
        store.write(tx, incident.id, incident.stations)
        _wave(tx, incident, anew=True)
    elif incident.status == "ringing":
        ring_again(tx, incident.id)
    else:
        log.append(tx, incident.stations, incident.id, "system", Entry("rang_claimer", {}))


def _wave(tx: Tx, incident: Incident, anew: bool = False) -> None:
    log.append(tx, incident.stations, incident.id, "system",
               Entry("rang", {"wave": incident.wave, "phones": incident.phones, "anew": anew}))
    wakeup.plan(tx, incident.id, RING_AGAIN, tx.now + incident.policy.repeat * SECOND)
    tx.emit(Rang(incident.id))


def ring_again(tx: Tx, incident_id: str) -> None:
    """The next wave, for everybody who has not said that they cannot come. Nothing once it is claimed."""
    incident = incidents.lock(tx, incident_id)
    if incident.status != "ringing":
        return
    _write_missing(tx, incident)
    _wave(tx, incidents.next_wave(tx, incident))


def _write_missing(tx: Tx, incident: Incident) -> None:
    """Rows for whoever should ring now and has none: everybody, or the desks while it is narrowed."""
    if incident.narrow_until is None:
        store.write_missing(tx, incident.id, incident.ringing_at)
        return
    for station in incident.ringing_at:
        store.write_of(tx, incident.id, duty.at_the_desk(tx, station))


def open_up(tx: Tx, incident_id: str) -> None:
    """Due, or the desk says so: what was narrowed to the desk rings everyone, if nobody has taken it."""
    incident = incidents.lock(tx, incident_id)
    if incident.narrow_until is None or not incident.open:
        return
    wakeup.drop(tx, incident_id, OPEN_UP)
    incident = incidents.open_up(tx, incident, sum(stations.get(tx, code).officers for code in incident.ringing_at))
    log.append(tx, incident.stations, incident.id, "system", Entry("opened_up", {}))
    if incident.status == "ringing":
        _write_missing(tx, incident)
        _wave(tx, incidents.next_wave(tx, incident), anew=True)
        tx.emit(OpenedUp(incident))


def open_up_as(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """The desk believes it: everybody rings now."""
    access.desk_of(caller, incidents.get(tx, incident_id))
    open_up(tx, incident_id)


def spared(tx: Tx, incident: Incident) -> frozenset[str]:
    """Officers of its stations whose phones shall not ring now: who cannot come, and while it is narrowed all but
    the desks."""
    quiet = store.declined(tx, incident.id)
    if incident.narrow_until is None:
        return quiet
    desks = {officer for station in incident.ringing_at for officer in duty.at_the_desk(tx, station)}
    return quiet | {row.id for code in incident.stations for row in officers.of_station(tx, code)} - desks


def ring_anew(tx: Tx, incident: Incident) -> None:
    """A claim has ended without help: everybody rings, also who could not come a while ago."""
    store.forget_declines(tx, incident.id)
    store.disarm(tx, incident.id)
    if incident.narrow_until is not None:
        wakeup.drop(tx, incident.id, OPEN_UP)
        incident = incidents.open_up(tx, incident, sum(stations.get(tx, code).officers for code in incident.ringing_at))
    _write_missing(tx, incident)
    _wave(tx, incidents.next_wave(tx, incident), anew=True)


def widen(tx: Tx, incident: Incident, station: str) -> Incident:
    """One more station rings, from now on with every wave. The waves of the others keep their beat."""
    incident = incidents.join(tx, incident, station, rings=True)
    store.write_missing(tx, incident.id, (station,))
    phones = incident.phones + stations.get(tx, station).officers
    incidents.set_phones(tx, incident.id, phones)
    log.append(tx, (station,), incident.id, "system",
               Entry("rang", {"wave": incident.wave, "phones": phones, "anew": False}))
    tx.emit(Widened(incident.id))
    return replace(incident, phones=phones)


def ring_station(tx: Tx, incident: Incident, station: str, kinds: Sequence[str], rest_ms: int) -> None:
    """The paid devices of these kinds of all its officers ring, once; but not those that rang less than ``rest_ms``
    ago."""
    if any([store.arm_station(tx, incident.id, station, kind, tx.now - rest_ms) for kind in kinds]):
        tx.emit(Widened(incident.id))


def ring_officers(tx: Tx, incident: Incident, who: Sequence[str], kinds: Sequence[str], rest_ms: int, *,
                  free: bool) -> None:
    """The same of these officers; with ``free`` what costs nothing rings, too, from now on with every wave."""
    if free:
        store.write_of(tx, incident.id, who)
    if any([store.arm_of(tx, incident.id, who, kind, tx.now - rest_ms) for kind in kinds]) or free:
        tx.emit(Widened(incident.id))


def ring_further(tx: Tx, incident: Incident, began: int) -> None:
    """Officers none of whose phones has proved itself since ``began`` (ms) are reached on their next channel."""
    patience = incident.policy.second_channel * SECOND
    patient = tx.now - patience if began <= tx.now - patience else NOT_YET
    for station in incident.ringing_at:
        if not store.has_telephones(tx, station):
            continue
        if any([store.arm_next(tx, incident.id, station, kind, began, patient)
                for kind in incident.policy.second_by]):
            tx.emit(Widened(incident.id))


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
    carrying = asyncio.ensure_future(_carry(channel, outgoing, settled))
    try:
        while not carrying.done():
            await asyncio.wait({carrying}, timeout=SETTLE_EVERY_S)
            done, settled[:] = [*settled], []
            every += done
            armed.difference_update(each.ring_id for each in done)
            await db.write(_settle, event.incident, done, sorted(armed))
    finally:
        carrying.cancel()
    await db.write(health.note, channel.kind, every)


def _fail_without_channel(tx: Tx, incident_id: str, kinds: Sequence[str]) -> None:
    incidents.lock(tx, incident_id)
    if store.fail_without_channel(tx, incident_id, kinds):
        tx.emit(RingsFailed(incident_id))


def _prepare_alarm(tx: Tx, incident_id: str, kind: str, only_new: bool) -> tuple[list[Outgoing], set[int]]:
    """Writes "sending" before a byte leaves, so that a crash leaves evidence. Also which of them were armed."""
    incident = incidents.get(tx, incident_id)
    if incident.status != "ringing":
        return [], set()
    rows = [row for row in store.to_ring(tx, incident_id, kind) if row.state == "pending" or not only_new]
    if rows:
        store.mark_sending(tx, incident_id, kind)
    due = store.take_due(tx, incident_id, kind, tx.now + HELD)
    return ([_outgoing(tx, incident, row, _alarm_message(tx, incident, row)) for row in [*rows, *due]],
            {row.id for row in due})


def _alarm_message(tx: Tx, incident: Incident, row: Any) -> dict[str, Any]:
    """What a lock screen may show: a place, never a name or a number."""
    return {"type": "alarm", "incident": {"id": incident.id, "code": incident.code}, "mode": incident.mode,
            "locality": incident.locality, "raised_at": rfc3339(incident.opened_at), "wave": incident.wave,
            "ring_id": str(row.id), "receipt_key": receipt_key(tx.keys, row.id)}


def _outgoing(tx: Tx, incident: Incident, row: Any, message: dict[str, Any]) -> Outgoing:
    return Outgoing(ring_id=row.id, address=tx.keys.unseal(row.address, "device.address"),
                    body=msgspec.json.encode(message), topic=incident.id, ttl_s=PUSH_TTL_S, urgent=True)


async def _carry(channel: Channel, outgoing: list[Outgoing], settled: list[Delivery]) -> None:
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


def _settle(tx: Tx, incident_id: str | None, settled: list[Delivery], armed: Sequence[int] = ()) -> None:
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


def receipt_key(keys: Keyring, ring_id: int) -> str:
    """What only the rung device was told. A service worker has no session; this is its right to answer."""
    digest = hmac.digest(keys.derive("receipt"), b"%d" % ring_id, "sha256")
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def take_receipt(tx: Tx, ring_id: int, reported: rules.Receipt) -> None:
    """A phone says how far it got. The same receipt twice changes nothing; the server's time counts."""
    row = store.get(tx, ring_id)
    if row is None:
        raise not_found("ring")
    state = rules.moved(row.state, reported)
    store.mark_received(tx, ring_id, state, reported, tx.now)
    if row.incident is not None:
        readiness.answered(tx, row.device, 0)
        tx.emit(ReceiptTaken(row.incident))
        return
    after = tx.now - row.sent_at if row.sent_at and row.received_at is None else 0
    readiness.answered(tx, row.device, after)
    if after >= PROMPT:
        wakeup.plan(tx, wakeup.key("device", row.device), ASK_AGAIN, tx.now + AGAIN_AFTER)


@dataclass(frozen=True, slots=True)
class Proof:
    """One ring with which a phone proves, before any alarm, that it would ring."""

    ring_id: int
    kind: str
    address: str | None
    receipt_key: str
    said: Literal["proof", "test", "deaf"] = "proof"
    """Quiet; aloud; or that another phone of the same officer is deaf."""
    topic: str = ""
    ttl_s: int = PUSH_TTL_S


def start_proof(tx: Tx, caller: OfficerCaller) -> list[Proof]:
    """A ring of no incident for each device of the officer who asks: the road, the key and the receipt are
    the real ones, only nobody else hears it."""
    return [proof_of(tx, device) for device in store.devices_of(tx, caller.id)]


def proof_of(tx: Tx, device_id: int, said: Literal["proof", "test", "deaf"] = "proof", topic: str = "",
             ttl_s: int = PUSH_TTL_S) -> Proof:
    """Writes the ring of no incident for one live device."""
    device = store.device(tx, device_id)
    if device is None:
        raise not_found("device")
    ring_id = store.write_proof(tx, device_id)
    address = device.address and tx.keys.unseal(device.address, "device.address")
    return Proof(ring_id, device.kind, address, receipt_key(tx.keys, ring_id), said, topic, ttl_s)


async def send_proof(db: Database, channel: Channel, proofs: Sequence[Proof]) -> None:
    """Carries a proof to the devices of one channel. Its receipt comes by itself, or never."""
    settled: list[Delivery] = []
    await _carry(channel, [
        Outgoing(ring_id=proof.ring_id, address=proof.address or "", topic=proof.topic, ttl_s=proof.ttl_s, urgent=True,
                 body=msgspec.json.encode({"type": proof.said, "ring_id": str(proof.ring_id),
                                           "receipt_key": proof.receipt_key}))
        for proof in proofs if proof.kind == channel.kind], settled)
    if settled:
        await db.write(_settle, None, settled)


def decline(tx: Tx, caller: OfficerCaller, incident_id: str) -> None:
    """Cannot come: this officer's own phones fall silent, everybody else's go on, the desk sees it."""
    incident = incidents.lock(tx, incident_id)
    access.work_on(caller, incident)
    still_open(incident)
    if store.decline(tx, incident_id, caller.id):
        log.append(tx, incident.stations, incident_id, f"officer:{caller.id}", Entry("declined", {}))


def fall_silent(tx: Tx, incident: Incident, why: str, claimed_by: str | None) -> None:
    """No further wave, and all phones are told. Called by whatever ends the ringing."""
    wakeup.drop(tx, incident.id, RING_AGAIN)
    tx.emit(Silenced(incident.id, why, claimed_by))


def fold_later(tx: Tx, incident: Incident) -> None:
    """A long closed incident of 312 phones shall weigh as much as one of none."""
    wakeup.plan(tx, incident.id, FOLD, tx.now + FOLD_AFTER)


def fold(tx: Tx, incident_id: str) -> None:
    """Due: the incident was closed a day ago. Whoever looks at it sees the same as before."""
    if not incidents.lock(tx, incident_id).open:
        store.fold(tx, incident_id)


async def silence_everyone(db: Database, channels: Sequence[Channel], event: Silenced) -> None:
    """The same topic replaces the alarm on every lock screen; a phone that slept through it shows nothing."""
    await asyncio.gather(*(_silence_by(db, channel, event) for channel in channels))


async def _silence_by(db: Database, channel: Channel, event: Silenced) -> None:
    """The ledger tells how the alarm went; that a word of silence could not be delivered changes nothing."""
    settled: list[Delivery] = []
    await _carry(channel, await db.read(_prepare_silence, event, channel.kind), settled)
    await db.write(_retire_gone, settled)


def _prepare_silence(tx: Tx, event: Silenced, kind: str) -> list[Outgoing]:
    incident = incidents.get(tx, event.incident)
    message = {"type": "silence", "incident": {"id": incident.id, "code": incident.code}, "why": event.why,
               "claimed_by": event.claimed_by}
    return [_outgoing(tx, incident, row, message) for row in store.rung(tx, event.incident, kind)]
