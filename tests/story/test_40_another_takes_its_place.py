"""A station is renamed, closed, merged and opened again: no point of its area is silent, nothing open is lost."""

from __future__ import annotations

import random

import pytest
import shapely
from shapely.geometry import shape
from sqlalchemy import text

from siharat.evaluate import actions as evaluate
from siharat.evaluate.rules import Targets
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.kernel import Problem
from siharat.kernel.place import Place
from siharat.people import changes, officers, roster, sessions, stations
from siharat.people.roster_rules import Rotation
from siharat.succeed import actions as succeed
from siharat.succeed import carrying
from siharat.watch import store as watched
from tests.property import invariants
from tests.story.cast import BANJARMASIN
from tests.story.conftest import hire
from tests.story.reporting import reported

HERE, THERE = "63.72", "63.71"
STATION_OF = text("SELECT station FROM device WHERE id = :id")


@pytest.fixture
def dian(stage):
    """Administrator of the province."""
    return hire(stage, "63", "AKBP", "Dian Permata", "administrator")


@pytest.fixture
def ratna(stage):
    """At the desk of Polresta Banjarmasin."""
    return hire(stage, THERE, "Ipda", "Ratna Wulan", "operator")


def write(stage, work, *args):
    return stage.do(stage.app.services.db.write(work, *args))


def read(stage, work, *args):
    return stage.loop.run_until_complete(stage.app.services.db.read(work, *args))


def caller(stage, who):
    return read(stage, sessions.officer_caller, who.id)


def merges(stage, dian, code=HERE, to=THERE):
    write(stage, succeed.merge, caller(stage, dian), code, to, "Satuan digabung mulai hari ini")


def closes(stage, dian, leave=False):
    write(stage, succeed.close, caller(stage, dian), HERE, THERE, leave, "Gedung dikosongkan")


def flaws(stage):
    return read(stage, lambda tx: list(invariants.lasting(tx)))


def books_hold(stage):
    return not [each for each in read(stage, lambda tx: list(log.verify(tx))) if isinstance(each, log.Broken)]


def points_in(stage, code, many=200):
    """Points all over a station's area, drawn by chance, as it is drawn before anything happens to it."""
    whole = shapely.union_all([shape(area.geometry) for area in read(stage, stations.areas_of, code)])
    west, south, east, north = whole.bounds
    draw = random.Random(7)
    found = []
    while len(found) < many:
        point = shapely.Point(draw.uniform(west, east), draw.uniform(south, north))
        if whole.contains(point):
            found.append(Place(point.y, point.x, 8))
    return found


def silent_points(stage, points, home=None):
    """Those where no station with an officer would ring."""
    def work(tx):
        manned = {row.code for row in stations.every(tx) if row.officers}
        return [each for each in points if not manned & set(stations.concerned(tx, each, home).stations)]

    return read(stage, work)


def concerned(stage, pressed):
    return {*read(stage, incidents.get, pressed["incident"]["id"]).stations}


# Renamed


def test_renamed_everything_shows_the_new_name_at_once_and_the_code_stays(stage, siti, andi, dian, hasan):
    incident = siti.presses()["incident"]["id"]
    write(stage, succeed.rename, caller(stage, dian), HERE, "  Polres  Kota Banjarbaru ")
    assert andi.sees(incident)["station"] == {"code": HERE, "name": "Polres Kota Banjarbaru"}
    assert siti.presses()["incident"]["station"]["name"] == "Polres Kota Banjarbaru"
    (line,) = read(stage, changes.below, caller(stage, dian), "/63/")
    assert (line.kind, line.by, line.said) == (
        "renamed", dian.name, {"before": "Polres Banjarbaru", "after": "Polres Kota Banjarbaru"})
    for who in (andi, hasan):
        with pytest.raises(Problem):
            write(stage, succeed.rename, caller(stage, who), HERE, "Polsek Hantu")
    with pytest.raises(Problem):
        write(stage, succeed.rename, caller(stage, dian), HERE, " ")


# Closed


def test_no_point_of_a_closed_stations_area_is_silent_and_its_citizens_have_the_successor(stage, siti, andi, dian,
                                                                                          hasan):
    points = points_in(stage, HERE)
    siti.presses()
    andi.closes(siti.presses()["incident"]["id"], "genuine")
    closes(stage, dian, leave=True)
    assert silent_points(stage, points) == []
    assert silent_points(stage, [None], HERE) == [], "nor a press without a place, of who lives there"
    hasan.opens_phone()
    pressed = siti.presses(location=None)
    assert pressed["incident"]["station"]["code"] == THERE
    assert hasan.phone.rings
    assert stage.call("GET", "/api/v1/me", None, siti.token)["home"] == THERE


