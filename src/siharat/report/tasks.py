"""Patrol tasks: what is to be looked at, where and when. One officer takes it, and says how it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import DAY, parse_rfc3339
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller
from siharat.report import desk, fading, photos, rules
from siharat.report.categories import category as known_category
from siharat.report.clustering import DAYS, WINDOWS

DONE_SHOWN = 14 * DAY
LONGEST_PLACE = 300

INSERT = text("""INSERT INTO patrol_task (id, station, report, category, what, place, lat, lon, begins, ends, made_by,
    made_at, shows, aim_place, aim_weekday, aim_window) VALUES (:id, :station, :report, :category, :what, :place, :lat,
    :lon, :begins, :ends, :by, :now, :shows, :aim_place, :aim_weekday, :aim_window)""")
AIMED = text("""SELECT * FROM patrol_task WHERE station = :station AND aim_place IS NOT NULL AND outcome IS NOT NULL
    AND ended_at >= :since ORDER BY ended_at DESC""")
GET = text("SELECT * FROM patrol_task WHERE id = :id")
BOARD = text("""SELECT * FROM patrol_task WHERE station = :station AND (ended_at IS NULL OR ended_at >= :since)
    ORDER BY begins IS NULL, begins, made_at""")
TAKE = text("""UPDATE patrol_task SET taken_by = :officer, taken_at = :now
    WHERE id = :id AND taken_by IS NULL AND ended_at IS NULL""")
GIVE_BACK = text("""UPDATE patrol_task SET taken_by = NULL, taken_at = NULL
    WHERE id = :id AND taken_by = :officer AND ended_at IS NULL""")
OPEN_FOR = text("""SELECT count(*) FROM patrol_task WHERE station = :station AND ended_at IS NULL
    AND (taken_by IS NULL OR taken_by = :officer)""")
END = text("""UPDATE patrol_task SET ended_at = :now, outcome = :outcome, note = :note
    WHERE id = :id AND ended_at IS NULL""")


@dataclass(frozen=True, slots=True)
class Task:
    """Times in milliseconds."""

    id: str
    station: str
    report: str | None
    category: str
    what: str
    place: str | None
    lat: float | None
    lon: float | None
    begins: int | None
    ends: int | None
    made_at: int
    taken_by: str | None
    taken_by_name: str
    taken_at: int | None
    ended_at: int | None
    outcome: str | None
    note: str | None
    photos: tuple[str, ...] = ()
    """Of its report, as far as the desk shows them; none any more when it is over."""

    @property
    def state(self) -> str:
        """``open``, ``taken``, ``done`` or ``dropped``."""
        if self.ended_at is not None:
            return "done" if self.outcome else "dropped"
        return "taken" if self.taken_by else "open"


def make(tx: Tx, caller: OfficerCaller, report_id: str | None, said: Mapping[str, str]) -> str:
    """The desk makes a task, of a report or of its own. What it says is the desk's: an officer on patrol reads no word
    of the reporter, by which a neighbour could be recognised, and sees photos only where the desk shows them: they tell
    from which window they were taken."""
    what = rules.message(said.get("what"))
    begins, ends = _time("begins", said), _time("ends", said)
    if begins and ends and ends <= begins:
        raise invalid("ends", "lies before it begins")
    report = desk.opened(tx, caller, report_id) if report_id else None
    if report:
        rules.still_open(report.status)
    else:
        access.triages(caller, caller.path)
    task = tx.identity.uuid7()
    place = said.get("place", "").strip()[:LONGEST_PLACE]
    category = report.category if report else known_category(said.get("category"))
    tx.run(INSERT, id=task, station=report.station if report else caller.station, report=report.id if report else None,
           category=category, what=tx.keys.seal(what, "task.what"), by=caller.id, now=tx.now, begins=begins, ends=ends,
           place=tx.keys.seal(place, "task.place") if place else None, lat=report.lat if report else None,
           lon=report.lon if report else None, shows=int(bool(report) and said.get("photos") == "1"), **_aim(said))
    if report:
        desk.planned(tx, caller, report)
    return task


def _aim(said: Mapping[str, str]) -> dict[str, Any]:
    """Of a suggested task its place and time, to be compared with what happens there afterwards."""
    nowhere = {"aim_place": None, "aim_weekday": None, "aim_window": None}
    if not said.get("aim_place"):
        return nowhere
    try:
        weekday, window = int(said["aim_weekday"]), int(said["aim_window"])
    except (KeyError, ValueError) as error:
        raise invalid("aim_weekday", "is no weekday") from error
    if not (0 <= weekday < DAYS and 0 <= window < WINDOWS):
        raise invalid("aim_weekday", "is no weekday")
    return {"aim_place": said["aim_place"][:LONGEST_PLACE], "aim_weekday": weekday, "aim_window": window}


@dataclass(frozen=True, slots=True)
class Aimed:
    """A suggested patrol that was done."""

    place: str
    weekday: int
    window: int
    ended_at: int


def aimed(tx: Tx, station: str, since: int) -> list[Aimed]:
    """The newest first."""
    return [Aimed(row.aim_place, row.aim_weekday, row.aim_window, row.ended_at)
            for row in tx.all(AIMED, station=station, since=since)]


def board(tx: Tx, caller: OfficerCaller) -> list[Task]:
    """The tasks of the caller's own station: what is to be done, and what was lately."""
    return [_task(tx, row) for row in tx.all(BOARD, station=caller.station, since=tx.now - DONE_SHOWN)]


