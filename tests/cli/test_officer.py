"""``siharat officer``: lists as stations keep them, and lists that nobody can read. All or nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import Workbook

from tests.cli.conftest import STATION, refused

Siharat = Callable[..., Result]
HEAD = "nrp,name,rank,phone,polsek\n"
TWO = (("85070001", "Andi Saputra", "Bripka", "08110000002", "Cempaka"),
       ("91080002", "Rina Hayati", "Briptu", "", ""))


def bring(siharat: Siharat, tmp_path: Path, data: bytes | str, name: str = "list.csv") -> Result:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return siharat("officer", "import", str(path), "--station", STATION)


def spreadsheet(*rows: tuple[object, ...]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def lines(separator: str = ",", head: str = "nrp,name,rank,phone,polsek") -> str:
    return "\r\n".join([head.replace(",", separator), *(separator.join(row) for row in TWO)]) + "\r\n"


GOOD: dict[str, tuple[str, bytes]] = {
    "as the manual says": ("list.csv", lines().encode()),
    "as Excel in Indonesia writes": ("list.csv", b"\xef\xbb\xbf" + lines(";").encode()),
    "with tabs": ("LIST.CSV", lines("\t").encode()),
    "as Excel writes Unicode text": ("list.csv", lines("\t").encode("utf-16")),
    "with other names": ("list.csv", lines(head="N R P,Nama Lengkap,PANGKAT,No. HP,Kesatuan").encode()),
    "below a heading": ("list.csv", ("DAFTAR PERSONEL,,,,\r\n,,,,\r\n" + lines() + ",,,,\r\n\r\n").encode()),
    "as a spreadsheet": ("list.xlsx", spreadsheet(("NRP", "Nama", "Pangkat", "HP", "Polsek"), *TWO)),
    "with numbers for text": ("list.xlsx", spreadsheet(
        ("No", "NRP", "Nama", "Pangkat", "HP"), (1, 85070001, "Andi Saputra", "Bripka", 8110000002),
        (2, 91080002.0, "Rina Hayati", "Briptu", None))),
}


@pytest.mark.parametrize("name", GOOD)
def test_lists_as_they_are_kept(siharat: Siharat, tmp_path: Path, name: str) -> None:
    result = bring(siharat, tmp_path, GOOD[name][1], GOOD[name][0])
    assert result.stdout == "2 officers: 2 new, 0 changed, 0 as before.\n", result.output
    shown = siharat("officer", "list", "--station", STATION).stdout
    nrps = [line.split()[0] for line in shown.splitlines()[1:]]
    assert nrps == ["85061234", "85070001", "90020001", "91080002"]
    assert "0811" not in shown


def test_again_brings_it_up_to_date_and_removes_nobody(siharat: Siharat, tmp_path: Path) -> None:
    bring(siharat, tmp_path, lines())
    result = bring(siharat, tmp_path, HEAD + "85070001,Andi Saputra,Aipda,,\n99010001,Baru,Bripda,,\n")
    assert result.stdout == "2 officers: 1 new, 1 changed, 0 as before.\n"
    shown = siharat("officer", "list").stdout
    assert "Aipda" in shown
    assert "Rina Hayati" in shown
    assert bring(siharat, tmp_path, HEAD + "99010001,Baru,Bripda,,\n").stdout == \
        "1 officer: 0 new, 0 changed, 1 as before.\n"


def test_every_wrong_line_is_named_and_none_is_taken(siharat: Siharat, tmp_path: Path) -> None:
    said = refused(bring(siharat, tmp_path, HEAD +
                         "99010001,Baik,Bripda,,\n,Tanpa,Bripda,,\n99010001,Kembar,Bripda,,\n"
                         "99010002,,,,\n99010003,Salah,Bripda,12,\n9.9E+07,Angka,Bripda,8.1E+10,\nx!,Aneh,Bripda,,\n"
                         f"99010004,{'a' * 200},Bripda,,\n99010005,Pe\x1bsan,Bripda,,\n"))
    for line, why in ((3, "nrp is empty"), (4, "stands on line 2"), (5, "name is empty"), (5, "rank is empty"),
                      (6, "phone '12'"), (7, "lost its digits"), (8, "no number of an officer"),
                      (9, "longer than"), (10, "cannot be printed")):
        assert f"line {line}: " in said
        assert why in said
    assert "Baik" not in siharat("officer", "list").stdout


def test_a_thousand_wrong_lines_are_counted(siharat: Siharat, tmp_path: Path) -> None:
    said = refused(bring(siharat, tmp_path, HEAD + ",x,y,,\n" * 1_000))
    assert "970 more" in said
    assert len(said.splitlines()) < 40


def test_an_officer_of_another_station_stays_there(siharat: Siharat, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(HEAD + "77010001,Lain,Bripda,,\n85061234,Ahmad,Bripda,,\n")
    assert STATION in refused(siharat("officer", "import", str(tmp_path / "l.csv"), "--station", "63"))
    assert "Lain" not in siharat("officer", "list").stdout
    assert "no station 64" in refused(siharat("officer", "import", str(tmp_path / "l.csv"), "--station", "64"))
    assert "station" in refused(siharat("officer", "list", "--station", "64"))


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return file.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD["as a spreadsheet"][1])) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part, change(data) if part.filename == name else data)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("l.csv", b"", "no row names the columns"), "only a head": ("l.csv", HEAD.encode(), "no officer"),
    "no head": ("l.csv", b"85070001,Andi,Bripka\n", "nrp, name, rank is missing"),
    "half a head": ("l.csv", b"nrp,telepon\n1,2\n", "name, rank is missing"),
    "Latin-1": ("l.csv", HEAD.encode() + b"85070001,Ren\xe9,Bripka,,\n", "line 2 is not UTF-8"),
    "broken UTF-16": ("l.csv", b"\xff\xfea\x00\x00\xd8", "not UTF-16"),
    "zero bytes": ("l.csv", HEAD.encode() + b"\0\0\0", "zero bytes"),
    "an open quotation": ("l.csv", HEAD.encode() + b'"85070001,Andi,Bripka,,\n', "not CSV"),
    "a huge cell": ("l.csv", HEAD.encode() + b'"' + b"x" * 200_000 + b'",A,B,,\n', "not CSV"),
    "too many": ("l.csv", HEAD.encode() + b"".join(b"%d,A,B,,\n" % n for n in range(10_000_000, 10_012_000)),
                 "more than 10000 officers"),
    "another kind": ("l.ods", b"", ".xlsx"),
    "a spreadsheet called csv": ("l.csv", GOOD["as a spreadsheet"][1], "UTF-8"),
    "no spreadsheet": ("l.xlsx", b"hello", "not an .xlsx"), "nothing": ("l.xlsx", b"", "not an .xlsx"),
    "cut off": ("l.xlsx", GOOD["as a spreadsheet"][1][:2_000], "not an .xlsx"),
    "any zip": ("l.xlsx", packed(a=b"b"), "no spreadsheet"),
    "a bomb": ("l.xlsx", packed(a=b"\0" * 50 * 1024 * 1024), "larger than"),
    "many parts": ("l.xlsx", packed(**{f"p{n}": b"" for n in range(600)}), "larger than"),
    "entities": ("l.xlsx", with_part(SHEET, lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml), "document type"),
    "broken XML": ("l.xlsx", with_part(SHEET, lambda xml: xml[:-40]), "no spreadsheet"),
    "a far row": ("l.xlsx", with_part(SHEET, lambda xml: xml.replace(b'r="3"', b'r="1048576"')), "more than"),
}


@pytest.mark.parametrize("name", BAD)
def test_lists_that_cannot_be_read(siharat: Siharat, tmp_path: Path, name: str) -> None:
    file, data, why = BAD[name]
    said = refused(bring(siharat, tmp_path, data, file))
    assert why in said
    assert file in said
    assert len(said) < 1_000


def test_files_that_are_none(siharat: Siharat, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    for path, why in (("absent.csv", "No such file"), ("folder.csv", "not a file"),
                      ("loop.csv", "symbolic links")):
        assert why in refused(siharat("officer", "import", str(tmp_path / path), "--station", STATION))
