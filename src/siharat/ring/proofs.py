"""Rings of no incident: with them a phone proves, before any alarm, that it would ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from siharat.db import Database, Tx
from siharat.kernel.errors import not_found
from siharat.people.access import OfficerCaller
from siharat.ring import store
from siharat.ring.channels import Channel, Delivery, Outgoing
from siharat.ring.receipts import receipt_key
from siharat.ring.sending import PUSH_TTL_S, carry, settle


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
    await carry(channel, [
        Outgoing(ring_id=proof.ring_id, address=proof.address or "", topic=proof.topic, ttl_s=proof.ttl_s, urgent=True,
                 body=msgspec.json.encode({"type": proof.said, "ring_id": str(proof.ring_id),
                                           "receipt_key": proof.receipt_key}))
        for proof in proofs if proof.kind == channel.kind], settled)
    if settled:
        await db.write(settle, None, settled)
