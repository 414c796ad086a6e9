"""The open door: what a station shows to everybody, counted once a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.evaluate import actions, public
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases
from siharat.evaluate.papers.words import MONTHS, Language, spoken_count, spoken_share, spoken_time
from siharat.evaluate.period import Period, month_of
from siharat.evaluate.public import Told
from siharat.evaluate.rules import Targets
from siharat.kernel.errors import not_found
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.web.api import floods
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import as_officer
from siharat.web.command.evaluation import spoken_by
from siharat.web.ground import plan_of
from siharat.web.plan import Plan
from siharat.web.services import Services
from siharat.web.visit import Asked, form, onward, visit

DOOR = "warga"
PAGE = "/angka"
HEATS = 4


@dataclass(frozen=True, slots=True)
class MonthRow:
    name: str
    alarms: str
    taken: str
    arrived: str
    few: bool = False


@dataclass(frozen=True, slots=True)
class OpenFigures:
    station: str
    answer_s: int
    months: list[MonthRow] = field(default_factory=list)
    areas: list[tuple[str, str]] = field(default_factory=list)
    others: str = ""
    plan: Plan | None = None
    heats: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenStations:
    stations: list[tuple[str, str]] = field(default_factory=list)


@get(PAGE, include_in_schema=False)
async def listed(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    found = await guest.services.db.read(lambda tx: [(row.code, row.name) for row in stations.public(tx)])
    return guest.page("citizen/figures_list.html", guest.shell(), OpenStations(found))


@get(PAGE + "/{code:str}", include_in_schema=False)
async def figures(request: Asked, code: FromPath[str]) -> Response[bytes]:
    """``Problem`` 404 for a station whose door is shut, as for one that is not there."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    services = guest.services
    asked, plan = await services.db.read(_asked, code, services.settings.targets)
    told = await _told(services, asked)
    return guest.page("citizen/figures.html", guest.shell(asked.period.zone),
                      _view(asked, told, plan, spoken_by(guest)))


def _asked(tx: Tx, code: str, targets: Targets) -> tuple[Question, Plan | None]:
    """The twelve whole months before this one."""
    row = next((each for each in stations.public(tx) if each.code == code), None)
    if row is None:
        raise not_found("station")
    last = month_of(tx.now, row.timezone).before
    first = last
    for _ in range(public.MONTHS - 1):
        first = first.before
    asked = actions.question(tx, code, first.first.isoformat(), last.last.isoformat(), {}, targets)
    return asked, plan_of(tx, code)


async def told_of(services: Services, code: str) -> Told:
    """What a station shows to everybody; ``Problem`` 404 where its door is shut."""
    asked, _ = await services.db.read(_asked, code, services.settings.targets)
    return await _told(services, asked)


async def _told(services: Services, asked: Question) -> Told:
    """Kept for as long as it is the same: a stranger must not make the server count."""
    key = (asked.station, asked.period.last.isoformat())
    kept: Told | None = services.counted.get(key)
    if kept is None:
        cases = await actions.gather(services.db, asked)
        kept = await services.counting.run(_count, cases, asked)
        services.counted[key] = kept
    return kept


def _count(cases: Cases, asked: Question) -> Told:
    return public.told(actions.evaluate(cases, asked), keys_of(asked.period))


def keys_of(period: Period) -> list[str]:
    first = period.first.year * 12 + period.first.month - 1
    last = period.last.year * 12 + period.last.month - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]


def _view(asked: Question, told: Told, plan: Plan | None, language: Language) -> OpenFigures:
    most = max(told.areas.values(), default=1)
    rows = [MonthRow(f"{MONTHS[language][int(each.key[5:]) - 1]} {each.key[:4]}",
                     "" if each.alarms is None else spoken_count(each.alarms, language),
                     spoken_share(each.answered, language), spoken_time(each.median_s, language), each.alarms is None)
            for each in reversed(told.months)]
    areas = sorted(told.areas.items(), key=lambda each: (-each[1], each[0]))
    return OpenFigures(asked.name, asked.targets.answer // 1_000, rows,
                       [(name, spoken_count(count, language)) for name, count in areas],
                       spoken_count(told.others, language) if told.others else "", plan,
                       {name: 1 + (count - 1) * HEATS // most for name, count in areas})


@post("/komando/evaluasi/terbuka", include_in_schema=False)
async def switch(request: Asked) -> Response[Any]:
    """Who decides for the station opens the door, or shuts it; the first visitor after it finds what is true."""
    guest = visit(request, "komando")
    said = await form(request, guest)
    code = await guest.services.db.write(as_officer, guest.token, _switched, said.get("open") == "1")
    for key in [each for each in guest.services.counted if each[0] == code]:
        del guest.services.counted[key]
    return onward("/komando/evaluasi")


def _switched(tx: Tx, caller: OfficerCaller, open_: bool) -> str:
    access.decides(caller, caller.path)
    stations.set_public(tx, caller.station, open_)
    return caller.station


ROUTES = [listed, figures, switch]
