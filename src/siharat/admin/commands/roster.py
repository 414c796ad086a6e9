"""Who is on duty when, from a list: teams in turn, and single turns."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from siharat.admin.commands.command import Code, Command, Short, must_stand
from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.people import officers, roster, stations
from siharat.people.roster_rules import LONGEST_HOURS, Rotation
from siharat.people.sheets import MOST_OFFICERS

Wall = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]
"""A time as it stands on the station's wall."""


class RosterLine(msgspec.Struct):
    """One line of a roster: in a team, or a single turn from one time on the station's wall to another."""

    number: int
    nrp: Short
    team: Annotated[str, Meta(max_length=20)] | None = None
    begins: Wall | None = None
    ends: Wall | None = None


class ImportRoster(msgspec.Struct):
    station: Code
    lines: Annotated[list[RosterLine], Meta(min_length=1, max_length=MOST_OFFICERS)]
    starts: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    handover: Annotated[int, Meta(ge=0, lt=24 * 60)] = 8 * 60
    hours: Annotated[int, Meta(ge=1, le=LONGEST_HOURS)] = 24
    dry_run: bool = False


def import_roster(tx: Tx, args: ImportRoster) -> dict[str, int]:
    """Teams replace the rotation there was; single turns are added to it. All or none: a line that is wrong names
    itself, and nothing is written. ``dry_run`` only looks."""
    must_stand(tx, args.station)
    faults: list[str] = []
    members: dict[str, list[str]] = {}
    turns: list[tuple[str, int, int]] = []
    zone = zoneinfo.ZoneInfo(stations.get(tx, args.station).timezone)
    for line in args.lines:
        row = officers.by_nrp(tx, line.nrp)
        if row is None or row.station != args.station:
            faults.append(f"line {line.number}: there is no officer with the NRP {line.nrp} at {args.station}")
        elif line.team is not None:
            members.setdefault(line.team, []).append(row.id)
        elif line.begins and line.ends:
            turns.append((row.id, _moment(line.begins, zone), _moment(line.ends, zone)))
    starts = _day(args.starts, tx.now, zone)
    if faults:
        raise Problem(422, "file", "Nothing was imported. Correct these lines and import it again:\n  "
                      + "\n  ".join(faults[:30]))
    tally = {"teams": len(members), "members": sum(map(len, members.values())), "turns": len(turns)}
    if args.dry_run:
        return tally
    if members:
        rotation = Rotation(starts, args.handover, args.hours, tuple(sorted(members)), zone.key)
        roster.set_rotation(tx, args.station, rotation, {team: [*dict.fromkeys(own)] for team, own in members.items()})
    for officer, begins, ends in turns:
        roster.change(tx, args.station, officer, "on", begins, ends, "duty", "command line")
    return tally


def _day(said: str | None, now: int, zone: zoneinfo.ZoneInfo) -> date:
    try:
        return date.fromisoformat(said) if said else datetime.fromtimestamp(now / 1_000, zone).date()
    except ValueError as error:
        raise invalid("start", f"{said} is no day") from error


def _moment(wall: str, zone: zoneinfo.ZoneInfo) -> int:
    try:
        return round(datetime.fromisoformat(wall).replace(tzinfo=zone).timestamp() * 1_000)
    except ValueError as error:
        raise invalid("time", f"{wall} is no moment") from error


COMMANDS = {
    "roster import": Command(ImportRoster, import_roster),
}
