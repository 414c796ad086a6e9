"""The sheet that one watch hands to the next: what is open, what ended, what waits, what would not ring. Printable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from litestar import Response, get
from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import HOUR, MINUTE
from siharat.people import access, officers, roster, stations
from siharat.people.access import OfficerCaller
from siharat.report import store as reports
from siharat.report import tasks
from siharat.ring import health
from siharat.web.api import views
from siharat.web.api.backlog import OPEN_OF_STATION
from siharat.web.api.door import as_officer
from siharat.web.api.telling import opened
from siharat.web.command.phrases import CHANNELS
from siharat.web.command.queries import row
from siharat.web.command.views import Row
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, visit

DOOR = "komando"
WATCH = 12 * HOUR
"""Where no roster says when the watch began."""
ENDED = text("""SELECT i.id FROM incident i JOIN concern c ON c.incident = i.id
    WHERE c.station = :station AND i.closed_at >= :since AND i.mode <> 'practice' ORDER BY i.closed_at""")
MOST_DEAF = 30


@dataclass(frozen=True, slots=True)
class Entry:
    row: Row
    noted: list[tuple[int, str]] = field(default_factory=list)
    """What the desk wrote about it, with when."""


@dataclass(frozen=True, slots=True)
class Sheet:
    station: str
    officer: str
    since: int
    until: int
    open: list[Entry] = field(default_factory=list)
    ended: list[Entry] = field(default_factory=list)
    reports: int = 0
    tasks: int = 0
    on_duty: list[str] = field(default_factory=list)
    deaf: list[str] = field(default_factory=list)
    """Officers none of whose phones would ring now."""
    phones: int = 0
    failing: list[str] = field(default_factory=list)


@get("/komando/serah-jaga", include_in_schema=False)
async def sheet(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _sheet, guest.language)
    return guest.page("command/watch_sheet.html", guest.shell(zone), view)


def _sheet(tx: Tx, caller: OfficerCaller, language: str) -> tuple[Sheet, str]:
    station = stations.get(tx, caller.station)
    access.oversees(caller, station.path)
    since = began(tx, station.code, station.timezone)
    now = [incidents.get(tx, each.id) for each in tx.all(OPEN_OF_STATION, station=station.code)]
    done = [incidents.get(tx, each.id) for each in tx.all(ENDED, station=station.code, since=since)]
    ready = views.readiness(tx, station.code)
    names = officers.names(tx, [each["officer"] for each in ready])
    on = roster.on_duty_at(tx, station.code, tx.now)
    return Sheet(
        station.name, officers.title(tx, officers.get(tx, caller.id)), since, tx.now,
        _entries(tx, caller, now, language), _entries(tx, caller, done, language),
        reports.waiting(tx, station.code)[0], sum(each.ended_at is None for each in tasks.board(tx, caller)),
        sorted(officers.names(tx, list(on)).values()) if on else [],
        [names[each["officer"]] for each in ready if not each["ready"]][:MOST_DEAF], len(ready),
        [f"{CHANNELS.get(each.kind, each.kind)}: {each.error or ''}" for each in health.failing(tx)]), station.timezone


def began(tx: Tx, station: str, zone: str) -> int:
    """When this watch began (ms): at the last hand-over of the roster, else half a day ago."""
    rotation = roster.rotation_of(tx, station)
    if rotation is None:
        return tx.now - WATCH
    local = datetime.fromtimestamp(tx.now / 1_000, ZoneInfo(zone))
    midnight = round(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1_000)
    turn = rotation.hours * HOUR
    first = midnight + rotation.handover * MINUTE
    return first + (tx.now - first) // turn * turn


def _entries(tx: Tx, caller: OfficerCaller, found: list[Incident], language: str) -> list[Entry]:
    return [Entry(row(tx, each, language), _noted(tx, each)) for each in found if access.may_see(caller, each)]


def _noted(tx: Tx, incident: Incident) -> list[tuple[int, str]]:
    lines = log.of_incident(tx, incident.id, incident.station)
    return [(line.at, opened(tx, line) or "–") for line in lines if line.kind in ("noted", "referred")]


ROUTES = [sheet]
