"""Who may see what and do what. Decided here and nowhere else; every refusal looks like absence.

The rules are pure: they take the caller and the facts of an incident, never a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people.roles import Right, Role, may_give, rights_of


@dataclass(frozen=True, slots=True)
class CitizenCaller:
    id: str


@dataclass(frozen=True, slots=True)
class OfficerCaller:
    id: str
    station: str
    path: str
    """Of the station in the tree, such as ``/63/63.72/``."""
    role: Role
    on_duty: bool = True
    """Of a duty officer: has the duty now."""

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role, self.on_duty)

    @property
    def operates(self) -> bool:
        """Sits at the desk: operators, administrators, and a duty officer while on duty."""
        return "desk" in self.rights

    @property
    def works(self) -> bool:
        """Is rung, and takes incidents: everybody but an auditor."""
        return "work" in self.rights

    @property
    def oversees(self) -> bool:
        """Reads how the station and those below it stand."""
        return "oversee" in self.rights

    @property
    def audits(self) -> bool:
        return "audit" in self.rights

    @property
    def judges(self) -> bool:
        return "judge" in self.rights

    @property
    def decides(self) -> bool:
        return "decide" in self.rights

    @property
    def administers(self) -> bool:
        return "people" in self.rights


Caller = CitizenCaller | OfficerCaller


class Facts(Protocol):
    """What must be known of an incident to decide."""

    @property
    def citizen(self) -> str: ...
    @property
    def stations(self) -> tuple[str, ...]:
        """The stations it concerns: its own, and those that ring with it."""
    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def kept_from(self) -> tuple[str, ...]:
        """Officers to whom it does not exist."""


def may_see(caller: Caller, incident: Facts) -> bool:
    """A citizen their own; an officer those of the station; who oversees also those of stations below. Nobody whom its
    citizen fears, whatever their role."""
    if isinstance(caller, CitizenCaller):
        return caller.id == incident.citizen
    if caller.id in incident.kept_from:
        return False
    if caller.station in incident.stations:
        return True
    return caller.oversees and any(path.startswith(caller.path) for path in incident.paths)


def see(caller: Caller, incident: Facts) -> None:
    if not may_see(caller, incident):
        raise not_found("incident")


def work_on(caller: Caller, incident: Facts) -> OfficerCaller:
    """Only officers work on an incident, and only on one that they may see. An auditor reads, and works on none."""
    see(caller, incident)
    found = officer(caller)
    if not found.works:
        raise not_found("incident")
    return found


def takes_part(caller: Caller, incident: Facts) -> None:
    """Its citizen, and who works on it: both write and share their place."""
    see(caller, incident)
    if isinstance(caller, OfficerCaller):
        work_on(caller, incident)


def desk_of(caller: Caller, incident: Facts) -> OfficerCaller:
    """Only a desk decides such things of an incident, and only of one that it may see."""
    found = work_on(caller, incident)
    if not found.operates:
        raise not_found("incident")
    return found


def reads_ledger(caller: Caller, incident: Facts) -> OfficerCaller:
    """Who reads which phones rang and which never did: who oversees the incident."""
    see(caller, incident)
    found = officer(caller)
    if not found.oversees:
        raise not_found("incident")
    return found


def officer(caller: Caller | None) -> OfficerCaller:
    if caller is None:
        raise unknown_caller()
    if not isinstance(caller, OfficerCaller):
        raise not_found("page")
    return caller


def citizen(caller: Caller | None) -> CitizenCaller:
    if caller is None:
        raise unknown_caller()
    if not isinstance(caller, CitizenCaller):
        raise not_found("page")
    return caller


def has_phone(caller: Caller | None) -> OfficerCaller:
    """Who may have a phone that rings, and so a page on it: an auditor has none."""
    found = officer(caller)
    if not found.works:
        raise not_found("page")
    return found


def operator_of(caller: Caller | None, path: str) -> OfficerCaller:
    """Who sits at the desk of that station, or of one above it."""
    return _with_right("desk", caller, path, "station")


def oversees(caller: Caller | None, path: str) -> OfficerCaller:
    """Who may read how that station stands: its desk, its chief and its auditor, and those above it."""
    return _with_right("oversee", caller, path, "station")


def warns(caller: Caller | None, path: str) -> OfficerCaller:
    """Who may speak to the citizens of that station's area: its desk, and the desks above."""
    return _with_right("desk", caller, path, "broadcast")


