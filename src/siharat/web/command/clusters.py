"""Where and when reports and incidents cluster: a plan, two tables, suggestions, and whether those that were followed
helped. Places, never persons; for the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromQuery

from siharat.db import Tx
from siharat.kernel.clock import DAY
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.report import clustering, occurrences, tasks
from siharat.report.clustering import BEFORE_AND_AFTER_DAYS, WINDOW_HOURS, WINDOWS, Happened, Suggestion
from siharat.report.tasks import Aimed
from siharat.web.api.door import as_officer
from siharat.web.command.cluster_views import Cell, Clusters, Helped, PlaceRow, Tip
from siharat.web.command.drill_views import DAYS
from siharat.web.entrance import pages as entrance
from siharat.web.ground import plan_of
from siharat.web.visit import Asked, visit
from siharat.web.words import catalogue

DOOR = "komando"
PAGE = "/komando/titik-rawan"
WEEKS = (4, 12, 26, 52)
HELPED_DAYS = 180
MOST_TIPS = 6
HOTTEST = 4


@get(PAGE, include_in_schema=False)
async def clusters(request: Asked, minggu: FromQuery[int] = 12, tempat: FromQuery[str] = "") -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    weeks = minggu if minggu in WEEKS else 12
    view, zone = await guest.services.db.read(as_officer, guest.token, clusters_of, weeks, tempat, guest.language)
    return guest.page("command/clusters.html", guest.shell(zone), view)


def clusters_of(tx: Tx, caller: OfficerCaller, weeks: int, chosen: str, language: str) -> tuple[Clusters, str]:
    access.triages(caller, caller.path)
    station = stations.get(tx, caller.station)
    zone = station.timezone
    reach = max(weeks * 7, HELPED_DAYS + 2 * BEFORE_AND_AFTER_DAYS) * DAY
    everything = occurrences.of_station(tx, station.code, zone, tx.now - reach)
    first = occurrences.day_of(tx.now - weeks * 7 * DAY, zone)
    happened = [each for each in everything if each.day > first]
    shown = [each for each in happened if each.place == chosen] if chosen else happened
    say = catalogue(language).gettext
    today = datetime.fromtimestamp(tx.now / 1_000, ZoneInfo(zone))
    helped = [_helped(everything, each, zone, today, [say(day) for day in DAYS])
              for each in tasks.aimed(tx, station.code, tx.now - HELPED_DAYS * DAY)]
    view = Clusters(
        station.name, weeks, len(happened), _places(happened), _week(shown, [say(day) for day in DAYS]),
        [hours(window) for window in range(WINDOWS)], chosen if shown else "",
        [_tip(each, today, [say(day) for day in DAYS]) for each in clustering.suggestions(happened)[:MOST_TIPS]],
        helped, plan_of(tx, station.code))
    return view, zone


def hours(window: int) -> str:
    return f"{window * WINDOW_HOURS:02d}–{(window + 1) * WINDOW_HOURS:02d}"


def _places(happened: list[Happened]) -> list[PlaceRow]:
    found = clustering.places(happened)
    most = found[0].all.count if found else 0
    return [PlaceRow(each.name, each.all, each.incidents, each.reports, heat(each.all.count, most)) for each in found]


def _week(happened: list[Happened], days: list[str]) -> list[tuple[str, list[Cell]]]:
    counted = clustering.week(happened)
    most = max(map(max, counted))
    return [(day, [Cell(count, heat(count, most)) for count in row])
            for day, row in zip(days, counted, strict=True)]


def heat(count: int, most: int) -> int:
    """0 to 4; whatever happened at all is at least 1."""
    return -(-HOTTEST * count // most) if most else 0


def _tip(each: Suggestion, today: datetime, days: list[str]) -> Tip:
    begins = (today + timedelta(days=(each.weekday - today.weekday()) % 7)).replace(
        hour=each.window * WINDOW_HOURS, minute=0, second=0, microsecond=0)
    begins += timedelta(days=7) if begins < today else timedelta()
    ends = begins + timedelta(hours=WINDOW_HOURS)
    return Tip(each.place, each.weekday, each.window, days[each.weekday], hours(each.window), each.count,
               each.expected, f"{begins:%Y-%m-%dT%H:%M}", f"{ends:%Y-%m-%dT%H:%M}")


def _helped(happened: list[Happened], each: Aimed, zone: str, today: datetime, days: list[str]) -> Helped:
    day = occurrences.day_of(each.ended_at, zone)
    over = today.toordinal() - day > BEFORE_AND_AFTER_DAYS
    effect = clustering.effect(happened, each.place, each.weekday, each.window, day) if over else None
    return Helped(each.place, days[each.weekday], hours(each.window), each.ended_at, effect)


ROUTES = [clusters]
