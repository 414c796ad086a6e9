"""Calm reports: the API of their reporters. A key stands in a header, never in an address or a log."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from siharat.db import Tx
from siharat.kernel.clock import rfc3339
from siharat.people import stations
from siharat.report import actions, rules
from siharat.report.actions import Taken
from siharat.web.api import bodies, floods
from siharat.web.api.asking import Asked, headers_of, knocked, not_too_many, services_of
from siharat.web.api.door import require_own_site
from siharat.web.posted import posted

LARGEST = 64 * 1024
KEY = "case-key"


@post("/reports", status_code=201, request_max_body_size=LARGEST,
      summary="Send a report: under one's name, in confidence, or as nobody")
async def send_report(request: Asked) -> Response[dict[str, Any]]:
    services = services_of(request)
    not_too_many(request, floods.REPORTS)
    sent = await posted(request)
    new = rules.read_report(sent.said, services.clock.now())
    done = await services.db.write(actions.take_in, new, _token(request, new.under))
    return Response(_taken(done), status_code=200 if done.duplicate else 201, headers={"cache-control": "no-store"})


def _token(request: Asked, under: rules.Under) -> str | None:
    """Who wants to be nobody is not looked at: neither cookie nor token."""
    if under == "nobody":
        require_own_site(headers_of(request), services_of(request).settings.origin)
        return None
    return knocked(request).token


def _taken(done: Taken) -> dict[str, Any]:
    return {"case_key": done.case_key, "code": done.code, "station": {"name": done.station},
            "duplicate": done.duplicate}


@get("/report", summary="What became of a report: needs the header Case-Key, and nothing else")
async def read_report(request: Asked) -> Response[dict[str, Any]]:
    not_too_many(request, floods.CASES)
    found = await services_of(request).db.read(_document, request.headers.get(KEY, ""))
    return Response(found, headers={"cache-control": "no-store"})


def _document(tx: Tx, key: str) -> dict[str, Any]:
    report = actions.open_with(tx, key)
    lines = [{"at": rfc3339(line.at), "kind": line.kind, "from": "reporter" if line.kind in actions.OWN else "police",
              "detail": line.detail, "text": line.text} for line in actions.public_lines(tx, report)]
    return {"code": report.code, "station": {"name": stations.get(tx, report.station).name}, "under": report.under,
            "status": report.status, "category": report.category, "text": report.text,
            "received_at": rfc3339(report.received_at), "lines": lines}


@post("/report/messages", status_code=201, summary="Its reporter writes to the desk (Case-Key)")
async def write_to_desk(request: Asked, data: JSONBody[bodies.Message]) -> dict[str, str]:
    not_too_many(request, floods.CASES)
    require_own_site(headers_of(request), services_of(request).settings.origin)
    await services_of(request).db.write(actions.write, request.headers.get(KEY, ""), data.text)
    return {"text": data.text}


def report_routes() -> list[HTTPRouteHandler]:
    return [send_report, read_report, write_to_desk]
