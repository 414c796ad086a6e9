"""A spreadsheet from a stranger's hand, line by line: bounded before anything is unpacked, and never run.

A spreadsheet is a zip file, and a few kilobytes of it can hold gigabytes. A formula is no value: where a program has
left its result beside it that is taken, as the person saw it; where not, the formula itself, which the rules refuse.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from siharat.kernel import Problem

TITLE_ROWS = 10
"""Headings such as "DAFTAR PERSONEL" may stand above the row that names the columns."""
MOST_COLUMNS = 60
MOST_OFFICERS = 10_000
"""Rows of one list. They are one unit of work, and a press waits as long as it takes."""
MOST_LINES = MOST_OFFICERS + 1_000
LARGEST_MB = 10
UNPACKED_MB = 40
MOST_PARTS = 500
MOST_TAGS = 500_000
"""Of one part of a spreadsheet. Bytes say little: three million empty texts are forty megabytes, and take a minute."""
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")

Line = tuple[int, list[str]]


class Unreadable(Problem):
    """A file that is no list. ``why`` is stable: pages say it in the language of who reads them."""

    def __init__(self, why: str, said: str, advice: str, **facts: Any) -> None:
        super().__init__(422, "file", f"The file cannot be read: {said}. What to do: {advice}.", why=why, **facts)
        self.why = why
        self.said = said
        self.advice = advice


def lines(data: bytes) -> Iterator[Line]:
    """The lines of a file whose name nobody keeps: what it is, its first bytes say."""
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise Unreadable("large", f"it is larger than {LARGEST_MB} MB", "copy only the list into a new file",
                         megabytes=LARGEST_MB)
    if data.startswith(OLD_EXCEL):
        raise Unreadable("old", "it is of an old Excel, or locked by a password", "save it as .xlsx, unlocked")
    return xlsx_lines(data) if data.startswith(ZIP) else csv_lines(data)


def csv_lines(data: bytes) -> Iterator[Line]:
    text = _decoded(data)
    if "\0" in text:
        raise Unreadable("zeros", "it holds zero bytes and is no text", "save the list as CSV UTF-8")
    heading = "\n".join(text.splitlines()[:TITLE_ROWS])
    delimiter = max(",;\t", key=heading.count)  # Excel in Indonesian writes semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in islice(reader, MOST_LINES):
            yield reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Unreadable("csv", f"line {reader.line_num} is not CSV ({error})",
                         "look for a quotation mark that is not closed", line=reader.line_num) from error
    if next(reader, None) is not None:
        raise too_many()


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("letters", f"line {line} is not {encoding.removesuffix('-sig').upper()}",
                         "save the list as 'CSV UTF-8', or as .xlsx", line=line) from error


def xlsx_lines(data: bytes) -> Iterator[Line]:
    formulas = _refuse_bombs(data)
    try:
        written = _rows(data, as_formulas=True) if formulas else None
        for number, cells in enumerate(_rows(data, as_formulas=False), start=1):
            if number > MOST_LINES:
                raise too_many()
            spelt = [_spelt(cell) for cell in cells]
            yield number, _uncomputed(spelt, next(written)) if written else spelt
    except Problem:
        raise
    except Exception as error:  # openpyxl answers a broken file with whatever broke first
        raise Unreadable("broken", f"it is no spreadsheet that can be opened ({type(error).__name__})",
                         "open it, and save it again as .xlsx or as CSV UTF-8") from error


def _rows(data: bytes, as_formulas: bool) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and rules that openpyxl does not know are none of ours
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=not as_formulas, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)


def _uncomputed(values: list[str], written: Sequence[Any]) -> list[str]:
    """Of a cell whose formula nobody has computed the formula: else it would be read as empty."""
    return [value or (str(said) if str(said or "").startswith("=") else "")
            for value, said in zip(values, written, strict=True)]


def _refuse_bombs(data: bytes) -> bool:
    """Sizes as the archive declares them; ``zipfile`` never unpacks more than that. Nothing in a
    spreadsheet needs a document type, which is where XML hides its own bombs. Whether there are formulas in it."""
    formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_MB * 1024 * 1024:
                raise Unreadable("bomb", f"unpacked it would be larger than {UNPACKED_MB} MB",
                                 "copy only the list into a new file", megabytes=UNPACKED_MB)
            for part in parts:
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                content = archive.read(part)
                if content.count(b"<") > MOST_TAGS:
                    raise Unreadable("crowded", "it holds far more cells than a list of officers",
                                     "copy only the list into a new file")
                if b"<!" in _without_comments(content):
                    raise Unreadable("doctype", "it holds a document type", "open it and save it again")
                formulas = formulas or bool("worksheets" in part.filename and FORMULA.search(content))
    # Of a stranger's archive zipfile raises all of these: RuntimeError where it is locked by a password,
    # NotImplementedError where it is packed in a way that it does not know.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Unreadable("no_xlsx", f"it is not an .xlsx file ({error})",
                         "open it, and save it again as .xlsx or as CSV UTF-8") from error
    return formulas


def _without_comments(xml: bytes) -> bytes:
    return xml.replace(b"<!--", b"").replace(b"<![CDATA[", b"").replace(b"\0", b"")


def _spelt(cell: Any) -> str:
    """A cell as a person reads it: 85061234.0 is an NRP, not a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def heading(cell: str) -> str:
    """How a column is called, letters only: ``No. HP`` and ``no hp`` are one."""
    return re.sub(r"[^a-z]", "", cell.casefold())


def columns(cells: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each known column stands in a row, the first of each."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for column, spellings in known.items():
            if heading(cell) in spellings:
                found.setdefault(column, at)
    return found


def too_many(most: int = MOST_OFFICERS) -> Unreadable:
    return Unreadable("many", f"it has more than {most} officers", "import it in parts", most=most)
