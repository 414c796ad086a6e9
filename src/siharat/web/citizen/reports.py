"""Calm reports: the form, the receipt with the case key, and what became of it. Plain forms, with or without script."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import rfc3339
from siharat.kernel.errors import invalid
from siharat.kernel.identity import canonical_uuid
from siharat.kernel.phone import masked
from siharat.people import citizens, sessions, stations
from siharat.people.access import CitizenCaller
from siharat.report import actions, photos, rules
from siharat.report.store import Line, Report
from siharat.web import report_words
from siharat.web.api import floods
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import knock, require_own_site, require_same_origin
from siharat.web.api.reports import take_in
from siharat.web.citizen.report_phrases import FORM, HEADLINES, STEPS
from siharat.web.citizen.report_views import KeyForm, OwnReport, OwnRow, Receipt, ReportForm, Said
from siharat.web.ground import plan_of
from siharat.web.moments import typed
from siharat.web.posted import posted
from siharat.web.report_photos import LARGEST_FORM, WHY_NOT
from siharat.web.visit import Asked, Visit, form, visit
from siharat.web.words import N_, catalogue, spoken

DOOR = "warga"
WRONG = {
    "text": N_("Tulis dengan beberapa kata apa yang Anda lihat."),
    "phone": N_("Tulis nomor seperti 0812…, atau pilih Anonim."),
    "when": N_("Waktunya tidak terbaca, atau lebih dari setahun lalu."),
    "place": N_("Tempat pada denah tidak terbaca. Tulis dengan kata-kata."),
}
NO_SUCH_KEY = N_("Kunci ini tidak membuka laporan. Periksa huruf dan angkanya.")
FIELDS = {"happened_at": "when", "lat": "place"}
"""How the form calls what the API names otherwise."""


@get("/lapor", include_in_schema=False)
async def report_form(request: Asked, kantor: FromQuery[str] = "") -> Response[bytes]:
    return await _form(visit(request, DOOR), {"station": kantor})


async def _form(guest: Visit, said: dict[str, str], wrong: str = "", status: int = 200) -> Response[bytes]:
    view, zone = await guest.services.db.read(form_of, guest.token, said, guest.language)
    shown = ReportForm(phone_id=guest.services.identity.uuid7(), wrong=wrong, said=said, **view)
    return guest.page("citizen/report.html", guest.shell(zone), shown, status)


def form_of(tx: Tx, token: str | None, said: dict[str, str], language: str) -> tuple[dict[str, Any], str]:
    """The form of the station that was chosen; else of the citizen's own, or of the only one that is manned."""
    caller = sessions.caller(tx, token)
    row = citizens.get(tx, caller.id) if isinstance(caller, CitizenCaller) else None
    manned = [each for each in stations.every(tx) if stations.answers(each)]
    home = stations.heir(tx, row.home).code if row and row.home else None
    wanted = said.get("station") or home or (manned[0].code if len(manned) == 1 else "")
    chosen = next((each for each in manned if each.code == wanted), None)
    number = masked(tx.keys.unseal(row.phone, "citizen.phone")) if row else ""
    fields = {"station": chosen.name if chosen else "", "number": number.replace("-", "\u2011"),
              "stations": [(each.code, each.name) for each in manned] if len(manned) > 1 else [],
              "plan": plan_of(tx, chosen.code) if chosen else None, "phrases": spoken(FORM, language)}
    return fields, chosen.timezone if chosen else "Asia/Makassar"


