"""The shipped boundaries of South Kalimantan: names of places and the areas of its thirteen stations.

Sources, licence and doubts stand in ``PROVENANCE.md`` beside this file.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import shapely
from shapely.geometry import shape

from siharat.kernel.place import Place

FILES = files(__name__)
BORROWED = {"63.72": ("63.03.01", "63.03.13")}
"""Kecamatan that a station polices outside its own regency (Aluh-Aluh and Beruntung Baru)."""

PROVINCE = "63"
PROVINCE_NAME = "Polda Kalimantan Selatan"
TIMEZONE = "Asia/Makassar"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a station's headquarters stand, to a kilometre or two."""

    code: str
    name: str
    seat: Place


@dataclass(frozen=True, slots=True)
class ShippedStation(Seat):
    features: tuple[dict[str, Any], ...]
    """GeoJSON features of the kecamatan that make up its area."""


def shipped_stations() -> list[ShippedStation]:
    """The thirteen stations of the province with their real areas."""
    return [ShippedStation(each.code, each.name, each.seat, tuple(_kecamatan_of(each.code))) for each in seats()]


@cache
def seats() -> list[Seat]:
    with (FILES / "polres_polda_kalsel.csv").open(encoding="utf-8") as file:
        return [Seat(row["kode"], row["satuan"], Place(float(row["lat_kedudukan"]), float(row["lng_kedudukan"])))
                for row in csv.DictReader(file)]


def _kecamatan_of(code: str) -> list[dict[str, Any]]:
    lent = {kecamatan for holder, lent in BORROWED.items() if holder != code for kecamatan in lent}
    return [
        feature for feature in _features("kalsel_kecamatan.geojson")
        if (feature["properties"]["induk"] == code and feature["properties"]["kode"] not in lent)
        or feature["properties"]["kode"] in BORROWED.get(code, ())
    ]


def name_at(place: Place) -> str | None:
    """``Loktabat Utara``: the kelurahan where known, else the kecamatan; ``None`` outside the province."""
    tree, _, names = _names()
    hits = tree.query(shapely.Point(place.lon, place.lat), predicate="intersects")
    return names[min(int(hit) for hit in hits)] if len(hits) else None


@cache
def _names() -> tuple[Any, list[Any], list[str]]:
    features = [*_features("banjarbaru_kelurahan.geojson"), *_features("kalsel_kecamatan.geojson")]
    outlines = [shape(feature["geometry"]) for feature in features]
    shapely.prepare(outlines)
    return shapely.STRtree(outlines), outlines, [feature["properties"]["nama"] for feature in features]


@cache
def _features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FILES / name).read_text(encoding="utf-8"))["features"]
    return found
