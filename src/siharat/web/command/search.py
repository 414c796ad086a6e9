"""Looking for an incident of any day: one line, as an operator types it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get, post

from siharat.db import Tx
from siharat.desk import search
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.web.api.door import as_officer
from siharat.web.command.queries import row
from siharat.web.command.views import Row
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, form, visit

DOOR = "komando"
PAGE = "/komando/cari"


@dataclass(frozen=True, slots=True)
class Found:
    station: str
    said: str = ""
    rows: list[Row] = field(default_factory=list)
    asked: bool = False
    most: int = search.MOST


@get(PAGE, include_in_schema=False)
async def empty(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _nothing)
    return guest.page("command/search.html", guest.shell(zone), view)


def _nothing(tx: Tx, caller: OfficerCaller) -> tuple[Found, str]:
    search.find(tx, caller, "")
    station = stations.get(tx, caller.station)
    return Found(station.name), station.timezone


@post(PAGE, include_in_schema=False)
async def find(request: Asked) -> Response[Any]:
    """A form that is posted: a number in an address would stand in a log."""
    guest = visit(request, DOOR)
    said = (await form(request, guest)).get("q", "")
    view, zone = await guest.services.db.write(as_officer, guest.token, _found, said, guest.language)
    return guest.page("command/search.html", guest.shell(zone), view)


def _found(tx: Tx, caller: OfficerCaller, said: str, language: str) -> tuple[Found, str]:
    rows = [row(tx, each, language) for each in search.find(tx, caller, said)]
    station = stations.get(tx, caller.station)
    return Found(station.name, said[:search.LONGEST], rows, True), station.timezone


ROUTES = [empty, find]
