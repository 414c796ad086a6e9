"""A station is renamed; another takes its place; that is undone. Each in one transaction: half of it never stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from siharat.db import Tx, wakeup
from siharat.drill import actions as drill
from siharat.drill import store as drills
from siharat.incident import store as incidents
from siharat.kernel import Problem
from siharat.people import access, changes, giving, leaving, officers, stations
from siharat.people.access import OfficerCaller
from siharat.people.officers import COUNT, DeviceAdded
from siharat.succeed import carrying, rules, store
from siharat.succeed.rules import Kind, Place

LOOK_AFTER = "look_after_closed"


@dataclass(frozen=True, slots=True)
class StationClosed:
    """Event: another station has taken its place; its streams begin anew, and nobody listens for it any more."""

    station: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen, read before it does."""

    name: str
    to: str
    officers: int
    devices: int
    areas: int
    citizens: int
    """Whose station it is by their last press."""
    reports: int
    tasks: int
    drills: int
    roster: bool
    open: list[str] = field(default_factory=list)
    """Codes of the incidents at work there."""
    below: list[str] = field(default_factory=list)
    """Names of the stations below it."""
    refused: Problem | None = None
    lays_down: bool = False
    """Whoever has a role there is an officer afterwards: the successor stands higher."""


def rename(tx: Tx, caller: OfficerCaller | None, code: str, name: object) -> None:
    """Everything shows the new name from now on, what is long closed too; the code stays. ``caller`` is ``None`` on the
    command line, here and below."""
    row = _administered(tx, caller, code)
    wanted = rules.named(name)
    if wanted == row.name:
        return
    tx.run(store.RENAME, station=code, name=wanted)
    changes.note(tx, code, "renamed", caller, before=row.name, after=wanted)


def outlook(tx: Tx, caller: OfficerCaller | None, code: str, to: str, kind: Kind, leave: bool = False) -> Outlook:
    """Changes nothing."""
    row, there = _administered(tx, caller, code), _administered(tx, caller, to)
    counts: Any = tx.one(store.COUNTS, station=code)
    open_ = store.at_work(tx, code)
    refused = None
    try:
        _may(tx, row, there, open_, kind, leave)
    except Problem as problem:
        refused = problem
    return Outlook(row.name, there.name, row.officers, counts.devices, counts.areas, counts.citizens, counts.reports,
                   counts.tasks, counts.drills, bool(counts.rosters), open_,
                   [each.name for each in tx.all(store.BELOW, below=f"{row.path}%") if each.code != code], refused,
                   rules.stands_higher(there.path, row.path))


def close(tx: Tx, caller: OfficerCaller | None, code: str, to: str, leave: bool, reason: object) -> None:
    """Its area, its stations below and what waits there go to the successor, its officers too, unless they ``leave``.
    ``Problem`` 409 while an incident is at work there."""
    _succeed(tx, caller, code, to, "closed", leave, reason)


def merge(tx: Tx, caller: OfficerCaller | None, code: str, to: str, reason: object) -> None:
    """The same in the middle of work: open incidents go along, claims and waves as they are."""
    _succeed(tx, caller, code, to, "merged", False, reason)


def _succeed(tx: Tx, caller: OfficerCaller | None, code: str, to: str, kind: Kind, leave: bool, reason: object) -> None:
    row, there = _administered(tx, caller, code), _administered(tx, caller, to)
    words = rules.reason(reason)
    # First the incidents, then the books: the order in which everybody locks them.
    open_ = [incidents.lock(tx, each) for each in store.ids(tx, store.OPEN, code)]
    _may(tx, row, there, store.at_work(tx, code), kind, leave)
    succession = tx.identity.uuid7()
    tx.run(store.INSERT, id=succession, station=code, to=to, now=tx.now, parent=row.parent, live=row.live_since)
    _move_node(tx, succession, row, there)
    _move_areas(tx, succession, code, to)
    if leave:
        _let_go(tx, code)
    else:
        if rules.stands_higher(there.path, row.path):
            giving.lay_down_all(tx, caller, code)
        _move_officers(tx, succession, code, to)
    _move_waiting(tx, code, to)
    for incident in open_:
        carrying.carry(tx, incident, code, to)
    wakeup.plan(tx, wakeup.key("succession", succession), LOOK_AFTER, tx.now + rules.LOOKS_AFTER[0])
    changes.note(tx, code, kind, caller, other=to, reason=words)
    tx.emit(DeviceAdded(to))
    tx.emit(StationClosed(code))


def _may(tx: Tx, row: Any, there: Any, open_: list[str], kind: Kind, leave: bool) -> None:
    rules.may_succeed(_place(row), _place(there), drills.running(tx, row.code) is not None, open_, kind, leave)


def _place(row: Any) -> Place:
    return Place(row.code, row.path, row.officers, row.live_since is not None, row.closed_at is not None)


def _move_node(tx: Tx, succession: str, row: Any, there: Any) -> None:
    """The closed station stands below its successor; those below it stand where it stood: nothing climbs through an
    empty house."""
    children = []
    for each in tx.all(store.BELOW, below=f"{row.path}%"):
        if each.code == row.code:
            parent, path = there.code, f"{there.path}{row.code}/"
        else:
            parent = there.code if each.parent == row.code else each.parent
            path = there.path + each.path.removeprefix(row.path)
            children += [each.code] if each.parent == row.code else []
        tx.run(store.SET_NODE, station=each.code, parent=parent, path=path)
    tx.run(store.CLOSE, station=row.code, to=there.code, now=tx.now)
    store.remember(tx, succession, "station", children)


