"""What changes at stations, and what was changed: the administrators' page, at the doors of desk and province. By plain
forms; what would happen to a station that ends is shown before it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import access, changes, stations
from siharat.people.access import OfficerCaller
from siharat.succeed import actions as succeed
from siharat.succeed import settings
from siharat.succeed.actions import Outlook
from siharat.succeed.rules import Kind
from siharat.web.api.door import as_officer
from siharat.web.change_words import by, words
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_, catalogue

WHY_NOT = {
    "still_open_here": N_("Masih ada kejadian terbuka: {codes}. Selesaikan atau serahkan dulu, atau gabungkan "
                          "satuannya."),
    "drill_running": N_("Latihan sedang berjalan. Akhiri dulu."),
    "no_officers": N_("Satuan penerus belum punya petugas: tidak ada yang akan berdering."),
    "successor_not_live": N_("Satuan penerus belum hidup."),
    "own_successor": N_("Satuan tidak diteruskan oleh dirinya sendiri, atau oleh yang di bawahnya."),
    "station_closed": N_("Satuan ini sudah ditutup."), "station_open": N_("Satuan ini tidak ditutup."),
    "too_late": N_("Sudah lebih dari tiga puluh hari. Siapkan satuan baru."),
    "invalid": N_("Isian belum lengkap."),
}


@dataclass(frozen=True, slots=True)
class Row:
    at: int
    station: str
    words: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    door: str
    code: str
    name: str
    closed: bool = False
    others: list[tuple[str, str]] = field(default_factory=list)
    """Stations that the caller administers: code and name."""
    rows: list[Row] = field(default_factory=list)
    wrong: str = ""
    outlook: Outlook | None = None
    ends: tuple[str, str, str] = ("", "merged", "")
    """What was looked at: to which station, how, and why."""

    @property
    def successors(self) -> list[tuple[str, str]]:
        return [each for each in self.others if each[0] != self.code]


def routes(door: str) -> Sequence[Any]:
    page = f"/{door}/perubahan"
    one = page + "/{station_code:str}"

    @get(page, include_in_schema=False)
    async def listed(request: Asked, satuan: FromQuery[str] = "") -> Response[bytes]:
        return await _page(visit(request, door), satuan)

    @post(f"{one}/nama", include_in_schema=False)
    async def rename(request: Asked, station_code: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        said = await form(request, guest)
        return await _deed(guest, station_code, succeed.rename, said.get("name"))

    @post(f"{one}/akhiri", include_in_schema=False)
    async def end(request: Asked, station_code: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        said = await form(request, guest)
        if guest.token is None:
            raise access.unknown_caller()
        how = said.get("how", "")
        kind: Kind = "merged" if how == "merged" else "closed"
        to, reason, leave = said.get("to", ""), said.get("reason", ""), how == "leave"
        if said.get("sure") != "1":
            return await _page(guest, station_code, ends=(to, how, reason), looked=(to, kind, leave))
        if kind == "merged":
            return await _deed(guest, station_code, succeed.merge, to, reason)
        return await _deed(guest, station_code, succeed.close, to, leave, reason)

    @post(f"{one}/buka", include_in_schema=False)
    async def reopen(request: Asked, station_code: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        await form(request, guest)
        return await _deed(guest, station_code, succeed.reopen)

    @get(f"{one}/pengaturan", include_in_schema=False)
    async def export(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
        guest = visit(request, door)
        if guest.token is None:
            return await entrance.page(guest)
        found = await guest.services.db.read(as_officer, guest.token, settings.export, station_code)
        return Response(found, media_type="application/json", headers={
            "cache-control": "no-store", "content-disposition": 'attachment; filename="pengaturan.json"'})

    return [listed, rename, end, reopen, export]


async def _deed(guest: Visit, code: str, verb: Any, *args: Any) -> Response[Any]:
    try:
        await guest.services.db.write(as_officer, guest.token, verb, code, *args)
    except Problem as problem:
        if problem.code not in WHY_NOT:
            raise
        return await _page(guest, code, wrong=_why(guest, problem), status=problem.status)
    return onward(f"/{guest.door}/perubahan?satuan={code}")


def _why(guest: Visit, problem: Problem) -> str:
    return guest.say(WHY_NOT[problem.code]).format(codes=", ".join(problem.extra.get("codes", ())))


async def _page(guest: Visit, code: str, wrong: str = "", status: int = 200, ends: tuple[str, str, str] | None = None,
                looked: tuple[str, Kind, bool] | None = None) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _changes, guest, code, wrong, ends, looked)
    return guest.page("changes.html", guest.shell(zone), view, 409 if view.wrong and status == 200 else status)


def _changes(tx: Tx, caller: OfficerCaller, guest: Visit, code: str, wrong: str, ends: tuple[str, str, str] | None,
             looked: tuple[str, Kind, bool] | None) -> tuple[Changes, str]:
    row = stations.get(tx, code or caller.station)
    access.administers(caller, row.path)
    say = catalogue(guest.language).gettext
    rows = [Row(each.at, each.station, words(each, say), by(each, say), str(each.said.get("reason", "")))
            for each in changes.below(tx, caller, row.path)]
    others = [(each.code, each.name) for each in stations.below(tx, caller.path, closed_since=0)]
    seen = succeed.outlook(tx, caller, row.code, *looked) if looked else None
    if seen is not None and seen.refused is not None:
        wrong = _why(guest, seen.refused)
    return Changes(guest.door, row.code, row.name, row.closed_at is not None, others, rows, wrong,
                   seen if seen and seen.refused is None else None, ends or ("", "merged", "")), row.timezone
