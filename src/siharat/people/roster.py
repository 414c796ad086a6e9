"""The roster of a station: its rotation, its teams, and every change to it, each with who made it and when.

A change is never deleted: it is undone by a line of its own, so that the book tells who was on duty when.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import text

from siharat.db import Tx
from siharat.people import officers, stations
from siharat.people.roster_rules import Change, Rotation, on_duty

GET = text("SELECT * FROM roster WHERE station = :station")
PUT = text("""INSERT INTO roster (station, starts, handover, hours, teams, made_at)
    VALUES (:station, :starts, :handover, :hours, :teams, :now) ON CONFLICT (station) DO UPDATE SET
    starts = :starts, handover = :handover, hours = :hours, teams = :teams, made_at = :now""")
MEMBERS = text("""SELECT m.team, m.officer FROM team_member m JOIN officer o ON o.id = m.officer
    WHERE m.station = :station AND o.active = 1 ORDER BY o.nrp""")
FORGET_MEMBERS = text("DELETE FROM team_member WHERE station = :station")
ADD_MEMBER = text("INSERT INTO team_member (station, team, officer) VALUES (:station, :team, :officer)")
ADD_CHANGE = text("""INSERT INTO duty_change (station, officer, kind, begins, ends, why, made_by, made_at)
    VALUES (:station, :officer, :kind, :begins, :ends, :why, :by, :now) RETURNING id""")
CHANGES = text("""SELECT c.id, c.officer, c.kind, c.begins, c.ends FROM duty_change c
    JOIN officer o ON o.id = c.officer WHERE c.station = :station AND c.undone_at IS NULL AND o.active = 1
    AND c.begins < :until AND c.ends > :since ORDER BY c.id""")
UNDO = text("""UPDATE duty_change SET undone_at = :now, undone_by = :by
    WHERE id = :id AND station = :station AND undone_at IS NULL""")


def rotation_of(tx: Tx, station: str) -> Rotation | None:
    row = tx.one(GET, station=station)
    if row is None:
        return None
    return Rotation(date.fromisoformat(row.starts), row.handover, row.hours, tuple(json.loads(row.teams)),
                    stations.get(tx, station).timezone)


def members_of(tx: Tx, station: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in tx.all(MEMBERS, station=station):
        found.setdefault(row.team, []).append(row.officer)
    return found


def changes_of(tx: Tx, station: str, since: int, until: int) -> list[Change]:
    """What was changed about the time between (ms) and not undone, in the order in which it was made."""
    return [Change(*row) for row in tx.all(CHANGES, station=station, since=since, until=until)]


def on_duty_at(tx: Tx, station: str, at: int) -> frozenset[str]:
    """Whom the roster says, at any moment (ms); nobody where there is none."""
    return on_duty(rotation_of(tx, station), dict(members_of(tx, station)), changes_of(tx, station, at, at + 1), at)


def set_rotation(tx: Tx, station: str, rotation: Rotation, members: Mapping[str, Sequence[str]]) -> None:
    """Puts another rotation in the place of the one there was; changes stay. ``members``: officers of each team."""
    tx.run(PUT, station=station, starts=rotation.starts.isoformat(), handover=rotation.handover,
           hours=rotation.hours, teams=json.dumps(list(rotation.teams)), now=tx.now)
    tx.run(FORGET_MEMBERS, station=station)
    tx.many(ADD_MEMBER, [{"station": station, "team": team, "officer": officer}
                         for team, own in members.items() for officer in own])


def change(tx: Tx, station: str, officer: str, kind: str, begins: int, ends: int, why: str, by: str) -> int:
    """Puts an officer on duty or takes them off, from one moment to another (ms): the id of the change."""
    officers.get(tx, officer)
    return int(tx.value(ADD_CHANGE, station=station, officer=officer, kind=kind, begins=begins, ends=ends, why=why,
                        by=by, now=tx.now))


def swap(tx: Tx, station: str, one: str, other: str, begins: int, ends: int, by: str) -> tuple[int, int]:
    """``other`` takes the place of ``one``."""
    return (change(tx, station, one, "off", begins, ends, "swap", by),
            change(tx, station, other, "on", begins, ends, "swap", by))


def undo(tx: Tx, station: str, change_id: int, by: str) -> bool:
    """``False``: there is no such change, or somebody has undone it already."""
    return tx.run(UNDO, id=change_id, station=station, by=by, now=tx.now) == 1
