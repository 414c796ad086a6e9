"""What the reporter's pages need, ready-made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from siharat.report.categories import GROUPS
from siharat.web import report_words
from siharat.web.plan import Plan


@dataclass(frozen=True, slots=True)
class ReportForm:
    phone_id: str
    """A fresh UUID: the same form sent twice is one report."""
    station: str = ""
    """The name of the station whose plan is shown."""
    stations: list[tuple[str, str]] = field(default_factory=list)
    """Code and name, where there is a choice."""
    plan: Plan | None = None
    number: str = ""
    """Masked; of who is registered."""
    wrong: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    """What was typed, when the form comes back."""
    phrases: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        return self.said.get(name, "")

    @property
    def under(self) -> str:
        return self.said.get("under") or "nobody"

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [(report_words.GROUPS[group], [(kind, report_words.CATEGORIES[kind]) for kind in kinds])
                for group, kinds in GROUPS.items()]


@dataclass(frozen=True, slots=True)
class Receipt:
    code: str
    station: str
    case_key: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A step in the middle, or a message at its side."""

    at: int
    kind: str
    words: str
    text: str = ""
    mine: bool = False

    @property
    def message(self) -> bool:
        return self.kind in ("asked", "answered")


@dataclass(frozen=True, slots=True)
class OwnReport:
    code: str
    station: str
    headline: str
    category: str
    under: str
    place: str
    text: str
    case_key: str
    closed: bool = False
    thread: list[Said] = field(default_factory=list)
    sent: bool = False


@dataclass(frozen=True, slots=True)
class KeyForm:
    wrong: str = ""
