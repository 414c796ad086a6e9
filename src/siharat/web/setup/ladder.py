"""The fifth page: a ladder from a card, and who is phoned at its last step."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.escalate import policies
from siharat.incident import policy as rules
from siharat.incident.policy import BY, EscalationPolicy, naming
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import officers, stations
from siharat.people.access import OfficerCaller
from siharat.ring import reach
from siharat.setup import actions
from siharat.web.api.door import as_officer
from siharat.web.command.ladder_views import lanes
from siharat.web.setup import phrases
from siharat.web.setup.pages import DOOR, OF, refused, road_of, shown
from siharat.web.setup.views import Card, Policy
from siharat.web.visit import Asked, form, onward, visit


@get(f"{OF}/tangga", include_in_schema=False)
async def policy(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await shown(visit(request, DOOR), "setup/policy.html", _policy, station_code)


def _policy(tx: Tx, caller: OfficerCaller, code: str) -> Policy:
    road = road_of(tx, caller, code)
    row = stations.get(tx, code)
    now = naming(msgspec.structs.replace(policies.in_force(tx, code), version=0), None)
    who = policies.named_at(tx, code)
    cards = [Card(key, *phrases.TEMPLATES[key], lanes(each), each == now)
             for key, each in _templates(row.path).items()]
    missing = tuple(kind for kind in BY if not reach.can_carry(tx, kind))
    return Policy(road, cards, not any(card.chosen for card in cards), missing,
                  any(step.whom == "named" for step in now.steps), officers.public(tx, who)["name"] if who else "")


def _templates(path: str) -> dict[str, EscalationPolicy]:
    return {"shipped": rules.shipped_at(path), **rules.TEMPLATES}


@post(f"{OF}/tangga", include_in_schema=False)
async def choose(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    await guest.services.db.write(as_officer, guest.token, _choose, station_code, said.get("template", ""))
    return onward(phrases.address(station_code, "policy"))


def _choose(tx: Tx, caller: OfficerCaller, code: str, key: str) -> None:
    row = actions.of(tx, caller, code)
    known = _templates(row.path)
    if key not in known:
        raise invalid("template", f"is none of {', '.join(known)}")
    actions.choose(tx, caller, code, known[key])


@post(f"{OF}/tangga/ditunjuk", include_in_schema=False)
async def name(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """Who is phoned at the last step."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, actions.name, station_code, said.get("nrp", ""))
    except Problem as problem:
        return await shown(guest, "setup/policy.html", _policy, station_code, wrong=refused(guest, problem),
                           status=problem.status)
    return onward(phrases.address(station_code, "policy") + "#ditunjuk")


ROUTES = [policy, choose, name]
