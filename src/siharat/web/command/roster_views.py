"""Everything the page of the roster needs, ready-made: four weeks of days, who is on duty, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from siharat.people.roster_rules import Change, Rotation
from siharat.web import moments
from siharat.web.words import N_

WEEKS = 4
DAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
WHY = {"duty": N_("piket tambahan"), "leave": N_("libur atau izin"), "swap": N_("tukar")}


@dataclass(frozen=True, slots=True)
class Turn:
    """What of a team's turn falls into a day."""

    team: str
    at: str
    """``08.00``, where it begins on this day; empty: it goes on from the day before."""
    officers: int
    shade: int
    """Which of the teams, in their order: for the eye, beside the name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar."""

    number: int
    month: str
    today: bool
    past: bool
    turns: list[Turn] = field(default_factory=list)
    on: list[str] = field(default_factory=list)
    """Who was put on duty beside the rotation."""
    off: list[str] = field(default_factory=list)

    @property
    def gap(self) -> bool:
        """Nobody is on duty on the whole day: then everybody rings."""
        return not any(turn.officers for turn in self.turns) and not self.on


@dataclass(frozen=True, slots=True)
class Altered:
    """A change that still speaks of now or later."""

    id: int
    officer: str
    on: bool
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    officers: list[str]
    shade: int


@dataclass(frozen=True, slots=True)
class Roster:
    station: str
    weeks: list[list[Cell]] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    now: list[str] = field(default_factory=list)
    altered: list[Altered] = field(default_factory=list)
    officers: list[tuple[str, str]] = field(default_factory=list)
    """NRP and name, to choose from; none: the reader may not change anything."""
    before: str = ""
    after: str = ""
    first: str = "station"
    """Who rings first, by the policy in force."""
    wrong: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    days: tuple[str, ...] = DAYS
    reasons: Mapping[str, str] = field(default_factory=lambda: dict(WHY))

    def saying(self, wrong: str, typed: Mapping[str, str]) -> Roster:
        return replace(self, wrong=wrong, typed=typed)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def midnight(day: date, zone: str) -> int:
    """ms"""
    return round(datetime.combine(day, time(), ZoneInfo(zone)).timestamp() * 1_000)


def calendar(first: date, now: int, zone: str, rotation: Rotation | None, members: Mapping[str, Sequence[str]],
             changes: Sequence[Change], names: Mapping[str, str], language: str) -> list[list[Cell]]:
    """``WEEKS`` weeks from that Monday on."""
    days = [first + timedelta(days=each) for each in range(7 * WEEKS)]
    cells = [_cell(day, now, zone, rotation, members, changes, names, language) for day in days]
    return [cells[at:at + 7] for at in range(0, len(cells), 7)]


def _cell(day: date, now: int, zone: str, rotation: Rotation | None, members: Mapping[str, Sequence[str]],
          changes: Sequence[Change], names: Mapping[str, str], language: str) -> Cell:
    since, until = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    turns = []
    if rotation is not None:
        turns = [Turn(team, moments.hour(begins, zone) if begins >= since else "", len(members.get(team, ())),
                      rotation.teams.index(team)) for begins, _, team in rotation.turns(since, until)]
    here = [each for each in changes if each.begins < until and each.ends > since]
    months = moments.MONTHS["en" if language == "en" else "id"]
    return Cell(day.day, months[day.month - 1][:3], since <= now < until, until <= now, turns,
                [names[each.officer] for each in here if each.kind == "on"],
                [names[each.officer] for each in here if each.kind == "off"])
