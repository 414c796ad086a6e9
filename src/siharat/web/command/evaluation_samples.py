"""A made-up October of Polres Banjarbaru for the evaluation's faces in ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from siharat.evaluate import actions, compare
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import Cases, gathered
from siharat.evaluate.period import Period
from siharat.evaluate.rules import Case, Targets
from siharat.kernel.clock import DAY, HOUR, MINUTE, SECOND
from siharat.web.command import evaluation_views as views
from siharat.web.command.change_views import changed_line

OCTOBER = Period.read("2026-10-01", "2026-10-31", "Asia/Makassar")
HOURS = (3, 2, 2, 1, 1, 2, 4, 6, 5, 5, 6, 7, 7, 6, 7, 8, 10, 12, 15, 17, 19, 18, 12, 7)
ENDS = ("genuine",) * 7 + ("accidental", "genuine", "false_alarm", "referred", "genuine", "unfounded")
PLACES = ("Loktabat Utara", "Guntung Payung", "Cempaka", "Sungai Besar", "Landasan Ulin Timur")
KINDS = ("curanmor", "balap liar", "keributan", "permintaan ambulans")


def _case(number: int, hour: int) -> Case:
    raised = OCTOBER.start + (number * 7) % 31 * DAY + hour * HOUR + (number * 13) % 60 * MINUTE
    claimed = raised + (4 + number * number % 9) * SECOND
    en_route = claimed + (40 + number * 11 % 50) * SECOND
    gone = number % 9 != 4
    on_scene = en_route + (150 + number * number * 31 % 620) * SECOND if gone else None
    return Case(raised, claimed, claimed + (15 + number % 20) * SECOND, en_route if gone else None, on_scene,
                on_scene + 25 * MINUTE if on_scene else None, raised + HOUR, ENDS[number % len(ENDS)], "loud",
                KINDS[number % len(KINDS)], "app", PLACES[number * number % len(PLACES)], rung=312,
                proved=300 + number % 12, helped=("yes", "", "yes", "partly", "", "no")[number % 6])


@cache
def _october() -> tuple[Cases, Question]:
    hours = [hour for hour, count in enumerate(HOURS) for _ in range(count)]
    cases = [_case(number, hour) for number, hour in enumerate(hours)]
    names = [f"SHR-{number:04d}" for number in range(len(cases))]
    return gathered(cases, names), Question("63.72", "Polres Banjarbaru", OCTOBER, OCTOBER.end, {}, Targets(), None,
                                            ("Polda Kalimantan Selatan",))


def _page() -> tuple[str, object]:
    cases, asked = _october()
    view = views.page_of(actions.document(cases, asked, "siharat"), asked, "id")
    now, before = actions.evaluate(cases, asked), actions.evaluate(cases.where(np.s_[::2]), asked)
    return "command/evaluation.html", replace(view, before="September 2026", changes=[
        changed_line(each, "id") for each in compare.changes(now, before)])


def _rows() -> tuple[str, object]:
    cases, asked = _october()
    late = views.rows_of(actions.evaluate(cases, asked), asked, "response.late", 1, "id")
    return "command/evaluation_rows.html", late


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {"evaluasi": _page, "evaluasi-kejadian": _rows}
