"""Rings of no incident: with them a phone proves, before any alarm, that it would ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import msgspec

from siharat.db import Database, Tx, wakeup
from siharat.kernel.clock import DAY, HOUR, MINUTE, SECOND
from siharat.kernel.errors import not_found
from siharat.people import officers
from siharat.people.access import OfficerCaller
from siharat.people.enrolment import WayIn, Why
from siharat.ring import store
from siharat.ring.channels import Channel, Delivery, Outgoing
from siharat.ring.receipts import receipt_key
from siharat.ring.sending import PUSH_TTL_S, carry, settle

WAY_IN_TOLD = "way_in_told"
TOLD_AGAIN = 2 * MINUTE
"""A warning whose node died before it was sent is sent so much later."""
TOLD_UNTIL = 1 * HOUR
"""No longer is it tried: each SMS of a road that fails half-way costs money."""

Said = Literal["proof", "test", "deaf"]
"""Quiet; aloud; that another phone of the same officer is deaf."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One ring with which a phone proves, before any alarm, that it would ring."""

    ring_id: int
    kind: str
    address: str | None
    receipt_key: str
    said: Said = "proof"
    why: str = ""
    topic: str = ""
    ttl_s: int = PUSH_TTL_S


def start_proof(tx: Tx, caller: OfficerCaller) -> list[Proof]:
    """A ring of no incident for each device of the officer who asks: the road, the key and the receipt are
    the real ones, only nobody else hears it."""
    return [proof_of(tx, device) for device in store.devices_of(tx, caller.id)]


def proof_of(tx: Tx, device_id: int, said: Said = "proof", topic: str = "",
             ttl_s: int = PUSH_TTL_S, why: str = "") -> Proof:
    """Writes the ring of no incident for one live device."""
    device = store.device(tx, device_id)
    if device is None:
        raise not_found("device")
    ring_id = store.write_proof(tx, device_id)
    address = device.address and tx.keys.unseal(device.address, "device.address")
    return Proof(ring_id, device.kind, address, receipt_key(tx.keys, ring_id), said, why, topic, ttl_s)


async def send_proof(db: Database, channel: Channel, proofs: Sequence[Proof]) -> None:
    """Carries a proof to the devices of one channel. Its receipt comes by itself, or never."""
    settled: list[Delivery] = []
    await carry(channel, [
        Outgoing(ring_id=proof.ring_id, address=proof.address or "", topic=proof.topic, ttl_s=proof.ttl_s, urgent=True,
                 body=msgspec.json.encode({"type": proof.said, "ring_id": str(proof.ring_id),
                                           "receipt_key": proof.receipt_key}
                                          | ({"why": proof.why} if proof.why else {})))
        for proof in proofs if proof.kind == channel.kind], settled)
    if settled:
        await db.write(settle, None, settled)


async def tell_of_looks(db: Database, channels: Sequence[Channel], told: Sequence[str]) -> None:
    """A quiet word to the phones of who is told that an identity was opened, at any hour: it makes no sound, costs
    nothing, and takes the place of the one before."""
    quiet = await db.write(_looks_told, told)
    for channel in channels:
        await send_proof(db, channel, quiet)


def _looks_told(tx: Tx, told: Sequence[str]) -> list[Proof]:
    return [proof_of(tx, device, topic="looks", ttl_s=DAY // SECOND, why="look")
            for officer in told for device in store.devices_of(tx, officer)]


def remember_way_in(tx: Tx, event: WayIn) -> None:
    """Joins its transaction: the warning is not lost with the node that was to send it."""
    wakeup.plan(tx, _key_of_way_in(event), WAY_IN_TOLD, tx.now + TOLD_AGAIN)


def way_in_due(tx: Tx, key: str) -> None:
    """Due: nobody has written that the officer was told."""
    officer, why, at = wakeup.key_of("way_in", key).split()
    if tx.now - int(at) < TOLD_UNTIL:
        tx.emit(WayIn(officer, cast(Why, why), int(at)))


async def tell_of_way_in(db: Database, channels: Sequence[Channel], event: WayIn) -> None:
    """The officer learns it on every phone that costs nothing; once it is more than a question, by SMS, too."""
    proofs = await db.write(_ways_told, event.officer, event.why)
    for channel in channels:
        await send_proof(db, channel, proofs)
    await db.write(wakeup.drop, _key_of_way_in(event), WAY_IN_TOLD)


def _key_of_way_in(event: WayIn) -> str:
    return wakeup.key("way_in", f"{event.officer} {event.why} {event.at}")


def _ways_told(tx: Tx, officer: str, why: str) -> list[Proof]:
    devices = store.devices_of(tx, officer) + ([] if why == "asked" else officers.numbers_of(tx, officer, "sms"))
    proofs = [proof_of(tx, device, ttl_s=DAY // SECOND, why=why) for device in devices]
    # A browser has one word for all of it: the worker is loaded by every citizen, too.
    return [replace(each, why="asked") if each.kind == "web_push" else each for each in proofs]
