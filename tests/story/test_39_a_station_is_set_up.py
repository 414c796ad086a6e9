"""A station is set up: until it is live the one above rings for its area, and it is live only when it can answer."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from sqlalchemy import text

from siharat.broadcast import waves
from siharat.db.schema import metadata
from siharat.escalate import policies
from siharat.incident import store as incidents
from siharat.incident.policy import TEMPLATES
from siharat.kernel import Problem
from siharat.people import areas, giving, officers, sessions, stations, wilayah
from siharat.people.officers import NewOfficer
from siharat.people.staff import Listed, StaffList
from siharat.setup import actions, drawing, listing, rules, store
from tests.story.cast import Officer
from tests.story.conftest import hire, settle_in

NEW = "63.05.01"
"""A Polsek below Polres Tapin, far from where anybody else of the cast works."""
SQUARE = areas.Area("Utara", {"type": "Polygon", "coordinates": [
    [[114.93, -2.84], [114.98, -2.84], [114.98, -2.89], [114.93, -2.89], [114.93, -2.84]]]})
GAPS = get_args(rules.Gap)
THERE = {"lat": -2.86, "lon": 114.95, "accuracy_m": 8}


@pytest.fixture
def founder(stage):
    """An administrator of the province."""
    officer = hire(stage, "63", "Kompol", "Rina Wijaya", "administrator")
    return stage.do(stage.app.services.db.read(lambda tx: sessions.officer_caller(tx, officer.id)))


@pytest.fixture
def do(stage, founder):
    """A verb as her."""
    return lambda verb, *args: stage.do(stage.app.services.db.write(verb, founder, *args))


def listed(*names):
    return StaffList({"nrp": "NRP"}, [], [
        Listed(number, NewOfficer(f"7701000{number}", name, "Bripda", f"+628110009{number:03d}"))
        for number, name in enumerate(names, start=2)], [], len(names))


def founded(do):
    do(actions.found, "63.05.01", "  Polsek  Tapin Utara ", "63.05", "Asia/Makassar")
    do(drawing.propose, NEW, drawing.proposal([SQUARE], []))
    do(drawing.use, NEW, False, False)


def staffed(stage, do):
    """Two officers, one of them with a phone that is open."""
    do(listing.keep, NEW, listed("Anton", "Budi"))
    do(listing.take_over, NEW)
    do(listing.give_role, NEW, "77010003", "administrator")

    def enter(tx):
        row = officers.by_nrp(tx, "77010002")
        return row.id, sessions.open_session(tx, "officer", row.id)

    officer, token = stage.do(stage.app.services.db.write(enter))
    return Officer(stage, officer, "Bripda Anton", token)


def rehearsed(stage, do, anton):
    do(actions.rehearse, NEW, True)
    stage.after(3)
    anton.claims(anton.phone.of("alarm")[-1]["incident"]["id"])
    stage.after(30)


def rung(stage, name):
    """Which stations ring when somebody new presses there."""
    citizen = settle_in(stage, name, f"0812-3456-77{len(name):02d}")
    incident = citizen.presses(location=THERE)["incident"]["id"]
    return stage.do(stage.app.services.db.read(lambda tx: set(incidents.get(tx, incident).ringing_at)))


def lacks(stage, code=NEW):
    return stage.do(stage.app.services.db.read(
        lambda tx: rules.lacking(actions.facts(tx, stations.get(tx, code)))))


def test_it_lacks_less_and_less(stage, do):
    founded(do)
    assert lacks(stage) == ("officers", "desk", "drill")
    anton = staffed(stage, do)
    assert lacks(stage) == ("drill",)
    with pytest.raises(Problem, match="lacks: drill"):
        do(actions.go_live, NEW)
    anton.opens_phone()
    rehearsed(stage, do, anton)
    assert lacks(stage) == ()


def test_the_station_above_rings_until_it_is_live_and_again_when_it_is_taken_back(stage, do, founder):
    founded(do)
    anton = staffed(stage, do)
    anton.opens_phone()
    rehearsed(stage, do, anton)
    assert rung(stage, "Siti") == {"63.05", "63"}, "Polres Tapin has nobody, so the province rings too"
    do(actions.go_live, NEW, GAPS)
    assert rung(stage, "Aminah") == {NEW, "63.05"}, "the place lies in both their areas"
    do(actions.take_back, NEW)
    assert NEW not in rung(stage, "Fatimah")
    (turn,) = stage.do(stage.app.services.db.read(lambda tx: tx.all(store.TURNS, station=NEW)))
    assert (turn.by, turn.ended_by, turn.since < turn.ended_at) == (founder.id, founder.id, True)


def test_what_does_not_work_yet_is_told_and_meant(stage, do):
    founded(do)
    anton = staffed(stage, do)
    anton.opens_phone()
    rehearsed(stage, do, anton)
    with pytest.raises(Problem) as problem:
        do(actions.go_live, NEW)
    assert problem.value.extra["gaps"] == ["phones", "at_desk", "sms", "voice", "named"]
    assert stage.do(stage.app.services.db.read(stations.get, NEW)).live_since is None
    _password(stage, "77010003")
    do(actions.name, NEW, "77010002")
    with pytest.raises(Problem) as problem:
        do(actions.go_live, NEW)
    assert problem.value.extra["gaps"] == ["phones", "sms", "voice"], "each goes when it is mended"
    with pytest.raises(Problem) as problem:
        do(actions.go_live, NEW, ["phones", "sms"])
    assert problem.value.code == "gaps", "the third came after they looked"
    do(actions.go_live, NEW, ["phones", "sms", "voice"])
    assert stage.do(stage.app.services.db.read(stations.get, NEW)).live_since is not None


def test_where_all_of_it_works_nothing_is_to_be_meant():
    whole = rules.Reach(10, 9, 1)
    assert rules.gaps(whole) == ()
    assert rules.gaps(replace(whole, ringing=8)) == ("phones",)
    assert rules.gaps(replace(whole, unconnected=("sms",))) == ("sms",)


def test_who_is_named_stays_so_when_another_ladder_is_chosen(stage, do):
    founded(do)
    staffed(stage, do)
    do(actions.name, NEW, "77010002")
    named = stage.do(stage.app.services.db.read(policies.named_at, NEW))
    assert named is not None
    do(actions.choose, NEW, TEMPLATES["small"])
    assert stage.do(stage.app.services.db.read(policies.named_at, NEW)) == named
    outsider = hire(stage, "63.72", "AKP", "Orang Lain", "officer")
    with pytest.raises(Problem, match="nobody of this station"):
        do(actions.name, NEW, stage.do(stage.app.services.db.read(officers.get, outsider.id)).nrp)


def test_a_station_that_rings_too_early_would_be_noticed(stage, do, monkeypatch):
    founded(do)
    assert NEW not in rung(stage, "Siti")
    monkeypatch.setattr(stations, "_answering", lambda rows, codes: list(codes))
    assert NEW in rung(stage, "Aminah")


def test_nobody_chooses_a_station_that_is_being_set_up(stage, do):
    founded(do)
    staffed(stage, do)
    found = stage.do(stage.app.services.db.read(
        lambda tx: [row.code for row in stations.every(tx) if stations.answers(row)]))
    assert NEW not in found


def test_an_overlap_is_meant_or_it_is_none(stage, do):
    do(actions.found, NEW, "Polsek", "63", "Asia/Makassar")
    others = do(drawing.neighbours, NEW)
    told = drawing.proposal([SQUARE], others)
    assert [*told.overlaps] == ["Polres Tapin"]
    do(drawing.propose, NEW, told)
    with pytest.raises(Problem, match="overlaps with Polres Tapin"):
        do(drawing.use, NEW, False, False)
    do(drawing.use, NEW, True, False)
    assert stage.do(stage.app.services.db.read(stations.areas_of, NEW)) == [SQUARE]
    do(drawing.take_back, NEW, True)
    assert stage.do(stage.app.services.db.read(stations.areas_of, NEW)) == []


def test_a_live_station_is_not_left_without_an_area(stage, do):
    founded(do)
    stage.do(stage.app.services.db.write(stations.set_live, NEW, True))
    assert not stage.do(stage.app.services.db.read(drawing.earlier, NEW)), "no button for it"
    with pytest.raises(Problem) as problem:
        do(drawing.take_back, NEW, True)
    assert problem.value.code == "station_live"
    assert stage.do(stage.app.services.db.read(stations.areas_of, NEW)) == [SQUARE]
    do(drawing.propose, NEW, drawing.proposal([SQUARE, SQUARE], []))
    do(drawing.use, NEW, False, False)
    do(drawing.take_back, NEW, True)
    assert stage.do(stage.app.services.db.read(stations.areas_of, NEW)) == [SQUARE], "back to one is no harm"


def test_a_polsek_inside_its_polres_overlaps_with_nobody(stage, do):
    do(actions.found, NEW, "Polsek", "63.05", "Asia/Makassar")
    assert drawing.proposal([SQUARE], do(drawing.neighbours, NEW)).overlaps == {}


def test_shipped_neighbours_only_touch():
    tapin, *others = sorted(wilayah.shipped_stations(), key=lambda each: each.code != "63.05")
    around = [(each.name, area) for each in others for area in _areas(each)]
    assert areas.overlaps(_areas(tapin), around) == {}


def _areas(each):
    return areas.polygons({"type": "FeatureCollection", "features": list(each.features)})


def test_a_list_is_taken_back_but_for_who_has_come_in(stage, do):
    founded(do)
    staffed(stage, do)
    _password(stage, "77010002")
    assert do(listing.take_back, NEW) == 1
    there = stage.do(stage.app.services.db.read(lambda tx: [row.nrp for row in officers.of_station(tx, NEW)]))
    assert there == ["77010002"]
    do(listing.keep, NEW, listed("Anton", "Budi"))
    assert do(listing.take_over, NEW) == {"added": 1, "changed": 0, "same": 1}, "who left may come again"


def test_who_was_made_an_auditor_meanwhile_is_taken_back_with_the_list(stage, do):
    founded(do)
    staffed(stage, do)
    row = stage.do(stage.app.services.db.read(officers.by_nrp, "77010002"))
    stage.do(stage.app.services.db.write(giving.set_role, None, row.id, "auditor"))
    do(listing.take_back, NEW)
    assert stage.do(stage.app.services.db.read(officers.of_station, NEW)) == []


def _password(stage, nrp):
    from siharat.people import passwords

    def work(tx):
        row = officers.by_nrp(tx, nrp)
        tx.run(passwords.SET, officer=row.id, box=tx.keys.seal("x", "password.box"), now=tx.now)

    stage.do(stage.app.services.db.write(work))


def test_corrections_are_taken_back_too(stage, do):
    founded(do)
    staffed(stage, do)
    mended = StaffList({}, [], [Listed(2, NewOfficer("77010003", "Budi Santoso", "Aipda", "+628110007777"))], [], 1)
    do(listing.keep, NEW, mended)
    assert do(listing.take_over, NEW)["changed"] == 1
    do(listing.take_back, NEW)
    row = stage.do(stage.app.services.db.read(lambda tx: officers.written(tx, officers.by_nrp(tx, "77010003"))))
    assert (row.name, row.rank, row.phone) == ("Budi", "Bripda", "+628110009003")


def test_a_number_is_not_taken_from_who_is_not_on_the_list(stage, do):
    founded(do)
    staffed(stage, do)
    found = StaffList({}, [], [Listed(2, NewOfficer("99990001", "Pencuri", "Bripda", "+628110009002"))], [], 1)
    do(listing.keep, NEW, found)
    with pytest.raises(Problem, match="wrong"):
        do(listing.take_over, NEW)
    looked = stage.do(stage.app.services.db.read(listing.looked_at, NEW))
    assert [(each.line, each.why) for each in looked.faults] == [(2, "phone_taken")]


def test_a_list_that_would_keep_a_press_waiting_is_taken_in_parts():
    def csv(many):
        return "\n".join(["nrp,name,rank", *(f"{7_000_000 + each},Anton,Bripda" for each in range(many))]).encode()

    assert len(listing.understood(csv(listing.MOST)).listed) == listing.MOST
    with pytest.raises(Problem, match="more than 1500 officers") as problem:
        listing.understood(csv(listing.MOST + 1))
    assert problem.value.why == "many"


def test_two_may_change_their_numbers_with_each_other(stage, do):
    founded(do)
    staffed(stage, do)
    swapped = listed("Budi", "Anton")
    swapped.listed = [Listed(each.line, NewOfficer(nrp, each.officer.name, "Bripda", each.officer.phone))
                      for each, nrp in zip(swapped.listed, ("77010003", "77010002"), strict=True)]
    do(listing.keep, NEW, swapped)
    do(listing.take_over, NEW)

    def owners(tx):
        return [officers.get(tx, officers.device_at(tx, "voice", f"+628110009{number:03d}").officer).nrp
                for number in (2, 3)]

    assert stage.do(stage.app.services.db.read(owners)) == ["77010003", "77010002"]


def test_a_slip_is_corrected_or_discarded_and_what_is_live_is_neither(stage, do):
    founded(do)
    do(actions.correct, NEW, "Polsek Tapin Selatan", "Asia/Jakarta")
    row = stage.do(stage.app.services.db.read(stations.get, NEW))
    assert (row.name, row.timezone) == ("Polsek Tapin Selatan", "Asia/Jakarta")
    do(actions.discard, NEW)
    with pytest.raises(Problem, match="no such station"):
        stage.do(stage.app.services.db.read(stations.get, NEW))
    with pytest.raises(Problem, match="is live"):
        do(actions.discard, "63.05")


def test_a_station_on_which_a_phone_or_a_webhook_hangs_is_not_discarded(stage, do):
    founded(do)
    stage.do(stage.app.services.db.write(waves.want, "https://push.example/a", NEW))
    with pytest.raises(Problem) as problem:
        do(actions.discard, NEW)
    assert problem.value.code == "station_used"


def test_whatever_hangs_on_a_station_is_known_to_who_discards_it():
    """A table that comes later stands in one of the two lists, or discarding breaks on its key."""
    pointing = {table.name for table in metadata.tables.values() for key in table.foreign_keys
                if key.target_fullname == "station.code"}
    assert pointing - {"station"} == {*store.OWN, *store.HANGS}


def test_a_station_under_one_that_is_not_live_waits_for_it(stage, do):
    founded(do)
    do(actions.take_back, "63.05")
    assert "above" in lacks(stage)
    stage.do(stage.app.services.db.write(stations.set_live, NEW, True))
    stage.do(stage.app.services.db.write(stations.set_live, "63.05", True))
    with pytest.raises(Problem, match="live below it"):
        do(actions.take_back, "63.05")


def test_nothing_is_drawn_or_listed_at_a_closed_station(stage, do):
    founded(do)
    do(listing.keep, NEW, listed("Anton"))
    stage.do(stage.app.services.db.write(
        lambda tx: tx.run(text("UPDATE station SET closed_at = :now WHERE code = :code"), now=tx.now, code=NEW)))
    for verb, *said in ((drawing.propose, drawing.proposal([SQUARE], [])), (drawing.use, False, False),
                        (drawing.take_back, True), (listing.take_over,), (listing.take_back,),
                        (listing.give_role, "77010002", "operator")):
        with pytest.raises(Problem) as problem:
            do(verb, NEW, *said)
        assert problem.value.code == "station_closed", verb


def test_two_who_print_at_once_make_one_paper_that_is_good(stage, do):
    """Else each would hand out slips that the other's made worthless, and nobody would know whose."""
    founded(do)
    staffed(stage, do)
    first, second = do(actions.slips, NEW), do(actions.slips, NEW)
    assert [slip.code for slip in first] != [slip.code for slip in second]
    do(actions.printed, NEW, second)
    with pytest.raises(Problem) as problem:
        do(actions.printed, NEW, first)
    assert problem.value.code == "slips_changed"


