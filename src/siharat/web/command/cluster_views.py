"""What the page of places and times needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.report.clustering import Effect, Rate
from siharat.web.plan import Plan


@dataclass(frozen=True, slots=True)
class PlaceRow:
    name: str
    rate: Rate
    incidents: int
    reports: int
    heat: int
    """0 to 4, against the place with the most."""


@dataclass(frozen=True, slots=True)
class Cell:
    count: int
    heat: int


@dataclass(frozen=True, slots=True)
class Tip:
    """A suggested patrol, and its next turn as a form's field wants it."""

    place: str
    weekday: int
    window: int
    day: str
    hours: str
    count: int
    expected: float
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class Helped:
    place: str
    day: str
    hours: str
    at: int
    effect: Effect | None
    """``None``: four weeks have not passed."""


@dataclass(frozen=True, slots=True)
class Clusters:
    station: str
    weeks: int
    total: int
    places: list[PlaceRow] = field(default_factory=list)
    week: list[tuple[str, list[Cell]]] = field(default_factory=list)
    hours: list[str] = field(default_factory=list)
    chosen: str = ""
    """The place whose week is shown; empty: all."""
    tips: list[Tip] = field(default_factory=list)
    helped: list[Helped] = field(default_factory=list)
    plan: Plan | None = None

    @property
    def heats(self) -> dict[str, int]:
        return {row.name: row.heat for row in self.places}
