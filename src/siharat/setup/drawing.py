"""The area of a station: proposed, looked at, put in force, taken back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people import access, areas, stations
from siharat.people.access import OfficerCaller
from siharat.people.areas import Area
from siharat.setup import actions, store

DRAFT, BEFORE = "area", "area_before"


class Proposal(msgspec.Struct, frozen=True):
    """An area as somebody chose or uploaded it, and what should give them pause."""

    areas: list[Area]
    km2: float
    lat: float
    lon: float
    overlaps: dict[str, float]
    """With which stations it has ground in common, km²: such a place rings both."""
    far_km: float = 0
    """From all other areas, where that is doubtful."""


_PROPOSAL = msgspec.json.Decoder(Proposal)
_AREAS = msgspec.json.Decoder(list[Area])


def neighbours(tx: Tx, caller: OfficerCaller, code: str) -> list[tuple[str, Area]]:
    """The areas of all stations that stand neither above nor below it, each with its station's name: theirs may lie
    in its own, and its own in theirs."""
    own = stations.get(tx, code)
    access.sets_up(caller, own.path)
    return [(row.name, area) for row in stations.every(tx)
            if not own.path.startswith(row.path) and not row.path.startswith(own.path)
            for area in stations.areas_of(tx, row.code)]


def proposal(found: Sequence[Area], others: Sequence[tuple[str, Area]]) -> Proposal:
    """Pure, and up to a second long: not for the thread of the database."""
    here = areas.extent(found)
    _, km = areas.farthest(found, [area for _, area in others])
    return Proposal(list(found), here.km2, here.lat, here.lon, areas.overlaps(found, others),
                    km if km > areas.FARTHEST_KM else 0)


def propose(tx: Tx, caller: OfficerCaller, code: str, told: Proposal) -> None:
    """To be looked at. What is in force stays."""
    actions.of(tx, caller, code)
    store.put_draft(tx, code, DRAFT, msgspec.json.encode(told).decode(), caller.id)


def proposed(tx: Tx, code: str) -> tuple[Proposal, str] | None:
    """What waits, and its mark."""
    found = store.draft(tx, code, DRAFT)
    return (_PROPOSAL.decode(found[0]), store.mark(found[0])) if found else None


def drop(tx: Tx, caller: OfficerCaller, code: str, seen: str | None = None) -> None:
    """``seen`` as of ``use``."""
    actions.of(tx, caller, code)
    found = store.draft(tx, code, DRAFT)
    if found is not None:
        store.looked_at(found[0], seen)
    store.drop_draft(tx, code, DRAFT)


def use(tx: Tx, caller: OfficerCaller, code: str, overlap: bool, far: bool, seen: str | None = None) -> None:
    """What was proposed is in force. ``seen``: the mark of what they looked at. ``Problem`` 409 where another waits
    now, and where it overlaps or lies far away and nobody said that it is meant."""
    actions.of(tx, caller, code)
    found = store.draft(tx, code, DRAFT)
    if found is None:
        raise not_found("proposal")
    store.looked_at(found[0], seen)
    told = _PROPOSAL.decode(found[0])
    if told.overlaps and not overlap:
        raise Problem(409, "overlaps", f"It overlaps with {', '.join(told.overlaps)}. Say that this is meant.")
    if told.far_km and not far:
        raise Problem(409, "far", f"It lies {told.far_km:.0f} km from all others. Say that this is meant.")
    _exchange(tx, caller, code, told.areas)
    store.drop_draft(tx, code, DRAFT)


def earlier(tx: Tx, code: str) -> str:
    """The mark of the area that was in force before; empty where there was none, for nothing is to go back to."""
    found = store.draft(tx, code, BEFORE)
    return store.mark(found[0]) if found and _AREAS.decode(found[0]) else ""


def take_back(tx: Tx, caller: OfficerCaller, code: str, sure: bool = False, seen: str | None = None) -> None:
    """The area that was in force before is so again; twice is as it was. ``seen``: the mark of the earlier one when
    they looked. ``Problem`` 422 where nobody said that it is meant, 409 where another is the earlier one now, for a
    thumb that touches twice would undo what it did, and where a live station would be left without any."""
    actions.of(tx, caller, code)
    found = store.draft(tx, code, BEFORE)
    if found is None:
        raise not_found("earlier area")
    if not sure:
        raise Problem(422, "tick", "Tick the box first.")
    store.looked_at(found[0], seen)
    _exchange(tx, caller, code, _AREAS.decode(found[0]))


def _leaves_bare(tx: Tx, code: str, new: Sequence[Area]) -> bool:
    """It is live and would have no area: whoever presses there would ring somebody far away."""
    return not new and stations.get(tx, code).live_since is not None


def _exchange(tx: Tx, caller: OfficerCaller, code: str, new: Sequence[Area]) -> None:
    if _leaves_bare(tx, code, new):
        raise Problem(409, "station_live", "It is live, and before it had no area. Take it back first.")
    before = msgspec.json.encode(stations.areas_of(tx, code)).decode()
    store.put_draft(tx, code, BEFORE, before, caller.id)
    stations.set_areas(tx, code, new)
