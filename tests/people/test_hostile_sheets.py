"""A spreadsheet of a few kilobytes that would keep everybody waiting."""

from __future__ import annotations

import io
import zipfile

import pytest

from siharat.people import sheets


def test_millions_of_empty_texts_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(sheets, "_rows", must_not_be_reached)
    with pytest.raises(sheets.Unreadable) as refused:
        list(sheets.lines(crowded()))
    assert refused.value.why == "crowded"


def must_not_be_reached(*_, **__):
    raise AssertionError("a crowded sheet is read")


def crowded() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si><t/></si>" * 2_900_000 + b"</sst>")
    assert len(file.getvalue()) < 100_000
    return file.getvalue()


def test_the_longest_list_with_all_its_cells_is_read():
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(sheets.MOST_OFFICERS):
        sheet.append([85_000_000 + number, f"Petugas {number}", "Bripda", f"0812{number:07}", "Sabhara", "Pagi"])
    file = io.BytesIO()
    book.save(file)
    assert sum(1 for _ in sheets.lines(file.getvalue())) == sheets.MOST_OFFICERS
