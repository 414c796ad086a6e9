"""What the desk makes of a report: answer, sort, join, refer, send a patrol or everybody, close. Its sender is told."""

from __future__ import annotations

from dataclasses import dataclass

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import invalid, not_found
from siharat.kernel.place import Place
from siharat.people import access, citizens, looks, stations
from siharat.people.access import OfficerCaller
from siharat.report import fading, near, rules, store
from siharat.report.categories import category as known_category
from siharat.report.near import Likeness
from siharat.report.store import Report

SHARED = frozenset({"planned", "patrolled", "raised", "attended", "referred"})
"""What is told to the reporters of all that were joined as well. An answer is for who asked."""


@dataclass(frozen=True, slots=True)
class CannotWait:
    """Event: the desk sends officers at once. ``citizen`` is ``None`` where nobody may be named to all of them."""

    report: str
    station: str
    citizen: str | None
    place: Place | None
    note: str
    by: str


def opened(tx: Tx, caller: OfficerCaller, report_id: str) -> Report:
    """The report, for who triages it; ``Problem`` 404 for everybody else."""
    report = store.get(tx, report_id)
    access.triages(caller, report.path)
    return report


def _held(tx: Tx, caller: OfficerCaller, report_id: str) -> Report:
    """The same, its row held until the commit, and not closed."""
    opened(tx, caller, report_id)
    report = store.lock(tx, report_id)
    rules.still_open(report.status)
    return report


def queue(tx: Tx, caller: OfficerCaller, limit: int = 200) -> list[Report]:
    access.triages(caller, caller.path)
    return store.queue(tx, caller.station, limit)


def closed(tx: Tx, caller: OfficerCaller, limit: int = 100) -> list[Report]:
    access.triages(caller, caller.path)
    return store.closed(tx, caller.station, limit)


def likely(tx: Tx, caller: OfficerCaller, report_id: str) -> list[Likeness]:
    """Others that may tell of the same. A suggestion."""
    report = opened(tx, caller, report_id)
    return near.alike(report, store.recent(tx, report, report.received_at - near.WITHIN, near.LOOKED_AT))


def answer(tx: Tx, caller: OfficerCaller, report_id: str, said: object) -> None:
    words = rules.message(said)
    report = _held(tx, caller, report_id)
    store.add_line(tx, report.id, tx.now, "answered", officer=caller.id, words=words)
    _taken_up(tx, report)


def sort(tx: Tx, caller: OfficerCaller, report_id: str, category: object) -> None:
    """The category as the police count it; its reporter chose by guess."""
    report = _held(tx, caller, report_id)
    store.set_category(tx, report.id, known_category(category))
    store.add_line(tx, report.id, tx.now, "sorted", officer=caller.id, detail=known_category(category))
    _seen(tx, report)


def join(tx: Tx, caller: OfficerCaller, report_id: str, code_or_id: str) -> None:
    """This one tells of the same as the other, which goes on for both. ``Problem`` 409 for what was joined itself:
    chains would hide a report from the queue for ever."""
    ids = (report_id, store.named(tx, code_or_id))
    held = {each: _held(tx, caller, each) for each in sorted(ids)}  # in one order, or two desks wait for each other
    report, other = held[ids[0]], held[ids[1]]
    if other.id == report.id or other.joined_to or other.station != report.station:
        raise Problem(409, "cannot_join", "Join it to an open report of this station that stands for itself.")
    for each in (report.id, *store.joined(tx, report.id)):
        store.join(tx, each, other.id)
    store.add_line(tx, report.id, tx.now, "joined", officer=caller.id, detail=other.code)
    if report.waits_since is not None:
        store.waits(tx, other.id, report.waits_since)


def part(tx: Tx, caller: OfficerCaller, report_id: str) -> None:
    """They were two things after all: it stands in the queue again, and waits."""
    report = _held(tx, caller, report_id)
    if report.joined_to is None:
        raise Problem(409, "not_joined", "The report stands for itself already.")
    store.join(tx, report.id, None)
    store.add_line(tx, report.id, tx.now, "parted", officer=caller.id)
    store.waits(tx, report.id, tx.now)


def move(tx: Tx, caller: OfficerCaller, report_id: str, code: str) -> None:
    """It belongs to another station: it stands in that queue from now on, and waits there. Its reporter is told; those
    whose reports had been joined to it wait again where they were."""
    report = _held(tx, caller, report_id)
    station = stations.get(tx, code)
    if station.code == report.station:
        raise invalid("station", "has it already")
    for each in store.joined(tx, report.id):
        store.waits(tx, each, tx.now)
    store.move(tx, report.id, station.code)
    store.add_line(tx, report.id, tx.now, "moved", officer=caller.id, words=station.name)
    store.waits(tx, report.id, tx.now)


