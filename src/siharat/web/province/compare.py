"""The stations of a province side by side: same definitions, per inhabitant, with ranges and the number of cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from litestar import Response, get
from litestar.params import QueryParameter
from sqlalchemy import text

from siharat.db import Tx
from siharat.evaluate import actions, joined
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.joined import Effect, Month, Station
from siharat.evaluate.papers.words import Language, spoken_count, spoken_period, spoken_share, spoken_time
from siharat.evaluate.period import month_of
from siharat.evaluate.rules import Targets
from siharat.people import access, stations, wilayah
from siharat.people.access import OfficerCaller
from siharat.web.api.door import as_officer
from siharat.web.command.evaluation import spoken_by
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, visit
from siharat.web.words import N_, catalogue

DOOR = "polda"
PAGE = "/polda/bandingkan"
PER = 100_000
JOINED = text("""SELECT station, min(opened_at) AS at FROM incident WHERE mode IN ('loud', 'silent')
    GROUP BY station""")
REFUSED = {
    "few_stations": N_("Belum dapat disimpulkan: paling sedikit tiga satuan harus sudah bergabung."),
    "few_controls": N_("Belum dapat disimpulkan: paling sedikit dua satuan pembanding yang belum bergabung."),
    "few_cases": N_("Belum dapat disimpulkan: kurang dari 30 kejadian sebelum atau sesudah bergabung."),
    "moved_apart": N_("Tidak disimpulkan: satuan yang bergabung sudah berubah sendiri sebelum bergabung."),
    "unclear": N_("Pengaruhnya tidak dapat dibedakan dari kebetulan."),
}


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    alarms: str
    per: str
    """For each 100,000 inhabitants; empty where nobody counted them."""
    taken: tuple[str, str, str]
    """Share, range, and of how many."""
    arrived: tuple[str, str, str]
    median: str
    proved: str
    helped: tuple[str, str]
    few: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    title: str
    first: str
    last: str
    rows: list[Row] = field(default_factory=list)
    effect: str = ""
    why_not: str = ""


@get(PAGE, include_in_schema=False)
async def comparison(
    request: Asked, first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "",
) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    services = guest.services
    name, asked = await services.db.read(as_officer, guest.token, _questions, first, last, services.settings.targets)
    gathered = [(each, await actions.gather(services.db, each)) for each in asked]
    when = await services.db.read(_joined)
    view = await services.counting.run(_compared, name, gathered, when, spoken_by(guest),
                                       catalogue(guest.language).gettext)
    return guest.page("province/compare.html", guest.shell(asked[0].period.zone), view)


def _questions(tx: Tx, caller: OfficerCaller, first: str, last: str, targets: Targets) -> tuple[str, list[Question]]:
    """One for each station below; of a station without any, its own."""
    own = stations.get(tx, caller.station)
    access.evaluates(caller, own.path)
    month = month_of(tx.now, own.timezone).before
    days = first or month.first.isoformat(), last or month.last.isoformat()
    since = actions.question(tx, own.code, *days, {}, targets).period.start
    rows = [row for row in stations.below(tx, own.path, closed_since=since) if row.code != own.code] or [own]
    return own.name, [actions.question(tx, row.code, *days, {}, targets) for row in rows]


def _joined(tx: Tx) -> dict[str, int]:
    """Since when each station has had alarms of its own here."""
    return {row.station: row.at for row in tx.all(JOINED)}


def _compared(name: str, gathered: list[tuple[Question, Cases]], when: dict[str, int], language: Language,
              say: Any) -> Comparison:
    people = {each.code: each.people for each in wilayah.seats()}
    found = [(asked, actions.evaluate(cases, asked)) for asked, cases in gathered]
    rows = [_row(asked, evaluation, people.get(asked.station, 0), language) for asked, evaluation in found]
    effect = joined.effect([_station(asked, evaluation, when.get(asked.station)) for asked, evaluation in found])
    period = gathered[0][0].period
    days = period.first.isoformat(), period.last.isoformat()
    return Comparison(name, spoken_period(*days, language), *days, rows, _told(effect, language, say),
                      say(REFUSED[effect.why]) if effect.why else "")


def _row(asked: Question, evaluation: Evaluation, people: int, language: Language) -> Row:
    said = evaluation.document()
    alarms, helped, rings = said["counts"]["alarms"], said["helped"], said["rings"]
    queue, response = said["intervals"]["queue"], said["intervals"]["response"]
    per = f"{alarms / people * PER:.1f}".replace(".", "," if language == "id" else ".") if people else ""
    return Row(asked.name, spoken_count(alarms, language), per, _shared(queue["target"], language),
               _shared(response["target"], language), spoken_time(response["median_s"], language),
               spoken_share(rings["share"], language),
               (spoken_share(helped["share"], language), spoken_count(helped["of"], language)), response["few"])


def _shared(target: dict[str, Any], language: Language) -> tuple[str, str, str]:
    span = "–".join(spoken_share(each, language) for each in target["range"] or [])
    return spoken_share(target["share"], language), span, spoken_count(target["of"], language)


def _station(asked: Question, evaluation: Evaluation, since: int | None) -> Station:
    """Its months as the comparison of stations wants them: arrivals within target, and all that were due."""
    keys, numbers = evaluation.groups("month")
    within, due = evaluation.behind("response.within"), evaluation.behind("response.due")
    months = {_month(key): (int((within & (numbers == at)).sum()), int((due & (numbers == at)).sum()))
              for at, key in enumerate(keys)}
    start = month_of(since, asked.period.zone).first.isoformat() if since is not None else None
    return Station(asked.station, _month(start) if start else None, months)


def _month(key: str) -> Month:
    return int(key[:4]) * 12 + int(key[5:7]) - 1


def _told(effect: Effect, language: Language, say: Any) -> str:
    if effect.why or effect.effect is None or effect.range is None:
        return ""
    points = [f"{each * 100:+.0f}".replace("-", "−") for each in (effect.effect, *effect.range)]
    return str(say(EFFECT)).format(effect=points[0], low=points[1], high=points[2], stations=effect.stations,
                                   controls=effect.controls, cases=spoken_count(effect.cases, language))


EFFECT = N_("Sejak bergabung, bagian yang tiba dalam sasaran berubah {effect} poin ({low} sampai {high}), dihitung "
            "dari {stations} satuan yang bergabung dibanding {controls} yang belum, {cases} kejadian.")
ROUTES = [comparison]
