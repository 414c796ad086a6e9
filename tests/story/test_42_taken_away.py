"""Who may see an incident takes it away as PIDF-LO, EIDO or GeoJSON: as the standards want it, and never who."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.evaluate import public
from siharat.exchange import eido, pidf
from siharat.incident import policy
from siharat.incident.rules import DISPOSITIONS, Incident
from siharat.kernel.clock import DAY, SECOND
from siharat.people import citizens, keeping, sessions, stations
from siharat.people.access import CitizenCaller
from siharat.report.categories import CATEGORIES
from tests.exchange import reading
from tests.story.cast import LOKTABAT
from tests.story.conftest import hire

NOW = 1_800_000_000_000


def take(stage, officer, path, **headers):
    return stage.call("GET", f"/api/v1{path}", None, officer.token, headers or None)


def test_the_place_as_a_circle(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    answer = take(stage, andi, f"/incidents/{incident}/location.xml")
    assert answer.headers["content-type"].startswith("application/pidf+xml")
    assert reading.pidf_lo(answer.body) == (-3.4402, 114.8211, 8.0)
    assert ">95</" in answer.body
    for secret in ("Siti", "7731", siti.id):
        assert secret not in answer.body


def test_without_a_place_there_is_none(stage, siti, andi):
    incident = siti.presses(location=None)["incident"]["id"]
    refused = take(stage, andi, f"/incidents/{incident}/location.xml")
    assert (refused.status, refused["code"]) == (404, "no_place")
    reading.eido(take(stage, andi, f"/incidents/{incident}/eido").body)


def test_an_incident_as_eido_from_beginning_to_end(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    statuses = []

    def look():
        document = take(stage, andi, f"/incidents/{incident}/eido").body
        reading.eido(document)
        statuses.extend(document["incidentComponent"]["incidentStatusCommonRegistryText"])
        return document

    assert look()["incidentComponent"]["incidentTypeCommonRegistryText"] == "ALRPANA"
    andi.claims(incident)
    look()
    andi.moves(incident, "en_route")
    look()
    andi.moves(incident, "on_scene")
    look()
    andi.closes(incident)
    closed = look()
    assert statuses == ["Active", "ResourcesAssigned", "ResourcesEnroute", "ResourcesOnscene", "Closed"]
    assert closed["incidentComponent"]["dispositionComponent"][0]["dispositionDescriptionText"] == "genuine"
    for secret in ("Siti", "7731", siti.id, "Andi"):
        assert secret not in str(closed)


def test_a_silent_one_says_not_to_phone(stage, siti, andi):
    incident = siti.presses(mode="silent")["incident"]["id"]
    document = take(stage, andi, f"/incidents/{incident}/eido").body
    reading.eido(document)
    assert document["incidentComponent"]["incidentTypeCommonRegistryText"] == "ALRPANS"
    assert "Do not phone" in document["notesComponent"][0]["notesActionComments"]


def test_its_citizen_does_not_take_it_away(stage, siti):
    """It says how far officers are, which a screen over which somebody stands must not (ADR 40)."""
    incident = siti.presses()["incident"]["id"]
    assert stage.call("GET", f"/api/v1/incidents/{incident}/eido", None, siti.token).status == 404


PLACES = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.none() | st.floats(0, 1e5))


@given(PLACES, st.sampled_from(["ringing", "claimed", "responding", "on_scene", "closed"]),
       st.sampled_from(["loud", "silent"]), st.none() | st.sampled_from(CATEGORIES),
       st.sampled_from(["app", "sms", "missed", "escort", "call", "desk", "report", "system"]),
       st.none() | st.sampled_from(DISPOSITIONS), st.none() | st.just("forced"), st.text(max_size=40))
def test_whatever_the_incident_the_form_is_right(place, status, mode, category, road, disposition, how, name):
    lat, lon, accuracy = place or (None, None, None)
    incident = Incident(
        "0193a5c0-0000-7000-8000-000000000001", "SHR-4F2K9Q", "63.72", "c", status, mode, lat, lon, accuracy, None,
        None, 3, 1, 0, policy.shipped(1), NOW, None, None, disposition, ("63", "63.72"), ("/63/", "/63/63.72/"),
        road=road, category=category, cancelled_how=how)
    reading.eido(eido.document(incident, {"63": name, "63.72": name}, "siharat.example.id", NOW, NOW))
    found = pidf.document(incident, "siharat.example.id", NOW)
    assert (found is None) == (place is None)


def test_negative_control_a_wrong_form_is_seen(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    right = take(stage, andi, f"/incidents/{incident}/eido").body
    for break_it in (lambda d: d.pop("agencyComponent"), lambda d: d["incidentComponent"].pop("$id"),
                     lambda d: d["incidentComponent"]["locationReference"].append({"$ref": "nowhere"}),
                     lambda d: d["incidentComponent"]["incidentStatusCommonRegistryText"].append("Ringing"),
                     lambda d: d["locationComponent"][0].update(locationByValue="<presence/>")):
        wrong = copy.deepcopy(right)
        break_it(wrong)
        with pytest.raises((AssertionError, KeyError)):
            reading.eido(wrong)


def test_the_desk_puts_its_incidents_on_another_map(stage, siti, andi, dewi):
    first = siti.presses()["incident"]["id"]
    (feature,) = reading.geojson(take(stage, dewi, "/stations/63.72/incidents.geojson").body)
    assert feature["id"] == first
    assert feature["geometry"]["coordinates"] == [114.8211, -3.4402]
    assert feature["properties"]["status"] == "ringing"
    assert "Siti" not in str(feature)
    andi.claims(first)
    andi.closes(first)
    assert reading.geojson(take(stage, dewi, "/stations/63.72/incidents.geojson").body) == []
    assert len(reading.geojson(take(stage, dewi, "/stations/63.72/incidents.geojson?days=7").body)) == 1
    for days in ("-1", "32", "x"):
        assert take(stage, dewi, f"/stations/63.72/incidents.geojson?days={days}").status == 422
    siti.presses(location=None)
    (blind,) = reading.geojson(take(stage, dewi, "/stations/63.72/incidents.geojson").body)
    assert blind["geometry"] is None


def test_who_has_it_already_is_told_so(stage, siti, dewi):
    siti.presses()
    path = "/stations/63.72/incidents.geojson"
    tag = take(stage, dewi, path).headers["etag"]
    again = take(stage, dewi, path, **{"if-none-match": tag})
    assert (again.status, again.body) == (304, "")
    hire(stage, "63.72", "Bripda", "Agus")
    assert take(stage, dewi, path, **{"if-none-match": '"other"'}).status == 200


def test_what_is_kept_from_an_officer_is_on_no_map_of_theirs(stage, siti, dewi, yusuf):
    stage.do(stage.app.services.db.write(lambda tx: keeping.keep_from(tx, CitizenCaller(siti.id), "dewi sartika")))
    incident = siti.presses()["incident"]["id"]
    assert reading.geojson(take(stage, dewi, "/stations/63.72/incidents.geojson").body) == []
    assert take(stage, dewi, f"/incidents/{incident}/eido").status == 404
    assert len(reading.geojson(take(stage, yusuf, "/stations/63.72/incidents.geojson").body)) == 1


def test_the_area_of_a_station(stage, andi, hasan):
    features = reading.geojson(take(stage, andi, "/stations/63.72/areas.geojson").body)
    assert len(features) == 7
    assert {feature["geometry"]["type"] for feature in features} <= {"Polygon", "MultiPolygon"}
    assert take(stage, hasan, "/stations/63.72/areas.geojson").status == 404
    assert reading.geojson(take(stage, andi, "/map/areas").body)


def test_everybody_reads_the_figures_of_an_open_door_and_no_small_number(stage, andi):
    path = "/api/v1/stations/63.72/figures.geojson"
    assert stage.call("GET", path).status == 404
    stage.do(stage.app.services.db.write(stations.set_public, "63.72", True))
    answer = stage.call("GET", path)
    assert answer.headers["content-type"].startswith("application/geo+json")
    assert reading.geojson(answer.body) == []
    assert len(answer["months"]) == 12
    assert answer.headers["cache-control"].startswith("public")


CEMPAKA = {"lat": -3.4990, "lon": 114.8430, "accuracy_m": 8}
PALAM = {"lat": -3.4930, "lon": 114.8010, "accuracy_m": 8}


def a_month_of(stage, counts):
    """So many real alarms at each place, each of somebody else, and the month is over."""

    def work(tx):
        for number, place in enumerate(place for place, count in counts for _ in range(count)):
            token = sessions.open_session(tx, "citizen", citizens.add(tx, f"+62812345600{number:02d}", "Seseorang"))
            raise_alarm(tx, read_press({"id": tx.identity.uuid7(), "location": place}, tx.now), token)

    stage.do(stage.app.services.db.write(work))
    stage.app.services.clock.advance(20 * DAY / SECOND)


def feed(stage, code):
    stage.do(stage.app.services.db.write(stations.set_public, code, True))
    return stage.call("GET", f"/api/v1/stations/{code}/figures.geojson")


def test_a_part_of_town_with_few_alarms_is_in_no_feed(stage):
    """A single one that is hidden hides the next with it."""
    a_month_of(stage, [(LOKTABAT, 8), (PALAM, 6), (CEMPAKA, 3)])
    answer = feed(stage, "63.72")
    (feature,) = reading.geojson(answer.body)
    assert (feature["id"], feature["properties"]["alarms"]) == ("63.72/Loktabat Utara", 8)
    assert answer["others"] == 9
    assert answer["months"][-1]["alarms"] == 17
    assert "Cempaka" not in str(answer.body)
    assert "Palam" not in str(answer.body)


def test_what_a_station_hides_cannot_be_worked_out_from_the_feed_of_its_province(stage):
    """The province tells of alarms of its own. A sum over its stations, beside those of twelve, would be the
    thirteenth's."""
    a_month_of(stage, [(LOKTABAT, 3), (PALAM, 6)])
    answer = feed(stage, "63")
    assert reading.geojson(answer.body) == []
    assert answer["others"] == 0
    assert {month["alarms"] for month in answer["months"]} == {0}


def test_negative_control_a_feed_that_counts_everything_names_them(stage, monkeypatch):
    monkeypatch.setattr(public, "without_small_cells", lambda cases: cases)
    a_month_of(stage, [(LOKTABAT, 8), (PALAM, 6), (CEMPAKA, 3)])
    counts = [feature["properties"]["alarms"] for feature in reading.geojson(feed(stage, "63.72").body)]
    assert 3 in counts
