"""The province's page."""

from __future__ import annotations

from dataclasses import replace

from litestar import Response, get

from siharat.db import Tx
from siharat.people import stations
from siharat.web import ground
from siharat.web.api import views
from siharat.web.entrance import pages as entrance
from siharat.web.officer.queries import caller_of
from siharat.web.province.views import LIVE, Station, Stations
from siharat.web.visit import Asked, visit
from siharat.web.words import spoken

DOOR = "polda"
REFRESH_S = 5


@get("/polda", include_in_schema=False)
async def board(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    services = guest.services
    found = await services.db.read(_stations, guest.token, guest.language)
    if found is None:
        return await entrance.page(guest)
    view, zone, areas = found
    tiles = services.settings.tiles
    if view.plan:
        view = replace(view, ground=tiles.ground(areas))
    return guest.page("province/board.html", guest.shell(zone, REFRESH_S), view,
                      more={"content-security-policy": tiles.policy})


def _stations(tx: Tx, token: str | None, language: str) -> tuple[Stations, str, str] | None:
    caller = caller_of(tx, token)
    if caller is None:
        return None
    own = stations.get(tx, caller.station)
    listed = views.station_list(tx, caller)
    below = [each for each in listed if each["code"] != own.code] or listed
    below.sort(key=lambda each: (each["phones"] == 0, each["code"]))
    shown = [Station(each["code"], each["name"], each["phones"], each["ready"], each["open"], each["ringing"],
                     each["unanswered"], each["drill"], each["silent"]) for each in below]
    # The map's outlines are those of the stations below only for who has no area of their own.
    plan = None if stations.areas_of(tx, own.code) else ground.plan_of_several(tx, [each.code for each in shown])
    view = Stations(own.name, shown, spoken(LIVE, language), caller.administers, plan)
    return view, own.timezone, ground.version(tx)


ROUTES = [board]
