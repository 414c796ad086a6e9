"""The page of readiness: which phones would ring now, which would not, why not, and what mends it."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.params import FromQuery

from siharat.db import Tx
from siharat.kernel.clock import parse_rfc3339
from siharat.people import officers, stations
from siharat.people.access import OfficerCaller
from siharat.people.readiness_rules import REASONS
from siharat.web.api import views
from siharat.web.api.door import as_officer
from siharat.web.command.readiness_views import Phone, Readiness
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, visit

DOOR = "komando"
REFRESH_S = 15


@get("/komando/kesiapan", include_in_schema=False)
async def readiness(request: Asked, stasiun: FromQuery[str] = "") -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _readiness, stasiun)
    return guest.page("command/readiness.html", guest.shell(zone, REFRESH_S), view)


def _readiness(tx: Tx, caller: OfficerCaller, code: str) -> tuple[Readiness, str]:
    station = stations.get(tx, code or caller.station)
    found = views.station_readiness(tx, caller, station.code)
    names = {row.id: officers.title(tx, row) for row in officers.who_ring(tx, station.code)}
    phones = [_phone(names[each["officer"]], each) for each in found["officers"]]
    deaf = sorted((each for each in phones if each.why), key=lambda each: REASONS.index(each.why or "no_answer"))
    return Readiness(station.name, deaf, [each for each in phones if not each.why]), station.timezone


def _phone(name: str, found: dict[str, Any]) -> Phone:
    return Phone(name, found["nrp"], found["why"], _moment(found["since"]), _moment(found["proved_at"]))


def _moment(said: str | None) -> int | None:
    return parse_rfc3339(said) if said else None


ROUTES = [readiness]
