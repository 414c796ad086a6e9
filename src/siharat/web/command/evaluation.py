"""The evaluation's page: what the chief reads, each figure a door to the incidents that made it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from siharat.db import Tx
from siharat.evaluate import actions, compare, monthly
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases
from siharat.evaluate.papers.words import Language
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.web.api.door import as_officer
from siharat.web.api.evaluation import SOFTWARE, filters_of, gathered
from siharat.web.command import evaluation_views as views
from siharat.web.command.change_views import changed_line, spoken_of
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, visit

DOOR = "komando"
MOST_PAGES = 1_000_000


@get("/komando/evaluasi", include_in_schema=False)
async def evaluation(
    request: Asked, station: FromQuery[str] = "", first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "",
) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    asked, cases = await gathered(guest.services, guest.token, station, first, last, filters_of(request))
    earlier = await actions.gather(guest.services.db, actions.before(asked))
    view = await guest.services.counting.run(_page, cases, earlier, asked, spoken_by(guest))
    is_open, decides = await guest.services.db.read(as_officer, guest.token, _door)
    months = monthly.listed(Path(guest.services.settings.data), asked.station)
    view = replace(view, open=is_open, decides=decides, months=months)
    return guest.page("command/evaluation.html", guest.shell(asked.period.zone), view)


def _page(cases: Cases, earlier: Cases, asked: Question, language: Language) -> views.Page:
    view = views.page_of(actions.document(cases, asked, SOFTWARE), asked, language)
    before = actions.before(asked)
    found = compare.changes(actions.evaluate(cases, asked), actions.evaluate(earlier, before)) if len(earlier) else []
    return replace(view, changes=[changed_line(each, language) for each in found], before=spoken_of(before, language))


@get("/komando/evaluasi/kejadian", include_in_schema=False)
async def rows(
    request: Asked, station: FromQuery[str] = "", first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "", angka: FromQuery[str] = "all",
    halaman: Annotated[int, QueryParameter(ge=1, le=MOST_PAGES)] = 1,
) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    asked, cases = await gathered(guest.services, guest.token, station, first, last, filters_of(request))
    view = await guest.services.counting.run(_rows, cases, asked, angka, halaman, spoken_by(guest))
    return guest.page("command/evaluation_rows.html", guest.shell(asked.period.zone), view)


def _rows(cases: Cases, asked: Question, figure: str, page: int, language: Language) -> views.Rows:
    return views.rows_of(actions.evaluate(cases, asked), asked, figure, page, language)


def spoken_by(guest: Visit) -> Language:
    """A paper is in Indonesian or English; whoever chose Banjar reads it in Indonesian."""
    return "en" if guest.language == "en" else "id"


@get("/komando/evaluasi/bulan/{month:str}/{kind:str}", include_in_schema=False)
async def paper_of_month(request: Asked, month: FromPath[str], kind: FromPath[str]) -> Response[bytes]:
    """A month's paper as it was written when the month was over."""
    guest = visit(request, DOOR)
    station = await guest.services.db.read(as_officer, guest.token, _own_station)
    folder = Path(guest.services.settings.data)
    content = await guest.services.counting.run(monthly.read, folder, station, month, kind)
    name = f"siharat-{station}-{month}.{kind}"
    return Response(content, media_type="application/pdf" if kind == "pdf" else "text/plain", headers={
        "content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store",
        "x-content-type-options": "nosniff"})


def _own_station(tx: Tx, caller: OfficerCaller) -> str:
    access.evaluates(caller, stations.get(tx, caller.station).path)
    return caller.station


def _door(tx: Tx, caller: OfficerCaller) -> tuple[bool, bool]:
    """Whether everybody may read the months of the caller's station, and whether the caller decides it."""
    return stations.get(tx, caller.station).public_since is not None, caller.decides


ROUTES = [evaluation, rows, paper_of_month]
