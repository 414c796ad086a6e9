"""The history of before is brought along, a part at a time."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from siharat.admin.commands.command import Code, Command, Short, must_stand
from siharat.db import Tx
from siharat.evaluate.bringing import store as history
from siharat.evaluate.bringing.rows import Row

MOST_ROWS = 2_000
"""At once, some ten milliseconds of the writer: no press waits longer behind an import."""


class OfStation(msgspec.Struct):
    station: Code


class BeginHistory(msgspec.Struct):
    station: Code
    source: Short
    digest: Annotated[str, Meta(max_length=64)]
    moments: Short


class AddHistory(msgspec.Struct):
    import_id: Annotated[str, Meta(max_length=40)]
    rows: Annotated[list[Row], Meta(max_length=MOST_ROWS)]


class OfImport(msgspec.Struct):
    import_id: Annotated[str, Meta(max_length=40)]


def clear_history(tx: Tx, args: OfStation) -> bool:
    must_stand(tx, args.station)
    return history.clear_away(tx, args.station)


def begin_history(tx: Tx, args: BeginHistory) -> str:
    must_stand(tx, args.station)
    return history.begin(tx, args.station, args.source, args.digest, args.moments)


def add_history(tx: Tx, args: AddHistory) -> None:
    history.add(tx, args.import_id, args.rows)


def complete_history(tx: Tx, args: OfImport) -> int:
    return history.complete(tx, args.import_id)


COMMANDS = {
    "history clear": Command(OfStation, clear_history),
    "history begin": Command(BeginHistory, begin_history),
    "history add": Command(AddHistory, add_history),
    "history complete": Command(OfImport, complete_history),
}
