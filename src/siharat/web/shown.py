"""What was shown in an incident, as an officer's page and the desk's list it."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.attach import actions as attach
from siharat.attach import inviting
from siharat.attach.inviting import Link
from siharat.db import Tx
from siharat.incident.rules import Incident
from siharat.kernel import Problem
from siharat.people.access import OfficerCaller


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    kind: str
    at: int


@dataclass(frozen=True, slots=True)
class Shown:
    items: list[Item] = field(default_factory=list)
    live: bool = False
    link: Link | None = None
    """The newest that was sent."""
    may_ask: bool = False


def shown_in(tx: Tx, caller: OfficerCaller, incident: Incident, asks: bool) -> Shown | None:
    """``None`` for who may not look. ``asks``: this officer may send a link."""
    try:
        rows = attach.listed(tx, caller, incident.id)
    except Problem:
        return None
    may_ask = asks and incident.open and incident.real and incident.caution != "forced"
    return Shown([Item(row.id, row.kind, row.at) for row in rows if row.kind != "live"],
                 any(row.kind == "live" for row in rows),
                 inviting.newest(tx, incident.id) if may_ask else None, may_ask)
