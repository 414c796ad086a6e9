"""The officers of a station: their list read, held against who is there, taken over, taken back; its desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people import giving, officers, sheets, staff
from siharat.people.access import OfficerCaller
from siharat.people.officers import NewOfficer
from siharat.people.roles import Role
from siharat.people.staff import Fault, Listed, StaffList
from siharat.setup import actions, store

DRAFT, BEFORE = "staff", "staff_before"
MOST = 1_500
"""Officers of one list: it is taken over in one unit of work, and a press waits as long as it takes."""


class Draft(msgspec.Struct, frozen=True):
    """A list that was read and waits."""

    headings: dict[str, str]
    ignored: list[str]
    listed: list[Listed]
    faults: list[Fault]
    rows: int


class Before(msgspec.Struct, frozen=True):
    added: list[str]
    changed: list[tuple[str, NewOfficer]]


@dataclass(frozen=True, slots=True)
class Looked:
    """A dry run: what the list would do now, and every fault of it."""

    draft: Draft
    tally: dict[str, int]
    faults: list[Fault]
    mark: str


_DRAFT = msgspec.json.Decoder(Draft)
_BEFORE = msgspec.json.Decoder(Before)


def understood(data: bytes) -> StaffList:
    """Pure, and up to a second long: not for the thread of the database. ``Unreadable``, also for more than
    ``MOST``."""
    found = staff.understood(sheets.lines(data))
    if len(found.listed) > MOST:
        raise sheets.too_many(MOST)
    return found


def keep(tx: Tx, caller: OfficerCaller, code: str, found: StaffList) -> None:
    """To be looked at; nobody is taken over."""
    actions.of(tx, caller, code)
    told = Draft(found.headings, found.ignored, found.listed, found.faults, found.rows)
    store.put_draft(tx, code, DRAFT, msgspec.json.encode(told).decode(), caller.id)


def looked_at(tx: Tx, code: str) -> Looked | None:
    """Held against who is there now, for others may have come since the list was read."""
    found = store.draft(tx, code, DRAFT)
    if found is None:
        return None
    draft = _DRAFT.decode(found[0])
    tally, colliding = staff.held_against(tx, code, draft.listed)
    return Looked(draft, tally, sorted([*draft.faults, *colliding], key=lambda each: each.line),
                  store.mark(found[0]))


def drop(tx: Tx, caller: OfficerCaller, code: str, seen: str | None = None) -> None:
    """``seen`` as of ``take_over``."""
    actions.of(tx, caller, code)
    found = store.draft(tx, code, DRAFT)
    if found is not None:
        store.looked_at(found[0], seen)
    store.drop_draft(tx, code, DRAFT)


def take_over(tx: Tx, caller: OfficerCaller, code: str, seen: str | None = None) -> dict[str, int]:
    """All of the list or nobody. ``seen``: the mark of the list that they looked at. ``Problem`` 409 where another
    waits now, and while a line of it is wrong."""
    actions.of(tx, caller, code)
    found = store.draft(tx, code, DRAFT)
    if found is None:
        raise not_found("list")
    store.looked_at(found[0], seen)
    draft = _DRAFT.decode(found[0])
    faults = draft.faults or staff.colliding(tx, code, draft.listed)
    if faults:
        raise Problem(409, "faulty", f"{len(faults)} lines of the list are wrong. Nobody was taken over.")
    taken = staff.take_over(tx, code, [each.officer for each in draft.listed])
    told = msgspec.json.encode(Before(taken.added, taken.before)).decode()
    store.put_draft(tx, code, BEFORE, told, caller.id)
    store.drop_draft(tx, code, DRAFT)
    return taken.tally


def earlier(tx: Tx, code: str) -> str:
    """The mark of what the list that was taken over last has changed; empty: nothing can be taken back."""
    found = store.draft(tx, code, BEFORE)
    return store.mark(found[0]) if found else ""


def take_back(tx: Tx, caller: OfficerCaller, code: str, seen: str | None = None) -> int:
    """Undoes the list that was taken over last. How many stayed because they have come in meanwhile. ``seen``: its mark
    when they looked. ``Problem`` 409 where a later one was taken over since."""
    actions.of(tx, caller, code)
    found = store.draft(tx, code, BEFORE)
    if found is None:
        raise not_found("earlier list")
    store.looked_at(found[0], seen)
    told = _BEFORE.decode(found[0])
    store.drop_draft(tx, code, BEFORE)
    return staff.take_back(tx, told.added, told.changed)


def give_role(tx: Tx, caller: OfficerCaller, code: str, who: str, role: Role) -> str:
    """Who sits at the desk, or no longer does: their id. ``who``: an NRP, a name, or ``called``. ``Problem`` 404 for
    nobody of this station, 409 for more than one."""
    actions.of(tx, caller, code)
    found = _meant(tx, code, who)
    if not found:
        raise Problem(404, "no_officer", f"There is no officer {who[:60]} at this station.")
    if len(found) > 1:
        raise Problem(409, "several_officers", f"{len(found)} officers are called {who[:60]}. Say the NRP.")
    giving.set_role(tx, caller, found[0].id, role)
    return str(found[0].id)


def called(tx: Tx, row: Any) -> str:
    """``Bripka Andi Saputra · 85010234``: found by whichever part somebody remembers, and never two."""
    return f"{officers.title(tx, row)} · {row.nrp}"


def _meant(tx: Tx, code: str, who: str) -> list[Any]:
    """An NRP decides; without one the whole name does, and then a part of it."""
    words = who.replace("·", " ").casefold().split()
    rows = officers.of_station(tx, code)
    numbered = [row for row in rows if row.nrp.casefold() in words]
    if numbered or not words:
        return numbered
    names = [(row, officers.title(tx, row).casefold().split()) for row in rows]
    whole = [row for row, name in names if words in (name, name[-len(words):])]
    return whole or [row for row, name in names if set(words) <= set(name)]
