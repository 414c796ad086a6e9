"""The desk's queue of reports, and the board of patrol tasks. Plain forms; the same deeds as the API."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import rfc3339
from siharat.kernel.errors import invalid, not_found
from siharat.people.access import OfficerCaller
from siharat.report import desk, photos, tasks
from siharat.web import report_deeds
from siharat.web.api.door import as_officer
from siharat.web.command.report_queries import reports_of, tasks_of
from siharat.web.entrance import pages as entrance
from siharat.web.moments import typed
from siharat.web.report_photos import picture
from siharat.web.visit import Asked, Visit, form, onward, visit

DOOR = "komando"
PAGE = "/komando/laporan"
BOARD = "/komando/tugas"
DEEDS = {"jawab": "answer", "golongan": "sort", "gabung": "join", "pisah": "part", "pindah": "move",
         "teruskan": "refer", "tugas": "task", "panggil": "raise", "selesai": "close", "identitas": "identity",
         "tahan": "hold", "lepas": "let-go"}
TASK_DEEDS = {"ambil": "take", "kembalikan": "give-back", "selesai": "finish", "batal": "drop"}


@get(PAGE, include_in_schema=False)
async def queue(request: Asked, selesai: FromQuery[str] = "") -> Response[bytes]:
    return await _page(visit(request, DOOR), None, done=bool(selesai))


@get(PAGE + "/{report_id:str}", include_in_schema=False)
async def one(request: Asked, report_id: FromPath[str]) -> Response[bytes]:
    return await _page(visit(request, DOOR), report_id)


async def _page(guest: Visit, report_id: str | None, wrong: str = "", status: int = 200, done: bool = False,
                identity: tuple[str, str] | None = None) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, reports_of, report_id, done, guest.language,
                                              identity)
    return guest.page("command/reports.html", guest.shell(zone), view.saying(wrong), status)


@post(PAGE + "/{report_id:str}/{deed:str}", include_in_schema=False)
async def act(request: Asked, report_id: FromPath[str], deed: FromPath[str]) -> Response[Any]:
    """A name in confidence stands on this answer only, and is gone when the page is loaded anew."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    name = DEEDS.get(deed, "")
    work = report_deeds.deed(report_deeds.OF_REPORT, name)
    try:
        found = await guest.services.db.write(as_officer, guest.token, report_deeds.do, work, report_id, timed(said))
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await _page(guest, report_id, guest.refusal(problem), problem.status)
    if name == "identity":
        return await _page(guest, report_id, identity=(found["name"], found["phone"]))
    if name == "move":
        return onward(PAGE)
    return onward(f"{PAGE}/{report_id}")


@get(PAGE + "/{report_id:str}/foto/{photo_id:str}", include_in_schema=False)
async def photo(request: Asked, report_id: FromPath[str], photo_id: FromPath[str]) -> Response[bytes]:
    guest = visit(request, DOOR)
    await guest.services.db.read(as_officer, guest.token, _photo_of, report_id, photo_id)
    return await picture(guest.services, photo_id)


def _photo_of(tx: Tx, caller: OfficerCaller, report_id: str, photo_id: str) -> None:
    desk.opened(tx, caller, report_id)
    if photo_id not in {each.id for each in photos.of_report(tx, report_id)}:
        raise not_found("photo")


def timed(said: dict[str, str]) -> dict[str, str]:
    """The form's times, by the clock on its station's wall, as the API wants them."""
    zone = said.get("zone") or "Asia/Makassar"
    try:
        return said | {field: rfc3339(typed(said[field], zone)) for field in ("begins", "ends") if said.get(field)}
    except ValueError as error:
        raise invalid("begins", "is no time") from error


@get(BOARD, include_in_schema=False)
async def board(request: Asked) -> Response[bytes]:
    return await _board(visit(request, DOOR))


async def _board(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, tasks_of, guest.language)
    return guest.page("command/tasks.html", guest.shell(zone), view.saying(wrong), status)


@post(BOARD, include_in_schema=False)
async def new_task(request: Asked) -> Response[Any]:
    """The desk's own idea, without a report."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    try:
        await guest.services.db.write(as_officer, guest.token, tasks.make, None, timed(said))
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await _board(guest, guest.refusal(problem), problem.status)
    return onward(BOARD)


@post(BOARD + "/{task_id:str}/{deed:str}", include_in_schema=False)
async def act_on_task(request: Asked, task_id: FromPath[str], deed: FromPath[str]) -> Response[Any]:
    guest = visit(request, DOOR)
    said = await form(request, guest)
    work = report_deeds.deed(report_deeds.OF_TASK, TASK_DEEDS.get(deed, ""))
    try:
        await guest.services.db.write(as_officer, guest.token, report_deeds.do, work, task_id, said)
    except Problem as problem:
        if problem.status in (401, 404):
            raise
        return await _board(guest, guest.refusal(problem), problem.status)
    return onward(BOARD)


ROUTES = [queue, one, act, photo, board, new_task, act_on_task]
