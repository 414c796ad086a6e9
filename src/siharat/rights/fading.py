"""What an alarm leaves behind fades, kind by kind, when its purpose is reached; unless it is held for a case.

The lines of the book stay and lose what they say of a person: the chain holds, and the figures do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text

from siharat.db import Tx, wakeup
from siharat.incident import store as incidents
from siharat.kernel.clock import DAY
from siharat.rights import holding, store

ALARM_FADES = "alarm_fades"
LOOKED_AT_AGAIN = 30 * DAY
"""Of one that is held for a case."""
UNUSED_AFTER = 730 * DAY
"""Name and number of who has no phone with us, and has not called for so long. One whose phone is signed in keeps the
profile: the button must never ask who they are."""
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data of an alarm, how long after its end it is kept, and how it goes."""

    name: str
    after: int
    erase: tuple[TextClause, ...]


KINDS = (
    Kind("ways", 30 * DAY, (text("""UPDATE log_line SET payload = NULL, salt = NULL
        WHERE incident = :incident AND kind = 'location'"""),)),
    Kind("pictures", 90 * DAY, (text("DELETE FROM attachment WHERE incident = :incident"),
                                text("DELETE FROM invitation WHERE incident = :incident"))),
    Kind("words", 365 * DAY, (text("""UPDATE log_line SET payload = NULL, salt = NULL
        WHERE incident = :incident AND kind IN ('message', 'texted', 'noted', 'corrected')"""),
                              text("UPDATE alarm SET said = NULL, note = NULL WHERE incident = :incident"))),
)
"""In the order in which they go. Files without a row are swept away within the hour."""

UNUSED = text("""SELECT c.id FROM citizen c WHERE c.created_at < :before AND c.faded_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM session s WHERE s.subject = c.id AND s.expires_at > :now AND s.revoked_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM incident i WHERE i.citizen = c.id AND (i.opened_at > :before OR i.closed_at IS NULL))
    AND NOT EXISTS (SELECT 1 FROM incident i JOIN hold h ON h.incident = i.id WHERE i.citizen = c.id)
    ORDER BY c.created_at LIMIT :limit""")
FADED = text("UPDATE citizen SET faded_at = :now WHERE id = :id")


def ended(tx: Tx, incident: str) -> None:
    """It is closed: the first of what it leaves goes in a month."""
    wakeup.plan(tx, wakeup.key("fading", incident), ALARM_FADES, tx.now + KINDS[0].after)


def due(tx: Tx, key: str) -> None:
    """Due: everything goes whose time has come; the rest has its own."""
    incident = incidents.find(tx, wakeup.key_of("fading", key))
    if incident is None or incident.closed_at is None:
        return
    if holding.of_incident(tx, incident.id):
        wakeup.plan(tx, key, ALARM_FADES, tx.now + LOOKED_AT_AGAIN)
        return
    age = tx.now - incident.closed_at
    for kind in (each for each in KINDS if each.after <= age):
        for statement in kind.erase:
            tx.run(statement, incident=incident.id)
    later: list[Any] = [each.after for each in KINDS if each.after > age]
    if later:
        wakeup.plan(tx, key, ALARM_FADES, incident.closed_at + min(later))


def forget_unused(tx: Tx) -> int:
    """Profiles that nobody has used for two years, some at a time. How many; call it again while there are any."""
    found = tx.all(UNUSED, before=tx.now - UNUSED_AFTER, now=tx.now, limit=AT_ONCE)
    for row in found:
        store.forget(tx, row.id)
        tx.run(FADED, id=row.id, now=tx.now)
    return len(found)