def test_a_citizen_away_from_home_whose_station_was_closed_informs_its_successor(stage, siti, andi, dian, hasan):
    andi.closes(siti.presses()["incident"]["id"], "genuine")
    merges(stage, dian, to="63")
    assert concerned(stage, siti.presses(location=BANJARMASIN)) == {THERE, "63"}, "the closed one reads nothing"


def test_negative_control_an_area_that_goes_nowhere_is_found(stage, andi, dian, hasan, monkeypatch):
    """The planted fault: the area stays behind, and nobody answers for the closed station."""
    points = points_in(stage, HERE)
    monkeypatch.setattr(succeed, "_move_areas", lambda *said: None)
    closes(stage, dian, leave=True)
    monkeypatch.setattr(stations, "_answering", lambda rows, codes: list(codes))
    monkeypatch.setattr(stations, "_with_phones", lambda rows, codes: codes)
    assert silent_points(stage, points)


def test_with_an_incident_at_work_it_is_refused_and_says_which(stage, siti, andi, dian, hasan, ratna):
    pressed = siti.presses()["incident"]
    with pytest.raises(Problem, match=pressed["code"]) as problem:
        closes(stage, dian)
    assert problem.value.code == "still_open_here"
    seen = read(stage, succeed.outlook, caller(stage, dian), HERE, THERE, "closed")
    assert (seen.open, seen.refused.code, seen.officers) == ([pressed["code"]], "still_open_here", 1)
    andi.claims(pressed["id"])
    andi.closes(pressed["id"], "genuine")
    closes(stage, dian)
    assert flaws(stage) == []


def test_its_history_stays_readable_verifiable_and_countable(stage, siti, andi, dian, hasan, ratna):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.closes(incident, "genuine")
    closes(stage, dian)
    assert ratna.sees(incident).status == 200, "the successor's desk reads it"
    assert hire(stage, "63.01", "Ipda", "Beni", "operator").sees(incident).status == 404, "no other does"
    assert books_hold(stage)
    asked = read(stage, evaluate.question, HERE, "2027-01-01", "2027-12-31", {}, Targets())
    cases = stage.loop.run_until_complete(evaluate.gather(stage.app.services.db, asked))
    assert evaluate.evaluate(cases, asked).document()["counts"]["alarms"] == 1
    headers = {"cookie": f"siharat_polda={dian.token}", "host": "test"}
    assert "Polres Banjarbaru" not in stage.call("GET", "/polda", None, None, headers).body
    stage.after(30)
    assert read(stage, lambda tx: watched.probe(tx, HERE)) is None


def test_what_cannot_be_its_successor_is_refused(stage, andi, dian, hasan):
    for to, code in ((HERE, "own_successor"), ("63.05", "no_officers")):
        with pytest.raises(Problem) as problem:
            write(stage, succeed.close, caller(stage, dian), HERE, to, True, "x")
        assert problem.value.code == code
    own = hire(stage, HERE, "Aiptu", "Agus Salim", "administrator")
    with pytest.raises(Problem) as problem:
        write(stage, succeed.close, caller(stage, own), HERE, THERE, True, "x")
    assert problem.value.code == "not_found", "nobody gives away what is not theirs"
    with pytest.raises(Problem) as problem:
        write(stage, succeed.close, caller(stage, dian), HERE, THERE, True, " ")
    assert problem.value.code == "invalid"


# Merged


def test_merged_in_the_middle_of_an_alarm_nothing_is_lost_and_nobody_is_deaf(stage, siti, andi, rahmat, dewi, dian,
                                                                             hasan):
    for each in (andi, rahmat, hasan):
        each.opens_phone()
    incident = siti.presses()["incident"]["id"]
    assert not hasan.phone.rings
    merges(stage, dian)
    stage.after(6)
    assert hasan.phone.rings, "the successor's phones ring, too"
    for each in (andi, rahmat):
        assert stage.call("GET", "/api/v1/me", None, each.token)["station"]["code"] == THERE, "and is signed in still"
        each.phone.open(resume=True)
    stage.after(6)
    assert andi.phone.rings
    assert andi.claims(incident).status == 200
    assert hasan.sees(incident)["in_charge"]["code"] == THERE
    assert andi.closes(incident, "genuine").status == 200
    assert siti.steps()[-1] == "closed"
    assert books_hold(stage)
    assert flaws(stage) == []


