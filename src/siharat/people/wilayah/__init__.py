"""The shipped boundaries of South Kalimantan: names of places and the areas of its thirteen stations.

Sources, licence and doubts stand in ``PROVENANCE.md`` beside this file.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import shapely
from shapely.geometry import shape

from siharat.kernel.place import Place, distance_m

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
    people: int = 0
    """Inhabitants of its regency or city, as the ministry counted them in 2025."""


@dataclass(frozen=True, slots=True)
class ShippedStation(Seat):
    features: tuple[dict[str, Any], ...] = ()
    """GeoJSON features of the kecamatan that make up its area."""


@dataclass(frozen=True, slots=True)
class Part:
    """A kelurahan (of the Kemendagri code, four numbers), or a kecamatan (three)."""

    code: str
    name: str
    outline: Any

    @property
    def called(self) -> str:
        """Told apart: many a kecamatan bears the name of a kelurahan in it, and is four times as large."""
        return f"Kec. {self.name}" if self.code.count(".") == 2 else self.name


def shipped_stations() -> list[ShippedStation]:
    """The thirteen stations of the province with their real areas."""
    return [ShippedStation(each.code, each.name, each.seat, each.people, tuple(_kecamatan_of(each.code)))
            for each in seats()]


@cache
def seats() -> list[Seat]:
    with (FILES / "polres_polda_kalsel.csv").open(encoding="utf-8") as file:
        return [Seat(row["kode"], row["satuan"], Place(float(row["lat_kedudukan"]), float(row["lng_kedudukan"])),
                     int(row["penduduk_2025"]))
                for row in csv.DictReader(file)]


def _kecamatan_of(code: str) -> list[dict[str, Any]]:
    lent = {kecamatan for holder, lent in BORROWED.items() if holder != code for kecamatan in lent}
    return [
        feature for feature in _features("kalsel_kecamatan.geojson")
        if (feature["properties"]["induk"] == code and feature["properties"]["kode"] not in lent)
        or feature["properties"]["kode"] in BORROWED.get(code, ())
    ]


@dataclass(frozen=True, slots=True)
class Kecamatan:
    """A part of which areas of stations are made."""

    code: str
    name: str
    regency: str
    geometry: dict[str, Any]
    inside: tuple[float, float]
    """Longitude and latitude of a point that certainly lies in it."""


@cache
def kecamatan() -> list[Kecamatan]:
    """All of the province, by their codes."""
    names = {each["properties"]["kode"]: each["properties"]["nama"] for each in _features("kalsel_kabkota.geojson")}
    found = [(each["properties"], each["geometry"]) for each in _features("kalsel_kecamatan.geojson")]
    return sorted((Kecamatan(told["kode"], told["nama"], names[told["induk"]], geometry, tuple(told["titik_dalam"]))
                   for told, geometry in found), key=lambda each: each.code)


def usual_kecamatan(code: str) -> list[str]:
    """The codes of those that a shipped station polices; none for other stations."""
    return [feature["properties"]["kode"] for feature in _kecamatan_of(code)]


def name_at(place: Place) -> str | None:
    """``Loktabat Utara``: the kelurahan where known, else the kecamatan; ``None`` outside the province."""
    tree, _, names = _names()
    hits = tree.query(shapely.Point(place.lon, place.lat), predicate="intersects")
    return names[min(int(hit) for hit in hits)] if len(hits) else None


def place_named(words: str, near: Place | None) -> Place | None:
    """Where the longest name among the words lies: the middle of that part, its accuracy as far as it reaches. Of two
    of the same name the one nearer to ``near``."""
    said = words.casefold()
    _, outlines, names = _names()
    hits = [at for at, name in enumerate(names) if re.search(rf"\b{re.escape(name.casefold())}\b", said)]
    longest = max((len(names[at]) for at in hits), default=0)
    places = [_middle(outlines[at]) for at in hits if len(names[at]) == longest]
    return min(places, key=lambda place: distance_m(place, near) if near else 0.0, default=None)


def _middle(outline: Any) -> Place:
    point = outline.representative_point()
    west, south, east, north = outline.bounds
    return Place(point.y, point.x, round(distance_m(Place(south, west), Place(north, east)) / 2))


@cache
def outlines() -> dict[str, dict[str, Any]]:
    """GeoJSON geometry by name, of each kelurahan and kecamatan; of several of one name the finest."""
    features = [*_features("banjarbaru_kelurahan.geojson"), *_features("kalsel_kecamatan.geojson")]
    return {feature["properties"]["nama"]: feature["geometry"] for feature in reversed(features)}


def known_names() -> list[str]:
    """Every kelurahan and kecamatan that can be named, once each, in the order of the alphabet."""
    return sorted(set(_names()[2]))


@cache
def parts() -> list[Part]:
    """Every kelurahan and kecamatan whose outline is shipped, in the order of the alphabet."""
    features = [*_features("banjarbaru_kelurahan.geojson"), *_features("kalsel_kecamatan.geojson")]
    found = [Part(feature["properties"]["kode"], feature["properties"]["nama"], shape(feature["geometry"]))
             for feature in features]
    return sorted(found, key=lambda part: (part.name, part.code))


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
