"""Reading a list of officers from a file, as stations keep them: what the rules find, in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from siharat.cli import files
from siharat.cli.screen import Steps
from siharat.kernel import Problem
from siharat.people import sheets, staff
from siharat.people.officers import NewOfficer
from siharat.people.sheets import LARGEST_MB, Line, Unreadable
from siharat.people.staff import Fault

MOST_FAULTS = 30
"""So many are listed; the rest is counted."""
AS_TEXT = "in the spreadsheet, format the column as text and type it again"
SAID = {
    "empty": "{column} is empty", "long": "{column} is longer than {more} letters",
    "unprintable": "{column} holds signs that cannot be printed",
    "formula": "{column} is a formula ({said}): paste it as a value",
    "nrp": "nrp {said!r} is no number of an officer", "digits": "{column} {said} has lost its digits: " + AS_TEXT,
    "phone": "phone {said!r} is {more}", "nrp_twice": "NRP {said} stands on line {more} already",
    "phone_twice": "the phone {said} stands on line {more} already, and rings for one person only",
}


def read(path: Path, steps: Steps) -> list[NewOfficer]:
    """The officers of the file. ``Problem`` that names every line that is not as it should be."""
    try:
        found = staff.understood(lines_of(path, "list"), lambda number: steps.at(number, None))
    except Unreadable as why:
        raise files.unreadable(path, why.said, why.advice) from why
    if found.faults:
        raise wrong_lines(path, [f"line {each.line}: {_spoken(each)}" for each in found.faults])
    return [each.officer for each in found.listed]


def lines_of(path: Path, what: str) -> Iterator[Line]:
    """The lines of a ``.csv`` or ``.xlsx``; ``Problem`` for other names, ``Unreadable`` for what is neither."""
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise files.unreadable(path, "its name ends neither in .csv nor in .xlsx", f"save the {what} as one of these")
    data = files.contents(path, LARGEST_MB)
    return sheets.csv_lines(data) if kind == ".csv" else sheets.xlsx_lines(data)


def _spoken(fault: Fault) -> str:
    return SAID[fault.why].format(column=fault.column, said=fault.said, more=fault.more)


def wrong_lines(path: Path, faults: Sequence[str]) -> Problem:
    rest = f"\n  … and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
    shown = "".join(f"\n  {fault}" for fault in faults[:MOST_FAULTS])
    return Problem(422, "file", f"{path}: nothing was imported. Correct these lines and import it again:"
                   f"{shown}{rest}")
