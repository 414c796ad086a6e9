"""Who is on duty at a moment: a rotation of teams, and what was changed about it. Pure.

A rotation follows the clock on the wall of the station, so that it is handed over at eight in the morning whatever
a country does to its time. Of several changes that speak of one officer at one moment, the last one made counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

LONGEST_HOURS = 7 * 24


@dataclass(frozen=True, slots=True)
class Rotation:
    """Teams that follow each other, from the first day's hand-over on, without a gap and without end."""

    starts: date
    handover: int
    """Minutes after midnight, by the station's clock."""
    hours: int
    """How long a team stays: 12 or 24, as a rule."""
    teams: tuple[str, ...]
    zone: str

    @property
    def begins(self) -> int:
        """The first hand-over, ms."""
        return _moment(self._first(), ZoneInfo(self.zone))

    def team_at(self, at: int) -> str | None:
        """The team on duty at ``at`` (ms); ``None`` before the rotation begins."""
        wall = datetime.fromtimestamp(at / 1_000, ZoneInfo(self.zone)).replace(tzinfo=None)
        turn = (wall - self._first()) // timedelta(hours=self.hours)
        return self.teams[turn % len(self.teams)] if turn >= 0 else None

    def turns(self, since: int, until: int) -> list[tuple[int, int, str]]:
        """Every turn that touches the time between: begin and end (ms), and the team."""
        zone, step = ZoneInfo(self.zone), timedelta(hours=self.hours)
        wall = datetime.fromtimestamp(since / 1_000, zone).replace(tzinfo=None)
        turn = max(0, (wall - self._first()) // step)
        found = []
        while (begin := _moment(self._first() + turn * step, zone)) < until:
            end = _moment(self._first() + (turn + 1) * step, zone)
            if end > since:
                found.append((begin, end, self.teams[turn % len(self.teams)]))
            turn += 1
        return found

    def _first(self) -> datetime:
        return datetime.combine(self.starts, time(self.handover // 60, self.handover % 60))


def _moment(wall: datetime, zone: ZoneInfo) -> int:
    return round(wall.replace(tzinfo=zone).astimezone(UTC).timestamp() * 1_000)


@dataclass(frozen=True, slots=True)
class Change:
    """An override, half of a swap, or a leave: this officer is on duty, or is not, from a moment to another (ms)."""

    id: int
    officer: str
    kind: Literal["on", "off"]
    begins: int
    ends: int
    """The first moment that it no longer speaks of."""

    def speaks_of(self, at: int) -> bool:
        return self.begins <= at < self.ends


def on_duty(rotation: Rotation | None, members: dict[str, Collection[str]], changes: Iterable[Change],
            at: int) -> frozenset[str]:
    """The officers on duty at ``at`` (ms). ``members``: the officers of each team."""
    team = rotation.team_at(at) if rotation else None
    found = set(members.get(team, ())) if team else set()
    for change in sorted(changes, key=lambda each: each.id):
        if change.speaks_of(at):
            (found.add if change.kind == "on" else found.discard)(change.officer)
    return frozenset(found)


def first_to_ring(everyone: Collection[str], on: Collection[str]) -> frozenset[str]:
    """Whose phones ring at once where those off duty are spared: of those on duty, or of everyone where nobody is, for
    a gap in a roster must not silence a station."""
    return frozenset(everyone) & frozenset(on) or frozenset(everyone)
