"""Calm reports: the API of their reporters, of the desk and of the patrol. A case key stands in a header, never in an
address or a log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from siharat.db import Tx, files
from siharat.kernel.clock import rfc3339
from siharat.people import officers, stations
from siharat.people.access import OfficerCaller
from siharat.report import actions, desk, photos, rules, store, tasks
from siharat.report.actions import Taken
from siharat.report.rules import NewReport
from siharat.report.store import Report
from siharat.web import report_deeds
from siharat.web.api import bodies, floods
from siharat.web.api.asking import Asked, headers_of, knocked, not_too_many, services_of
from siharat.web.api.door import as_officer, require_own_site
from siharat.web.posted import posted
from siharat.web.report_deeds import Deed
from siharat.web.report_photos import LARGEST_FORM, kept
from siharat.web.services import Services

KEY = "case-key"


@post("/reports", status_code=201, request_max_body_size=LARGEST_FORM,
      summary="Send a report: under one's name, in confidence, or as nobody; with up to five photos")
async def send_report(request: Asked) -> Response[dict[str, Any]]:
    services = services_of(request)
    not_too_many(request, floods.REPORTS)
    async with posted(request, services.photo_room, photos.LARGEST) as sent:
        new = rules.read_report(sent.said, services.clock.now())
        token = _token(request, new.under)
        done, said = await take_in(services, new, token, sent.files)
    pictures = [{"kept": not why, "why": why or None} for why in said]
    return Response({**_taken(done), "photos": pictures}, status_code=200 if done.duplicate else 201,
                    headers={"cache-control": "no-store"})


async def take_in(services: Services, new: NewReport, token: str | None,
                  sent: Sequence[bytes]) -> tuple[Taken, list[str]]:
    """The report, and for each photo why it was not kept. A photo that cannot be kept costs nobody their report."""
    async with kept(services, sent) as found:
        done = await services.db.write(actions.take_in, new, token, found.photos)
        if done.duplicate:  # the first sending's photos are there already
            await services.darkroom.run(files.discard, Path(services.settings.data),
                                        [photo.id for photo in found.photos])
        return done, found.said


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
    await services_of(request).db.write(_write, request.headers.get(KEY, ""), data.text)
    return {"text": data.text}


def _write(tx: Tx, key: str, words: str) -> None:
    actions.write(tx, actions.open_with(tx, key).id, words)


@get("/reports", summary="The desk's queue: open reports, who waits longest first. No name, no number")
async def list_reports(request: Asked) -> dict[str, Any]:
    return {"reports": await services_of(request).db.read(as_officer, knocked(request).token, _queue)}


def _queue(tx: Tx, caller: OfficerCaller) -> list[dict[str, Any]]:
    return [_seen_by_desk(tx, report) for report in desk.queue(tx, caller)]


@get("/reports/{report_id:str}", summary="One report as the desk sees it, and others that may tell of the same")
async def get_report(request: Asked, report_id: FromPath[str]) -> dict[str, Any]:
    return await services_of(request).db.read(as_officer, knocked(request).token, _opened, report_id)


def _opened(tx: Tx, caller: OfficerCaller, report_id: str) -> dict[str, Any]:
    report = desk.opened(tx, caller, report_id)
    lines = [{"at": rfc3339(line.at), "kind": line.kind, "detail": line.detail, "text": line.text,
              "officer": officers.public(tx, line.officer) if line.officer else None}
             for line in store.lines(tx, report.id)]
    alike = [{"id": each.report.id, "code": each.report.code, "text": each.report.text, "status": each.report.status,
              "metres": None if each.metres is None else round(each.metres), "share": round(each.share, 2)}
             for each in desk.likely(tx, caller, report_id)]
    return {**_seen_by_desk(tx, report), "lines": lines, "likely": alike, "joined": store.joined(tx, report.id),
            "photos": [{"id": each.id, "width": each.width, "height": each.height}
                       for each in photos.of_report(tx, report.id)]}


def _seen_by_desk(tx: Tx, report: Report) -> dict[str, Any]:
    """Who sent it stands nowhere in it; the text may say so all the same."""
    place = {"lat": report.lat, "lon": report.lon, "accuracy_m": report.accuracy_m} if report.lat is not None else None
    return {"id": report.id, "code": report.code, "station": {"code": report.station}, "under": report.under,
            "status": report.status, "category": report.category, "text": report.text, "location": place,
            "place": report.whereabouts, "locality": report.locality, "received_at": rfc3339(report.received_at),
            "happened_at": rfc3339(report.happened_at) if report.happened_at else None,
            "waits_since": rfc3339(report.waits_since) if report.waits_since else None,
            "joined_to": report.joined_to, "incident": report.incident}


@post("/reports/{report_id:str}/{deed:str}", status_code=200,
      summary="answer, sort, join, part, move, refer, task, raise, close, hold, let-go; identity, with a reason")
async def do_with_report(
    request: Asked, report_id: FromPath[str], deed: FromPath[str], data: JSONBody[bodies.ReportDeed | None] = None,
) -> dict[str, Any]:
    return await _do(request, report_deeds.deed(report_deeds.OF_REPORT, deed), report_id, data)


@get("/tasks", summary="The patrol tasks of the caller's station")
async def list_tasks(request: Asked) -> dict[str, Any]:
    return {"tasks": await services_of(request).db.read(as_officer, knocked(request).token, _board)}


def _board(tx: Tx, caller: OfficerCaller) -> list[dict[str, Any]]:
    return [{"id": task.id, "state": task.state, "category": task.category, "what": task.what, "place": task.place,
             "location": {"lat": task.lat, "lon": task.lon} if task.lat is not None else None,
             "begins": rfc3339(task.begins) if task.begins else None,
             "ends": rfc3339(task.ends) if task.ends else None, "taken_by": task.taken_by_name or None,
             "mine": task.taken_by == caller.id, "outcome": task.outcome} for task in tasks.board(tx, caller)]


@post("/tasks/{task_id:str}/{deed:str}", status_code=200, summary="take, give-back, finish with an outcome; drop")
async def do_with_task(
    request: Asked, task_id: FromPath[str], deed: FromPath[str], data: JSONBody[bodies.ReportDeed | None] = None,
) -> dict[str, Any]:
    return await _do(request, report_deeds.deed(report_deeds.OF_TASK, deed), task_id, data)


async def _do(request: Asked, work: Deed, which: str, data: bodies.ReportDeed | None) -> dict[str, Any]:
    said: dict[str, str] = msgspec.structs.asdict(data) if data else {}
    done = await services_of(request).db.write(as_officer, knocked(request).token, report_deeds.do, work, which, said)
    return done or {}


def report_routes() -> list[HTTPRouteHandler]:
    return [send_report, read_report, write_to_desk, list_reports, get_report, do_with_report, list_tasks,
            do_with_task]
