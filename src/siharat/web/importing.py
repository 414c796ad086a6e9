"""A station's settings taken over from a file, by plain forms: chosen, looked at setting by setting, confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people.access import OfficerCaller
from siharat.succeed import importing, settings, settings_file
from siharat.succeed.importing import Look
from siharat.succeed.settings_file import Unusable
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.settings_words import Line, lines, refusal
from siharat.web.setup.uploads import LARGEST_UPLOAD, uploaded
from siharat.web.visit import Asked, Visit, form, onward, visit
from siharat.web.words import N_, catalogue

LARGEST_MB = 2
"""To read ten of the worst kind holds everybody up for seconds, and the areas, which alone could be so large, are not
taken from it."""

WHY_NOT = {
    "settings_changed": N_("Berkas atau pengaturan satuan ini berubah sejak Anda lihat. Belum ada yang diberlakukan: "
                           "periksa sekali lagi di bawah."),
    "station_closed": N_("Satuan ini sudah ditutup."),
}


@dataclass(frozen=True, slots=True)
class Importing:
    door: str
    code: str
    name: str
    closed: bool = False
    look: Look | None = None
    lines: list[Line] = field(default_factory=list)
    wrong: str = ""

    @property
    def sister(self) -> str:
        """The code of the other station whose settings they were, or nothing."""
        return self.look.wanted.station if self.look and self.look.wanted.station != self.code else ""

    @property
    def lost_teams(self) -> str:
        """Whose people would be in no team: the file names nobody."""
        if self.look is None or "roster" not in self.look.parts:
            return ""
        here, there = self.look.now.roster, self.look.wanted.roster
        return ", ".join(dict.fromkeys(team for team in (here.teams if here else ())
                                       if team not in (there.teams if there else ())))


def routes(door: str) -> Sequence[Any]:
    page = f"/{door}/perubahan/{{station_code:str}}/impor"

    @get(page, include_in_schema=False)
    async def shown(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
        return await _page(visit(request, door), station_code)

    @post(page, include_in_schema=False, request_max_body_size=LARGEST_UPLOAD)
    async def upload(request: Asked, station_code: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        await guest.services.db.read(as_officer, guest.token, settings.administered, station_code)  # before its bytes
        async with uploaded(request, guest, LARGEST_MB) as words:
            try:
                if words is None:
                    raise Unusable("none", "is missing")
                if len(words) > LARGEST_MB * 1024 * 1024:
                    raise Unusable("large", f"is larger than {LARGEST_MB} MB", megabytes=LARGEST_MB)
                read = await guest.services.counting.run(settings_file.read, guest.services.keys, words)
            except Problem as problem:
                if problem.code != "invalid":
                    raise
                return await _page(guest, station_code, refusal(problem, guest.say), 422)
        return await _deed(guest, station_code, "/impor", importing.wait, read)

    @post(f"{page}/pakai", include_in_schema=False)
    async def use(request: Asked, station_code: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        said = await form(request, guest)
        return await _deed(guest, station_code, "", importing.use, said.get("digest", ""))

    @post(f"{page}/buang", include_in_schema=False)
    async def drop(request: Asked, station_code: FromPath[str]) -> Response[Any]:
        guest = visit(request, door)
        await form(request, guest)
        return await _deed(guest, station_code, "/impor", importing.drop)

    return [shown, upload, use, drop]


async def _deed(guest: Visit, code: str, then: str, verb: Any, *args: Any) -> Response[Any]:
    try:
        await guest.services.db.write(as_officer, guest.token, verb, code, *args)
    except Problem as problem:
        if problem.code not in WHY_NOT:
            raise
        return await _page(guest, code, guest.say(WHY_NOT[problem.code]), problem.status)
    return onward(f"/{guest.door}/perubahan/{code}{then}" if then else f"/{guest.door}/perubahan?satuan={code}")


async def _page(guest: Visit, code: str, wrong: str = "", status: int = 200) -> Response[bytes]:
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _importing, guest, code, wrong)
    return guest.page("settings_import.html", guest.shell(zone), view, status)


def _importing(tx: Tx, caller: OfficerCaller, guest: Visit, code: str, wrong: str) -> tuple[Importing, str]:
    row = settings.administered(tx, caller, code)
    seen = importing.look(tx, caller, code) if row.closed_at is None else None
    told = lines(seen.parts, seen.now, seen.wanted, catalogue(guest.language).gettext) if seen else []
    return Importing(guest.door, row.code, row.name, row.closed_at is not None, seen, told, wrong), row.timezone