def test_two_who_print_anew_at_once_make_one_paper_that_is_good(stage, do):
    """Both replace the slip that everybody holds, so the same officers stand on both."""
    founded(do)
    staffed(stage, do)
    do(actions.printed, NEW, do(actions.slips, NEW))
    first, second = do(actions.slips, NEW, True), do(actions.slips, NEW, True)
    do(actions.printed, NEW, second, True)
    with pytest.raises(Problem) as problem:
        do(actions.printed, NEW, first, True)
    assert problem.value.code == "slips_changed"
    do(actions.printed, NEW, do(actions.slips, NEW, True), True)


def test_what_is_taken_back_is_what_was_looked_at(stage, do):
    """A colleague took theirs back, or a thumb touched twice: the second would undo the first."""
    founded(do)
    do(drawing.propose, NEW, drawing.proposal([SQUARE, SQUARE], []))
    do(drawing.use, NEW, False, False)
    seen = stage.do(stage.app.services.db.read(drawing.earlier, NEW))
    do(drawing.take_back, NEW, True, seen)
    with pytest.raises(Problem) as problem:
        do(drawing.take_back, NEW, True, seen)
    assert problem.value.code == "draft_changed"
    assert stage.do(stage.app.services.db.read(stations.areas_of, NEW)) == [SQUARE]


def test_the_list_that_is_taken_back_is_the_one_that_was_the_last(stage, do):
    founded(do)
    staffed(stage, do)
    seen = stage.do(stage.app.services.db.read(listing.earlier, NEW))
    do(listing.keep, NEW, listed("Cici"))
    do(listing.take_over, NEW)
    with pytest.raises(Problem) as problem:
        do(listing.take_back, NEW, seen)
    assert problem.value.code == "draft_changed"
    assert do(listing.take_back, NEW, stage.do(stage.app.services.db.read(listing.earlier, NEW))) == 0


def test_nobody_sets_up_the_own_station_nor_one_beside(stage, do, founder):
    outsiders = [hire(stage, code, "AKP", f"Admin {code}", "administrator") for code in ("63.05", "63.72")]
    outsiders.append(hire(stage, "63", "AKP", "Operator Provinsi", "operator"))
    for officer in outsiders:
        caller = stage.do(stage.app.services.db.read(lambda tx, who=officer: sessions.officer_caller(tx, who.id)))
        for verb in (actions.go_live, actions.take_back, actions.discard, drawing.take_back, listing.take_over,
                     actions.slips):
            with pytest.raises(Problem, match="no such"):
                stage.do(stage.app.services.db.write(verb, caller, "63.05"))
