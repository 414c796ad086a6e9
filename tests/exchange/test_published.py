"""PIDF-LO and GeoJSON: whatever we may have to say fits the schemas that were published; what does not fit is seen."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.evaluate.public import Month, Told
from siharat.exchange import feeds, pidf
from siharat.incident import policy
from siharat.incident.rules import DISPOSITIONS, Incident
from siharat.kernel import Problem
from siharat.kernel.place import Place
from siharat.people import areas, wilayah
from siharat.people.areas import Area
from siharat.report.categories import CATEGORIES
from tests.exchange import published, reading

NOW = 1_800_000_000_000
CENTURIES = 64_000_000_000_000
HOSTILE = ["]]><status/>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;", "a\0b\x0b￾￿", "‮gnp", "\"'`</presence>"]
SOME = Incident(
    "0193a5c0-0000-7000-8000-000000000001", "SHR-4F2K9Q", "63.72", "c", "ringing", "loud", -3.44, 114.83, 8.0, NOW,
    "Loktabat Utara", 3, 1, 0, policy.shipped(1), NOW, None, None, None, ("63", "63.72"), ("/63/", "/63/63.72/"))
HOST = "siharat.example.id"

moments = st.integers(0, CENTURIES)
codes = st.from_regex(r"SHR-[0-9A-Z]{4,8}", fullmatch=True)
metres = st.none() | st.floats(0, allow_infinity=False)
places = st.none() | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180), metres)
names = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
roads = st.sampled_from(["app", "sms", "missed", "escort", "call", "desk", "report", "system"])


@given(places, codes, roads, moments, st.none() | moments, st.sampled_from([HOST, "localhost", "10.0.0.5"]))
def test_every_place_fits(place, code, road, now, located_at, host):
    lat, lon, accuracy = (place.lat, place.lon, place.accuracy_m) if place else (None, None, None)
    incident = replace(SOME, code=code, lat=lat, lon=lon, accuracy_m=accuracy, road=road, opened_at=now,
                       located_at=located_at)
    found = pidf.document(incident, host, now)
    assert (found is None) == (place is None)
    if found is not None:
        read = reading.pidf_lo(found)
        assert read[:2] == pytest.approx((lat, lon), abs=1e-6)


PLACE = pidf.document(SOME, HOST, NOW)
assert PLACE is not None


@pytest.mark.parametrize(("there", "spoilt"), [
    (' entity="[^"]*"', ""),
    (' id="SHR', ' id="4'),
    ("<timestamp>.*</timestamp>", "<timestamp>kemarin</timestamp>"),
    ("(<status>.*</status>)(<timestamp>.*</timestamp>)", r"\2\1"),
    ("<status>", "<status><basic>maybe</basic>"),
    ("<gp:usage-rules>.*</gp:usage-rules>", ""),
    ("<gp:location-info>.*</gp:location-info>", ""),
    (">false<", ">no<"),
    ("<gbp:retention-expiry>.*Z<", "<gbp:retention-expiry>tomorrow<"),
    (">95<", ">100<"),
    (">95<", ">0<"),
    ('pdf="unknown"', 'pdf="surely"'),
    ("</gp:location-info>", "<gp:location-info/></gp:location-info>"),
])
def test_a_planted_fault_in_a_place_is_seen(there, spoilt):
    good = PLACE.decode()
    published.pidf_lo(good)
    bad = re.sub(there, spoilt, good)
    assert bad != good
    with pytest.raises(published.Misfit):
        published.pidf_lo(bad)


def sent(document):
    """As it goes over the wire: tuples become lists there, and what is no number becomes ``null``."""
    return msgspec.json.decode(msgspec.json.encode(document))


incidents = st.builds(
    lambda id, place, station, **rest: {
        "id": id, **rest, "station": {"code": "63.72", "name": station}, "location": place and {
            "lat": place.lat, "lon": place.lon, "accuracy_m": place.accuracy_m, "at": None}},
    id=st.uuids().map(str), code=codes, place=places, station=names, road=roads, category=st.none() | st.sampled_from(
        CATEGORIES), disposition=st.none() | st.sampled_from(DISPOSITIONS), locality=st.none() | names)


@given(st.lists(incidents, max_size=4), st.booleans())
def test_every_map_of_incidents_fits(told, truncated):
    found = reading.geojson(sent(feeds.incident_map(told, truncated)))
    assert [(each["id"], each["geometry"] is None) for each in found] == [
        (each["id"], each["location"] is None) for each in told]


months = st.builds(Month, st.just("2026-10"), st.none() | st.integers(5, 900), st.none() | st.floats(0, 1),
                   st.none() | st.floats(0, 1e6))


@given(st.lists(months, max_size=3), st.dictionaries(names | st.sampled_from(list(wilayah.outlines())[:9]),
                                                     st.integers(5, 900), max_size=4), st.integers(0, 9))
def test_every_map_of_figures_fits(told, parts, others):
    found = reading.geojson(sent(feeds.public_map("63.72", Told(told, parts, others))))
    assert len(found) == len(parts)


@pytest.mark.parametrize("station", wilayah.shipped_stations(), ids=lambda station: station.name)
def test_every_shipped_area_fits(station):
    drawn = areas.polygons({"type": "FeatureCollection", "features": list(station.features)})
    assert len(reading.geojson(sent(feeds.area_map(station.code, drawn)))) == len(drawn)


plain = st.floats(-20, 20).map(lambda n: round(n, 3))
degrees = st.one_of([plain] * 19 + [st.sampled_from([float("nan"), float("inf"), -1e300])])
positions = st.tuples(degrees, degrees) | st.tuples(degrees, degrees, st.floats())
rings = st.lists(positions, min_size=3, max_size=6).map(lambda each: [*each, each[0]])
outlines = st.lists(rings, min_size=1, max_size=2)
drawings = st.fixed_dictionaries({"type": st.just("Polygon"), "coordinates": outlines}) | st.fixed_dictionaries(
    {"type": st.just("MultiPolygon"), "coordinates": st.lists(outlines, min_size=1, max_size=2)})


@given(drawings, names)
def test_an_area_that_somebody_drew_fits_or_is_refused(drawing, name):
    try:
        drawn = areas.polygons({"type": "Feature", "properties": {"name": name}, "geometry": drawing})
    except Problem:
        return
    reading.geojson(sent(feeds.area_map("63.72", drawn)))


MAP = sent(feeds.incident_map([{"id": "a", "code": "SHR-4F2K", "location": {
    "lat": -3.44, "lon": 114.83, "accuracy_m": 8.0, "at": None}}], False))
AREA = sent(feeds.area_map("63.72", [Area("x", {"type": "Polygon", "coordinates": [
    [[114.8, -3.4], [114.9, -3.4], [114.9, -3.5], [114.8, -3.4]]]})]))
"""Given with the clock, told against it."""


@pytest.mark.parametrize("spoil", [
    lambda whole, one: whole.pop("features"),
    lambda whole, one: whole.update(type="Features"),
    lambda whole, one: whole.update(features={}),
    lambda whole, one: one.pop("geometry"),
    lambda whole, one: one.pop("properties"),
    lambda whole, one: one.update(properties=[]),
    lambda whole, one: one.update(type="Place"),
    lambda whole, one: one.update(id=["a"]),
    lambda whole, one: one.update(id=True),
    lambda whole, one: one["geometry"].update(type="Circle"),
    lambda whole, one: one["geometry"].update(coordinates=[114.83]),
    lambda whole, one: one["geometry"].update(coordinates=[114.83, None]),
    lambda whole, one: one["geometry"].update(coordinates="114.83,-3.44"),
])
@pytest.mark.parametrize("right", [MAP, AREA], ids=["incidents", "areas"])
def test_a_planted_fault_in_a_map_is_seen(right, spoil):
    published.geojson(right)
    wrong = copy.deepcopy(right)
    spoil(wrong, wrong["features"][0])
    with pytest.raises(published.Misfit):
        published.geojson(wrong)


def test_a_ring_of_three_points_is_seen():
    wrong = copy.deepcopy(AREA)
    del wrong["features"][0]["geometry"]["coordinates"][0][1]
    with pytest.raises(published.Misfit):
        published.geojson(wrong)


def test_a_word_of_the_schema_that_nobody_checks_is_refused():
    with pytest.raises(AssertionError, match="maximum"):
        published.fit(1, {"type": "number", "maximum": 0}, "$")


def test_what_no_schema_can_see_the_reading_sees():
    """Rules under a name that means nothing, a shape without its centre; axes and an outline the wrong way round."""
    for there, spoilt in (("geopriv10:basicPolicy", "geopriv10:policy"), ("<gml:pos>.*</gml:pos>", "")):
        wrong = re.sub(there, spoilt, PLACE.decode())
        published.pidf_lo(wrong)
        with pytest.raises(AssertionError):
            reading.pidf_lo(wrong)
    for right, turn in ((MAP, lambda coordinates: coordinates.reverse()), (AREA, lambda rings: rings[0].reverse())):
        reading.geojson(right)
        turned = copy.deepcopy(right)
        turn(turned["features"][0]["geometry"]["coordinates"])
        published.geojson(turned)
        with pytest.raises(AssertionError):
            reading.geojson(turned)
