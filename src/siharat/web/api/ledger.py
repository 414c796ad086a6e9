"""The matrix of phones: one letter per officer, always in the same order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from siharat.claim import actions as claims
from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import SECOND
from siharat.people import officers
from siharat.respond import actions as respond
from siharat.ring import store as rings

NO_RECEIPT_AFTER = 5 * SECOND

_LETTER = {"pending": "p", "sending": "p", "sent": "s", "received": "r", "shown": "v", "opened": "o",
           "failed": "f", "gone": "f"}
_ORDER = "fpsrvo"


def matrix(tx: Tx, incident: Incident) -> dict[str, Any]:
    """``squares`` has one letter for each officer, in the order of their NRP: p pending, s sent,
    r received, v shown, o opened, t took it, h helps, x cannot come, f failed, d no receipt in time."""
    best: dict[str, str] = {}
    for row in rings.of_incident(tx, incident.id):
        letter = _LETTER[row.state]
        if _ORDER.index(letter) >= _ORDER.index(best.get(row.officer, "f")):
            best[row.officer] = letter
    late = tx.now - incident.opened_at >= NO_RECEIPT_AFTER
    holder = claims.holder(tx, incident.id) if incident.open else claims.closed_by(tx, incident.id)
    helping = respond.movements_of(tx, incident)
    declined = rings.declined(tx, incident.id)
    order = in_order(tx, incident, best)
    squares = "".join(_square(officer, best.get(officer, "p"), late, holder, helping, declined)
                      for officer in order)
    heard = [best.get(officer, "p") for officer in order]
    return {"incident": {"id": incident.id, "code": incident.code, "status": incident.status},
            "phones": len(order), "squares": squares,
            "received": sum(letter in "rvo" for letter in heard),
            "shown": sum(letter in "vo" for letter in heard),
            "missing": sum(letter in "fps" for letter in heard)}


def in_order(tx: Tx, incident: Incident, rung: Iterable[str]) -> list[str]:
    """The own station first: squares keep their places when another one joins. Last, who was called from elsewhere.
    Who was hired after it was closed had no part in it."""
    codes = sorted(incident.ringing_at, key=lambda code: (code != incident.station, -len(code), code))
    order = [row.id for code in codes for row in officers.who_ring(tx, code)
             if incident.closed_at is None or row.created_at <= incident.closed_at]
    return list(dict.fromkeys([*order, *rung]))


def _square(officer: str, letter: str, late: bool, holder: str | None, helping: Any, declined: Any) -> str:
    if officer == holder:
        return "t"
    if officer in helping:
        return "h"
    if officer in declined:
        return "x"
    return "d" if late and letter in "ps" else letter


def incident_and_matrix(tx: Tx, incident_id: str) -> tuple[Incident, dict[str, Any]]:
    incident = incidents.get(tx, incident_id)
    return incident, matrix(tx, incident)
