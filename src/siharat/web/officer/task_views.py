"""What the officer's page of patrol tasks needs, ready-made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from siharat.web import report_words
from siharat.web.command.report_views import TaskRow


@dataclass(frozen=True, slots=True)
class OwnTasks:
    station: str
    mine: list[TaskRow]
    open: list[TaskRow]
    others: list[TaskRow] = field(default_factory=list)
    """Taken by colleagues."""
    wrong: str = ""
    outcomes: Mapping[str, str] = field(default_factory=lambda: dict(report_words.OUTCOMES))

    def saying(self, wrong: str) -> OwnTasks:
        return replace(self, wrong=wrong)
