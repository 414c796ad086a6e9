"""An open incident of a closed station: the successor answers for it, by the same ladder, and whoever has it keeps it.

Nothing is rung anew and nothing ends: the phones of the station that was are the successor's now. Where it rings, those
of the successor that did not ring for it begin to.
"""

from __future__ import annotations

from siharat.db import Tx, wakeup
from siharat.desk.handover import OFFER_LAPSES
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident
from siharat.people import stations
from siharat.ring import actions as ring


def carry(tx: Tx, incident: Incident, before: str, to: str) -> None:
    """``incident``: under its lock, with ``before`` among its stations."""
    rang, known = before in incident.ringing_at, to in incident.ringing_at
    _carry_charge(tx, incident, before, to)
    incidents.stand_down(tx, incident.id, before)
    after = incidents.join(tx, incident, to, rings=rang)
    name = stations.get(tx, to).name
    log.append(tx, after.stations, incident.id, "system",
               Entry("station_merged", {"from": before, "to": to, "stations": [name]}))
    if rang and not known and after.status == "ringing" and after.narrow_until is None:
        after = ring.widen(tx, after, to)
    incidents.set_phones(tx, incident.id, sum(stations.get(tx, code).officers for code in after.ringing_at))


def _carry_charge(tx: Tx, incident: Incident, before: str, to: str) -> None:
    """Who answers for it, and whom an offer asks. An offer between the two has come to its end."""
    charge = to if incident.in_charge == before else incident.in_charge
    offered = to if incident.offered_to == before else incident.offered_to
    if charge != incident.in_charge:
        incidents.put_in_charge(tx, incident.id, charge, incident.policy)
    if offered is None:
        return
    if offered == charge:
        incidents.end_offer(tx, incident.id)
        wakeup.drop(tx, incident.id, OFFER_LAPSES)
    elif incident.offer_until is not None:
        incidents.offer(tx, incident.id, offered, incident.offer_until)
