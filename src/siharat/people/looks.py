"""Looks at a citizen's identity: purpose-bound; each by an outsider leaves a line, and a superior is told at once."""

from __future__ import annotations

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.errors import invalid
from siharat.people import access, citizens, notices
from siharat.people.access import OfficerCaller

SHORTEST_REASON = 5
LONGEST_REASON = 500

LEAVE_LINE = text("""INSERT INTO look (at, officer, citizen, incident, report, reason)
    VALUES (:now, :officer, :citizen, :incident, :report, :reason) RETURNING id""")
OF_CITIZEN = text("SELECT * FROM look WHERE citizen = :citizen ORDER BY id")


def look(tx: Tx, caller: OfficerCaller, citizen: str, incident: str, working: frozenset[str],
         reason: object) -> dict[str, str]:
    """Name and number. Who does not work on the incident must say why; ``Problem`` 422 otherwise."""
    if access.needs_reason(caller, working):
        notices.give(tx, caller, leave_line(tx, caller, citizen, incident, _said(reason)), incident)
    return citizens.unsealed(tx, citizen)


def look_at_reporter(tx: Tx, caller: OfficerCaller, citizen: str, report: str, reason: object) -> dict[str, str]:
    """Name and number of who reported in confidence: nobody reads them without saying why, the desk neither."""
    notices.give(tx, caller, leave_line(tx, caller, citizen, None, _said(reason), report=report), None)
    return citizens.unsealed(tx, citizen)


def leave_line(tx: Tx, caller: OfficerCaller, citizen: str, incident: str | None, reason: str, *,
               report: str | None = None) -> int:
    """Somebody dealt with this citizen, and said why: the id of the line."""
    return int(tx.value(LEAVE_LINE, now=tx.now, officer=caller.id, citizen=citizen, incident=incident, report=report,
                        reason=tx.keys.seal(reason.strip()[:LONGEST_REASON], "look.reason")))


def _said(reason: object) -> str:
    if not isinstance(reason, str) or len(reason.strip()) < SHORTEST_REASON:
        raise invalid("reason", "say in a few words why you must know; the look is recorded")
    return reason
