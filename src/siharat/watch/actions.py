"""The synthetic alarm of a station: rehearsed and undone, then asked, rung by the clockwork, heard by the auditor."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import text

from siharat.alarm import actions as alarm
from siharat.db import Database, Tx, wakeup
from siharat.kernel import Keyring, Problem
from siharat.people import stations
from siharat.ring.channels import Channel, Delivery, Outgoing
from siharat.watch import rules, store

PROBE_DUE = "probe_due"
PROBE_TTL_S = 60

RINGS = text("SELECT count(*) FROM ring WHERE incident = :incident")
DEVICES = text("SELECT count(*) FROM device WHERE station = :station AND paid = 0 AND retired_at IS NULL")
WAKEUPS = text("SELECT count(*) FROM wakeup WHERE incident_id = :incident")


@dataclass(frozen=True, slots=True)
class ProbeRang:
    """Event: a synthetic alarm must sound at the auditor, and nowhere else."""

    station: str
    number: int


class Undone(Exception):
    """A rehearsal went well, and nothing of it shall remain."""


def rehearse(tx: Tx, station: str) -> None:
    """Writes a real alarm of the station with all that belongs to it, looks at it, and undoes it: always raises.

    ``Undone`` when each phone had its ring and somebody would be woken; ``Problem`` 500 when not.
    """
    incident = alarm.raise_rehearsal(tx, station)
    phones = sum(tx.value(DEVICES, station=code) for code in incident.stations)
    if tx.value(RINGS, incident=incident.id) < phones:
        raise Problem(500, "rehearsal", f"An alarm of {station} would not ring every phone.")
    if not tx.value(WAKEUPS, incident=incident.id):
        raise Problem(500, "rehearsal", f"An alarm of {station} would be looked at by nobody.")
    raise Undone


async def probe(db: Database, station: str) -> int:
    """Asks for the station's next synthetic alarm: its number. Every tenth is rehearsed first, with all the
    writing of a real one."""
    number = await db.write(ask, station, lane="press")
    if number % rules.REHEARSE_EVERY == 1:
        with contextlib.suppress(Undone):
            await db.write(rehearse, station)
    return number


def ask(tx: Tx, station: str) -> int:
    """Durable, with a wake-up that is due at once: the clockwork rings it, not who asks."""
    stations.get(tx, station)
    number = store.ask(tx, station)
    wakeup.plan(tx, subject(station), PROBE_DUE, tx.now)
    return number


def subject(station: str) -> str:
    return f"probe {station}"


def ring_probe(tx: Tx, probed: str) -> None:
    """Due: rings the synthetic alarm of a station."""
    station = probed.partition(" ")[2]
    row = store.probe(tx, station)
    if row is not None:
        tx.emit(ProbeRang(station, row.number))


async def try_channels(db: Database, channels: Sequence[Channel], addresses: Sequence[tuple[str, str]]) -> None:
    """Carries a quiet proof to each test device that is due: over the channels that cost nothing each time, over
    the paid ones daily. What became of it stands in the channel's row."""
    by_kind = {channel.kind: channel for channel in channels}
    for kind, address in addresses:
        channel = by_kind.get(kind)
        if channel is None:
            await db.write(_not_carried, kind)
        elif await db.write(_due, kind, channel.costs_money):
            await db.write(store.carried, kind, *await _carry(channel, address))


def _not_carried(tx: Tx, kind: str) -> None:
    store.ask(tx, kind)
    store.carried(tx, kind, False, "the channel is switched off, but has a test device")


def _due(tx: Tx, kind: str, paid: bool) -> bool:
    row = store.probe(tx, kind)
    if paid and row is not None and row.heard_at is not None and tx.now - row.asked_at < rules.PAID_EVERY:
        return False
    store.ask(tx, kind)
    return True


async def _carry(channel: Channel, address: str) -> tuple[bool, str]:
    settled: list[Delivery] = []
    message = Outgoing(ring_id=0, address=address, topic="", ttl_s=PROBE_TTL_S, urgent=True,
                       body=msgspec.json.encode({"type": "proof"}))
    try:
        await channel.send([message], settled.append)
    except Exception as error:  # against its contract, and exactly what is looked for here
        return False, f"the channel broke: {type(error).__name__}"
    return bool(settled) and settled[0].state == "sent", settled[0].detail if settled else "nothing was reported"


def silent(tx: Tx, kinds: Collection[str]) -> tuple[list[str], list[str]]:
    """Stations of which two synthetic alarms in a row were not heard, and channels that did not carry."""
    late = [row for row in store.probes(tx) if row.heard_at is None and tx.now - row.asked_at >= rules.PROBE_PATIENCE]
    return ([row.subject for row in late if row.subject not in kinds and row.missed + 1 >= rules.MISSING_PROBES],
            [row.subject for row in late if row.subject in kinds])


def due_probes(tx: Tx, codes: Sequence[str]) -> list[str]:
    """Stations to be probed now, who has waited longest first. One that was not heard is asked again at once."""
    rows = {row.subject: row for row in store.probes(tx)}

    def due_at(code: str) -> int:
        row = rows.get(code)
        if row is None:
            return 0
        return int(row.asked_at + (rules.PROBE_EVERY if row.heard_at is not None else rules.PROBE_PATIENCE))

    return sorted((code for code in codes if due_at(code) <= tx.now), key=due_at)


def auditor_token(keys: Keyring) -> str:
    """With which the auditor speaks to a server. It runs on the station's own machine and can read the keys;
    nobody else can make this."""
    return f"auditor-{keys.derive('auditor').hex()}"
