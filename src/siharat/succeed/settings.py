"""A station's settings put out as a file, and a file's put in force: looked at first, then in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from siharat.db import Tx
from siharat.drill import actions as drill
from siharat.drill import store as drills
from siharat.drill.rules import Rhythm
from siharat.escalate import policies
from siharat.people import access, changes, roster, stations
from siharat.people.access import OfficerCaller
from siharat.people.roster_rules import Rotation
from siharat.succeed import actions, settings_file
from siharat.succeed.settings_file import Difference, Drill, Part, Roster, Settings


def export(tx: Tx, caller: OfficerCaller | None, code: str) -> bytes:
    """``caller`` is ``None`` on the command line."""
    administered(tx, caller, code)
    return settings_file.written(tx.keys, of(tx, code))


def of(tx: Tx, code: str) -> Settings:
    row, rotation = stations.get(tx, code), roster.rotation_of(tx, code)
    return Settings(
        station=code, name=row.name, public=row.public_since is not None,
        ladder=settings_file.nameless(policies.in_force(tx, code)),
        roster=Roster(rotation.starts.isoformat(), rotation.handover, rotation.hours, rotation.teams)
        if rotation else None,
        drills=tuple(sorted(_plan(each) for each in drills.plans(tx, code))),
        areas=tuple(stations.areas_of(tx, code)))


def _plan(row: Any) -> Drill:
    return Drill(row.every, row.day, row.minute, bool(row.announced), bool(row.telephones))


def compare(tx: Tx, caller: OfficerCaller | None, code: str, wanted: Settings,
            parts: Sequence[str] | None = None) -> list[Difference]:
    """What would change. Nothing does."""
    administered(tx, caller, code)
    chosen = settings_file.parts(tuple(parts) if parts else None, wanted, code)
    return [each for each in settings_file.differences(of(tx, code), wanted) if each.part in chosen]


def take_over(tx: Tx, caller: OfficerCaller | None, code: str, wanted: Settings,
              parts: Sequence[str] | None = None) -> list[Part]:
    """Puts what differs in force: which parts those were. A part of the area is only for whoever may draw it."""
    row = administered(tx, caller, code)
    stations.must_stand(row)
    found = [each.part for each in compare(tx, caller, code, wanted, parts)]
    if "areas" in found and caller is not None:
        access.sets_up(caller, row.path)
    for part in found:
        _PUT[part](tx, caller, row, wanted)
    if found:
        changes.note(tx, code, "settings", caller, parts=", ".join(found))
    return found


def _name(tx: Tx, caller: OfficerCaller | None, row: Any, wanted: Settings) -> None:
    actions.rename(tx, caller, row.code, wanted.name)


def _areas(tx: Tx, caller: OfficerCaller | None, row: Any, wanted: Settings) -> None:
    stations.set_areas(tx, row.code, wanted.areas)


def _ladder(tx: Tx, caller: OfficerCaller | None, row: Any, wanted: Settings) -> None:
    policies.put_at(tx, row, caller.id if caller else None, wanted.ladder)


def _roster(tx: Tx, caller: OfficerCaller | None, row: Any, wanted: Settings) -> None:
    """Teams of the same name keep who is in them."""
    assert wanted.roster is not None, "it differs only where there is one"
    members = {team: own for team, own in roster.members_of(tx, row.code).items() if team in wanted.roster.teams}
    rotation = Rotation(date.fromisoformat(wanted.roster.starts), wanted.roster.handover, wanted.roster.hours,
                        wanted.roster.teams, row.timezone)
    roster.set_rotation(tx, row.code, rotation, members)


def _public(tx: Tx, caller: OfficerCaller | None, row: Any, wanted: Settings) -> None:
    stations.set_public(tx, row.code, wanted.public)


def _drills(tx: Tx, caller: OfficerCaller | None, row: Any, wanted: Settings) -> None:
    there = {_plan(each): each.id for each in drills.plans(tx, row.code)}
    for plan, plan_id in there.items():
        if plan not in wanted.drills:
            drill.cancel(tx, plan_id)
    for plan in dict.fromkeys(wanted.drills):
        if plan not in there:
            drill.plan(tx, row.code, f"officer:{caller.id}" if caller else "system", plan.announced,
                       Rhythm(plan.every, plan.day, plan.minute), plan.telephones)


_PUT = {"name": _name, "areas": _areas, "ladder": _ladder, "roster": _roster, "public": _public, "drills": _drills}


def administered(tx: Tx, caller: OfficerCaller | None, code: str) -> Any:
    """The station's row. ``Problem`` 404 for whoever does not administer it."""
    row = stations.get(tx, code)
    if caller is not None:
        access.administers(caller, row.path)
    return row