def test_the_pages_of_the_moved_are_told_to_come_back(stage, andi, dian, hasan):
    andi.opens_phone()
    merges(stage, dian)
    stage.after(1)
    assert andi.phone._task.done(), "its stream has ended, and a page opens another at once"


def test_a_claim_goes_along_and_lapses_as_any_other(stage, siti, andi, dian, hasan):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    merges(stage, dian)
    assert hasan.sees(incident)["claimed_by"]["name"] == andi.name
    hasan.opens_phone()
    stage.after(32)
    assert hasan.phone.rings, "the lapse rings the successor's phones"
    assert flaws(stage) == []


def test_an_offer_between_the_two_has_come_to_its_end(stage, siti, andi, dewi, dian, hasan, ratna):
    incident = siti.presses()["incident"]["id"]
    dewi.act(incident, "offer", {"to": THERE})
    merges(stage, dian)
    seen = hasan.sees(incident)
    assert (seen["in_charge"]["code"], seen["offer"]) == (THERE, None)
    assert flaws(stage) == []


def test_negative_control_an_incident_left_behind_is_found(stage, siti, andi, dian, hasan, monkeypatch):
    """The planted fault: open incidents stay with the station that is no more, and no later look finds them."""
    monkeypatch.setattr(carrying, "carry", lambda *said: None)
    incident = siti.presses()["incident"]["id"]
    hasan.opens_phone()
    merges(stage, dian)
    stage.after(6)
    assert not hasan.phone.rings
    assert hasan.sees(incident).status == 404


def test_who_came_too_late_is_found(stage, siti, andi, dian, hasan, monkeypatch):
    """On another node a press and a new phone were written for the station in the moment of its end."""
    merges(stage, dian)
    late = write(stage, lambda tx: officers.add_device(tx, andi.id, "ntfy", "late"))
    write(stage, lambda tx: tx.run(text("UPDATE device SET station = :s WHERE id = :id"), s=HERE, id=late))
    with monkeypatch.context() as patched:
        patched.setattr(stations, "_answering", lambda rows, codes: [HERE])
        patched.setattr(stations, "_with_phones", lambda rows, codes: codes)
        incident = siti.presses()["incident"]["id"]
    hasan.opens_phone()
    assert not hasan.phone.rings
    stage.after(11)
    assert hasan.phone.rings
    assert hasan.sees(incident)["in_charge"]["code"] == THERE
    assert read(stage, lambda tx: tx.value(STATION_OF, id=late)) == THERE


def test_a_report_written_too_late_is_found(stage, siti, andi, dewi, dian, hasan):
    """On another node a citizen reported to the station in the moment of its end."""
    reported(stage, dewi, anonymous="1")
    merges(stage, dian)
    stage.after(2)
    write(stage, lambda tx: tx.run(text("UPDATE report SET station = :s"), s=HERE))
    stage.after(10)
    assert read(stage, lambda tx: tx.value(text("SELECT station FROM report"))) == THERE


def half(stage):
    """What of a merge stands after it was broken off."""
    def work(tx):
        row = stations.get(tx, HERE)
        return (row.closed_at is not None, row.path, row.officers, len(stations.areas_of(tx, HERE)),
                tx.value(text("SELECT count(*) FROM succession")), len(tx.all(text("SELECT * FROM station_change"))))

    return read(stage, work)


def test_broken_off_in_the_middle_nothing_has_happened(stage, siti, andi, dian, hasan, monkeypatch):
    siti.presses()
    before = half(stage)
    for step in ("_move_areas", "_move_officers", "_move_waiting"):
        with monkeypatch.context() as patched:
            patched.setattr(succeed, step, broken_off)
            with pytest.raises(OSError, match="power"):
                merges(stage, dian)
        assert half(stage) == before, step
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "carry", broken_off)
        with pytest.raises(OSError, match="power"):
            merges(stage, dian)
    assert half(stage) == before
    merges(stage, dian)
    assert half(stage) != before


def broken_off(*said):
    raise OSError("power")


def test_negative_control_in_two_transactions_half_would_stand(stage, andi, dian, hasan, monkeypatch):
    """The planted fault: what was done before the break is committed."""
    before = half(stage)

    def in_two(tx):
        monkeypatch.setattr(succeed, "_move_officers", broken_off)
        with pytest.raises(OSError, match="power"):
            succeed.merge(tx, None, HERE, THERE, "x")

    write(stage, in_two)
    assert half(stage) != before


