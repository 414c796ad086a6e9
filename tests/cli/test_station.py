"""``siharat station``: the tree, the areas, and the files that hold none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import refused

Siharat = Callable[..., Result]
SQUARE: dict[str, Any] = {"type": "Polygon",
                          "coordinates": [[[114, -3], [115, -3], [115, -4], [114, -4], [114, -3]]]}


def feature(geometry: Any, name: str = "Cempaka") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"nama": name}, "geometry": geometry}


def test_list_for_people_and_for_programs(siharat: Siharat) -> None:
    assert "Polres Banjarbaru" in siharat("station", "list").stdout
    found = json.loads(siharat("station", "list", "--json").stdout)
    assert found[1] == {"code": "63.72", "name": "Polres Banjarbaru", "parent": "63", "timezone": "Asia/Makassar",
                        "officers": 2, "areas": 0, "closed": False}


def test_several_files_add_up(siharat: Siharat, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"type": "FeatureCollection", "features": [
        feature(SQUARE), feature(SQUARE, "Liang Anggang"), feature({"type": "Point", "coordinates": [1, 2]})]}))
    (tmp_path / "two.json").write_text("\ufeff" + json.dumps(SQUARE), encoding="utf-8")
    result = siharat("station", "add", "--code", "63.03", "--name", "Polres Banjar", "--parent", "63",
                     "--area", str(tmp_path / "one.json"), "--area", str(tmp_path / "two.json"))
    assert "Areas: 3, " in result.stdout
    assert json.loads(siharat("station", "list", "--json").stdout)[1]["areas"] == 3


@pytest.mark.parametrize(("words", "said"), [
    (("--code", "63.72", "--name", "Again"), "exists already"),
    (("--code", "63.99", "--name", "X", "--parent", "64"), "no station 64"),
    (("--code", "a/b", "--name", "X"), "code"), (("--code", "%", "--name", "X"), "code"),
    (("--code", "", "--name", "X"), "code"), (("--code", "1", "--name", "  "), "name"),
    (("--code", "1", "--name", "x" * 200), "name"),
    (("--code", "1", "--name", "X", "--timezone", "Mars"), "timezone"),
    (("--name", "X"), "--code")])
def test_what_cannot_be_a_station(siharat: Siharat, words: tuple[str, ...], said: str) -> None:
    assert said in refused(siharat("station", "add", *words))


BAD_AREAS: dict[str, bytes] = {
    "empty": b"", "not json": b"hello", "cut off": b'{"type": "Polygon", "coordinates": [[[1,', "a list": b"[]",
    "a number": b"7", "null": b"null", "not text": b"\xff\xfe\x00\x01", "no shape": b"{}",
    "only a point": b'{"type": "Point", "coordinates": [114, -3]}',
    "features is a word": b'{"type": "FeatureCollection", "features": "none"}',
    "features is a number": b'{"type": "FeatureCollection", "features": 7}',
    "features are numbers": b'{"type": "FeatureCollection", "features": [1, 2]}',
    "geometry is a word": b'{"type": "Feature", "geometry": "square"}',
    "coordinates are words": b'{"type": "Polygon", "coordinates": [[["a","b"],["c","d"],["e","f"],["a","b"]]]}',
    "coordinates are a word": b'{"type": "Polygon", "coordinates": "here"}',
    "coordinates are missing": b'{"type": "Polygon"}',
    "coordinates are null": b'{"type": "Polygon", "coordinates": null}',
    "coordinates are objects": b'{"type": "Polygon", "coordinates": {"a": 1}}',
    "ragged": b'{"type": "Polygon", "coordinates": [[[1,2],[3],[4,5],[1,2]]]}',
    "two points": b'{"type": "Polygon", "coordinates": [[[1,2],[3,4]]]}',
    "in metres": b'{"type": "Polygon", "coordinates": [[[2500,9600],[2600,9600],[2600,9610],[2500,9600]]]}',
    "no number": b'{"type": "Polygon", "coordinates": [[[NaN,1],[2,1],[2,2],[NaN,1]]]}',
    "too far": b'{"type": "Polygon", "coordinates": [[[1e999,1],[2,1],[2,2],[1e999,1]]]}',
    "nested": b"[" * 100_000 + b"]" * 100_000,
    "empty shape": b'{"type": "Polygon", "coordinates": []}',
    "a bow": b'{"type": "Polygon", "coordinates": [[[114,-3],[115,-4],[115,-3],[114,-4],[114,-3]]]}',
    "latitude first": b'{"type": "Polygon", "coordinates": [[[-3,114],[-3,115],[-4,115],[-4,114],[-3,114]]]}',
    "too many points": json.dumps({"type": "Polygon", "coordinates": [[[114, -3]] * 1_000_000]}).encode(),
    "many in many": json.dumps({"type": "MultiPolygon", "coordinates": [[[[114, -3]] * 4]] * 100_000}).encode(),
    "nested a little": b'{"type": "Polygon", "coordinates": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a line": b'{"type": "Polygon", "coordinates": [[[1,1],[2,2],[1,1],[1,1]]]}',
}


@pytest.mark.parametrize("name", BAD_AREAS)
def test_a_file_that_holds_no_area(siharat: Siharat, tmp_path: Path, name: str) -> None:
    path = tmp_path / "area.geojson"
    path.write_bytes(BAD_AREAS[name])
    said = refused(siharat("station", "add", "--code", "1", "--name", "X", "--area", str(path)))
    assert str(path) in said
    assert "GeoJSON" in said
    assert len(said) < 1_000


@pytest.mark.parametrize(("coordinates", "said"), [
    ([[[114, -3], [115, -4], [115, -3], [114, -4], [114, -3]]], "crosses itself (Self-intersection[114.5 -3.5])"),
    ([[[-3, 114], [-3, 115], [-4, 115], [-4, 114], [-3, 114]]], "longitude first, such as [114.83, -3.44]"),
    ([[[114, -3]] * 200_001], "more than 200,000 points")])
def test_the_fault_is_named(siharat: Siharat, tmp_path: Path, coordinates: Any, said: str) -> None:
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": coordinates}))
    assert said in refused(siharat("station", "add", "--code", "1", "--name", "X", "--area", str(path)))


def test_a_sliver_is_mended(siharat: Siharat, tmp_path: Path) -> None:
    path = tmp_path / "area.geojson"
    spike = [[114, -3.6], [114.01, -3.6], [114, -3.55], [113.99, -3.6], [114.005, -3.5]]
    ring = [[114, -3], [115, -3], [115, -4], [114, -4], *spike, [114, -3]]
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    said = siharat("station", "add", "--code", "1", "--name", "X", "--area", str(path)).stdout
    assert "km² around 3.50° S, 114.50° E" in said


def test_the_other_side_of_the_equator(siharat: Siharat, tmp_path: Path) -> None:
    (tmp_path / "here.json").write_text(json.dumps(SQUARE))
    mirrored = {**SQUARE, "coordinates": [[[lon, -lat] for lon, lat in SQUARE["coordinates"][0]]]}
    (tmp_path / "there.json").write_text(json.dumps(mirrored))
    add = ("station", "add", "--parent", "63", "--area")
    assert siharat(*add, str(tmp_path / "here.json"), "--code", "63.03", "--name", "Polres Banjar").exit_code == 0
    there = (*add, str(tmp_path / "there.json"), "--code", "63.05", "--name", "Polres Tapin")
    assert "latitudes are negative" in refused(siharat(*there))
    assert "3.50° N" in siharat(*there, "--far").stdout


def test_a_file_that_cannot_be_read(siharat: Siharat, tmp_path: Path) -> None:
    big = tmp_path / "big.geojson"
    with big.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    for path, why in ((tmp_path / "absent", "No such file"), (tmp_path, "not a file"), (big, "larger than"),
                      (Path("/dev/zero"), "not a file")):
        assert why in refused(siharat("station", "add", "--code", "1", "--name", "X", "--area", str(path)))


def test_renamed_merged_and_opened_again(siharat: Siharat) -> None:
    assert "called Polres Kota Banjarbaru" in siharat("station", "rename", "--code", "63.72", "--name",
                                                      "Polres Kota Banjarbaru").stdout
    end = ("station", "merge", "--code", "63.72", "--to", "63", "--reason", "penggabungan")
    assert "Would go from Polres Kota Banjarbaru" in siharat(*end, "--dry-run").stdout
    assert "(closed)" not in siharat("station", "list").stdout
    assert "2 officers" in siharat(*end).stdout
    assert "Polres Kota Banjarbaru (closed)" in siharat("station", "list").stdout
    assert "was closed already" in siharat(*end).stderr
    assert "is open again" in siharat("station", "reopen", "--code", "63.72").stdout
    assert json.loads(siharat("station", "list", "--json").stdout)[1]["officers"] == 2


def test_settings_go_out_as_a_file_and_come_in_after_a_look(siharat: Siharat, tmp_path: Path) -> None:
    file = tmp_path / "banjarbaru.json"
    siharat("station", "export", "--code", "63.72", "--out", str(file))
    assert "Nothing differs." in siharat("station", "import", str(file), "--code", "63.72").stdout
    siharat("station", "rename", "--code", "63.72", "--name", "Polsek Lain")
    shown = siharat("station", "import", str(file), "--code", "63.72").stdout
    assert "Polsek Lain" in shown
    assert "Nothing was changed yet" in shown
    assert "Done." in siharat("station", "import", str(file), "--code", "63.72", "--apply").stdout
    assert "Polres Banjarbaru" in siharat("station", "list").stdout
    file.write_text(file.read_text().replace("Polres Banjarbaru", "Polres Palsu"))
    assert "digest does not fit" in refused(siharat("station", "import", str(file), "--code", "63.72"))
    assert "siharat settings" in siharat("station", "export", "--code", "63.72").stdout
