"""Another system raises an alarm: an alarm centre, the dispatch of 110, a sensor. It may tell, and reads nothing.

Its message is believed when it is signed with the secret of its source, a moment ago. Then it is a press as any other:
durable before it is answered, never refused for what it says, narrowed by nothing but a flood. Who sends the same
message again, or has kept one, gets the same answer, and nothing rings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from siharat.alarm import actions as alarm
from siharat.alarm import texts
from siharat.alarm.rules import LONGEST_NOTE, UNSIGNED, Press, read_press
from siharat.db import Tx
from siharat.exchange import signing, sources
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel import Problem
from siharat.kernel.clock import rfc3339
from siharat.kernel.identity import derived_uuid
from siharat.people import citizens
from siharat.report.categories import CATEGORIES

SHOWN_ID = 60
"""So much of the other system's own number is shown to officers, who will name it on the telephone."""

HOLD = text("""INSERT INTO sourced (source, external, incident) VALUES (:source, :external, NULL)
    ON CONFLICT (source, external) DO UPDATE SET source = excluded.source RETURNING incident""")
REMEMBER = text("UPDATE sourced SET incident = :incident WHERE source = :source AND external = :external")
LAST = text("""SELECT i.citizen FROM sourced s JOIN incident i ON i.id = s.incident WHERE s.source = :source
    AND s.incident IS NOT NULL ORDER BY s.incident DESC LIMIT 1""")  # ids of incidents begin with their time


@dataclass(frozen=True, slots=True)
class Taken:
    """What the other system is answered, and only once it is durable. Not how it goes on: it may read nothing."""

    id: str
    received_at: int
    duplicate: bool
    incident: Incident

    def body(self) -> dict[str, Any]:
        return {"id": self.id, "received_at": rfc3339(self.received_at), "duplicate": self.duplicate,
                "incident": {"id": self.incident.id, "code": self.incident.code}}


def must_be_signed(tx: Tx, source: str, headers: Mapping[str, str], body: bytes) -> None:
    """By its source. ``Problem`` 401, the same for every reason: no such source, switched off, unsigned, wrong, old."""
    row = sources.find(tx, source)
    # Of one that is not there a signature is computed too: the clock tells nobody which sources there are.
    secret = tx.keys.unseal(row.secret, "source.secret") if row else signing.secret(tx.keys.derive("no source"))
    signed = signing.signed(secret, headers, body, tx.now)
    if row is None or row.off_at is not None or not signed:
        raise Problem(401, "not_signed", "The message is not signed by a source that is known here, or it is older "
                      "than five minutes.")


def take(tx: Tx, source: str, message: str, said: Any, body: bytes) -> Taken:
    """Opens an incident, or rings the open one that this source calls by the same ``external_id``. Another text under a
    ``webhook-id`` that was used is another message: a sender that counts wrongly must not lose an alarm."""
    row = sources.get(tx, source)
    press_id = derived_uuid("source", row.id, message, hashlib.sha256(body).hexdigest())
    press = _press(tx, row, press_id, said)
    external = tx.keys.blind(_external(said) or message, f"source.{row.id}")
    before = tx.value(HOLD, source=row.id, external=external)  # the second of two at a time waits here
    earlier = alarm.find(tx, press_id)
    if earlier is not None:
        return Taken(earlier.id, earlier.received_at, True, incidents.get(tx, earlier.incident))
    incident = incidents.lock(tx, before) if before else None
    if incident is not None and incident.open:
        rings = not texts.pressed_lately(tx, incident)
        incident = alarm.ring_for(tx, incident.citizen, press, incident, incident.station, rings=rings)
    else:
        incident = alarm.ring_for(tx, _profile(tx, row, press), press, None, row.station, also=row.station)
        tx.run(REMEMBER, source=row.id, external=external, incident=incident.id)
    return Taken(press_id, tx.now, False, incident)


def _press(tx: Tx, source: Any, press_id: str, said: Any) -> Press:
    press = read_press({**said, "id": press_id} if isinstance(said, dict) else said, tx.now)
    category, where, own = said.get("category"), str(said.get("where") or "").strip()[:LONGEST_NOTE], _external(said)
    note = "\n".join(filter(None, (f"{source.name}: {own[:SHOWN_ID]}" if own else source.name, press.note)))
    press = replace(press, road="system", note=note[:LONGEST_NOTE], where=where or None,
                    category=category if isinstance(category, str) and category in CATEGORIES else None,
                    flags=(*press.flags, UNSIGNED) if press.phone else press.flags)
    return alarm.placed(tx, source.station, press)


def _external(said: dict[str, Any]) -> str:
    """The name that the other system has for it, of whatever kind."""
    found = said.get("external_id")
    if found in (None, "", [], {}):
        return ""
    words = found if isinstance(found, str) else json.dumps(found)[:LONGEST_NOTE]
    return "".join(letter if letter.isprintable() else " " for letter in words).strip()


def _profile(tx: Tx, source: Any, press: Press) -> str:
    """Whom the officer phones back, where a number was given. What the source's last alarms were counts for this one as
    for a device: in a flood, who always cries wolf rings the desk first."""
    last = tx.value(LAST, source=source.id)
    citizen = citizens.add(tx, press.phone or "", press.name)
    if last:
        citizens.inherit_history(tx, citizen, str(last))
    return citizen
