"""Everything the evaluation's pages need, ready-made: every figure with the address of the incidents behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from siharat.evaluate.actions import Question
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.papers import cells, paper, words
from siharat.evaluate.papers.words import Language, spoken_count, spoken_time
from siharat.evaluate.rules import FALSE, INTERVALS
from siharat.web.command.change_views import ChangeLine

PAGE = "/komando/evaluasi"
ROWS = f"{PAGE}/kejadian"
API = "/api/v1/evaluation"
ON_A_PAGE = 100
SHOWN_COUNTS = ("all", "alarms", "answered", "unanswered", "waiting", "climbed", "handed", "arrived", "open",
                "practice", "drill", "duplicate")
SAID_BY_CITIZENS = ("rung.silent", "helped.yes", "helped.partly", "helped.no")
STANDINGS = ("measured", "unfinished", "impossible", "not_due")
DIMENSIONS = ("disposition", "category", "locality", "weekday", "month", "channel")


@dataclass(frozen=True, slots=True)
class Figure:
    value: str
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """An interval: what it is called and spans, its times, and a link for each of its counts."""

    name: str
    span: str
    times: tuple[str, str, str, str]
    """Median, range, nine of ten, nineteen of twenty."""
    counts: list[Figure]
    few: bool


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    count: str
    median: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    station: str
    title: str
    first: str
    last: str
    code: str
    said: Mapping[str, str]
    """Words of the tables, in the person's language."""
    lead: list[dict[str, Any]] = field(default_factory=list)
    four: list[Figure] = field(default_factory=list)
    pictures: list[tuple[str, Markup]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    counts: list[Figure] = field(default_factory=list)
    groups: list[tuple[str, list[Group]]] = field(default_factory=list)
    filters: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Dimension, its value, both in words, and the address without it."""
    papers: list[tuple[str, str]] = field(default_factory=list)
    definitions: list[tuple[str, str]] = field(default_factory=list)
    changes: list[ChangeLine] = field(default_factory=list)
    """Beside the period before, where there was one."""
    before: str = ""
    reports: list[tuple[str, str]] = field(default_factory=list)
    """What became of the calm reports of the period, and of how many."""
    months: list[str] = field(default_factory=list)
    """Those whose paper was written when they were over, the newest first."""
    open: bool = False
    """Everybody may read the station's months."""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    station: str
    title: str
    count: str
    back: str
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    before: str = ""
    after: str = ""


def page_of(document: dict[str, Any], asked: Question, language: Language) -> Page:
    said, period = words.SAID[language], document["period"]
    return Page(
        asked.name, words.spoken_period(period["from"], period["to"], language), period["from"], period["to"],
        asked.station, said, paper.lead(document, language),
        [Figure(each["value"], each["says"], rows_address(asked, each["figure"]))
         for each in paper.four(document, language)],
        [(each["title"], Markup(each["svg"])) for each in paper.pictures(document, language)],  # noqa: S704  ours
        [_line(name, found, asked, language) for name, found in document["intervals"].items()],
        _counts(document, asked, language), _groups(document, asked, language), _filters(asked, language),
        [(kind.upper(), f"{API}.{kind}?{urlencode({'door': 'komando', **asked.address(language=language)})}")
         for kind in ("pdf", "xlsx", "csv")],
        [*((words.INTERVALS[language][name], words.SPANS[language][name]) for name in INTERVALS),
         *words.DEFINITIONS[language]],
        reports=[(words.BECAME[language][name], spoken_count(count, language))
                 for name, count in document["reports"]["became"].items() if count])


def address(asked: Question, **more: str) -> str:
    return f"{PAGE}?{urlencode(asked.address(**more))}"


def rows_address(asked: Question, figure: str, page: int = 1) -> str:
    more = {"angka": figure} | ({"halaman": str(page)} if page > 1 else {})
    return f"{ROWS}?{urlencode(asked.address(**more))}"


def _line(name: str, found: dict[str, Any], asked: Question, language: Language) -> Line:
    said = words.SAID[language]
    span = found["ranges"]["median_s"] if found["ranges"] else None
    return Line(
        words.INTERVALS[language][name], words.SPANS[language][name],
        (spoken_time(found["median_s"], language), "–".join(spoken_time(each, language) for each in span or []),
         spoken_time(found["p90_s"], language), spoken_time(found["p95_s"], language)),
        [Figure(spoken_count(found[each], language), said[each], rows_address(asked, f"{name}.{each}"))
         for each in STANDINGS], found["few"])


def _counts(document: dict[str, Any], asked: Question, language: Language) -> list[Figure]:
    found = [Figure(spoken_count(document["counts"][name], language), words.COUNTS[language][name],
                    rows_address(asked, name)) for name in SHOWN_COUNTS]
    said = {"rung.silent": document["rings"]["silent"],
            **{f"helped.{name}": count for name, count in document["helped"]["kinds"].items()}}
    found += [Figure(spoken_count(said[name], language), words.COUNTS[language][name], rows_address(asked, name))
              for name in SAID_BY_CITIZENS]
    return found + [Figure(spoken_count(document["false"]["kinds"][kind], language), words.DISPOSITIONS[language][kind],
                           rows_address(asked, f"disposition.{kind}")) for kind in FALSE]


def _groups(document: dict[str, Any], asked: Question, language: Language) -> list[tuple[str, list[Group]]]:
    found = []
    for dimension in DIMENSIONS:
        groups = [Group(spoken_key(dimension, group["key"], language), spoken_count(group["count"], language),
                        spoken_time(group["response"]["median_s"], language),
                        "" if group["key"] == "other" else address(asked, **{dimension: group["key"]}))
                  for group in document["by"][dimension] if group["count"]]
        if len(groups) > 1:
            found.append((words.SAID[language][dimension], groups))
    return found


def _filters(asked: Question, language: Language) -> list[tuple[str, str, str, str]]:
    kept = asked.address()
    return [(name, value, f"{words.SAID[language][name]}: {spoken_key(name, value, language)}",
             f"{PAGE}?{urlencode({key: each for key, each in kept.items() if key != name})}")
            for name, value in asked.filters.items()]


def spoken_key(dimension: str, key: str, language: Language) -> str:
    if dimension == "weekday" and key in "1234567":
        return words.WEEKDAYS[language][int(key) - 1]
    if dimension == "disposition":
        return words.DISPOSITIONS[language].get(key, key)
    if dimension == "month" and len(key) == 7:
        return f"{words.MONTHS[language][int(key[5:]) - 1]} {key[:4]}"
    return words.SAID[language][key] if key in ("other", "unknown") else key


def rows_of(evaluation: Evaluation, asked: Question, figure: str, page: int, language: Language) -> Rows:
    """The incidents behind a figure, a hundred on a page. Their number is the figure."""
    behind = evaluation.cases.where(evaluation.behind(figure))
    pages = max(1, -(-len(behind) // ON_A_PAGE))
    page = min(max(1, page), pages)
    shown = behind.where(slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE))
    said = words.SAID[language]
    head = [said["rows"], said["pressed"], *words.INTERVALS[language].values(), said["disposition"], said["locality"]]
    place = {name: at for at, name in enumerate(cells.COLUMNS)}
    rows = []
    for row in cells.rows(Evaluation(shown, evaluation.as_of, evaluation.zone)):
        times = [_spoken(row[place[f"{name}_s"]], row[place[f"{name}_standing"]], said, language)
                 for name in INTERVALS]
        disposition = row[place["disposition"]] or "unknown"
        rows.append([row[0], row[place["raised"]][:19], *times, words.DISPOSITIONS[language].get(disposition, ""),
                     row[place["locality"]] or "–"])
    return Rows(asked.name, spoken_figure(figure, language), spoken_count(len(behind), language), address(asked), head,
                rows, page, pages, rows_address(asked, figure, page - 1) if page > 1 else "",
                rows_address(asked, figure, page + 1) if page < pages else "")


def _spoken(seconds: float | None, standing: str, said: Mapping[str, str], language: Language) -> str:
    if seconds is None:
        return "–"
    if standing == "impossible":
        return f"{seconds:g} s, {said['impossible'].lower()}"
    return ("> " if standing == "unfinished" else "") + spoken_time(seconds, language)


def spoken_figure(figure: str, language: Language) -> str:
    """``response.within`` as *Waktu tanggap: tercapai*."""
    head, _, tail = figure.partition(".")
    said = words.SAID[language]
    if head in INTERVALS:
        return f"{words.INTERVALS[language][head]}: {said.get(tail, tail).lower()}"
    if head == "disposition":
        return f"{said['disposition']}: {words.DISPOSITIONS[language].get(tail, tail)}"
    return words.COUNTS[language].get(figure, figure)
