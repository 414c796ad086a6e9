"""The live map: a desk sees its own areas, its own officers while they share their place, its own reports."""

from __future__ import annotations

import pytest
import shapely

from siharat.people import officers
from siharat.people.officers import NewOfficer
from tests.story.cast import BANJARMASIN, LOKTABAT, Listener
from tests.story.conftest import hire, settle_in
from tests.story.reporting import reported

NEAR = {"lat": -3.4410, "lon": 114.8250, "accuracy_m": 12, "at": "2027-01-15T08:00:00Z"}


def on_map(stage, who):
    return stage.call("GET", "/api/v1/map", None, who.token)


def names(found):
    return [each["officer"]["name"] for each in found["officers"]]


def shares(officer, incident, **more):
    assert officer.act(incident, "locations", NEAR | more).status == 204


def test_who_goes_there_and_shares_a_place_is_on_the_map_until_it_is_over(stage, siti, andi, rahmat, dewi):
    incident = siti.presses(LOKTABAT)["incident"]["id"]
    assert on_map(stage, dewi)["officers"] == [], "nobody is watched for being on duty"
    andi.claims(incident)
    shares(andi, incident, lat=-3.45)
    shares(andi, incident)
    (seen,) = on_map(stage, dewi)["officers"]
    assert (seen["officer"], seen["incident"]) == ({"id": andi.id, "name": andi.name}, incident)
    assert (seen["lat"], seen["lon"], seen["accuracy_m"]) == (NEAR["lat"], NEAR["lon"], NEAR["accuracy_m"])
    andi.says(incident, "reached")
    andi.moves(incident, "on_scene")
    andi.closes(incident)
    assert on_map(stage, dewi)["officers"] == []


def test_a_place_grows_old_and_is_gone_after_half_an_hour(stage, siti, andi, dewi):
    incident = siti.presses(LOKTABAT)["incident"]["id"]
    andi.claims(incident)
    shares(andi, incident)
    stage.after(29 * 60)
    assert names(on_map(stage, dewi)) == [andi.name]
    stage.after(2 * 60)
    assert names(on_map(stage, dewi)) == []


def test_the_desks_stream_says_which_officer_it_is_and_the_citizens_does_not(stage, siti, andi, dewi):
    desk = Listener(stage, dewi.token, "?door=komando")
    desk.open()
    incident = siti.presses(LOKTABAT)["incident"]["id"]
    andi.claims(incident)
    shares(andi, incident)
    assert desk.of("location")[-1]["from"] == {"kind": "officer", "name": andi.name, "id": andi.id}
    assert andi.id not in str([event.data for event in siti.screen.events])


def test_no_byte_of_a_station_crosses_to_the_other(stage, siti, andi, dewi, hasan):
    """Two desks, two canaries: an officer of each, and an alarm in each."""
    budi = settle_in(stage, "Budi", "0812-3456-7732")
    beside = hire(stage, "63.71", "Aiptu", "Rina Marlina", "operator")
    here, there = siti.presses(LOKTABAT)["incident"]["id"], budi.presses(BANJARMASIN)["incident"]["id"]
    for officer, incident in ((andi, here), (hasan, there)):
        officer.claims(incident)
        shares(officer, incident)
    for desk, own, other in ((dewi, andi, hasan), (beside, hasan, andi)):
        said = on_map(stage, desk)
        assert names(said) == [own.name]
        assert other.id not in str(said.body)
    own, other = (stage.call("GET", "/api/v1/map/areas", None, desk.token) for desk in (dewi, beside))
    assert {key_of(each) for each in own["features"]} & {key_of(each) for each in other["features"]} == set()


def test_who_is_kept_from_an_incident_sees_nobody_there(stage, siti, andi, dewi):
    """It does not exist for them, and so nobody goes there."""
    assert stage.call("POST", "/api/v1/kept-from", {"who": "dewi sartika"}, siti.token).status == 204
    incident = siti.presses(LOKTABAT)["incident"]["id"]
    andi.claims(incident)
    shares(andi, incident)
    assert dewi.sees(incident).status == 404
    assert names(on_map(stage, dewi)) == []


def test_reports_with_a_place_are_on_the_map_and_those_of_the_neighbours_are_not(stage, dewi):
    reported(stage, dewi, anonymous="1")
    (seen,) = on_map(stage, dewi)["reports"]
    assert set(seen) == {"id", "category", "lat", "lon"}, "no word of it, and nobody's name"
    assert on_map(stage, hire(stage, "63.71", "Aiptu", "Rina Marlina", "operator"))["reports"] == []


def test_coverage_counts_by_the_unit_and_says_how_many_belong_to_none(stage, andi, dewi):
    def post(tx):
        officers.add(tx, "63.72", [NewOfficer("77000001", "Noor", "Bripda", polsek="Polsek Cempaka")])

    stage.do(stage.app.services.db.write(post))
    andi.opens_phone()
    found = on_map(stage, dewi)
    (cempaka,) = [each for each in found["coverage"] if each["name"] == "Cempaka"]
    assert (cempaka["ready"], cempaka["phones"]) == (0, 1)
    assert (found["elsewhere"]["ready"], found["elsewhere"]["phones"]) == (1, 2)


def key_of(feature):
    return feature["properties"]["key"]


def test_the_own_areas_are_drawn_by_their_kelurahan_and_kept_by_the_browser(stage, dewi):
    found = stage.call("GET", "/api/v1/map/areas", None, dewi.token)
    assert found.headers["content-type"].startswith("application/geo+json")
    assert {"Loktabat Utara", "Sungai Ulin"} <= {key_of(each) for each in found["features"]}
    for each in found["features"]:
        drawn = shapely.geometry.shape(each["geometry"])
        assert drawn.is_valid
        assert drawn.contains(shapely.Point(each["properties"]["middle"])), key_of(each)
    assert found.headers["cache-control"] == "private, no-cache"


def test_the_province_sees_each_station_as_a_whole(stage, yusuf):
    found = stage.call("GET", "/api/v1/map/areas", None, yusuf.token)
    assert len(found["features"]) == 13
    assert "63.72" in {key_of(each) for each in found["features"]}


@pytest.mark.parametrize("path", ["/api/v1/map", "/api/v1/map/areas"])
def test_nobody_and_no_citizen_sees_a_map(stage, siti, path):
    assert stage.call("GET", path).status == 401
    assert stage.call("GET", path, None, siti.token).status == 404
