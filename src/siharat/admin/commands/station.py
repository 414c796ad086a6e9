"""A station is added, named, closed, merged, opened again; its settings come from a file."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from siharat.admin.commands.command import Code, Command, Short, must_stand
from siharat.db import Tx
from siharat.people import stations
from siharat.people.areas import Area
from siharat.setup import rules as setup
from siharat.succeed import actions as succeed
from siharat.succeed import settings
from siharat.succeed.rules import Kind
from siharat.succeed.settings_file import Part, Settings


class AddStation(msgspec.Struct):
    code: Code
    name: Short
    parent: Code | None = None
    timezone: str = "Asia/Makassar"
    areas: list[Area] = []
    far: bool = False


class RenameStation(msgspec.Struct):
    code: Code
    name: Short


class EndStation(msgspec.Struct):
    code: Code
    to: Code
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    leave: bool = False
    dry_run: bool = False


class ReopenStation(msgspec.Struct):
    code: Code


class TakeSettings(msgspec.Struct):
    code: Code
    settings: Settings
    parts: list[Part] = []
    dry_run: bool = False


def add_station(tx: Tx, args: AddStation) -> None:
    code, name, timezone = setup.named(args.code, args.name, args.timezone)
    if args.parent is not None:
        must_stand(tx, args.parent)
    stations.add(tx, code, name, args.parent, timezone, args.areas, far=args.far)


def rename_station(tx: Tx, args: RenameStation) -> None:
    must_stand(tx, args.code)
    succeed.rename(tx, None, args.code, args.name)


def close_station(tx: Tx, args: EndStation) -> dict[str, Any]:
    return _end_station(tx, args, "closed")


def merge_station(tx: Tx, args: EndStation) -> dict[str, Any]:
    return _end_station(tx, args, "merged")


def _end_station(tx: Tx, args: EndStation, kind: Kind) -> dict[str, Any]:
    """What it comes to; with ``dry_run`` nothing is done."""
    for code in (args.code, args.to):
        must_stand(tx, code)
    seen = succeed.outlook(tx, None, args.code, args.to, kind, args.leave)
    if seen.refused is not None:
        raise seen.refused
    if not args.dry_run and kind == "merged":
        succeed.merge(tx, None, args.code, args.to, args.reason)
    elif not args.dry_run:
        succeed.close(tx, None, args.code, args.to, args.leave, args.reason)
    return {"name": seen.name, "to": seen.to, "officers": seen.officers, "devices": seen.devices, "areas": seen.areas,
            "citizens": seen.citizens, "open": seen.open, "below": seen.below, "reports": seen.reports,
            "drills": seen.drills}


def reopen_station(tx: Tx, args: ReopenStation) -> None:
    must_stand(tx, args.code)
    succeed.reopen(tx, None, args.code)


def take_settings(tx: Tx, args: TakeSettings) -> list[list[str]]:
    """What differs: part, before, after. With ``dry_run`` it stays so."""
    must_stand(tx, args.code)
    found = settings.compare(tx, None, args.code, args.settings, args.parts)
    if not args.dry_run:
        settings.take_over(tx, None, args.code, args.settings, args.parts)
    return [[each.part, each.before, each.after] for each in found]


COMMANDS = {
    "station add": Command(AddStation, add_station),
    "station rename": Command(RenameStation, rename_station),
    "station close": Command(EndStation, close_station),
    "station merge": Command(EndStation, merge_station),
    "station reopen": Command(ReopenStation, reopen_station),
    "station import": Command(TakeSettings, take_settings),
}
