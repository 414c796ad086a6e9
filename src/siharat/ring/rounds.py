"""Readiness before the alarm: each phone is asked, several times a day, whether it rings.

A station has one wake-up for its rounds. Each time it asks a few devices, those not asked for longest, so that
all have their turn within ``ROUND`` and never all at once. The road, the key and the receipt are those of an
alarm; only free channels on which the phone itself answers are used. Who does not answer is told on another
channel that the phone is deaf, once for each silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import text

from siharat.db import Database, Tx, wakeup
from siharat.kernel.clock import DAY, HOUR, MINUTE, SECOND
from siharat.people import readiness
from siharat.people.access import OfficerCaller
from siharat.people.officers import DeviceAdded
from siharat.people.readiness_rules import PROMPT
from siharat.ring import store
from siharat.ring.channels import Channel
from siharat.ring.proofs import Proof, proof_of, send_proof

READINESS_ROUND = "readiness_round"
ANSWERS_DUE = "answers_due"
TEST_DUE = "test_due"
ROUND = 4 * HOUR
"""Within it every device of a station is asked once."""
SHORTEST_BEAT = 30 * SECOND
FIRST_AFTER = 1 * MINUTE
"""A new device is asked so soon: its page has closed by then, perhaps."""
TOPIC = "readiness"
"""Of a phone that was off for two days only the last question waits."""

RECENT_PAID = text("""SELECT count(*) FROM ring WHERE incident IS NULL AND device = :device
    AND (sent_at IS NULL OR sent_at > :after)""")
OTHERS = text("""SELECT d.id, d.kind, d.address FROM device d LEFT JOIN readiness r ON r.device = d.id
    WHERE d.officer = :officer AND d.kind <> 'in_app' AND d.id <> :deaf AND d.retired_at IS NULL
    AND r.silent_since IS NULL ORDER BY d.id""")

events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RoundDue:
    """Event: the station's next few devices are to be asked whether they ring."""

    station: str
    share: int


@dataclass(frozen=True, slots=True)
class DeviceDue:
    """Event: this one device is to be asked again."""

    device: int


@dataclass(frozen=True, slots=True)
class AnswersDue:
    """Event: whoever has been asked has had time to answer."""

    station: str


@dataclass(frozen=True, slots=True)
class TestDue:
    """Event: an officer's own phones are to ring aloud now, to be measured."""

    officer: str


def begin(tx: Tx, event: DeviceAdded) -> None:
    """Joins the new device's transaction: from its first minutes it is asked."""
    wakeup.plan_no_later(tx, wakeup.key("station", event.station), READINESS_ROUND, tx.now + FIRST_AFTER)


