"""Streams that remember every position they were given, and what each should have been given."""

from __future__ import annotations

from siharat.db import Tx
from siharat.incident import log
from siharat.incident.log import Line
from siharat.web.api import telling
from tests.story.cast import Event, Phone, Stage

CALM = {"claimed", "closed"}
LOUD = {"raised", "lapsed", "released", "handed_over", "parted", "let_go"}


ON_ITS_WAY_MS = 20
"""A line of this very moment is looked for at the next step."""


class Ear(Phone):
    """A phone or a screen that comes and goes. ``station``: of an officer; a citizen has none."""

    def __init__(self, stage: Stage, token: str, station: str | None, citizen: str | None = None) -> None:
        super().__init__(stage, token)
        self.station = station
        self.citizen = citizen
        self.positions: list[int] = []
        self.rung_at: dict[str, int] = {}
        self.is_open = False
        self.excused: set[int] = set()
        """Lines before the first opening: they are history, not news."""
        self.read: dict[str, int] = {}
        self.known: list[Line] = []
        self.due: set[int] = set()
        self.calm: set[str] = set()
        self.calm_at: dict[str, set[int]] = {}
        """Waves of an incident that somebody had at that point of the book."""

    def follow(self, line: Line) -> None:
        if line.kind in CALM:
            self.calm.add(line.incident)
        elif line.kind in LOUD:
            self.calm.discard(line.incident)
        elif line.kind in telling.RINGS and line.incident in self.calm:
            self.calm_at.setdefault(line.incident, set()).add(line.position)

    def listens(self, history: list[Line]) -> None:
        if self.last_id is None:
            self.excused |= {line.position for line in history}
        self.open(resume=True)
        self.is_open = True

    def leaves(self) -> None:
        self.close()
        self.is_open = False

    def was_cut_off(self, stage: Stage) -> None:
        self.stage, self.is_open = stage, False

    async def heard(self, event: Event) -> None:
        if event.position is not None:
            self.positions.append(event.position)
            if event.kind == "alarm":
                self.rung_at[event.data["incident"]["id"]] = event.position
        if self.station is not None:
            await super().heard(event)


def catch_up(tx: Tx, ear: Ear) -> list[Line]:
    """What the log holds for this ear, in order. Lines never change, so each is read once."""
    stations = [ear.station] if ear.station is not None else [row.station for row in tx.all(log.HEADS)]
    for station in stations:
        for line in log.since(tx, station, ear.read.get(station, 0), 100_000):
            ear.read[station] = line.position
            told = telling.tell(tx, line)
            if ear.station is None:
                if told.to_citizen and told.incident.citizen == ear.citizen:
                    ear.known.append(line)
                    ear.due.add(line.position)
            else:
                ear.known.append(line)
                # Waves are told only while they are news (the newest, of what still rings); all else always.
                if told.to_officers and line.kind not in telling.RINGS:
                    ear.due.add(line.position)
                ear.follow(line)
    return ear.known


def flaws(tx: Tx, ear: Ear) -> list[str]:
    """Nothing missed, nothing twice, never backwards, no alarm while somebody has it."""
    who = f"the stream of {ear.station or 'a citizen'}"
    found = [f"{who} went back from {before} to {after}"
             for before, after in zip(ear.positions, ear.positions[1:], strict=False) if after <= before]
    known = catch_up(tx, ear)
    if ear.is_open:
        kinds = {line.position: line.kind for line in known}
        came_by = (tx.now - ON_ITS_WAY_MS) * 1_000  # positions are times in microseconds
        found += [f"{who} missed {kinds[position]} at {position}"
                  for position in sorted(ear.due - ear.excused - set(ear.positions)) if position < came_by]
    return found + [f"{who} rang at {position} for {incident}, which somebody had taken"
                    for incident, position in ear.rung_at.items() if position in ear.calm_at.get(incident, ())]