@post("/lapor", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def send(request: Asked) -> Response[Any]:
    """The key stands on this answer only. Loading it again sends the same form, which is answered the same."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.REPORTS)
    async with posted(request, guest.services.photo_room, photos.LARGEST) as sent:
        token = _proved(guest, sent.said)
        try:
            new = rules.read_report(_as_api(guest, sent.said), guest.services.clock.now())
            done, said = await take_in(guest.services, new, token, sent.files)
        except Problem as problem:
            if problem.status != 422:
                raise
            field = str(problem.extra.get("field"))
            return await _form(guest, sent.said, guest.say(WRONG.get(FIELDS.get(field, field), WRONG["text"])), 422)
    refused = [(number, guest.say(WHY_NOT[why])) for number, why in enumerate(said, start=1) if why]
    view = Receipt(done.code, done.station, done.case_key, len(said) - len(refused), refused)
    return guest.page("citizen/report_sent.html", guest.shell(), view)


def _proved(guest: Visit, said: dict[str, str]) -> str | None:
    """Who sent it, once it is shown that a page of ours did. Who wants to be nobody is not looked at."""
    require_own_site(guest.headers, guest.services.settings.origin)
    if rules.read_under(said) == "nobody":
        return None
    made = knock({"cookie": guest.headers.get("cookie", "")}, DOOR)
    require_same_origin(guest.services.keys, made, said.get("csrf"))
    return made.token


def _as_api(guest: Visit, said: dict[str, str]) -> dict[str, str]:
    """The form's fields as the API names them. A time is of the clock on the wall of that station."""
    try:
        phone_id = canonical_uuid(said.get("id", ""))
    except ValueError:
        phone_id = guest.services.identity.uuid7()
    return {**said, "id": phone_id, "happened_at": _moment(said.get("when", ""), said.get("zone", ""))}


def _moment(when: str, zone: str) -> str:
    try:
        return rfc3339(typed(when, zone or "Asia/Makassar")) if when else ""
    except ValueError as error:
        raise invalid("happened_at", "is no time") from error


@get("/laporan", include_in_schema=False)
async def key_form(request: Asked) -> Response[bytes]:
    return await _keys(visit(request, DOOR))


async def _keys(guest: Visit, wrong: str = "", status: int = 200) -> Response[bytes]:
    """Where a key is typed. Who is known here, and reported under their name, needs none."""
    own, zone = await guest.services.db.read(_own_rows, guest.token, guest.language)
    return guest.page("citizen/report_key.html", guest.shell(zone), KeyForm(wrong, own), status)


def _own_rows(tx: Tx, token: str | None, language: str) -> tuple[list[OwnRow], str]:
    say = catalogue(language).gettext
    found = actions.own(tx, token)
    zone = stations.get(tx, found[0].station).timezone if found else "Asia/Makassar"
    return [OwnRow(each.code, say(report_words.CATEGORIES[each.category]), each.received_at,
                   say(HEADLINES[each.status])) for each in found], zone


@post("/laporan", include_in_schema=False)
async def own_report(request: Asked) -> Response[bytes]:
    """A key is typed into a form: in an address it would stay in the phone's history."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    return await _own(guest, await form(request, guest))


@post("/laporan/pesan", include_in_schema=False)
async def message(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    said = await form(request, guest)
    words = said.get("text", "").strip()
    if words:
        await guest.services.db.write(_write, guest.token, said, words)
    return await _own(guest, said, sent=bool(words))


def _write(tx: Tx, token: str | None, said: dict[str, str], words: str) -> None:
    actions.write(tx, _opened(tx, token, said).id, words)


def _opened(tx: Tx, token: str | None, said: dict[str, str]) -> Report:
    """By its key; or by its code, for who sent it under their name."""
    if said.get("code") and not said.get("key"):
        return actions.open_own(tx, token, said["code"])
    return actions.open_with(tx, said.get("key", ""))


async def _own(guest: Visit, said: dict[str, str], sent: bool = False) -> Response[bytes]:
    try:
        view, zone = await guest.services.db.read(own_view, guest.token, said, guest.language, sent)
    except Problem as problem:
        if problem.status != 404:
            raise
        return await _keys(guest, guest.say(NO_SUCH_KEY), 404)
    return guest.page("citizen/report_own.html", guest.shell(zone), view)


def own_view(tx: Tx, token: str | None, said: dict[str, str], language: str,
             sent: bool) -> tuple[OwnReport, str]:
    say = catalogue(language).gettext
    report = _opened(tx, token, said)
    station = stations.get(tx, report.station)
    thread = [_said(line, station.name, say) for line in actions.public_lines(tx, report)]
    view = OwnReport(report.code, station.name, say(HEADLINES[report.status]),
                     say(report_words.CATEGORIES[report.category]), say(report_words.UNDER[report.under]),
                     place_words(report), report.text, said.get("key", ""), report.status == "closed", thread, sent)
    return view, station.timezone


def place_words(report: Report) -> str:
    return " · ".join(each for each in (report.whereabouts, report.locality) if each)


def _said(line: Line, station: str, say: Any) -> Said:
    words = say(STEPS.get(f"{line.kind}.{line.detail}", STEPS[line.kind])).format(station=station)
    return Said(line.at, line.kind, words, line.text or "", line.kind in actions.OWN)


ROUTES = [report_form, send, key_form, own_report, message]
