"""``/-/patterns``: every face and every component in every state, from the templates the pages use.

A sample is a view filled with made-up people of Banjarbaru. Nothing here touches a database, so the page can be
opened while nothing else works, photographed (``tools/screenshots.py``) and checked in both themes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siharat.web import broadcast_samples, change_samples, sample_area
from siharat.web.citizen import escort_samples, figures_samples, report_samples, rights_samples, showing_samples
from siharat.web.citizen import samples as citizen
from siharat.web.citizen.steps import Line
from siharat.web.citizen.views import READY_ANSWERS, Message
from siharat.web.command import (
    cluster_samples,
    drill_samples,
    erasure_samples,
    evaluation_samples,
    ladder_samples,
    look_samples,
    mark_samples,
    people_samples,
    readiness_samples,
    rings_samples,
    roster_samples,
    search_samples,
    system_samples,
)
from siharat.web.command import report_samples as desk_reports
from siharat.web.command import samples as command
from siharat.web.command.views import Matrix
from siharat.web.entrance import samples as entrance
from siharat.web.faces import Faces
from siharat.web.officer import samples as officer
from siharat.web.officer.views import Duty
from siharat.web.plan import Plan
from siharat.web.province import samples as province
from siharat.web.shell import Shell
from siharat.web.status import samples as status

NOW = 1_795_439_653_000  # 21.14.13 WITA, 23 November 2026
SAMPLES: dict[str, dict[str, Callable[[], tuple[str, object]]]] = {
    "warga": {**citizen.SAMPLES, **report_samples.SAMPLES, **escort_samples.SAMPLES, **rights_samples.SAMPLES,
              **showing_samples.SAMPLES, **figures_samples.SAMPLES, **broadcast_samples.CITIZEN},
    "petugas": {**entrance.OFFICER, **officer.SAMPLES, **desk_reports.OFFICER},
    "komando": {**entrance.DESK, **command.SAMPLES, **people_samples.SAMPLES, **evaluation_samples.SAMPLES,
                **readiness_samples.SAMPLES, **drill_samples.SAMPLES, **ladder_samples.SAMPLES,
                **mark_samples.SAMPLES, **roster_samples.SAMPLES, **rings_samples.SAMPLES, **status.SAMPLES,
                **desk_reports.SAMPLES, **cluster_samples.SAMPLES, **erasure_samples.SAMPLES,
                **search_samples.SAMPLES, **system_samples.SAMPLES, **look_samples.SAMPLES, **broadcast_samples.DESK},
    "polda": {**province.SAMPLES, **change_samples.SAMPLES},
}


@dataclass(frozen=True, slots=True)
class Overview:
    faces: dict[str, list[str]]
    lines: list[Line]
    waiting: list[Line]
    messages: list[Message]
    duties: list[Duty]
    matrix: Matrix
    plan: Plan | None
    answers: tuple[str, ...] = READY_ANSWERS


def overview(faces: Faces, language: str = "id") -> str:
    listed = {door: list(samples) for door, samples in SAMPLES.items()}
    told = citizen.after(citizen.RECEIVED, citizen.PROVED, citizen.CLAIMED, citizen.CALLING).incident
    waiting = citizen.after(citizen.RECEIVED, citizen.PROVED, citizen.UNANSWERED).incident
    assert told is not None
    assert waiting is not None
    view = Overview(
        listed, told.lines, waiting.lines, citizen.TALK, [officer.RINGING, officer.MINE, officer.OTHER],
        Matrix(command.squares(True), 312, 298, 126), sample_area.plan())
    return faces.page("patterns/overview.html", _shell("warga", language), view)


def face(faces: Faces, door: str, name: str, language: str = "id") -> str:
    """One whole page, as a person would see it."""
    template, view = SAMPLES[door][name]()
    return faces.page(template, _shell(door, language), view)


def _shell(door: str, language: str) -> Shell:
    return Shell(door=door, language=language, csrf="contoh", now=NOW)
