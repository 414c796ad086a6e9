"""From a message that was sent to the phones that wanted it: in small waves, each behind every alarm.

A wave is a wake-up, so a crash loses none. It carries so few messages that an alarm finds room beside it at every push
service, is written in the lane that waits for presses, and stands back while an alarm is in its first seconds.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, text

from siharat.broadcast import store
from siharat.broadcast.rules import Broadcast
from siharat.db import Database, Tx, wakeup
from siharat.kernel import Keyring
from siharat.kernel.clock import DAY, SECOND, rfc3339
from siharat.kernel.errors import invalid, not_found
from siharat.people import stations
from siharat.ring.channels import Channel, Delivery, Outgoing
from siharat.ring.sending import carry

WAVE_DUE = "broadcast_wave"
FOLDS = "broadcast_folds"
CHANNEL = "web_push"
WAVE = 200
"""Phones. Half of what a push service is sent at a time (``sender.LANE_STREAMS``): an alarm never waits behind it."""
BEAT = 1 * SECOND
FIRST_OF_ALARM = 3 * SECOND
"""So long after a press no wave leaves."""
LONGEST_HELD = 30 * SECOND
"""In a disaster somebody always presses: then a wave goes between the alarms."""
CARRIED_WITHIN = 180 * SECOND
"""A push service that hangs is given up long before. If the server dies with a wave, the next leaves after this."""
LONGEST_TTL_S = 24 * 3_600
FOLDED_AFTER = 7 * DAY
LONGEST_PUSH = 3_900
"""Bytes (``encryption.MAX_BODY_BYTES`` less a little)."""

PRESSED = text("SELECT 1 FROM incident WHERE closed_at IS NULL AND opened_at > :since AND status = 'ringing'")
NEXT = text("""SELECT id, address FROM warned_phone WHERE id > :after AND station IN :stations ORDER BY id
    LIMIT :limit""").bindparams(bindparam("stations", expanding=True))
HOLD = text("UPDATE broadcast SET held_since = :since WHERE id = :id")
MOVE_ON = text("UPDATE broadcast SET next_phone = :last, held_since = NULL WHERE id = :id")
STANDS = text("SELECT next_phone, held_since FROM broadcast WHERE id = :id")
INSERT_REACH = text("""INSERT INTO broadcast_reach (broadcast, who, way, state, at)
    VALUES (:broadcast, :who, :way, :state, :now) ON CONFLICT (broadcast, who) DO NOTHING""")
SETTLE = text("""UPDATE broadcast_reach SET state = :state, at = :now WHERE broadcast = :broadcast AND who = :who
    AND state = 'sending'""")
TAKE = text("""UPDATE broadcast_reach SET state = :state, at = :now WHERE broadcast = :broadcast AND who = :who
    AND state NOT IN ('shown', 'outside')""")
TALLY = text("""SELECT way, state, count(*) AS n FROM broadcast_reach WHERE broadcast = :id GROUP BY way, state
    ORDER BY way, state""")
FOLD = text("UPDATE broadcast SET counted = :counted WHERE id = :id")
FORGET = text("""DELETE FROM broadcast_reach WHERE broadcast = :id AND who IN
    (SELECT who FROM broadcast_reach WHERE broadcast = :id LIMIT :limit)""")
INSERT_PHONE = text("""INSERT INTO warned_phone (station, address, address_blind, made_at)
    VALUES (:station, :address, :blind, :now) ON CONFLICT (address_blind) DO UPDATE SET station = excluded.station
    RETURNING id""")
FORGET_PHONE = text("DELETE FROM warned_phone WHERE id = :id")


@dataclass(frozen=True, slots=True)
class WaveDue:
    """Event: the next phones are to hear of this broadcast."""

    broadcast: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phone that wants to hear, and the key with which it alone may change its mind."""

    id: int
    key: str


