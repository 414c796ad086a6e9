"""Thousands of places over South Kalimantan: each rings the station that polices it, or says why it rings another."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
import shapely
from shapely.geometry import shape

from siharat.db import Database, schema
from siharat.kernel import Keyring
from siharat.kernel.clock import VirtualClock
from siharat.kernel.identity import Identity, SeededChance
from siharat.kernel.place import Place
from siharat.people import stations, wilayah
from tests.conftest import province

pytestmark = pytest.mark.anyio

WEST, SOUTH, EAST, NORTH = 113.5, -5.5, 117.0, -1.0
PLACES = 5_000
CORNERS = 500


async def test_every_place_rings_its_station_or_says_why():
    places = [*anywhere(), *corners()]
    found = await rung(places)
    for place, concerned in zip(places, found, strict=True):
        assert (set(concerned.stations), concerned.why) == expected(place), place
    counted = Counter(concerned.why for concerned in found)
    assert min(counted["inside"] - 800, counted["outside"] - 1_000, counted["border"] - 50) > 0
    assert {code for concerned in found for code in concerned.stations} == {*POLICED, wilayah.PROVINCE}


async def test_a_place_two_kilometres_off_would_be_noticed(monkeypatch):
    right = stations._Index.at
    monkeypatch.setattr(stations._Index, "at", lambda self, place: right(self, Place(place.lat, place.lon + 0.018, 0)))
    places = anywhere()
    assert any((set(concerned.stations), concerned.why) != expected(place)
               for place, concerned in zip(places, await rung(places), strict=True))


def anywhere() -> list[Place]:
    chance = Random(63)
    return [Place(chance.uniform(SOUTH, NORTH), chance.uniform(WEST, EAST), 0) for _ in range(PLACES)]


def corners() -> list[Place]:
    """Corners of kecamatan, some of which two stations share."""
    every = [corner for kecamatan in POLICED.values() for corner in shapely.get_coordinates(kecamatan)]
    return [Place(float(lat), float(lon), 0) for lon, lat in Random(72).sample(every, CORNERS)]


async def rung(places: list[Place]) -> list[stations.Concerned]:
    identity = Identity(VirtualClock(), SeededChance(1))
    db = Database.inline("sqlite:///:memory:", VirtualClock(), identity, Keyring.fresh(identity))
    await db.open()
    await db.write(schema.create)
    await db.write(province)
    found = await db.read(lambda tx: [stations.concerned(tx, place, None) for place in places])
    await db.close()
    return found


POLICED = {each.code: [shape(feature["geometry"]) for feature in each.features]
           for each in wilayah.shipped_stations()}


def expected(place: Place) -> tuple[set[str], str]:
    """One after another by the plain predicate, without tree, index or validity."""
    point = shapely.Point(place.lon, place.lat)
    here = {code for code, kecamatan in POLICED.items() if any(each.intersects(point) for each in kecamatan)}
    return here or {wilayah.PROVINCE}, "outside" if not here else "inside" if len(here) == 1 else "border"