def test_rosters_and_plans_rest_and_stations_below_go_along(stage, andi, dian, hasan):
    def prepare(tx):
        stations.add(tx, "63.72.01", "Polsek Banjarbaru Utara", HERE, "Asia/Makassar", [])
        officers.add(tx, "63.72.01", [officers.NewOfficer("91000001", "Polsek Satu", "Bripda")])
        from datetime import date
        roster.set_rotation(tx, HERE, Rotation(date(2027, 1, 1), 480, 24, ("A",), "Asia/Makassar"), {"A": [andi.id]})

    write(stage, prepare)
    seen = read(stage, succeed.outlook, caller(stage, dian), HERE, THERE, "merged")
    assert (seen.roster, seen.below) == (True, ["Polsek Banjarbaru Utara"])
    merges(stage, dian)
    below = read(stage, stations.get, "63.72.01")
    assert (below.parent, below.path) == (THERE, f"/63/{THERE}/63.72.01/"), "its alarms climb to who is there"
    assert read(stage, lambda tx: roster.on_duty_at(tx, THERE, tx.now)) == frozenset()


# Opened again


def test_opened_again_it_is_as_it_was(stage, siti, andi, dian, hasan):
    points = points_in(stage, HERE, 20)
    write(stage, lambda tx: stations.add(tx, "63.72.01", "Polsek Banjarbaru Utara", HERE, "Asia/Makassar", []))
    before = read(stage, lambda tx: [(row.code, row.parent, row.path, row.officers) for row in stations.every(tx)])
    merges(stage, dian)
    write(stage, succeed.reopen, caller(stage, dian), HERE)
    after = read(stage, lambda tx: [(row.code, row.parent, row.path, row.officers) for row in stations.every(tx)])
    assert after == before
    assert read(stage, lambda tx: {stations.concerned(tx, each, None).stations[0] for each in points}) == {HERE}
    andi.opens_phone()
    siti.presses()
    assert andi.phone.rings
    with pytest.raises(Problem) as problem:
        write(stage, succeed.reopen, caller(stage, dian), HERE)
    assert problem.value.code == "station_open"


def test_after_thirty_days_it_is_not_opened_again(stage, andi, dian, hasan):
    merges(stage, dian)
    stage.app.services.clock.advance(31 * 86_400)
    with pytest.raises(Problem) as problem:
        write(stage, succeed.reopen, caller(stage, dian), HERE)
    assert problem.value.code == "too_late"


def test_nobody_is_added_to_a_closed_station(stage, andi, dian, hasan):
    merges(stage, dian)
    with pytest.raises(Problem) as problem:
        write(stage, lambda tx: officers.add(tx, HERE, [officers.NewOfficer("91000002", "Baru", "Bripda")]))
    assert problem.value.code == "station_closed"
    assert read(stage, stations.heir, HERE).code == THERE


def test_merged_into_the_one_above_nobody_brings_more_than_an_officer_s_rights(stage, andi, dewi, dian):
    """Else whoever administers one station would administer thirteen, from one moment to the next."""
    chief = hire(stage, HERE, "Kompol", "Yani", "administrator")
    merges(stage, dian, HERE, "63")
    assert {read(stage, officers.get, each.id).role for each in (andi, dewi, chief)} == {"officer"}
    assert read(stage, officers.get, dian.id).role == "administrator"
    write(stage, succeed.reopen, caller(stage, dian), HERE)
    found = {each.id: read(stage, officers.get, each.id) for each in (andi, dewi, chief)}
    assert [found[each.id].station for each in (andi, dewi, chief)] == [HERE] * 3
    assert [found[each.id].role for each in (andi, dewi, chief)] == ["officer", "operator", "administrator"]


def test_who_gets_a_role_in_the_moment_of_its_end_does_not_bring_it_either(stage, andi, dian):
    """Another node wrote it while the merge was on its way."""
    merges(stage, dian, HERE, "63")
    write(stage, lambda tx: tx.run(text(f"UPDATE officer SET station = '{HERE}', role = 'administrator'"
                                        f" WHERE id = '{andi.id}'")))
    stage.after(60)
    found = read(stage, officers.get, andi.id)
    assert (found.station, found.role) == ("63", "officer")


def test_opened_again_it_takes_no_station_s_only_administrator_along(stage, andi, ratna, dian):
    chief = hire(stage, HERE, "Kompol", "Yani", "administrator")
    merges(stage, dian)
    assert read(stage, officers.get, chief.id).station == THERE
    with pytest.raises(Problem, match="only administrator"):
        write(stage, succeed.reopen, caller(stage, dian), HERE)
    hire(stage, THERE, "Kompol", "Budi", "administrator")
    write(stage, succeed.reopen, caller(stage, dian), HERE)
    assert read(stage, officers.get, chief.id).station == HERE