def want(tx: Tx, address: str, station: str) -> Wanted:
    """The same address again is the same phone; it may choose another station. ``Problem`` 422 for an unknown one."""
    if not any(row.code == station for row in stations.standing(tx)):
        raise invalid("station", "is none of ours")
    phone = int(tx.value(INSERT_PHONE, station=station, address=tx.keys.seal(address, "warned_phone.address"),
                         blind=tx.keys.blind(address, "warned_phone.address"), now=tx.now))
    return Wanted(phone, phone_key(tx.keys, phone))


def want_no_more(tx: Tx, phone: int, key: str) -> None:
    if not hmac.compare_digest(phone_key(tx.keys, phone).encode(), key.encode()):
        raise not_found("phone")
    tx.run(FORGET_PHONE, id=phone)


def phone_key(keys: Keyring, phone: int) -> str:
    return hmac.new(keys.derive("warned phone"), str(phone).encode(), hashlib.sha256).hexdigest()[:32]


def begin(tx: Tx, message: Broadcast) -> None:
    """Joins the sending: the first wave is due at once."""
    wakeup.plan(tx, wakeup.key("broadcast", message.id), WAVE_DUE, tx.now)
    wakeup.plan(tx, wakeup.key("broadcast", message.id), FOLDS, message.until + FOLDED_AFTER)


def due(tx: Tx, key: str) -> None:
    """Due, in the lane of presses: nothing is done here but to say so, and that nobody may forget it."""
    wakeup.plan(tx, key, WAVE_DUE, tx.now + CARRIED_WITHIN)
    tx.emit(WaveDue(wakeup.key_of("broadcast", key)))


async def send(db: Database, channels: Sequence[Channel], event: WaveDue) -> None:
    """The next wave, where a channel reaches citizens' phones."""
    channel = next((each for each in channels if each.kind == CHANNEL), None)
    if channel is None:
        await db.write(_nobody_to_carry_it, event.broadcast)
        return
    outgoing = await db.write(_prepare, event.broadcast)
    if outgoing:
        settled: list[Delivery] = []
        await carry(channel, outgoing, settled)
        await db.write(_settle, event.broadcast, settled)


def _nobody_to_carry_it(tx: Tx, broadcast_id: str) -> None:
    """Without Web Push it is read on pages alone."""
    wakeup.drop(tx, wakeup.key("broadcast", broadcast_id), WAVE_DUE)


