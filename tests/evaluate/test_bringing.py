"""Spreadsheets as stations keep them: dates, columns, faults; all of it or nothing."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.evaluate.bringing import mapping
from siharat.evaluate.bringing.dates import Reader
from siharat.evaluate.papers.cells import STARTS_A_FORMULA, neutral
from siharat.kernel import Problem
from tests.cli.conftest import STATION, folder, prepared, refused, siharat  # noqa: F401  fixtures

WITA = Reader("Asia/Makassar")
MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember"]
MOMENTS = st.integers(400_000_000, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC).replace(tzinfo=None))


def at(text: str, zone: str = "Asia/Makassar") -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000)


@pytest.mark.parametrize(("text", "expected"), [
    ("2020-04-07T14:05:10", at("2020-04-07T14:05:10")), ("2020-04-07 14:05", at("2020-04-07T14:05")),
    ("2020-04-07T06:05:10Z", at("2020-04-07T14:05:10")), ("٧/٤/٢٠٢٠ 00.00", at("2020-04-07T00:00")),
    ("2020-04-07T14:05:10.250+08:00", at("2020-04-07T14:05:10") + 250),
    ("7 April 2020 14.05 WITA", at("2020-04-07T14:05")), ("7 April 2020 13.05 WIB", at("2020-04-07T14:05")),
    ("Selasa, 7 April 2020 pukul 14.05.10", at("2020-04-07T14:05:10")), ("07/04/2020 14:05", at("2020-04-07T14:05")),
    ("7-4-20 14.05", at("2020-04-07T14:05")), ("07.04.2020", at("2020-04-07T00:00")),
    ("17 Agt 2020, jam 02:05 PM", at("2020-08-17T14:05")), ("Jum'at, 7 Peb 2020 00.00", at("2020-02-07T00:00"))])
def test_times_as_they_are_written_here(text, expected):
    assert WITA.read(text) == expected


@pytest.mark.parametrize("text", ["kemarin", "31/02/2020 10:00", "2020-13-01", "7 Foo 2020", "10:00", "1/1/0020",
                                  "2020-04-07 25:00", "13:00 pm", "", "9" * 100, "07/04/2020 10:61"])
def test_what_is_no_time_is_refused_in_words(text):
    with pytest.raises(ValueError):
        WITA.read(text)


def test_a_time_of_day_belongs_to_the_day_of_the_press_or_the_night_after():
    near = at("2020-04-07T23:55")
    assert WITA.read("23.58", near) == at("2020-04-07T23:58")
    assert WITA.read("00.10", near) == at("2020-04-08T00:10")
    assert WITA.read("23.50", near) == at("2020-04-07T23:50"), "before the press: shown as impossible, not mended"


def test_american_order_only_where_the_mapping_says_so():
    assert Reader("Asia/Makassar", "mdy").read("04/07/2020 14:05") == at("2020-04-07T14:05")


@given(MOMENTS, st.sampled_from(["Asia/Makassar", "Asia/Jakarta", "UTC"]))
def test_all_spellings_of_a_moment_are_one(moment, zone):
    reader, known = Reader(zone), at(moment.isoformat(), zone)
    spelled = [moment.isoformat(), f"{moment:%d/%m/%Y %H:%M:%S}",
               f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} {moment:%H.%M.%S}"]
    assert [reader.read(text) for text in spelled] == [known] * 3


@given(st.text())
def test_no_text_breaks_the_reader(text):
    for near in (None, 0):
        with contextlib.suppress(ValueError, OverflowError):
            assert isinstance(WITA.read(text, near), int)


def test_columns_are_guessed_from_how_they_are_called_here():
    found = mapping.Mapping().complete(["No. Laporan", "Waktu Lapor", "Waktu Tiba", "Jenis Gangguan", "Kelurahan"])
    assert found.columns == {"number": "No. Laporan", "raised": "Waktu Lapor", "on_scene": "Waktu Tiba",
                             "category": "Jenis Gangguan", "locality": "Kelurahan"}


@pytest.mark.parametrize(("text", "said"), [
    ("x = ", "mapping"), ("[columns]\nfoo = 'A'", "foo"), ("[columns]\nraised = 'B'", "no column 'B'"),
    ("timezone = 'Mars'", "Mars"), ("[dispositions]\nx = 'good'", "good"), ("colums = 1", "colums")])
def test_a_mapping_that_cannot_be_is_refused_by_name(text, said):
    with pytest.raises(Problem, match=said):
        mapping.read(text, "x.toml").complete(["A", "Waktu"])


def rows(*lines: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([("Nomor", "Waktu Lapor", "Tiba", "Hasil", "Kelurahan"), *lines])
    return text.getvalue()


def evaluated(siharat):  # noqa: F811
    return json.loads(siharat("evaluate", "--station", STATION, "--from", "2020-01-01", "--to", "2020-12-31").stdout)


def test_one_wrong_row_and_nothing_is_stored(siharat, tmp_path):  # noqa: F811
    file = tmp_path / "history.csv"
    file.write_text(rows(("1", "7 April 2020 10.00", "10.12", "Alarm palsu", "Cempaka"),
                         ("2", "kemarin", "", "", ""), ("1", "8 April 2020 10.00", "", "", "")))
    said = refused_with_report(siharat("incident", "import", str(file), "--station", STATION))
    assert "line 3: raised 'kemarin'" in said
    assert "line 4: the number '1' stands in line 2 already" in said
    assert evaluated(siharat)["counts"]["all"] == 0
    file.write_text(rows(("1", "7 April 2020 10.00", "10.12", "Alarm palsu", "Cempaka"),
                         ("2", "7 April 2020 11.00", "10.50", "entah", "=1+1"), ("", "8/4/2020 01:00", "", "", "")))
    done = siharat("incident", "import", str(file), "--station", STATION)
    assert done.exit_code == 0, done.output
    assert "'entah' 1×" in done.stdout
    found = evaluated(siharat)
    assert found["counts"] | {"all": 3, "false": 1, "unanswered": 0} == found["counts"]
    assert found["intervals"]["response"]["impossible"] == 1, "kept, counted, apart"
    assert found["intervals"]["response"]["median_s"] == 720
    table = siharat("evaluate", "--station", STATION, "--from", "2020-01-01", "--to", "2020-12-31", "--format", "csv")
    assert "'=1+1" in table.stdout


def refused_with_report(result) -> str:
    """What was understood stands on standard output, and says so; what was wrong, on standard error."""
    assert result.exit_code == 2
    assert "should not happen" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("data", [b"", b"Waktu Lapor\n", b"a;b\n1;2\n", b'Waktu Lapor\n"2020-01-01',
                                  b"\xff\xfe\x00\xd8", b"Waktu Lapor\n\x00\n", b"Waktu Lapor\n" + b"x" * 30_000])
def test_a_file_that_is_no_history(siharat, tmp_path, data):  # noqa: F811
    file = tmp_path / "history.csv"
    file.write_bytes(data)
    refused_with_report(siharat("incident", "import", str(file), "--station", STATION))


def test_an_unknown_station_or_file_is_refused(siharat, tmp_path):  # noqa: F811
    assert "station" in refused(siharat("incident", "import", "x.csv", "--station", "99"))
    assert "x.csv" in refused(siharat("incident", "import", str(tmp_path / "x.csv"), "--station", STATION))


@given(st.text())
def test_no_cell_begins_a_formula(text):
    assert not neutral(text).lstrip(" ").startswith(STARTS_A_FORMULA)
