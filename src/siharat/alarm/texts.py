"""An SMS to the station's number becomes an alarm, or a line of one that is open. Never nothing, unless ``by_sms``
says why.

What a phone has signed counts like a press over the internet, and is the same press when it comes by both roads. Of
anything else the sender's number may be forged: it opens alarms and adds lines, and it moves, silences, ends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import text

from siharat.alarm import actions, by_sms
from siharat.alarm.by_sms import Written
from siharat.alarm.compact import Compact
from siharat.alarm.rules import BY_SMS, CLOCK_TOLERANCE, LATE, UNSIGNED, Press
from siharat.db import Tx
from siharat.incident import log, store
from siharat.incident.log import Entry
from siharat.incident.rules import Incident
from siharat.kernel.clock import MINUTE, SECOND
from siharat.kernel.identity import derived_uuid
from siharat.kernel.phone import e164
from siharat.people import citizens, press_keys
from siharat.people.press_keys import Owned

JOINS_WITHIN = 30 * MINUTE
"""An unsigned text belongs to the alarm that is open under its number. For longer only where an officer has reached
that number: else somebody who typed it into a page would have a place to make its owner's cries disappear in."""
RINGS_AGAIN_AFTER = 20 * SECOND
"""An unclaimed alarm rings every few seconds anyway: a hundred texts make a hundred lines, not a hundred waves."""
LONGEST_SENDER = 40

OPEN_UNDER = text("""SELECT i.id FROM incident i JOIN citizen c ON c.id = i.citizen WHERE c.phone_blind = :blind
    AND i.closed_at IS NULL AND i.mode IN ('loud', 'silent') AND (c.proved_at IS NOT NULL OR i.opened_at > :since)
    ORDER BY c.proved_at IS NULL, i.opened_at DESC LIMIT 1""")
LAST_PRESS = text("SELECT max(received_at) FROM alarm WHERE incident = :incident")
IS_STATION = text("SELECT 1 FROM station WHERE code = :code")


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    """The same when it is read again after a crash, another for each other message."""
    sender: str
    """As the network says it: anything, also somebody else's number."""
    text: str
    written_at: int
    station: str | None
    """Whose number received it, where that is known."""


def take(tx: Tx, message: Message) -> Incident | None:
    """The incident that it opened or belongs to; ``None`` for what is no alarm."""
    written = by_sms.read(message.text, message.sender)
    station = known_station(tx, message.station)
    owned = _signed_by(tx, written.compact)
    if owned and written.compact:
        return _signed(tx, owned, written.compact, message, station)
    press_id = derived_uuid("sms", message.id)
    earlier = actions.find(tx, press_id)
    if earlier:
        return store.get(tx, earlier.incident)
    sender = number_of(message.sender)
    incident = open_under(tx, sender)
    if incident:
        return _belongs(tx, incident, _unsigned(press_id, written, sender, message), written)
    if not written.rings:
        return None
    press = _unsigned(press_id, written, sender, message)
    return actions.ring_for(tx, citizens.add(tx, sender, ""), press, None, station, also=station)


def _signed_by(tx: Tx, said: Compact | None) -> Owned | None:
    owned = press_keys.owned(tx, said.key_id) if said and said.whole and said.key_id else None
    return owned if owned and said and said.signed_with(owned.key) else None


def _signed(tx: Tx, owned: Owned, said: Compact, message: Message, station: str | None) -> Incident:
    """The citizen's own press, whatever number it was sent from: telephones have two SIM cards."""
    row = citizens.get(tx, owned.citizen)
    sender = number_of(message.sender)
    other = "" if tx.keys.blind(sender, "citizen.phone") == row.phone_blind else f"SMS dari {sender or '?'}"
    note = "\n".join(filter(None, (said.rest, other))) or None
    press = Press(id=said.press_id or "", pressed_at=said.pressed_at, place=said.place, located_at=said.located_at,
                  mode=said.mode, note=note, phone=None, name="", said=None,
                  flags=_flags(said.pressed_at, message, BY_SMS), road="sms")
    return actions.raise_once(tx, owned.citizen, press, row.home or station)


def _unsigned(press_id: str, written: Written, sender: str, message: Message) -> Press:
    said = written.compact
    pressed_at = said.pressed_at if said and said.pressed_at else message.written_at
    return Press(id=press_id, pressed_at=pressed_at, place=written.place, located_at=said.located_at if said else None,
                 mode="silent" if written.quiet else "loud", note=written.words or None, phone=sender, name="",
                 said=None, flags=_flags(pressed_at, message, BY_SMS, UNSIGNED), road="sms")


def _flags(pressed_at: int | None, message: Message, *flags: str) -> tuple[str, ...]:
    late = pressed_at is not None and message.written_at - pressed_at > CLOCK_TOLERANCE
    return (*flags, LATE) if late else flags


def _belongs(tx: Tx, incident: Incident, press: Press, written: Written) -> Incident:
    """A line of the alarm that is open under the number; a cry, or a first place, is one more press of it. Whoever
    forges the number changes neither a place that is known nor how it rings."""
    log.append(tx, incident.stations, incident.id, "system",
               Entry("texted", {"text": tx.keys.seal(written.words or "–", "log.text"), "road": "sms"}))
    place = press.place if incident.lat is None else None
    if not place and (pressed_lately(tx, incident) or not written.rings or written.why == "doubt"):
        return incident
    again = replace(press, place=place, mode="loud", note=None)
    return actions.ring_for(tx, incident.citizen, again, incident, incident.station)


def known_station(tx: Tx, code: str | None) -> str | None:
    return code if code and tx.value(IS_STATION, code=code) else None


def pressed_lately(tx: Tx, incident: Incident) -> bool:
    """It rings anyway."""
    return tx.now - int(tx.value(LAST_PRESS, incident=incident.id) or 0) < RINGS_AGAIN_AFTER


def open_under(tx: Tx, sender: str) -> Incident | None:
    """The alarm that an unsigned sign from this number belongs to."""
    if not sender:
        return None
    found = tx.value(OPEN_UNDER, blind=tx.keys.blind(sender, "citizen.phone"), since=tx.now - JOINS_WITHIN)
    incident = store.lock(tx, found) if found else None
    return incident if incident and incident.open else None


def number_of(sender: str) -> str:
    """E.164 where it is a number; else what stands there, for people to read."""
    clean = "".join(letter for letter in sender if letter.isprintable()).encode("utf-8", "replace").decode()
    try:
        return e164(clean)
    except ValueError:
        return clean.strip()[:LONGEST_SENDER]