def _prepare(tx: Tx, broadcast_id: str) -> list[Outgoing]:
    """Saved before it is sent: who dies here leaves a wave of which it is not known whether it went, and no more."""
    message = store.get(tx, broadcast_id)
    stands = tx.one(STANDS, id=broadcast_id)
    if stands is None or tx.now >= message.until or store.newest(tx, message.about) != message.id:
        wakeup.drop(tx, wakeup.key("broadcast", broadcast_id), WAVE_DUE)
        return []
    if _stands_back(tx, message, stands.held_since):
        return []
    rows = tx.all(NEXT, after=stands.next_phone, stations=stations.before(tx, message.stations), limit=WAVE)
    if not rows:
        wakeup.drop(tx, wakeup.key("broadcast", broadcast_id), WAVE_DUE)
        return []
    tx.run(MOVE_ON, id=broadcast_id, last=rows[-1].id)
    tx.many(INSERT_REACH, [{"broadcast": broadcast_id, "who": f"phone {row.id}", "way": "push", "state": "sending",
                            "now": tx.now} for row in rows])
    ttl_s = min((message.until - tx.now) // SECOND, LONGEST_TTL_S)
    said = _said(message)
    return [Outgoing(ring_id=row.id, address=tx.keys.unseal(row.address, "warned_phone.address"),
                     body=_body(said, row.id, receipt_key(tx.keys, broadcast_id, row.id)), topic=message.about,
                     ttl_s=ttl_s, urgent=False) for row in rows]


def _stands_back(tx: Tx, message: Broadcast, held_since: int | None) -> bool:
    """An alarm is in its first seconds: it goes first, and this wave a second later."""
    if tx.value(PRESSED, since=tx.now - FIRST_OF_ALARM) is None:
        return False
    if held_since is not None and tx.now - held_since >= LONGEST_HELD:
        return False
    tx.run(HOLD, id=message.id, since=tx.now if held_since is None else held_since)
    wakeup.plan(tx, wakeup.key("broadcast", message.id), WAVE_DUE, tx.now + BEAT)
    return True


def _said(message: Broadcast) -> dict[str, Any]:
    """What a phone shows with no page open, and by which it decides whether it is inside."""
    words = message.said("id")
    return {"type": "broadcast", "id": message.id, "about": message.about, "kind": message.kind,
            "status": message.status, "headline": words.headline, "text": words.text,
            "instruction": words.instruction, "until": rfc3339(message.until),
            "area": {"name": message.area.name, "polygons": message.area.polygons, "circles": message.area.circles}}


def _body(said: dict[str, Any], phone: int, key: str) -> bytes:
    """It must fit; of a text that is too long the phone shows the beginning, and the page all of it."""
    body = msgspec.json.encode(said | {"phone": str(phone), "receipt_key": key})
    text_ = said["text"]
    while len(body) > LONGEST_PUSH and (text_ or said["instruction"]):
        text_ = text_[:-40] if text_ else ""
        said = said | {"text": text_ + "…" if text_ else "", "instruction": ""}
        body = msgspec.json.encode(said | {"phone": str(phone), "receipt_key": key})
    return body


def _settle(tx: Tx, broadcast_id: str, settled: Sequence[Delivery]) -> None:
    """A phone that is gone for ever is forgotten. Only now the next wave: two never lie on each other."""
    wakeup.plan(tx, wakeup.key("broadcast", broadcast_id), WAVE_DUE, tx.now + BEAT)
    for each in settled:
        state = "sent" if each.state == "sent" else "failed"
        tx.run(SETTLE, broadcast=broadcast_id, who=f"phone {each.ring_id}", state=state, now=tx.now)
        if each.state == "gone":
            tx.run(FORGET_PHONE, id=each.ring_id)


def receipt_key(keys: Keyring, broadcast_id: str, phone: int) -> str:
    """With which this phone, and nobody else, may say that it showed this broadcast."""
    said = f"{broadcast_id}\x1f{phone}".encode()
    return hmac.new(keys.derive("broadcast receipt"), said, hashlib.sha256).hexdigest()[:32]


def phone_showed(tx: Tx, broadcast_id: str, phone: int, key: str, state: str) -> None:
    """``shown``, or ``outside``: the phone has found that it is not meant. ``Problem`` 404 for a wrong key."""
    if not hmac.compare_digest(receipt_key(tx.keys, broadcast_id, phone).encode(), key.encode()):
        raise not_found("broadcast")
    store.sent(tx, broadcast_id)
    tx.run(TAKE, broadcast=broadcast_id, who=f"phone {phone}", state=state, now=tx.now)


def page_showed(tx: Tx, broadcast_id: str, citizen: str) -> None:
    """A citizen's page shows it. Counted blindly: who it was stands nowhere, and the same one counts once."""
    store.sent(tx, broadcast_id)
    who = f"page {tx.keys.blind(f'{broadcast_id} {citizen}', 'broadcast.page')}"
    tx.run(INSERT_REACH, broadcast=broadcast_id, who=who, way="page", state="shown", now=tx.now)


def tally(tx: Tx, broadcast_id: str) -> dict[str, dict[str, int]]:
    """By way and state, how many; nothing of who."""
    folded = tx.value(store.COUNTED, id=broadcast_id)
    if folded:
        kept: dict[str, dict[str, int]] = json.loads(folded)
        return kept
    found: dict[str, dict[str, int]] = {}
    for row in tx.all(TALLY, id=broadcast_id):
        found.setdefault(row.way, {})[row.state] = row.n
    return found


def fold(tx: Tx, key: str) -> None:
    """Due: a week after its end only the figures stay. Some rows at a time, for a press may be waiting."""
    broadcast_id = wakeup.key_of("broadcast", key)
    tx.run(FOLD, id=broadcast_id, counted=json.dumps(tally(tx, broadcast_id)))
    if tx.run(FORGET, id=broadcast_id, limit=WAVE) == WAVE:
        wakeup.plan(tx, key, FOLDS, tx.now + BEAT)
