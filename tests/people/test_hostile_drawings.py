"""Drawings made to break what reads them: small in bytes, and past all measure in what they would cost."""

from __future__ import annotations

import json
from math import cos, pi, sin
from random import Random
from typing import Any

import pytest

from siharat.people import areas, wilayah

Ring = list[list[float]]


def rectangle(west: float, south: float, east: float, north: float) -> Ring:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def strips(count: int) -> list[Ring]:
    """So many from west to east, and as many from south to north across them."""
    return [ring for at in (number / count for number in range(count))
            for ring in (rectangle(114, -3 - at, 115, -3 - at - 0.3 / count),
                         rectangle(114 + at, -4, 114 + at + 0.3 / count, -3))]


def comb(teeth: int) -> Ring:
    ring: Ring = []
    for at in (number / teeth for number in range(teeth)):
        ring += rectangle(114, -3 - at, 115, -3 - at - 0.5 / teeth)[:4]
    for at in (number / teeth for number in range(teeth)):
        ring += [[114 + at, -4], [114 + at, -3], [114 + at + 0.5 / teeth, -3], [114 + at + 0.5 / teeth, -4]]
    return [*ring, ring[0]]


def scribble(points: int) -> Ring:
    chance = Random(1)
    ring = [[114 + chance.random(), -3 - chance.random()] for _ in range(points)]
    return [*ring, ring[0]]


def coast(points: int) -> Ring:
    """Rough at every step, and sound."""
    chance = Random(2)
    turns = [(2 * pi * number / points, 1 + chance.gauss(0, 1e-4)) for number in range(points)]
    ring = [[114 + far * cos(turn), -3 + far * sin(turn)] for turn, far in turns]
    return [*ring, ring[0]]


def collection(*rings: Ring) -> Any:
    return {"type": "FeatureCollection", "features": [{"type": "Polygon", "coordinates": [ring]} for ring in rings]}


TANGLED = {
    "strips": collection(*strips(220)), "many strips": collection(*strips(1_000)),
    "in one": {"type": "MultiPolygon", "coordinates": [[ring] for ring in strips(220)]},
    "scribble": collection(scribble(2_000)), "comb": collection(comb(2_000)),
    "one above another": collection(*[rectangle(114, -4, 115, -3)] * 2_000)}


@pytest.mark.parametrize("drawing", TANGLED.values(), ids=TANGLED)
def test_what_crosses_past_all_measure_is_refused_before_anything_is_united(drawing, monkeypatch):
    monkeypatch.setattr(areas, "_outline", must_not_be_reached)
    with pytest.raises(areas.Refused) as refused:
        areas.polygons(drawing)
    assert refused.value.extra["why"] == "tangled"


def must_not_be_reached(*_: Any) -> Any:
    raise AssertionError("a tangled drawing is measured")


def test_a_rough_coast_and_all_shipped_stations_in_one_file_are_read():
    assert len(areas.polygons(collection(coast(100_000)))) == 1
    shipped = [feature for station in wilayah.shipped_stations() for feature in station.features]
    assert len(areas.polygons({"type": "FeatureCollection", "features": shipped})) == len(shipped)


def test_two_sound_drawings_are_not_laid_over_each_other_where_they_tangle():
    across = areas.polygons(collection(*strips(60)[::2]))
    along = areas.polygons(collection(*strips(60)[1::2]))
    with pytest.raises(areas.Refused) as refused:
        areas.overlaps(across, [("6372", area) for area in along])
    assert refused.value.extra["why"] == "tangled"


def test_a_million_empty_objects_are_not_read(monkeypatch):
    monkeypatch.setattr(json, "loads", must_not_be_reached)
    with pytest.raises(areas.Refused) as refused:
        areas.document(b'{"type":"FeatureCollection","features":[' + b"{}," * 1_000_000 + b"{}]}")
    assert refused.value.extra["why"] == "points"


@pytest.mark.parametrize(("written", "kept"), [
    ("Banjarbaru Utara", "Banjarbaru Utara"), (6372, "6372"), ("\ud800", "1"), ("\0x", "x"), ("a\u202eb", "ab"),
    ("n" * 3_000_000, "n" * 120), ({"a": {"a": 1}}, "1"), (["x"], "1"), (None, "1")],
    ids=["plain", "number", "half a pair", "zero", "backwards", "long", "nested", "list", "none"])
def test_a_name_is_what_can_be_shown_and_stored(written, kept):
    ring = rectangle(114, -4, 115, -3)
    feature = {"type": "Feature", "properties": {"name": written},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}
    assert [area.name for area in areas.read(json.dumps(feature).encode())] == [kept]


def test_a_height_beyond_all_numbers_is_left_out():
    """``1e999`` is JSON, is read as infinity, and would be told to others as no number."""
    (area,) = areas.read(b'{"type": "Polygon", "coordinates": [[[114.8, -3.4, 9], [114.9, -3.4, 1e999],'
                         b' [114.9, -3.5, 9], [114.8, -3.4, 9]]]}')
    assert {len(point) for point in area.geometry["coordinates"][0]} == {2}


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_point_that_is_no_number_is_refused_and_not_left_out(number, axis):
    ring = rectangle(114.8, -3.6, 114.9, -3.4)
    ring.insert(2, [114.95, -3.5])
    ring[2][axis] = number
    with pytest.raises(areas.Refused):
        areas.polygons({"type": "Polygon", "coordinates": [ring]})