def round_due(tx: Tx, key: str) -> None:
    """Due: the next few devices of the station. The rounds end when it has none left to ask."""
    station = wakeup.key_of("station", key)
    devices = readiness.count(tx, station)
    if not devices:
        return
    beat = max(SHORTEST_BEAT, ROUND // devices)
    wakeup.plan(tx, key, READINESS_ROUND, tx.now + beat)
    tx.emit(RoundDue(station, -(-devices * beat // ROUND)))


def ask_again(tx: Tx, key: str) -> None:
    """Due: a device answered late, and may have been asleep."""
    tx.emit(DeviceDue(int(wakeup.key_of("device", key))))


def answers_due(tx: Tx, key: str) -> None:
    """Due: a minute ago some devices were asked."""
    tx.emit(AnswersDue(wakeup.key_of("station", key)))


async def ask_some(db: Database, channels: Sequence[Channel], event: RoundDue) -> None:
    """A quiet ring to the devices whose turn it is."""
    for channel in filter(proves_for_nothing, channels):
        await send_proof(db, channel, await db.write(_ask, event.station, channel.kind, event.share))


async def ask_one(db: Database, channels: Sequence[Channel], event: DeviceDue) -> None:
    """The same to one device, wherever it stands in the round."""
    for channel in filter(proves_for_nothing, channels):
        await send_proof(db, channel, await db.write(_ask_device, event.device, channel.kind))


def proves_for_nothing(channel: Channel) -> bool:
    return channel.proves_receipt and not channel.costs_money


def _ask(tx: Tx, station: str, kind: str, share: int) -> list[Proof]:
    return _write(tx, [row.id for row in readiness.next_to_ask(tx, station, kind, share)], station)


def _ask_device(tx: Tx, device: int, kind: str) -> list[Proof]:
    row = store.device(tx, device)
    return _write(tx, [device], row.station) if row and row.kind == kind else []


def _write(tx: Tx, devices: list[int], station: str) -> list[Proof]:
    proofs = [proof_of(tx, device, ttl_s=ROUND // SECOND, topic=TOPIC) for device in devices]
    if proofs:
        readiness.asked(tx, devices)
        wakeup.plan_no_later(tx, wakeup.key("station", station), ANSWERS_DUE, tx.now + PROMPT)
    return proofs


async def tell_deaf(db: Database, channels: Sequence[Channel], event: AnswersDue) -> None:
    """The officer of each phone that did not answer learns it on another channel, the cheapest there is."""
    free = frozenset(channel.kind for channel in channels if not channel.costs_money)
    paid = frozenset(channel.kind for channel in channels) - free
    proofs = await db.write(_find_deaf, event.station, free, paid)
    for channel in channels:
        await send_proof(db, channel, proofs)


def _find_deaf(tx: Tx, station: str, free: frozenset[str], paid: frozenset[str]) -> list[Proof]:
    found = []
    for deaf in readiness.newly_deaf(tx, station):
        readiness.told(tx, deaf.id)
        other = _other_device(tx, deaf.officer, deaf.id, free, paid)
        events.info("a phone is deaf", device=deaf.id, told=other is not None)
        if other is not None:
            found.append(proof_of(tx, other, said="deaf"))
    return found


def _other_device(tx: Tx, officer: str, deaf: int, free: frozenset[str], paid: frozenset[str]) -> int | None:
    """A free one before a paid one, and a paid one once a day at most: phones that come and go all day would
    cost a fortune."""
    others = tx.all(OTHERS, officer=officer, deaf=deaf)
    for row in others:
        if row.kind in free:
            return int(row.id)
    for row in others:
        if row.kind in paid and not tx.value(RECENT_PAID, device=row.id, after=tx.now - DAY):
            return int(row.id)
    return None


def plan_test(tx: Tx, caller: OfficerCaller, after_ms: int) -> int:
    """An officer wants to hear their own phones, with the page closed: when they asked, ms."""
    wakeup.plan(tx, wakeup.key("officer", caller.id), TEST_DUE, tx.now + after_ms)
    return tx.now


def test_due(tx: Tx, key: str) -> None:
    """Due: the officer has had time to lock the phone."""
    tx.emit(TestDue(wakeup.key_of("officer", key)))


async def ring_aloud(db: Database, channels: Sequence[Channel], event: TestDue) -> None:
    """All the officer's own phones that cost nothing ring aloud; nobody else's do."""
    free = [channel for channel in channels if not channel.costs_money]
    proofs = await db.write(_write_tests, event.officer, [channel.kind for channel in free])
    for channel in free:
        await send_proof(db, channel, proofs)


def _write_tests(tx: Tx, officer: str, kinds: Sequence[str]) -> list[Proof]:
    own = [row for device in store.devices_of(tx, officer) if (row := store.device(tx, device)) and row.kind in kinds]
    if own:
        readiness.asked(tx, [row.id for row in own if row.kind != "in_app"])
        wakeup.plan_no_later(tx, wakeup.key("station", own[0].station), ANSWERS_DUE, tx.now + PROMPT)
    return [proof_of(tx, row.id, said="test") for row in own]
