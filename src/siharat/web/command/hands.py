"""What the desk may do with an incident: whom to send, nearest first, and to whom it could be handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siharat.db import Tx
from siharat.desk import actions as desk
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.place import Place, distance_m
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.respond import places
from siharat.respond.places import Whereabouts
from siharat.web.api.backlog import OPEN_OF_STATION
from siharat.web.command.views import Desk, Hand
from siharat.web.routing import Routing

MOST_LISTED = 40


def desk_of(tx: Tx, caller: OfficerCaller, incident: Incident) -> Desk:
    sent = desk.sent_to(tx, incident)
    rows = {row.code: row for row in stations.every(tx)}
    charge, offered = rows[incident.in_charge], incident.offered_to
    return Desk(
        sent=[Hand(each.officer, officers.public(tx, each.officer)["name"], each.answer) for each in sent.values()],
        free=[hand for hand in _nearest(tx, caller, incident) if hand.id not in sent][:MOST_LISTED],
        stations=[(code, row.name) for code, row in rows.items()
                  if code != charge.code and row.officers and row.live_since is not None],
        in_charge=charge.name if charge.code != caller.station else "",
        offered_to=rows[offered].name if offered else "", until=incident.offer_until or 0,
        mine_to_answer=bool(offered) and rows[str(offered)].path.startswith(caller.path),
        mine_to_withdraw=bool(offered) and charge.path.startswith(caller.path),
        joined=incidents.get(tx, incident.joined).code if incident.joined else "",
        joined_ones=[incidents.get(tx, each).code for each in incidents.joined_to(tx, incident.id)],
        joinable=_joinable(tx, caller, incident))


def _nearest(tx: Tx, caller: OfficerCaller, incident: Incident) -> list[Hand]:
    """By distance as the crow flies, as far as the officers share their place; ``by_road`` knows better."""
    found: list[Any] = officers.who_ring(tx, caller.station)
    shared = {each.officer: each for each in places.whereabouts(tx, caller)}
    return in_order([_hand(row.id, officers.title(tx, row), shared.get(row.id), incident, tx.now) for row in found
                     if row.role in ("officer", "duty_officer") and row.id not in incident.kept_from])


def _hand(officer: str, name: str, shared: Whereabouts | None, incident: Incident, now: int) -> Hand:
    if shared is None or incident.lat is None or incident.lon is None:
        return Hand(officer, name)
    place = Place(shared.lat, shared.lon)
    return Hand(officer, name, metres=round(distance_m(place, Place(incident.lat, incident.lon))),
                age=max(0, now - shared.at), place=place)


async def by_road(routing: Routing, there: Place, free: list[Hand]) -> list[Hand]:
    """The same, in the order in which they could be there."""
    known = [hand for hand in free if hand.place]
    took = await routing.seconds([hand.place for hand in known if hand.place], there)
    timed = {hand.id: seconds for hand, seconds in zip(known, took, strict=True)}
    return in_order([replace(hand, seconds=timed.get(hand.id)) for hand in free])


def in_order(hands: list[Hand]) -> list[Hand]:
    """Who is there first by road; then the nearest of whom no road is known; then who shares no place."""
    return sorted(hands, key=lambda hand: (hand.seconds is None, hand.seconds or 0, hand.metres is None,
                                           hand.metres or 0))


def _joinable(tx: Tx, caller: OfficerCaller, incident: Incident) -> list[tuple[str, str]]:
    found = [incidents.get(tx, row.id) for row in tx.all(OPEN_OF_STATION, station=caller.station)]
    return [(each.code, each.locality or "") for each in found
            if each.id != incident.id and each.real and each.joined is None and access.may_see(caller, each)]
