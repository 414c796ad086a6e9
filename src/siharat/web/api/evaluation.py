"""``/evaluation``: what a station achieved, as figures and as papers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated, Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from siharat.db import Tx
from siharat.evaluate import actions, compare
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases
from siharat.evaluate.figures import DIMENSIONS
from siharat.evaluate.papers import KINDS, file_name
from siharat.evaluate.period import month_of
from siharat.evaluate.rules import Targets
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.door import as_officer
from siharat.web.services import Services

SOFTWARE = f"siharat {version('siharat')}"


@get("/evaluation", summary="What a station achieved in a period, both days included")
async def evaluation(
    request: Asked, station: FromQuery[str] = "", first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "",
) -> Response[dict[str, Any]]:
    services = services_of(request)
    asked, cases = await gathered(services, knocked(request).token, station, first, last, filters_of(request))
    found = await services.counting.run(actions.document, cases, asked, SOFTWARE)
    return Response(found, headers={"cache-control": "no-store"})


@get("/evaluation/changes", summary="The same beside the period before: what changed, and what can be told from chance")
async def changes(
    request: Asked, station: FromQuery[str] = "", first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "",
) -> dict[str, Any]:
    services = services_of(request)
    asked, cases = await gathered(services, knocked(request).token, station, first, last, filters_of(request))
    asked_before = actions.before(asked)
    earlier = await actions.gather(services.db, asked_before)
    found = await services.counting.run(changed, asked, cases, asked_before, earlier)
    return {"station": {"code": asked.station, "name": asked.name}, "period": spelled(asked),
            "before": spelled(asked_before), "changes": found}


def changed(asked: Question, cases: Cases, asked_before: Question, earlier: Cases) -> list[dict[str, Any]]:
    return compare.document(actions.evaluate(cases, asked), actions.evaluate(earlier, asked_before))


def spelled(asked: Question) -> dict[str, str]:
    return {"from": asked.period.first.isoformat(), "to": asked.period.last.isoformat()}


@get(["/evaluation.csv", "/evaluation.xlsx", "/evaluation.pdf"], summary="The same on paper; `language` id or en")
async def paper(
    request: Asked, station: FromQuery[str] = "", first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "", language: FromQuery[str] = "id",
) -> Response[bytes]:
    services = services_of(request)
    kind = request.url.path.rpartition(".")[2]
    asked, cases = await gathered(services, knocked(request).token, station, first, last, filters_of(request))
    written = await services.counting.run(KINDS[kind].write, cases, asked, SOFTWARE,
                                          "en" if language == "en" else "id")
    return Response(written, media_type=KINDS[kind].media, headers={
        "content-disposition": f'attachment; filename="{file_name(asked, kind)}"', "cache-control": "no-store",
        "x-content-type-options": "nosniff"})


def filters_of(request: Asked) -> dict[str, str]:
    return {name: value for name in DIMENSIONS if (value := request.query_params.get(name))}


async def gathered(services: Services, token: str | None, station: str, first: str, last: str,
                   filters: Mapping[str, str]) -> tuple[Question, Cases]:
    """The question as the caller may ask it, and the cases that answer it."""
    asked = await services.db.read(as_officer, token, ask, station, first, last, filters, services.settings.targets)
    return asked, await actions.gather(services.db, asked)


def ask(tx: Tx, caller: OfficerCaller, station: str, first: str, last: str, filters: Mapping[str, str],
        targets: Targets) -> Question:
    """Left out: the caller's own station, and the month that it is there."""
    row = stations.get(tx, station or caller.station)
    access.evaluates(caller, row.path)
    month = month_of(tx.now, row.timezone)
    return actions.question(tx, row.code, first or month.first.isoformat(), last or month.last.isoformat(),
                            filters, targets)


def evaluation_routes() -> list[HTTPRouteHandler]:
    return [evaluation, changes, paper]
