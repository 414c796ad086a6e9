"""Reading a list of officers from a spreadsheet, as stations really keep them.

A list is taken whole or not at all; every fault is named with its line. Sizes are bounded before
anything is unpacked: a spreadsheet is a zip file, and a few kilobytes of it can hold gigabytes.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from siharat.admin.commands import MOST_OFFICERS
from siharat.cli import files
from siharat.cli.screen import Steps
from siharat.kernel import Problem
from siharat.kernel.phone import e164
from siharat.people.officers import NewOfficer

COLUMNS: dict[str, tuple[str, ...]] = {
    "nrp": ("nrp", "nonrp", "nomornrp", "nrpnip", "nip", "nomorregistrasipokok", "nrppolri"),
    "name": ("name", "nama", "namalengkap", "namaanggota", "namapersonel", "namapersonil", "fullname"),
    "rank": ("rank", "pangkat", "pkt", "pangkatgol", "pangkatgolongan"),
    "phone": ("phone", "telepon", "telpon", "telp", "notelp", "notelepon", "nomortelepon", "hp", "nohp", "nomorhp",
              "handphone", "nohandphone", "whatsapp", "wa", "nowa", "phonenumber", "mobile"),
    "polsek": ("polsek", "sektor", "unit", "satuan", "kesatuan", "satker", "unitkerja", "fungsi"),
}
"""How each column is called in the field, letters only."""
REQUIRED = ("nrp", "name", "rank")
TITLE_ROWS = 10
"""Headings such as "DAFTAR PERSONEL" may stand above the row that names the columns."""
MOST_COLUMNS = 60
MOST_LINES = MOST_OFFICERS + 1_000
LONGEST = {"nrp": 30, "name": 120, "rank": 40, "phone": 40, "polsek": 80}
MOST_FAULTS = 30
"""So many are listed; the rest is counted."""
LARGEST_MB = 10
UNPACKED_MB = 40
MOST_PARTS = 500

Line = tuple[int, list[str]]
AS_TEXT = "in the spreadsheet, format the column as text and type it again"


def read(path: Path, steps: Steps) -> list[NewOfficer]:
    """The officers of the file. ``Problem`` that names every line that is not as it should be."""
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise files.unreadable(path, "its name ends neither in .csv nor in .xlsx", "save the list as one of these")
    data = files.contents(path, LARGEST_MB)
    lines = csv_lines(path, data) if kind == ".csv" else xlsx_lines(path, data)
    return officers_of(path, lines, steps)


def csv_lines(path: Path, data: bytes) -> Iterator[Line]:
    text = _decoded(path, data)
    if "\0" in text:
        raise files.unreadable(path, "it holds zero bytes and is no text", "save the list as CSV UTF-8")
    heading = "\n".join(text.splitlines()[:TITLE_ROWS])
    delimiter = max(",;\t", key=heading.count)  # Excel in Indonesian writes semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in islice(reader, MOST_LINES):
            yield reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise files.unreadable(path, f"line {reader.line_num} is not CSV ({error})",
                               "look for a quotation mark that is not closed") from error
    if next(reader, None) is not None:
        raise too_many(path)


def _decoded(path: Path, data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise files.unreadable(path, f"line {line} is not {encoding.removesuffix('-sig').upper()}",
                               "save the list as 'CSV UTF-8', or as .xlsx") from error


def xlsx_lines(path: Path, data: bytes) -> Iterator[Line]:
    from openpyxl import load_workbook

    _refuse_bombs(path, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and rules that openpyxl does not know are none of ours
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            for number, cells in enumerate(rows, start=1):
                if number > MOST_LINES:
                    raise too_many(path)
                yield number, [_spelt(cell) for cell in cells]
    except Problem:
        raise
    except Exception as error:  # openpyxl answers a broken file with whatever broke first
        raise files.unreadable(path, f"it is no spreadsheet that can be opened ({type(error).__name__})",
                               "open it, and save it again as .xlsx or as CSV UTF-8") from error


def _refuse_bombs(path: Path, data: bytes) -> None:
    """Sizes as the archive declares them; ``zipfile`` never unpacks more than that. Nothing in a
    spreadsheet needs a document type, which is where XML hides its own bombs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_MB * 1024 * 1024:
                raise files.unreadable(path, f"unpacked it would be larger than {UNPACKED_MB} MB",
                                       "copy only the list into a new file")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!" in _without_comments(archive.read(part)):
                    raise files.unreadable(path, "it holds a document type", "open it and save it again")
    # Of a stranger's archive zipfile raises all of these: RuntimeError where it is locked by a password,
    # NotImplementedError where it is packed in a way that it does not know.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise files.unreadable(path, f"it is not an .xlsx file ({error})",
                               "open it, and save it again as .xlsx or as CSV UTF-8") from error


