"""Whom a step means, and whom of them it reaches in truth. The ladder promises; the book and the citizen's page say
only what is so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from siharat.db import Tx
from siharat.incident.policy import Step, Whom
from siharat.incident.rules import Incident
from siharat.people import duty, officers
from siharat.ring import reach

MEANS = ("voice", "sms", "app")
"""What reaches hardest stands first: of several, this one is told."""


class Meant(NamedTuple):
    """People of a station. ``who``: none named, all of them."""

    whom: Whom
    """As who they are meant in the end: where nobody is on duty, those at the desk or everybody."""
    station: str
    who: Sequence[str] | None = None


class Reached(NamedTuple):
    """What a step came to. ``whom`` and ``means`` are nothing where it reached nobody."""

    whom: Whom | None = None
    means: str | None = None
    people: int = 0
    lacks: str | None = None
    """Why nobody: no ``channel`` of the step is on this server, or nobody has a ``number`` for it."""


class Coming(NamedTuple):
    """A step that has not been taken, and whom it would reach as far as is known now."""

    whom: Whom
    means: str
    at: int
    """When (ms), unless somebody takes the incident before."""
    stations: Sequence[str]
    """Names of those above that it reaches."""


def meant(tx: Tx, incident: Incident, step: Step) -> Sequence[Meant]:
    """The people of a step, but for one that means the station above."""
    if step.whom == "named":
        return (_named(tx, incident, step),)
    return [_at(tx, step, station) for station in incident.ringing_at]


def above(incident: Incident) -> Sequence[Meant]:
    """Of each station that rings, the nearest above that does not."""
    found = dict.fromkeys(code for path in incident.paths if (code := _nearest_above(incident, path)))
    return [Meant("above", code) for code in found]


def reached(tx: Tx, incident: Incident, step: Step, among: Sequence[Meant]) -> Reached:
    """By what reaches hardest, whoever of them comes first. A step that only lets see reaches nobody, and lacks
    nothing."""
    if not step.by:
        return Reached()
    carried = [kind for kind in MEANS if kind in step.by and reach.can_carry(tx, kind)]
    for kind in carried:
        for whom in dict.fromkeys(each.whom for each in among):
            people = sum(reach.people(tx, incident, kind, each.station, each.who)
                         for each in among if each.whom == whom)
            if people:
                return Reached(whom, kind, people)
    return Reached(lacks="number" if carried else "channel")


def _at(tx: Tx, step: Step, station: str) -> Meant:
    """Where nobody is there whom it means, everybody is meant."""
    if step.whom == "duty":
        found = duty.on_duty(tx, station)
        if found.who:
            return Meant(found.whom, station, found.who)
    if step.whom == "desk" and (who := duty.at_the_desk(tx, station)):
        return Meant("desk", station, who)
    return Meant("station", station)


def _named(tx: Tx, incident: Incident, step: Step) -> Meant:
    """The person. Where nobody is named, or who was has left: those on duty at the highest station concerned that
    has any, or everybody of its own, for nobody must be the last one."""
    if step.officer and officers.rings_still(tx, step.officer):
        return Meant("named", incident.station, (step.officer,))
    for path in sorted(incident.paths, key=len):
        code = path.strip("/").split("/")[-1]
        found = duty.on_duty(tx, code)
        if found.who:
            return Meant(found.whom, code, found.who)
    return Meant("station", incident.station, [row.id for row in officers.who_ring(tx, incident.station)])


def _nearest_above(incident: Incident, path: str) -> str | None:
    own, *higher = reversed(path.strip("/").split("/"))
    if own in incident.quiet:
        return None
    return next((code for code in higher if code not in incident.ringing_at), None)