def evaluates(caller: Caller | None, path: str) -> OfficerCaller:
    """Who may read what a station achieved, and the incidents behind it: who oversees it. Those hold no name; a name
    still needs its reason."""
    return oversees(caller, path)


def triages(caller: Caller | None, path: str) -> OfficerCaller:
    """Who reads citizens' reports to that station and decides what becomes of them: its desk, and the desks above.
    The name of who reported in confidence needs its reason there too; an officer on patrol reads a task, no report."""
    return _with_right("desk", caller, path, "report")


def reported_openly(caller: Caller | None, citizen: str | None, under: str) -> CitizenCaller:
    """Whose phone opens a report without its key: of who sent it, and under a name only. A report in confidence, or
    from nobody, is opened by its key alone, for a phone may be in another's hand."""
    if not isinstance(caller, CitizenCaller) or under != "name" or caller.id != citizen:
        raise not_found("report")
    return caller


def patrols(caller: OfficerCaller, station: str) -> None:
    """Who may take a patrol task: the officers of the station whose task it is."""
    if caller.station != station or not caller.works:
        raise not_found("task")


def needs_reason(caller: OfficerCaller, working: frozenset[str]) -> bool:
    """May the caller read the citizen's name at once? Who works on the incident does; everybody else
    gives a reason, and each look leaves a line (UU 27/2022: purpose-bound access)."""
    return caller.id not in working


def looks_at(caller: Caller, incident: Facts, working: frozenset[str]) -> OfficerCaller:
    """Who may look at a photo or hear a voice note of an incident: who works on it, and its desks. To all others whose
    phones ring it is a place and no face."""
    found = work_on(caller, incident)
    if found.id not in working and not found.operates:
        raise not_found("incident")
    return found


def administrator(caller: Caller | None) -> OfficerCaller:
    found = officer(caller)
    return _with_right("people", found, found.path, "page")


def administers(caller: Caller | None, path: str) -> OfficerCaller:
    """Who may let officers of that station in or put them out: its administrator, or one above it."""
    return _with_right("people", caller, path, "officer")


def connects(caller: Caller | None, path: str) -> OfficerCaller:
    """Who may connect other systems to that station: its administrator, or one above it."""
    return _with_right("people", caller, path, "webhook")


def gives(caller: Caller | None, path: str, role: Role) -> OfficerCaller:
    """Who may give that role at that station: its administrator or one above it, but none that may more than they."""
    found = administers(caller, path)
    if not may_give(found.rights, role):
        raise not_found("role")
    return found


def decides(caller: Caller | None, path: str) -> OfficerCaller:
    """Who decides how that station works: its chief or its administrator, or those above it."""
    return _with_right("decide", caller, path, "page")


def audits(caller: Caller | None, path: str) -> OfficerCaller:
    """Who may read who opened an identity there, and who gave whom which role."""
    return _with_right("audit", caller, path, "page")


def judges(caller: Caller | None, path: str) -> OfficerCaller:
    """Who says whether an identity was rightly opened there."""
    return _with_right("judge", caller, path, "look")


def _with_right(right: Right, caller: Caller | None, path: str, what: str) -> OfficerCaller:
    found = officer(caller)
    if not (right in found.rights and path.startswith(found.path)):
        raise not_found(what)
    return found


def sets_up(caller: Caller | None, path: str) -> OfficerCaller:
    """Who makes a station, draws its area and lets it go live: an administrator of a station above it, never its own,
    for whoever switches a station off silences it."""
    found = administrator(caller)
    if path == found.path or not path.startswith(found.path):
        raise not_found("station")
    return found


def unknown_caller() -> Problem:
    return Problem(401, "not_authenticated", "Sign in first, or send `Authorization: Bearer TOKEN`.")