def _move_areas(tx: Tx, succession: str, code: str, to: str) -> None:
    store.remember(tx, succession, "area", store.ids(tx, store.AREAS, code))
    tx.run(store.MOVE_AREAS, station=code, to=to)
    stations.areas_changed(tx, [succession, code, to])


def _move_officers(tx: Tx, succession: str, code: str, to: str) -> None:
    """Their phones, ways in and sessions go along: nobody is signed out, nobody enrols again."""
    store.remember(tx, succession, "officer", store.ids(tx, store.OFFICERS, code))
    tx.run(store.MOVE_OFFICERS, station=code, to=to)
    tx.run(store.FOLLOW, station=code)
    for each in (code, to):
        tx.run(COUNT, station=each)


def _let_go(tx: Tx, code: str) -> None:
    for row in officers.of_station(tx, code):
        leaving.retire(tx, row)


def _move_waiting(tx: Tx, code: str, to: str) -> None:
    for statement in store.MOVE_WAITING:
        tx.run(statement, station=code, to=to)
    for plan in store.ids(tx, store.PLANS, code):
        drill.cancel(tx, plan)
    wakeup.drop(tx, wakeup.key("station", code))


def look_after(tx: Tx, key: str) -> None:
    """Due: whatever was written for the closed station in the moment of its end goes the same way."""
    row = tx.one(store.GET, id=wakeup.key_of("succession", key))
    if row is None:
        return
    to = stations.heir(tx, row.station).code
    for incident in [incidents.lock(tx, each) for each in store.ids(tx, store.OPEN, row.station)]:
        if row.station in incident.ringing_at or incident.in_charge == row.station:
            carrying.carry(tx, incident, row.station, to)
    _move_waiting(tx, row.station, to)
    late = store.ids(tx, store.OFFICERS, row.station)
    if late:
        if rules.stands_higher(stations.get(tx, to).path, _path_before(tx, row)):
            giving.lay_down_all(tx, None, row.station)
        _move_officers(tx, row.id, row.station, to)
    elif tx.run(store.FOLLOW, station=row.station):
        tx.emit(DeviceAdded(to))
    following = rules.next_look(row.at, tx.now)
    if following is not None:
        wakeup.plan(tx, key, LOOK_AFTER, following)


def _path_before(tx: Tx, gone: Any) -> str:
    return f"{stations.get(tx, gone.parent).path if gone.parent else '/'}{gone.station}/"


def reopen(tx: Tx, caller: OfficerCaller | None, code: str) -> None:
    """Within thirty days: its area, its stations below and those officers who are still where they went come back. What
    was decided or opened meanwhile stays where it is."""
    row, gone = _administered(tx, caller, code), tx.one(store.NEWEST, station=code)
    if row.closed_at is None or gone is None:
        raise Problem(409, "station_open", "That station is not closed.")
    rules.still_undoable(gone.at, tx.now)
    tx.run(store.UNDO, id=gone.id, now=tx.now)
    wakeup.drop(tx, wakeup.key("succession", gone.id))
    to = stations.heir(tx, code).code
    tx.run(store.REOPEN, station=code, live=gone.live_since)
    _node_back(tx, row, gone)
    for area in store.went(tx, gone.id, "area"):
        tx.run(store.MOVE_AREA, id=int(area), to=code)
    stations.areas_changed(tx, [gone.id, "undone"])
    tx.run(COUNT, station=to)  # an update first: of two who change this at once, the second waits here
    kept = giving.has_administrator(tx, to)
    for officer in store.went(tx, gone.id, "officer"):
        if tx.run(store.MOVE_OFFICER, id=officer, station=to, to=code):
            giving.take_up_again(tx, caller, officer, gone.at)
    if kept and not giving.has_administrator(tx, to):
        raise Problem(409, "last_administrator", "The successor's only administrator would go back with it. Name "
                      "another one there first.")
    tx.run(store.FOLLOW, station=to)
    for each in (code, to):
        tx.run(COUNT, station=each)
    changes.note(tx, code, "reopened", caller, other=to)
    tx.emit(DeviceAdded(code))


def _node_back(tx: Tx, row: Any, gone: Any) -> None:
    """Where it stood, if that stands still; and below it again those that went to the successor and are there."""
    parent = stations.get(tx, gone.parent) if gone.parent else None
    above = "/" if parent is None else parent.path
    if parent is not None and (parent.closed_at is not None or parent.path.startswith(row.path)):
        parent = stations.heir(tx, gone.successor)
        above = parent.path
    path = f"{above}{row.code}/"
    tx.run(store.SET_NODE, station=row.code, parent=parent.code if parent else None, path=path)
    for child in store.went(tx, gone.id, "station"):
        old = stations.get(tx, child)
        if old.parent != gone.successor:
            continue
        for each in tx.all(store.BELOW, below=f"{old.path}%"):
            tx.run(store.SET_NODE, station=each.code, parent=row.code if each.code == child else each.parent,
                   path=f"{path}{child}/{each.path.removeprefix(old.path)}")


def _administered(tx: Tx, caller: OfficerCaller | None, code: str) -> Any:
    row = stations.get(tx, code)
    if caller is not None:
        access.administers(caller, row.path)
    return row
