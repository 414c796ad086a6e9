"""A drill is planned, cancelled and ended."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from siharat.admin.commands.command import Code, Command, must_stand
from siharat.db import Tx
from siharat.drill import actions as drill
from siharat.drill import rules as drill_rules
from siharat.kernel import Problem


class PlanDrill(msgspec.Struct):
    station: Code
    announced: bool = True
    telephones: bool = False
    every: str | None = None
    """``week`` or ``month``; ``None``: at once."""
    day: int = 0
    at: str = "09:00"


class CancelDrill(msgspec.Struct):
    plan: Annotated[str, Meta(max_length=40)]


class EndDrill(msgspec.Struct):
    station: Code


def plan_drill(tx: Tx, args: PlanDrill) -> str:
    must_stand(tx, args.station)
    rhythm = drill_rules.rhythm(args.every, args.day, args.at) if args.every else None
    return drill.plan(tx, args.station, "system", args.announced, rhythm, args.telephones)


def cancel_drill(tx: Tx, args: CancelDrill) -> None:
    try:
        drill.cancel(tx, args.plan)
    except Problem as problem:
        raise Problem(404, "no_plan", f"There is no planned drill {args.plan}: it has run, or was cancelled. "
                      "`siharat drill list --station CODE` shows what is planned.") from problem


def end_drill(tx: Tx, args: EndDrill) -> None:
    must_stand(tx, args.station)
    try:
        drill.end_at(tx, args.station)
    except Problem as problem:
        raise Problem(404, "no_drill", f"No drill is running at {args.station}.") from problem


COMMANDS = {
    "drill plan": Command(PlanDrill, plan_drill),
    "drill cancel": Command(CancelDrill, cancel_drill),
    "drill end": Command(EndDrill, end_drill),
}
