"""The evaluation's page: what the chief reads, each figure a door to the incidents that made it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from litestar import Response, get
from litestar.params import FromQuery, QueryParameter

from siharat.evaluate import actions, compare
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases
from siharat.evaluate.papers.words import Language
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


ROUTES = [evaluation, rows]
