"""The administrator's page of the ladder: what it is, how it would look, what it was. By plain forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, get, post

from siharat.db import Tx
from siharat.escalate import policies
from siharat.incident import policy as rules
from siharat.incident.policy import BY, FLOODS, MOST_STEPS, TIMES, EscalationPolicy, Step
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.web.api.door import as_officer
from siharat.web.command.ladder_views import SPARE_ROWS, Ladder, Past, Row
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit

DOOR = "komando"
PAGE = "/komando/tangga"


@get(PAGE, include_in_schema=False)
async def ladder(request: Asked) -> Response[bytes]:
    return await _page(visit(request, DOOR))


async def _page(guest: Visit, policy: EscalationPolicy | None = None, wrong: str = "",
                status: int = 200) -> Response[bytes]:
    """``policy``: what somebody is trying out; else what is in force."""
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _ladder, policy)
    return guest.page("command/ladder.html", guest.shell(zone), view.saying(wrong), status)


def _ladder(tx: Tx, caller: OfficerCaller, tried: EscalationPolicy | None) -> tuple[Ladder, str]:
    access.decides(caller, caller.path)
    station = stations.get(tx, caller.station)
    policy = tried or policies.in_force(tx, caller.station)
    rows = [Row(step, _nrp(tx, step.officer)) for step in policy.steps]
    rows += [Row()] * min(SPARE_ROWS, MOST_STEPS - len(rows))
    past = [Past(each.number, each.by, each.at, len(each.policy.steps)) for each in policies.versions(tx, caller)]
    return Ladder(station.name, policy, rows, past, preview=tried is not None), station.timezone


def _nrp(tx: Tx, officer: str | None) -> str:
    return str(officers.get(tx, officer).nrp) if officer and officers.rings_still(tx, officer) else ""


@post(f"{PAGE}/pratinjau", include_in_schema=False)
async def preview(request: Asked) -> Response[Any]:
    """The picture of what the form says. Nothing is saved."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        tried = await guest.services.db.read(as_officer, guest.token, _filled_in, said)
    except Problem as problem:
        return await _refused(guest, problem)
    return await _page(guest, tried)


@post(PAGE, include_in_schema=False)
async def save(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, _put, said)
    except Problem as problem:
        return await _refused(guest, problem)
    return onward(PAGE)


@post(f"{PAGE}/lagi", include_in_schema=False)
async def take_again(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    version = _whole("version", said.get("version", ""))
    await guest.services.db.write(as_officer, guest.token, policies.take_again, version)
    return onward(PAGE)


async def _refused(guest: Visit, problem: Problem) -> Response[Any]:
    """What is wrong, by the name of its field; what is in force stays."""
    if problem.status != 422:
        raise problem
    return await _page(guest, wrong=problem.detail, status=422)


def _put(tx: Tx, caller: OfficerCaller, said: Mapping[str, str]) -> EscalationPolicy:
    return policies.put(tx, caller, _filled_in(tx, caller, said))


def _filled_in(tx: Tx, caller: OfficerCaller, said: Mapping[str, str]) -> EscalationPolicy:
    """The policy as the form says it. Raises ``Problem`` 422 that names the field."""
    access.decides(caller, caller.path)
    now = policies.in_force(tx, caller.station)
    document: dict[str, Any] = {name: getattr(now, name) for name in FLOODS}  # not in this form
    document |= {name: _whole(name, said.get(name, "")) for name in TIMES}
    document["first"] = said.get("first", "")
    document["second_by"] = [kind for kind in BY[1:] if said.get(f"second_{kind}")]
    document["steps"] = [_step(tx, said, number) for number in range(1, MOST_STEPS + 1) if said.get(f"after_{number}")]
    return rules.parsed(document)


def _step(tx: Tx, said: Mapping[str, str], number: int) -> list[Any]:
    field = f"steps[{number}]"
    step = Step(_whole(f"{field}.after", said[f"after_{number}"]), "station",
                tuple(kind for kind in BY if said.get(f"{kind}_{number}")),
                _whole(f"{field}.repeat", said.get(f"repeat_{number}") or "0"), bool(said.get(f"tells_{number}")))
    found: list[Any] = msgspec.to_builtins(step)
    found[1] = said.get(f"whom_{number}", "")
    nrp = said.get(f"nrp_{number}", "").strip()
    if nrp and found[1] == "named":
        row = officers.by_nrp(tx, nrp)
        if row is None:
            raise invalid(f"{field}.officer", f"nobody has the NRP {nrp[:20]}")
        found[5] = row.id
    return found


def _whole(name: str, written: str) -> int:
    if not (written.isascii() and written.isdecimal() and len(written) <= 6):
        raise invalid(name, "is not a whole number")
    return int(written)


ROUTES = [ladder, preview, save, take_again]
