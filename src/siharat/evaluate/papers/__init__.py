"""An evaluation on paper: a table for programs, a workbook for whoever calculates, a document for whoever signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import msgspec

from siharat.evaluate import actions
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases
from siharat.evaluate.papers.paper import pdf_of
from siharat.evaluate.papers.table import csv_of
from siharat.evaluate.papers.words import Language
from siharat.evaluate.papers.workbook import workbook_of

Writer: TypeAlias = Callable[[Cases, Question, str, Language], bytes]


class Kind(NamedTuple):
    media: str
    write: Writer


def _json(cases: Cases, asked: Question, software: str, language: Language) -> bytes:
    return msgspec.json.format(msgspec.json.encode(actions.document(cases, asked, software)), indent=1) + b"\n"


def _csv(cases: Cases, asked: Question, software: str, language: Language) -> bytes:
    return csv_of(actions.evaluate(cases, asked))


def _xlsx(cases: Cases, asked: Question, software: str, language: Language) -> bytes:
    return workbook_of(actions.evaluate(cases, asked), actions.document(cases, asked, software), asked, language)


def _pdf(cases: Cases, asked: Question, software: str, language: Language) -> bytes:
    return pdf_of(actions.document(cases, asked, software), asked, language)


KINDS = {
    "json": Kind("application/json", _json),
    "csv": Kind("text/csv; charset=utf-8", _csv),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "pdf": Kind("application/pdf", _pdf),
}


def file_name(asked: Question, kind: str) -> str:
    period = asked.period
    return f"siharat-{asked.station}-{period.first.isoformat()}-{period.last.isoformat()}.{kind}"