def open_for(tx: Tx, caller: OfficerCaller) -> int:
    """How many wait for somebody, or for this officer."""
    return int(tx.value(OPEN_FOR, station=caller.station, officer=caller.id) or 0)


def take(tx: Tx, caller: OfficerCaller, task_id: str) -> None:
    """``Problem`` 409 with the name of who was first. Taking one's own again changes nothing."""
    task = _mine_to_see(tx, caller, task_id)
    if tx.run(TAKE, id=task_id, officer=caller.id, now=tx.now):
        return
    task = get(tx, task_id)
    if task.ended_at is not None:
        raise _over()
    if task.taken_by != caller.id and task.taken_by is not None:
        winner = officers.public(tx, task.taken_by)
        raise Problem(409, "already_claimed", f"{winner['name']} was first.", claimed_by=winner)


def give_back(tx: Tx, caller: OfficerCaller, task_id: str) -> None:
    _mine_to_see(tx, caller, task_id)
    if not tx.run(GIVE_BACK, id=task_id, officer=caller.id):
        raise Problem(409, "not_claimed_by_you", "Only who has taken it can give it back.")


def finish(tx: Tx, caller: OfficerCaller, task_id: str, outcome: object, note: object) -> None:
    """Done, by who took it; its reporter learns the outcome, and nothing of the note."""
    how = rules.one_of("outcome", rules.OUTCOMES, outcome)
    task = _mine_to_see(tx, caller, task_id)
    if task.ended_at is not None:
        raise _over()
    if task.taken_by != caller.id:
        raise Problem(409, "not_claimed_by_you", "Take it first: only who has it says how it was.")
    words = rules.message(note) if note else None
    tx.run(END, id=task_id, now=tx.now, outcome=how, note=tx.keys.seal(words, "task.note") if words else None)
    fading.task_fades(tx, task_id)
    if task.report:
        desk.patrolled(tx, caller, task.report, how)


def drop(tx: Tx, caller: OfficerCaller, task_id: str) -> None:
    """The desk needs it no more."""
    task = get(tx, task_id)
    access.triages(caller, stations.get(tx, task.station).path)
    if not tx.run(END, id=task_id, now=tx.now, outcome=None, note=None):
        raise _over()
    fading.task_fades(tx, task_id)


def get(tx: Tx, task_id: str) -> Task:
    row = tx.one(GET, id=task_id)
    if row is None:
        raise not_found("task")
    return _task(tx, row)


def photo(tx: Tx, caller: OfficerCaller, task_id: str, photo_id: str) -> None:
    """``Problem`` 404 unless the desk shows it to this patrol."""
    if photo_id not in _mine_to_see(tx, caller, task_id).photos:
        raise not_found("photo")


def _mine_to_see(tx: Tx, caller: OfficerCaller, task_id: str) -> Task:
    task = get(tx, task_id)
    access.patrols(caller, task.station)
    return task


def _task(tx: Tx, row: Any) -> Task:
    return Task(row.id, row.station, row.report, row.category, tx.keys.unseal(row.what, "task.what"),
                tx.keys.unseal(row.place, "task.place") if row.place else None, row.lat, row.lon, row.begins, row.ends,
                row.made_at, row.taken_by, officers.public(tx, row.taken_by)["name"] if row.taken_by else "",
                row.taken_at, row.ended_at, row.outcome,
                tx.keys.unseal(row.note, "task.note") if row.note else None, _shown(tx, row))


def _shown(tx: Tx, row: Any) -> tuple[str, ...]:
    if not row.shows or row.report is None or row.ended_at is not None:
        return ()
    return tuple(each.id for each in photos.of_report(tx, row.report))


def _time(field: str, said: Mapping[str, str]) -> int | None:
    if not said.get(field):
        return None
    try:
        return parse_rfc3339(said[field])
    except (ValueError, OverflowError) as error:
        raise invalid(field, "is no RFC 3339 time") from error


def _over() -> Problem:
    return Problem(409, "closed", "The task is over.")
