"""Calm reports: the form, the receipt with the case key, and what became of it. Plain forms, with or without script."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

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
from siharat.report import actions, rules
from siharat.report.store import Line, Report
from siharat.web import report_words
from siharat.web.api import floods
from siharat.web.api.asking import not_too_many
from siharat.web.api.door import knock, require_own_site, require_same_origin
from siharat.web.api.reports import LARGEST
from siharat.web.citizen.report_phrases import FORM, HEADLINES, STEPS
from siharat.web.citizen.report_views import KeyForm, OwnReport, Receipt, ReportForm, Said
from siharat.web.ground import plan_of
from siharat.web.posted import posted
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
    manned = [each for each in stations.every(tx) if each.officers and each.parent]
    wanted = said.get("station") or (row.home if row else None) or (manned[0].code if len(manned) == 1 else "")
    chosen = next((each for each in manned if each.code == wanted), None)
    number = masked(tx.keys.unseal(row.phone, "citizen.phone")) if row else ""
    fields = {"station": chosen.name if chosen else "", "number": number.replace("-", "\u2011"),
              "stations": [(each.code, each.name) for each in manned] if len(manned) > 1 else [],
              "plan": plan_of(tx, chosen.code) if chosen else None, "phrases": spoken(FORM, language)}
    return fields, chosen.timezone if chosen else "Asia/Makassar"


@post("/lapor", include_in_schema=False, request_max_body_size=LARGEST)
async def send(request: Asked) -> Response[Any]:
    """The key stands on this answer only. Loading it again sends the same form, which is answered the same."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.REPORTS)
    sent = await posted(request)
    token = _proved(guest, sent.said)
    try:
        new = rules.read_report(_as_api(guest, sent.said), guest.services.clock.now())
        done = await guest.services.db.write(actions.take_in, new, token)
    except Problem as problem:
        if problem.status != 422:
            raise
        field = str(problem.extra.get("field"))
        return await _form(guest, sent.said, guest.say(WRONG.get(FIELDS.get(field, field), WRONG["text"])), 422)
    return guest.page("citizen/report_sent.html", guest.shell(), Receipt(done.code, done.station, done.case_key))


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
    if not when:
        return ""
    try:
        local = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone or "Asia/Makassar"))
    except (ValueError, OSError) as error:  # OSError: a zone that is the name of a folder
        raise invalid("happened_at", "is no time") from error
    return rfc3339(round(local.timestamp() * 1_000))


@get("/laporan", include_in_schema=False)
async def key_form(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    return guest.page("citizen/report_key.html", guest.shell(), KeyForm())


@post("/laporan", include_in_schema=False)
async def own_report(request: Asked) -> Response[bytes]:
    """A key is typed into a form: in an address it would stay in the phone's history."""
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    said = await form(request, guest)
    return await _own(guest, said.get("key", ""))


@post("/laporan/pesan", include_in_schema=False)
async def message(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    not_too_many(request, floods.CASES)
    said = await form(request, guest)
    if said.get("text", "").strip():
        await guest.services.db.write(actions.write, said.get("key", ""), said["text"])
    return await _own(guest, said.get("key", ""), sent=bool(said.get("text", "").strip()))


async def _own(guest: Visit, key: str, sent: bool = False) -> Response[bytes]:
    try:
        view, zone = await guest.services.db.read(own_view, key, guest.language, sent)
    except Problem as problem:
        if problem.status != 404:
            raise
        return guest.page("citizen/report_key.html", guest.shell(), KeyForm(guest.say(NO_SUCH_KEY)), 404)
    return guest.page("citizen/report_own.html", guest.shell(zone), view)


def own_view(tx: Tx, key: str, language: str, sent: bool) -> tuple[OwnReport, str]:
    say = catalogue(language).gettext
    report = actions.open_with(tx, key)
    station = stations.get(tx, report.station)
    thread = [_said(line, station.name, say) for line in actions.public_lines(tx, report)]
    view = OwnReport(report.code, station.name, say(HEADLINES[report.status]),
                     say(report_words.CATEGORIES[report.category]), say(report_words.UNDER[report.under]),
                     place_words(report), report.text, key, report.status == "closed", thread, sent)
    return view, station.timezone


def place_words(report: Report) -> str:
    return " · ".join(each for each in (report.whereabouts, report.locality) if each)


def _said(line: Line, station: str, say: Any) -> Said:
    words = say(STEPS[line.kind]).format(station=station)
    return Said(line.at, line.kind, words, line.text or "", line.kind in actions.OWN)


ROUTES = [report_form, send, key_form, own_report, message]
