"""The workbook: figures, charts that stay charts, every incident as a row without a name, and the definitions."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from xlsxwriter import Workbook

from siharat.evaluate.actions import Question
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.papers import cells, words
from siharat.evaluate.papers.words import Language

MOST_ROWS = 1_048_575
"""Below its heading, a sheet of a workbook holds no more."""
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_of(evaluation: Evaluation, document: dict[str, Any], asked: Question, language: Language) -> bytes:
    said = words.SAID[language]
    file = io.BytesIO()
    with Workbook(file, {**AS_TEXT, "constant_memory": True}) as book:
        # The same question gives the same bytes: its own moment, not that of the machine.
        book.set_properties({"title": f"{said['title']} {asked.name}", "author": asked.name,
                             "created": datetime.fromtimestamp(asked.as_of / 1_000, UTC).replace(tzinfo=None)})
        style = {"bold": book.add_format({"bold": True}), "head": book.add_format({"bold": True, "bottom": 1}),
                 "share": book.add_format({"num_format": "0.0%"}), "wrap": book.add_format({"text_wrap": True})}
        _figures(book, document, said, language, style)
        _groups(book, document, said, language, style)
        _incidents(book, evaluation, said, style)
        _definitions(book, said, language, style)
    return file.getvalue()


def _figures(book: Any, document: dict[str, Any], said: dict[str, str], language: Language, style: Any) -> None:
    sheet = book.add_worksheet(said["figures"])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 12, 13)
    period = document["period"]
    lines: list[tuple[Any, ...]] = [
        (said["title"],), (said["station"], document["station"]["name"]),
        (said["period"], words.spoken_period(period["from"], period["to"], language)),
        (said["as_of"], document["as_of"]), (said["software"], document["software"]), ()]
    lines += [(words.COUNTS[language][name], count) for name, count in document["counts"].items()]
    at = 0
    for at, line in enumerate(lines):
        for column, value in enumerate(line):
            sheet.write(at, column, cells.neutral(value) if isinstance(value, str) else value,
                        style["bold"] if at == 0 else None)
    at += 2
    heads = (said["interval"], said["measured"], said["unfinished"], said["impossible"], said["not_due"],
             f"{said['median']} (s)", f"{said['p90']} (s)", f"{said['p95']} (s)",
             f"{said['range']}, {said['median']} (s)", "", said["share"])
    sheet.write_row(at, 0, heads, style["head"])
    for name, found in document["intervals"].items():
        at += 1
        low, high = found["ranges"]["median_s"] if found["ranges"] else (None, None)
        sheet.write_row(at, 0, (words.INTERVALS[language][name], found["measured"], found["unfinished"],
                                found["impossible"], found["not_due"], found["median_s"], found["p90_s"],
                                found["p95_s"], low, high))
        share = (found.get("target") or {}).get("share")
        if share is not None:
            sheet.write_number(at, 10, share, style["share"])


def _groups(book: Any, document: dict[str, Any], said: dict[str, str], language: Language, style: Any) -> None:
    """One block for each dimension, and a chart of the hours and of the curve beside them."""
    sheet = book.add_worksheet(said["charts"])
    sheet.set_column(0, 0, 26)
    at, hours = 0, (0, 0)
    for dimension, groups in document["by"].items():
        sheet.write_row(at, 0, (said[dimension], said["count"], f"{words.INTERVALS[language]['queue']} (s)",
                                f"{words.INTERVALS[language]['response']} (s)"), style["head"])
        first = at + 1
        for group in groups:
            at += 1
            sheet.write_row(at, 0, (cells.neutral(_spoken(dimension, group["key"], said, language)), group["count"],
                                    group["queue"]["median_s"], group["response"]["median_s"]))
        hours = (first, at) if dimension == "hour" else hours
        at += 2
    curve = document["intervals"]["response"]["still_waiting"]
    sheet.write_row(at, 0, (said["still_waiting"], said["share"]), style["head"])
    first = at + 1
    for seconds, share in zip(curve["seconds"], curve["share"], strict=True):
        at += 1
        sheet.write_row(at, 0, (seconds, share))
    _chart(book, sheet, "column", said["charts"], said["presses_by_hour"], hours, "F2")
    if curve["seconds"]:
        _chart(book, sheet, "scatter", said["charts"], said["still_waiting"], (first, at), "F20")


def _chart(book: Any, sheet: Any, kind: str, name: str, title: str, rows: tuple[int, int], where: str) -> None:
    chart = book.add_chart({"type": kind, **({"subtype": "straight"} if kind == "scatter" else {})})
    first, last = rows
    chart.add_series({"categories": [name, first, 0, last, 0], "values": [name, first, 1, last, 1],
                      "fill": {"color": "#1254B3"}, "line": {"color": "#1254B3"}})
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    sheet.insert_chart(where, chart, {"object_position": 3, "description": title})


def _spoken(dimension: str, key: str, said: dict[str, str], language: Language) -> str:
    if dimension == "weekday":
        return words.WEEKDAYS[language][int(key) - 1]
    if dimension == "disposition":
        return words.DISPOSITIONS[language].get(key, key)
    return said[key] if key in ("other", "unknown") else key


def _incidents(book: Any, evaluation: Evaluation, said: dict[str, str], style: Any) -> None:
    """A million rows fit a sheet; what is beyond goes onto the next."""
    sheet, at, sheets = None, MOST_ROWS, 0
    for row in cells.rows(evaluation):
        if sheet is None or at > MOST_ROWS - 1:
            sheets += 1
            sheet, at = book.add_worksheet(said["rows"] + (f" {sheets}" if sheets > 1 else "")), 0
            sheet.write_row(0, 0, cells.COLUMNS, style["head"])
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(cells.COLUMNS), 18)
        at += 1
        sheet.write_row(at, 0, row)
    if sheet is None:
        book.add_worksheet(said["rows"]).write_row(0, 0, cells.COLUMNS, style["head"])


def _definitions(book: Any, said: dict[str, str], language: Language, style: Any) -> None:
    sheet = book.add_worksheet(said["definitions"])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    lines = [*((words.INTERVALS[language][name], span) for name, span in words.SPANS[language].items()),
             *words.DEFINITIONS[language]]
    for at, (word, meaning) in enumerate(lines):
        sheet.write(at, 0, word, style["bold"])
        sheet.write(at, 1, meaning, style["wrap"])
