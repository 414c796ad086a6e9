"""Reading a duty roster from a spreadsheet: teams that rotate, or single turns of duty.

The columns say which it is: ``nrp`` and ``regu`` for teams; ``nrp``, ``mulai`` and ``selesai`` for single turns.
Taken whole or not at all; every fault is named with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from siharat.admin.commands.roster import RosterLine
from siharat.cli import files, roster
from siharat.people import sheets, staff
from siharat.people.sheets import Line, Unreadable

COLUMNS: dict[str, tuple[str, ...]] = {
    "nrp": staff.COLUMNS["nrp"],
    "team": ("team", "regu", "kelompok", "tim", "grup", "group"),
    "begins": ("from", "mulai", "dari", "begin", "start"),
    "ends": ("until", "selesai", "sampai", "hingga", "end"),
}
MOMENT = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M",
          "%d/%m/%Y %H.%M")
LONGEST_TEAM = 20


def read(path: Path) -> list[RosterLine]:
    """The lines of the file. ``Problem`` that names every line that is not as it should be."""
    try:
        return _read(path, roster.lines_of(path, "roster"))
    except Unreadable as why:
        raise files.unreadable(path, why.said, why.advice) from why


def _read(path: Path, lines: Iterator[Line]) -> list[RosterLine]:
    places = _columns(path, lines)
    found, faults = [], []
    for number, cells in lines:
        values = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
        if not any(values.values()):
            continue
        line, wrong = _line(number, values)
        faults += [f"line {number}: {fault}" for fault in wrong]
        found.append(line)
    if faults:
        raise roster.wrong_lines(path, faults)
    if not found:
        raise files.unreadable(path, "it holds nobody", "put one officer on each line below the names of the columns")
    return found


def _columns(path: Path, lines: Iterator[Line]) -> dict[str, int]:
    for _, cells in islice(lines, sheets.TITLE_ROWS):
        found = sheets.columns(cells, COLUMNS)
        if "nrp" in found and ("team" in found or {"begins", "ends"} <= found.keys()):
            return found
    raise files.unreadable(path, "no row names the columns", "let the first row be nrp,regu (teams that rotate) or "
                           "nrp,mulai,selesai (single turns of duty)")


def _line(number: int, values: dict[str, str]) -> tuple[RosterLine, list[str]]:
    wrong = []
    nrp = re.sub(r"[\s'.-]", "", values["nrp"])
    if not re.fullmatch(r"[0-9A-Za-z/]{3,30}", nrp):
        wrong.append(f"nrp {values['nrp'][:40]!r} is no number of an officer")
    team = " ".join(values.get("team", "").split()) or None
    if "team" in values and (team is None or len(team) > LONGEST_TEAM or not team.isprintable()):
        wrong.append(f"regu {values['team'][:40]!r} must have 1 to {LONGEST_TEAM} letters")
    begins, ends = _wall(values.get("begins")), _wall(values.get("ends"))
    if "begins" in values and team is None:
        for column, said in (("begins", begins), ("ends", ends)):
            if said is None:
                wrong.append(f"{COLUMNS[column][1]} {values[column][:40]!r} is no time such as 2026-12-01 08:00")
        if begins and ends and ends <= begins:
            wrong.append("it ends before it begins")
    return RosterLine(number, nrp, team, begins, ends), wrong


def _wall(said: str | None) -> str | None:
    """The time on the station's wall, as ``2026-12-01T08:00``."""
    for shape in MOMENT:
        try:
            wall = datetime.strptime(said or "", shape)  # noqa: DTZ007  its zone is the station's, not the file's
            return wall.strftime("%Y-%m-%dT%H:%M")
        except ValueError:
            continue
    return None
