"""The province's page."""

from __future__ import annotations

from litestar import Response, get

from siharat.db import Tx
from siharat.people import stations
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
    view, zone = found
    return guest.page("province/board.html", guest.shell(zone, REFRESH_S), view)


def _stations(tx: Tx, token: str | None, language: str) -> tuple[Stations, str] | None:
    caller = caller_of(tx, token)
    if caller is None:
        return None
    own = stations.get(tx, caller.station)
    listed = views.station_list(tx, caller)
    below = [each for each in listed if each["code"] != own.code] or listed
    below.sort(key=lambda each: (each["phones"] == 0, each["code"]))
    return Stations(own.name, [Station(each["code"], each["name"], each["phones"], each["ready"], each["open"],
                                       each["ringing"], each["unanswered"], each["drill"]) for each in below],
                    spoken(LIVE, language), caller.administers), own.timezone


ROUTES = [board]