def _without_comments(xml: bytes) -> bytes:
    return xml.replace(b"<!--", b"").replace(b"<![CDATA[", b"").replace(b"\0", b"")


def _spelt(cell: Any) -> str:
    """A cell as a person reads it: 85061234.0 is an NRP, not a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def officers_of(path: Path, lines: Iterable[Line], steps: Steps) -> list[NewOfficer]:
    lines = iter(lines)
    places = _columns(path, lines)
    found: list[NewOfficer] = []
    faults: list[str] = []
    first_line: dict[str, int] = {}
    for number, cells in lines:
        steps.at(number, None)
        values = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
        if not any(values.values()):
            continue
        officer, wrong = _officer(values)
        if officer is None:
            faults += [f"line {number}: {fault}" for fault in wrong]
        elif officer.nrp in first_line:
            faults.append(f"line {number}: NRP {officer.nrp} stands on line {first_line[officer.nrp]} already")
        else:
            first_line[officer.nrp] = number
            found.append(officer)
    if faults:
        raise wrong_lines(path, faults)
    if not found:
        raise files.unreadable(path, "it holds no officer", "put one on each line below the names of the columns")
    if len(found) > MOST_OFFICERS:
        raise too_many(path)
    return found


def _columns(path: Path, lines: Iterator[Line]) -> dict[str, int]:
    """Where each column stands. The first row that has the needed ones names them."""
    nearest: dict[str, int] = {}
    for _, cells in islice(lines, TITLE_ROWS):
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            said = re.sub(r"[^a-z]", "", cell.casefold())
            for column, spellings in COLUMNS.items():
                if said in spellings:
                    found.setdefault(column, at)
        if all(column in found for column in REQUIRED):
            return found
        nearest = max(nearest, found, key=len)
    missing = ", ".join(column for column in REQUIRED if column not in nearest)
    raise files.unreadable(path, f"no row names the columns: {missing} is missing",
                           "let the first row be: nrp,name,rank,phone,polsek")


def _officer(values: dict[str, str]) -> tuple[NewOfficer | None, Sequence[str]]:
    wrong = [f"{column} is empty" for column in REQUIRED if not values[column]]
    for column, value in values.items():
        if len(value) > LONGEST[column]:
            wrong.append(f"{column} is longer than {LONGEST[column]} letters")
        elif not value.isprintable():
            wrong.append(f"{column} holds signs that cannot be printed")
    nrp = re.sub(r"[\s'.-]", "", values["nrp"])
    if values["nrp"] and not re.fullmatch(r"[0-9A-Za-z/]{3,30}", nrp):
        wrong.append(f"nrp {values['nrp'][:40]!r} is no number of an officer")
    if re.fullmatch(r"[0-9][.,]?[0-9]*E\+?[0-9]+", values["nrp"], re.I):
        wrong.append(f"nrp {values['nrp']} has lost its digits: {AS_TEXT}")
    phone, fault = _phone(values.get("phone", ""))
    if fault:
        wrong.append(fault)
    if wrong:
        return None, wrong
    return NewOfficer(nrp, " ".join(values["name"].split()), " ".join(values["rank"].split()), phone,
                      values.get("polsek") or None), ()


def _phone(said: str) -> tuple[str | None, str | None]:
    spelled = said.strip("' \t").replace("\u202d", "").replace("\u202c", "")
    if spelled in ("", "-", "–", "0"):
        return None, None
    if re.fullmatch(r"[0-9][.,]?[0-9]*E\+?[0-9]+", spelled, re.I):
        return None, f"phone {spelled} has lost its digits: {AS_TEXT}"
    try:
        return e164(spelled), None
    except ValueError as error:
        return None, f"phone {spelled[:40]!r} is {error}"


def wrong_lines(path: Path, faults: Sequence[str]) -> Problem:
    rest = f"\n  … and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
    shown = "".join(f"\n  {fault}" for fault in faults[:MOST_FAULTS])
    return Problem(422, "file", f"{path}: nothing was imported. Correct these lines and import it again:"
                   f"{shown}{rest}")


def too_many(path: Path) -> Problem:
    return files.unreadable(path, f"it has more than {MOST_OFFICERS} officers", "import it in parts")
