"""Reading a spreadsheet of incidents, however long: a line at a time, every fault named, never all in memory."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any

from siharat.cli import files
from siharat.cli.screen import Steps
from siharat.evaluate.bringing.mapping import Mapping
from siharat.evaluate.bringing.rows import Fault, Understanding
from siharat.evaluate.bringing.spool import Spool
from siharat.evaluate.rules import MOMENTS as RECORDED
from siharat.kernel import Problem

MOST_FAULTS = 20
"""So many are listed; the rest is counted."""
MOST_ROWS = 5_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
EACH = 5_000
"""Rows between two moves of the bar."""


@dataclass
class Found:
    """What was understood of a file."""

    columns: dict[str, Any]
    zone: str
    digest: str = ""
    rows: int = 0
    incidents: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)

    @property
    def moments(self) -> str:
        """Which of them the file has a column for."""
        return " ".join(name for name in RECORDED if name in self.columns)

    def fault(self, line: int, what: str) -> None:
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(line, what))


def read_into(spool: Spool, path: Path, said: Mapping, zone: str, now: int, steps: Steps) -> Found:
    """Every row into the spool. ``Problem`` when the file is no table; faults of single rows are gathered."""
    with opened(path) as (text, raw):
        lines = _lines(path, text)
        headings = next(lines, (0, []))[1]
        mapping = said.complete([heading for heading in headings if heading])
        understanding = Understanding(mapping, headings, zone, now)
        found = Found(mapping.columns, mapping.timezone or zone, unknown=understanding.unknown)
        for line, cells in lines:
            if any(cells):
                _take(spool, understanding, found, line, cells)
            if not found.rows % EACH:
                steps.at(found.rows, None)
        found.digest = raw.digest()
    return found


def _take(spool: Spool, understanding: Understanding, found: Found, line: int, cells: list[str]) -> None:
    found.rows += 1
    if found.rows > MOST_ROWS:
        raise Problem(422, "file", f"The file has more than {MOST_ROWS} rows: split it by year.")
    missing = len(understanding.headings) - len(cells)
    try:
        row = understanding.row(cells + [""] * missing if missing > 0 else cells)
    except ValueError as error:
        found.fault(line, str(error))
        return
    earlier = spool.add(row, line)
    if earlier is not None:
        found.fault(line, f"the number {row.number!r} stands in line {earlier} already, with another time")


def refuse_faults(path: Path, found: Found) -> None:
    """All or nothing: half a history would be compared as if it were the whole."""
    if not found.faulty:
        if not found.rows:
            raise files.unreadable(path, "it has no rows below its headings", "is it the right file?")
        return
    listed = "\n".join(f"  line {fault.line}: {fault.what}" for fault in found.faults)
    more = f"\n  and {found.faulty - len(found.faults)} more" if found.faulty > len(found.faults) else ""
    raise Problem(422, "rows", f"{path}: {found.faulty} of {found.rows} rows cannot be understood, so nothing was "
                  f"stored. Mend them, or say in the mapping what they mean:\n{listed}{more}")


def _lines(path: Path, text: IO[str]) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader((), strict=True)
    try:
        first = text.readline(LONGEST_CELL)
        delimiter = max(",;\t", key=first.count)  # Excel in Indonesian writes semicolons
        reader = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise files.unreadable(path, f"line {reader.line_num} is not CSV ({error})",
                               "look for a quotation mark that is not closed") from error
    except UnicodeDecodeError as error:
        raise files.unreadable(path, f"after line {reader.line_num} it is no UTF-8 text",
                               "save it as 'CSV UTF-8'") from error
    except (OSError, EOFError) as error:
        raise files.unreadable(path, f"after line {reader.line_num} it cannot be unpacked ({error})",
                               "unpack it first") from error


class _Weighed(io.RawIOBase):
    """Hands bytes on and remembers the digest of all that went through."""

    def __init__(self, inner: gzip.GzipFile | io.BufferedReader) -> None:
        self._inner = inner
        self._sum = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        data = self._inner.read(len(room))
        room[:len(data)] = data
        self._sum.update(data)
        return len(data)

    def digest(self) -> str:
        return self._sum.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[tuple[io.TextIOWrapper, _Weighed]]:
    """The text of the file, unpacked where it is packed."""
    try:
        if path.exists() and not path.is_file():
            raise files.unreadable(path, "it is not a file", "name the file itself")
        with (gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as inner:
            head = inner.peek(2)[:2]
            raw = _Weighed(inner)
            encoding = "utf-16" if head in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
            with io.TextIOWrapper(io.BufferedReader(raw, 1 << 18), encoding=encoding, newline="") as text:
                yield text, raw
    except OSError as error:
        raise files.unreadable(path, error.strerror or str(error), "check the name and its rights") from error
