"""What the desk's pages of reports and tasks need, ready-made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from siharat.report.categories import GROUPS
from siharat.report.rules import SERVICES
from siharat.web import report_words
from siharat.web.citizen.report_views import Said
from siharat.web.plan import Plan


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    code: str
    category: str
    place: str
    excerpt: str
    under: str
    received_at: int
    waits_since: int | None
    state: str
    """``wait``, ``claimed`` or ``closed``: the colours of a card."""
    state_words: str
    joined: int = 0


@dataclass(frozen=True, slots=True)
class Likely:
    id: str
    code: str
    excerpt: str
    received_at: int
    metres: int | None
    closed: bool = False
    """Then nothing can be joined to it; what became of it may help all the same."""


@dataclass(frozen=True, slots=True)
class Picture:
    src: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    id: str
    state: str
    category: str
    what: str
    place: str
    begins: int | None = None
    ends: int | None = None
    taken_by: str = ""
    outcome: str = ""
    note: str = ""
    ended_at: int | None = None
    mine: bool = False
    report: str = ""
    photos: tuple[str, ...] = ()
    spot: str = ""
    """``lat,lon`` in degrees, for the phone's own map; empty where no place is known."""


@dataclass(frozen=True, slots=True)
class Open:
    row: Row
    text: str
    category: str
    """Its code, to be corrected."""
    happened_at: int | None
    lat: float | None
    lon: float | None
    thread: list[Said]
    under: str = "nobody"
    likely: list[Likely] = field(default_factory=list)
    joined: list[Likely] = field(default_factory=list)
    joined_to: str = ""
    """The code of the report that goes on for it."""
    joined_id: str = ""
    incident: str = ""
    photos: list[Picture] = field(default_factory=list)
    held: bool = False
    identity: tuple[str, str] | None = None

    @property
    def closed(self) -> bool:
        return self.row.state == "closed"


@dataclass(frozen=True, slots=True)
class Reports:
    station: str
    queue: list[Row]
    waiting: int
    done: bool = False
    """The closed ones are shown."""
    open: Open | None = None
    plan: Plan | None = None
    wrong: str = ""
    below: list[tuple[str, int, int]] = field(default_factory=list)
    """Stations below where reports wait: name, how many, since when the first."""
    others: list[tuple[str, str]] = field(default_factory=list)
    """Code and name of the other stations."""
    services: Mapping[str, str] = field(default_factory=lambda: dict(report_words.SERVICES))
    numbers: Mapping[str, str] = field(default_factory=lambda: dict(SERVICES))
    endings: Mapping[str, str] = field(default_factory=lambda: dict(report_words.ENDINGS))

    def saying(self, wrong: str) -> Reports:
        return replace(self, wrong=wrong)

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return kinds_by_group()


@dataclass(frozen=True, slots=True)
class Tasks:
    station: str
    open: list[TaskRow]
    taken: list[TaskRow]
    done: list[TaskRow]
    operates: bool = True
    wrong: str = ""

    def saying(self, wrong: str) -> Tasks:
        return replace(self, wrong=wrong)

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return kinds_by_group()


def kinds_by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(report_words.GROUPS[group], [(kind, report_words.CATEGORIES[kind]) for kind in kinds])
            for group, kinds in GROUPS.items()]
