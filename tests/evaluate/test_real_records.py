"""Two weeks of real dispatch records, brought in by the command line, against pandas: to the digit."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.cli.conftest import call

DATA = Path(__file__).parent / "data"
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "history-sf.toml"
ZONE = "America/Los_Angeles"
SPANS = {"queue": ("received", "dispatch"), "travel": ("response", "first_on_scene"),
         "response": ("received", "first_on_scene"), "on_scene": ("first_on_scene", "last_available")}
DAYS = ("--from", "2020-04-07", "--to", "2020-04-20")


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    calls = pd.read_csv(DATA / "sf_calls.csv.gz")
    for column in ("received", "dispatch", "response", "first_on_scene", "last_available"):
        calls[column] = pd.to_datetime(calls[column]).dt.tz_localize(ZONE)
    return calls


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sf") / "data"
    for words in (("init",), ("station", "add", "--code", "1", "--name", "Polres Teluk", "--timezone", ZONE)):
        assert call(folder, *words).exit_code == 0
    done = call(folder, "incident", "import", str(DATA / "sf_calls.csv.gz"), "--station", "1", "--mapping",
                str(EXAMPLE))
    assert "Stored 5292 incidents." in done.stdout
    return folder


@pytest.fixture(scope="module")
def document(folder: Path) -> dict:
    return json.loads(call(folder, "evaluate", "--station", "1", *DAYS).stdout)


def seconds(records: pd.DataFrame, span: str) -> pd.Series:
    start, end = SPANS[span]
    return (records[end] - records[start]).dt.total_seconds().dropna()


@pytest.mark.parametrize("span", SPANS)
def test_percentiles_are_those_of_pandas_to_the_digit(document, records, span):
    known, found = seconds(records, span), document["intervals"][span]
    assert found["measured"] == (known >= 0).sum()
    assert found["impossible"] == (known < 0).sum()
    known = known[known >= 0]
    for share, key in ((0.5, "median_s"), (0.9, "p90_s"), (0.95, "p95_s")):
        assert found[key] == round(known.quantile(share, interpolation="linear"), 3)
        low, high = found["ranges"][key]
        assert low <= found[key] <= high


def test_counts_and_shares_are_those_of_pandas(document, records):
    due = records.first_on_scene.notna() | records.response.notna()
    late = (records.first_on_scene - records.received).dt.total_seconds()
    response = document["intervals"]["response"]
    assert document["counts"]["alarms"] == len(records)
    assert response["target"]["of"] == due.sum()
    assert response["unfinished"] == (due & records.first_on_scene.isna()).sum()
    assert response["target"]["count"] == (late <= 600).sum()
    assert response["target"]["share"] == round((late <= 600).sum() / due.sum(), 4)


@pytest.mark.parametrize(("dimension", "column"), [
    ("hour", lambda calls: calls.received.dt.strftime("%H")), ("category", lambda calls: calls.call_type),
    ("weekday", lambda calls: (calls.received.dt.day_of_week + 1).astype(str)),
    ("locality", lambda calls: calls.neighborhood.fillna("unknown")),
    ("month", lambda calls: calls.received.dt.strftime("%Y-%m"))])
def test_every_group_is_that_of_pandas(document, records, dimension, column):
    known = records.groupby(column(records))
    medians = known.apply(lambda calls: (calls.first_on_scene - calls.received).dt.total_seconds().median())
    groups = {each["key"]: each for each in document["by"][dimension] if each["count"]}
    assert {key: each["count"] for key, each in groups.items()} == known.size().to_dict()
    for key, each in groups.items():
        assert each["response"]["median_s"] == (None if pd.isna(medians[key]) else round(medians[key], 3))


def test_what_a_source_never_records_is_not_called_unfinished(document):
    assert document["intervals"]["call_back"] | {"measured": 0, "unfinished": 0, "not_due": 5292} == \
        document["intervals"]["call_back"]


def test_units_of_one_call_are_one_incident(tmp_path, records):
    folder = tmp_path / "data"
    for words in (("init",), ("station", "add", "--code", "1", "--name", "X", "--timezone", ZONE)):
        call(folder, *words)
    done = call(folder, "incident", "import", str(DATA / "sf_units.csv.gz"), "--station", "1", "--mapping",
                str(EXAMPLE))
    two_days = records[records.received.dt.strftime("%Y-%m-%d") <= "2020-04-08"]
    assert f"1470 rows, {len(two_days)} incidents" in done.stdout
    found = json.loads(call(folder, "evaluate", "--station", "1", *DAYS).stdout)
    assert found["intervals"]["response"]["median_s"] == round(seconds(two_days, "response").median(), 3)


def test_the_same_file_twice_and_a_dry_run_change_nothing(folder, document):
    file, more = str(DATA / "sf_calls.csv.gz"), ("--station", "1", "--mapping", str(EXAMPLE))
    again = call(folder, "incident", "import", file, *more)
    assert again.exit_code == 2
    assert "is in already" in again.stderr
    assert "nothing was stored" in call(folder, "incident", "import", file, *more, "--dry-run").stdout
    assert json.loads(call(folder, "evaluate", "--station", "1", *DAYS).stdout)["counts"] == document["counts"]


def test_the_table_has_every_row_and_the_workbook_can_be_opened(folder, tmp_path):
    text = call(folder, "evaluate", "--station", "1", "--from", "2020-04-07", "--to", "2020-04-07", "--format",
                "csv").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    out = tmp_path / "paper.xlsx"
    call(folder, "evaluate", "--station", "1", "--from", "2020-04-07", "--to", "2020-04-07", "--format", "xlsx",
         "--out", str(out))
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Angka", "Grafik", "Kejadian", "Definisi"]
    assert book["Kejadian"].max_row == len(rows) + 1
    assert len(book["Grafik"]._charts) == 2
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_paper_is_a_tagged_archive_and_the_same_twice(folder, tmp_path, language):
    out = tmp_path / "paper.pdf"
    words = ("evaluate", "--station", "1", *DAYS, "--format", "pdf", "--language", language, "--out", str(out))
    assert call(folder, *words).exit_code == 0
    paper = out.read_bytes()
    assert paper.startswith(b"%PDF-1.7")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"pdfaid:part>2<", b"pdfaid:conformance>A<"):
        assert mark in paper


def test_replayed_with_more_and_fewer_units_and_its_error_on_days_that_it_had_not_seen(folder):
    def replayed(*words):
        done = call(folder, "simulate", "--station", "1", *DAYS, "--json", *words)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    same = replayed()
    now = same["officers"]["now"]
    assert same["held_out"] == {"count": 7, "of": "days"}
    assert same["now"] == same["then"]
    assert same["error"]["median_s"] < 0.1 * same["now"]["median_s"]
    fewer, more = (replayed("--officers", str(round(now * share))) for share in (0.5, 1.5))
    assert fewer["then"]["p90_s"] > same["now"]["p90_s"] > more["then"]["p90_s"]
    less = replayed("--without", "Tenderloin")
    assert less["calls"]["then"] < less["calls"]["now"]
    told = call(folder, "simulate", "--station", "1", *DAYS, "--officers", str(now * 2))
    assert "days that it had not seen" in told.stdout
    odd = call(folder, "simulate", "--station", "1", *DAYS, "--without", "Atlantis")
    assert odd.exit_code == 2
    assert "is no part of town" in odd.stderr
