"""What the desk's pages of reports must know, read in one unit."""

from __future__ import annotations

from collections.abc import Callable

from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.people import officers, stations
from siharat.people.access import OfficerCaller
from siharat.report import desk, photos, store, tasks
from siharat.report.store import Line, Report
from siharat.report.tasks import Task
from siharat.web import report_words
from siharat.web.citizen.report_views import Said
from siharat.web.citizen.reports import place_words
from siharat.web.command.report_phrases import STATES, STEPS
from siharat.web.command.report_views import Likely, Open, Picture, Reports, Row, TaskRow, Tasks
from siharat.web.ground import plan_of
from siharat.web.officer.views import DISPOSITIONS
from siharat.web.words import catalogue

EXCERPT = 110
Say = Callable[[str], str]
DETAILS = {"sorted": report_words.CATEGORIES, "patrolled": report_words.OUTCOMES, "attended": DISPOSITIONS,
           "referred": report_words.SERVICES, "closed": report_words.ENDINGS}
"""In which table a step's detail has its words."""


def reports_of(tx: Tx, caller: OfficerCaller, report_id: str | None, done: bool, language: str,
               identity: tuple[str, str] | None) -> tuple[Reports, str]:
    say = catalogue(language).gettext
    station = stations.get(tx, caller.station)
    listed = desk.closed(tx, caller) if done else desk.queue(tx, caller)
    opened = _open(tx, caller, report_id, say, identity) if report_id else None
    view = Reports(station.name, [_row(tx, each, say) for each in listed], store.waiting(tx, station.code)[0], done,
                   opened, plan_of(tx, station.code) if opened and opened.lat is not None else None,
                   below=store.waiting_below(tx, station.code, station.path),
                   others=[(row.code, row.name) for row in stations.standing(tx) if row.code != station.code])
    return view, station.timezone


def _row(tx: Tx, report: Report, say: Say) -> Row:
    waits = report.waits_since is not None and report.status != "closed"
    state = "wait" if waits else "closed" if report.status == "closed" else "claimed"
    return Row(report.id, report.code, say(report_words.CATEGORIES[report.category]), place_words(report),
               _excerpt(report), say(report_words.UNDER[report.under]), report.received_at, report.waits_since, state,
               say(STATES[report.status]), len(store.joined(tx, report.id)))


def _excerpt(report: Report) -> str:
    return report.text if len(report.text) <= EXCERPT else report.text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _open(tx: Tx, caller: OfficerCaller, report_id: str, say: Say, identity: tuple[str, str] | None) -> Open:
    report = desk.opened(tx, caller, report_id)
    goes_on = store.get(tx, report.joined_to) if report.joined_to else None
    likely = [] if goes_on else [_likely(each.report, each.metres) for each in desk.likely(tx, caller, report_id)]
    named = identity or (_named(desk.identity(tx, caller, report_id, None)) if report.under == "name" else None)
    return Open(_row(tx, report, say), report.text, report.category, report.happened_at, report.lat, report.lon,
                [_said(tx, line, say) for line in store.lines(tx, report.id)], report.under, likely,
                [_likely(store.get(tx, each), None) for each in store.joined(tx, report.id)],
                goes_on.code if goes_on else "", goes_on.id if goes_on else "",
                incidents.get(tx, report.incident).code if report.incident else "", _pictures(tx, report),
                report.held_at is not None, named)


def _pictures(tx: Tx, report: Report) -> list[Picture]:
    return [Picture(f"/komando/laporan/{report.id}/foto/{each.id}", each.width, each.height)
            for each in photos.of_report(tx, report.id)]


def _named(person: dict[str, str]) -> tuple[str, str]:
    return person["name"], person["phone"]


def _likely(report: Report, metres: float | None) -> Likely:
    return Likely(report.id, report.code, _excerpt(report), report.received_at,
                  None if metres is None else round(metres), report.status == "closed")


def _said(tx: Tx, line: Line, say: Say) -> Said:
    who = officers.public(tx, line.officer)["name"] if line.officer else ""
    detail = DETAILS.get(line.kind, {}).get(line.detail or "", line.detail or "")
    return Said(line.at, line.kind, say(STEPS[line.kind]).format(officer=who, detail=say(detail) if detail else ""),
                line.text or "", line.kind == "answered")


def tasks_of(tx: Tx, caller: OfficerCaller, language: str) -> tuple[Tasks, str]:
    say = catalogue(language).gettext
    station = stations.get(tx, caller.station)
    rows = [task_row(task, caller, say) for task in tasks.board(tx, caller)]
    return Tasks(station.name, [row for row in rows if row.state == "open"],
                 [row for row in rows if row.state == "taken"],
                 sorted((row for row in rows if row.state == "done"), key=lambda row: -(row.ended_at or 0)),
                 caller.operates), station.timezone


def task_row(task: Task, caller: OfficerCaller, say: Say) -> TaskRow:
    return TaskRow(task.id, task.state, say(report_words.CATEGORIES[task.category]), task.what, task.place or "",
                   task.begins, task.ends, task.taken_by_name,
                   say(report_words.OUTCOMES[task.outcome]) if task.outcome else "", task.note or "", task.ended_at,
                   task.taken_by == caller.id, task.report or "", task.photos,
                   f"{task.lat},{task.lon}" if task.lat is not None else "")
