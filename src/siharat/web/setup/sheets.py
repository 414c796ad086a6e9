"""The fourth page: the sheet of codes to print."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.people.enrolment import Slip
from siharat.setup import actions
from siharat.web import enrolment_sheet, signing_in
from siharat.web.api.door import as_officer
from siharat.web.setup import phrases
from siharat.web.setup.pages import DOOR, OF, refused, road_of, shown
from siharat.web.setup.views import Sheets
from siharat.web.visit import Asked, Visit, form, visit
from siharat.web.words import N_

ALL_HAVE = N_("Semua sudah punya cara masuk atau memegang kode. Tidak ada yang dicetak.")
PDF = "application/pdf"


@get(f"{OF}/kode", include_in_schema=False)
async def sheets(request: Asked, station_code: FromPath[str]) -> Response[bytes]:
    return await _shown_sheets(visit(request, DOOR), station_code)


async def _shown_sheets(guest: Visit, code: str, wrong: str = "", status: int = 200) -> Response[bytes]:
    origin = signing_in.origin_of(guest.services.settings, guest.headers)
    return await shown(guest, "setup/sheets.html", _sheets, code, origin, wrong=wrong, status=status)


def _sheets(tx: Tx, caller: OfficerCaller, code: str, origin: str) -> Sheets:
    return Sheets(road_of(tx, caller, code), f"{origin}{enrolment_sheet.PAGE}", enrolment_sheet.unfit(origin))


@post(f"{OF}/kode", include_in_schema=False)
async def print_codes(request: Asked, station_code: FromPath[str]) -> Response[Any]:
    """The sheet, as a document to print. Its codes stand in it and nowhere else. ``again``: also for who holds a code
    already; it takes a tick, for the slips in people's hands are worth nothing then."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    again = said.get("again") == "1"
    if again and said.get("sure") != "1":
        return await _shown_sheets(guest, station_code, guest.say(phrases.REFUSED["tick"]), 422)
    slips, zone = await guest.services.db.read(as_officer, guest.token, _slips, station_code, again)
    if not slips:
        return await _shown_sheets(guest, station_code, guest.say(ALL_HAVE), 409)
    origin = signing_in.origin_of(guest.services.settings, guest.headers)
    document = await guest.services.counting.run(enrolment_sheet.pdf, slips, origin, zone, guest.language)
    try:
        await guest.services.db.write(as_officer, guest.token, actions.printed, station_code, slips, again)
    except Problem as problem:
        return await _shown_sheets(guest, station_code, refused(guest, problem), problem.status)
    headers = {"content-disposition": f'attachment; filename="kode-{station_code}.pdf"', "cache-control": "no-store",
               "x-content-type-options": "nosniff"}
    return Response(document, status_code=200, media_type=PDF, headers=headers)


def _slips(tx: Tx, caller: OfficerCaller, code: str, again: bool) -> tuple[list[Slip], str]:
    return actions.slips(tx, caller, code, again), stations.get(tx, code).timezone


ROUTES = [sheets, print_codes]
