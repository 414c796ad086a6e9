"""Looks at a citizen's identity: purpose-bound, and each by an outsider leaves a line."""

from __future__ import annotations

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.errors import invalid
from siharat.people import access, citizens
from siharat.people.access import OfficerCaller

SHORTEST_REASON = 5
LONGEST_REASON = 500

LEAVE_LINE = text("""INSERT INTO look (at, officer, citizen, incident, reason)
    VALUES (:now, :officer, :citizen, :incident, :reason)""")
OF_CITIZEN = text("SELECT * FROM look WHERE citizen = :citizen ORDER BY id")


def look(tx: Tx, caller: OfficerCaller, citizen: str, incident: str, working: frozenset[str],
         reason: object) -> dict[str, str]:
    """Name and number. Who does not work on the incident must say why; ``Problem`` 422 otherwise."""
    if access.needs_reason(caller, working):
        if not isinstance(reason, str) or len(reason.strip()) < SHORTEST_REASON:
            raise invalid("reason", "say in a few words why you must know; the look is recorded")
        leave_line(tx, caller, citizen, incident, reason)
    return citizens.unsealed(tx, citizen)


def leave_line(tx: Tx, caller: OfficerCaller, citizen: str, incident: str, reason: str) -> None:
    """Somebody dealt with this citizen, and said why."""
    tx.run(LEAVE_LINE, now=tx.now, officer=caller.id, citizen=citizen, incident=incident,
           reason=tx.keys.seal(reason.strip()[:LONGEST_REASON], "look.reason"))
