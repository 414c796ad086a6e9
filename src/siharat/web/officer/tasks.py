"""Patrol tasks on an officer's phone: taken, given back, done with an outcome. Forms, without script."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.report import tasks
from siharat.web import report_deeds
from siharat.web.api.door import with_phone
from siharat.web.command.report_queries import task_row
from siharat.web.entrance import pages as entrance
from siharat.web.officer.task_views import OwnTasks
from siharat.web.report_photos import picture
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import catalogue

DOOR = "petugas"
PATH = "/petugas/tugas"
DEEDS = {"ambil": "take", "kembalikan": "give-back", "selesai": "finish"}


@get(PATH, include_in_schema=False)
async def own_tasks(request: Asked) -> Response[bytes]:
    return await _page(visit(request, DOOR))


async def _page(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(with_phone, guest.token, own_tasks_of, guest.language)
    return guest.page("officer/tasks.html", guest.shell(zone), view.saying(wrong), status)


def own_tasks_of(tx: Tx, caller: OfficerCaller, language: str) -> tuple[OwnTasks, str]:
    say = catalogue(language).gettext
    station = stations.get(tx, caller.station)
    rows = [task_row(task, caller, say) for task in tasks.board(tx, caller)]
    taken = [row for row in rows if row.state == "taken"]
    return OwnTasks(station.name, [row for row in taken if row.mine], [row for row in rows if row.state == "open"],
                    [row for row in taken if not row.mine]), station.timezone


@post(PATH + "/{task_id:str}/{deed:str}", include_in_schema=False)
async def act(request: Asked, task_id: FromPath[str], deed: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    work = report_deeds.deed(report_deeds.OF_TASK, DEEDS.get(deed, ""))
    try:
        await guest.services.db.write(with_phone, guest.token, report_deeds.do, work, task_id, said)
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await _page(guest, guest.refusal(problem), problem.status)
    return onward(PATH)


@get(PATH + "/{task_id:str}/foto/{photo_id:str}", include_in_schema=False)
async def photo(request: Asked, task_id: FromPath[str], photo_id: FromPath[str]) -> Response[bytes]:
    guest = visit(request, DOOR)
    await guest.services.db.read(with_phone, guest.token, tasks.photo, task_id, photo_id)
    return await picture(guest.services, photo_id)


ROUTES = [own_tasks, act, photo]
