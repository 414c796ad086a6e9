"""To read one's data, to have it erased; and the decision, where one is needed."""

from __future__ import annotations

from typing import Any

from siharat.db import Tx, wakeup
from siharat.escort import actions as escort
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.kernel import Problem
from siharat.kernel.clock import DAY, rfc3339
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, citizens, pins, stations
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.rights import holding, store

ERASURE_DUE = "erasure_due"
DECIDED_WITHIN = 3 * DAY
"""3 × 24 hours: so long the law gives who holds the data."""
CASE_MAY_BE_OPEN = 180 * DAY
"""After a real alarm: so long somebody may still need to know who pressed."""
LONGEST_REASON = 500


def copy(tx: Tx, caller: CitizenCaller) -> dict[str, Any]:
    """Everything that is held of the caller, as the API spells it. A report in confidence or from nobody is opened by
    its key alone, and does not stand here: the phone may be in another's hand."""
    row = citizens.get(tx, caller.id)
    running = escort.running(tx, caller)
    return {
        **citizens.unsealed(tx, caller.id), "home_station": row.home, "registered_at": rfc3339(row.created_at),
        "number_proved_at": rfc3339(row.proved_at) if row.proved_at else None, "pins_set": pins.has(tx, caller.id),
        "alarms": [_incident(tx, each) for each in store.incidents_of(tx, caller.id)],
        "reports": [{"code": each.code, "category": each.category, "status": each.status,
                     "text": tx.keys.unseal(each.text, "report.text"), "received_at": rfc3339(each.received_at)}
                    for each in tx.all(store.REPORTS, citizen=caller.id)],
        "marks": [{"reason": tx.keys.unseal(each.reason, "mark.reason"), "made_at": rfc3339(each.made_at),
                   "until": rfc3339(each.until)} for each in tx.all(store.MARKS, citizen=caller.id)],
        "escort": {"until": rfc3339(running.until), "to": running.to} if running else None,
        "identity_seen": [{"at": rfc3339(each.at)} for each in tx.all(store.LOOKS, citizen=caller.id)],
    }


def _incident(tx: Tx, incident_id: str) -> dict[str, Any]:
    """An alarm as its citizen may know it: its true steps, what both sides wrote, and the places of their own phone."""
    incident = incidents.get(tx, incident_id)
    mine = f"citizen:{incident.citizen}"
    lines = [line for line in log.of_incident(tx, incident.id, incident.station)
             if line.actor == mine or line.kind in ("claimed", "message", "closed")]
    return {"code": incident.code, "mode": incident.mode, "opened_at": rfc3339(incident.opened_at),
            "closed_at": rfc3339(incident.closed_at) if incident.closed_at else None,
            "lines": [{"at": rfc3339(line.at), "kind": line.kind, "by_you": line.actor == mine,
                       **{key: line.payload[key] for key in ("lat", "lon", "accuracy_m") if line.actor == mine
                          and key in line.payload},
                       **({"text": tx.keys.unseal(line.payload["text"], "log.text")} if "text" in line.payload
                          else {})} for line in lines]}


def newest_wish(tx: Tx, caller: CitizenCaller) -> Any | None:
    """The last erasure that the caller asked for, decided or not."""
    return tx.one(store.NEWEST, citizen=caller.id)


def erase(tx: Tx, caller: CitizenCaller) -> str:
    """``erased`` at once, or ``waits`` for a person: of whoever had a real alarm lately the police may need to know.
    ``Problem`` 409 while an alarm is open: somebody must be able to phone back."""
    if incidents.open_of(tx, caller.id):
        raise Problem(409, "not_now", "Your alarm is open. Ask again when it is over.")
    held = holding.codes_of(tx, caller.id)
    recent = store.newest_real(tx, caller.id, 0 if held else tx.now - CASE_MAY_BE_OPEN)
    if recent is None:
        _forget(tx, caller.id)
        return "erased"
    earlier = newest_wish(tx, caller)
    if earlier is None or earlier.decided_at is not None:
        wish, due = tx.identity.uuid7(), tx.now + DECIDED_WITHIN
        tx.run(store.INSERT, id=wish, citizen=caller.id, station=recent.station, incident=recent.id, now=tx.now,
               due=due)
        wakeup.plan(tx, wakeup.key("erasure", wish), ERASURE_DUE, due)
    return "waits"


def waiting(tx: Tx, caller: OfficerCaller) -> list[Any]:
    """What the caller's station must decide, the most urgent first; and of those below, what they let lie."""
    access.administers(caller, caller.path)
    return tx.all(store.WAITING, station=caller.station, below=f"{caller.path}%")


def decide(tx: Tx, caller: OfficerCaller, wish_id: str, erased: bool, reason: object) -> None:
    """A person decides. A refusal has its reason, which the citizen reads. ``Problem`` 409 when somebody was first."""
    wish = tx.one(store.GET, id=wish_id)
    if wish is None:
        raise not_found("erasure")
    access.administers(caller, stations.get(tx, wish.station).path)
    words = str(reason or "").strip()[:LONGEST_REASON]
    if not erased and not words:
        raise invalid("reason", "is empty: the citizen is told why")
    held = holding.codes_of(tx, wish.citizen) if erased else []
    if held:
        raise Problem(409, "held", f"Held for a case: {', '.join(held)}. Let it go first, or refuse.", codes=held)
    sealed = tx.keys.seal(words, "erasure.reason") if words else None
    if not tx.run(store.DECIDE, id=wish_id, now=tx.now, erased=int(erased), by=caller.id, reason=sealed):
        raise Problem(409, "already_decided", "Somebody has decided it already.")
    wakeup.drop(tx, wakeup.key("erasure", wish_id))
    if erased:
        _forget(tx, wish.citizen)


def due(tx: Tx, key: str) -> None:
    """Due: three days have gone and nobody has decided. The administrators of the stations above see it too."""
    tx.run(store.LET_ABOVE_SEE, id=wakeup.key_of("erasure", key))


def _forget(tx: Tx, citizen: str) -> None:
    escort.safe(tx, CitizenCaller(citizen))
    store.forget(tx, citizen)