def refer(tx: Tx, caller: OfficerCaller, report_id: str, service: object, number: object) -> None:
    """Somebody else helps: who, and under which number, is told to the reporter. It stays open until it is closed."""
    report = _held(tx, caller, report_id)
    whom = rules.one_of("service", tuple(rules.SERVICES), service)
    tell(tx, report, "referred", officer=caller.id, detail=whom, words=rules.number(number or rules.SERVICES[whom]))
    _taken_up(tx, report)


def planned(tx: Tx, caller: OfficerCaller, report: Report) -> None:
    """A patrol will look at it. When is not told: who is looked for may hold the key."""
    tell(tx, report, "planned", officer=caller.id)
    _taken_up(tx, report)


def patrolled(tx: Tx, caller: OfficerCaller, report_id: str, how: str) -> None:
    """The patrol was there. Its reporter learns how it was, and somebody must read it and close."""
    report = store.lock(tx, report_id)
    tell(tx, report, "patrolled", officer=caller.id, detail=how)
    _came_back(tx, report)


def cannot_wait(tx: Tx, caller: OfficerCaller, report_id: str, note: object) -> None:
    """Every phone rings, as for a press. Who reports in confidence or as nobody is not named to those who come: then
    the desk's own words go with it, never the reporter's."""
    report = _held(tx, caller, report_id)
    if report.incident is not None:
        raise Problem(409, "already_raised", "Officers were sent for this report already.")
    words = rules.message(note)
    place = Place(report.lat, report.lon, report.accuracy_m) if report.lat is not None and report.lon is not None \
        else None
    tx.emit(CannotWait(report.id, report.station, report.citizen if report.under == "name" else None, place,
                       f"{report.code}: {words}", caller.id))
    tell(tx, report, "raised", officer=caller.id)
    _taken_up(tx, report)


def became(tx: Tx, report_id: str, incident: str) -> None:
    store.set_incident(tx, report_id, incident)


def attended(tx: Tx, incident: str, disposition: str) -> None:
    """The incident that a report became is closed: its reporter learns how, and the desk has the report again."""
    report_id = store.of_incident(tx, incident)
    if report_id is not None:
        report = store.lock(tx, report_id)
        tell(tx, report, "attended", detail=disposition)
        _came_back(tx, report)


def _came_back(tx: Tx, report: Report) -> None:
    """Somebody must read what came of it, and close it."""
    if report.status != "closed":
        store.waits(tx, report.joined_to or report.id, tx.now)


def close(tx: Tx, caller: OfficerCaller, report_id: str, ending: object, said: object) -> None:
    """The last word is for who reported this one; those whose reports were joined to it learn the ending."""
    report = _held(tx, caller, report_id)
    how = rules.one_of("ending", rules.ENDINGS, ending)
    words = rules.message(said) if said else None
    for each in (report.id, *store.joined(tx, report.id)):
        store.add_line(tx, each, tx.now, "closed", officer=caller.id, detail=how,
                       words=words if each == report.id else None)
        store.set_status(tx, each, "closed")
        store.waits_no_more(tx, each)
        fading.fades(tx, each)


def hold(tx: Tx, caller: OfficerCaller, report_id: str, reason: object) -> None:
    """Needed for a case: it does not fade, until the desk lets it go."""
    report = opened(tx, caller, report_id)
    store.add_line(tx, report.id, tx.now, "held", officer=caller.id, words=rules.message(reason))
    store.hold(tx, report.id, tx.now)


def let_go(tx: Tx, caller: OfficerCaller, report_id: str) -> None:
    report = opened(tx, caller, report_id)
    if report.held_at is not None:
        store.add_line(tx, report.id, tx.now, "let_go", officer=caller.id)
        store.hold(tx, report.id, None)


def identity(tx: Tx, caller: OfficerCaller, report_id: str, reason: object) -> dict[str, str]:
    """Name and number of who reported under a name. In confidence only with a reason, and the look leaves its line.
    Of nobody there is nothing to look at: ``Problem`` 404."""
    report = opened(tx, caller, report_id)
    if report.citizen is None:
        raise not_found("name")
    if report.under == "name":
        return citizens.unsealed(tx, report.citizen)
    return looks.look_at_reporter(tx, caller, report.citizen, report.id, reason)


def tell(tx: Tx, report: Report, kind: str, *, officer: str | None = None, detail: str | None = None,
         words: str | None = None) -> None:
    """A step that its reporter reads, and those of the reports that were joined to it."""
    if kind not in SHARED:
        raise ValueError(f"{kind} is not told to several")
    for each in (report.id, *store.joined(tx, report.id)):
        store.add_line(tx, each, tx.now, kind, officer=officer, detail=detail, words=words)


def _taken_up(tx: Tx, report: Report) -> None:
    """The desk has done something that its reporter can see."""
    _seen(tx, report)
    store.waits_no_more(tx, report.joined_to or report.id)


def _seen(tx: Tx, report: Report) -> None:
    if report.status == "new":
        store.set_status(tx, report.id, "open")
