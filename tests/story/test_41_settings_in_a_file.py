"""The settings of a station as one file: out, looked at, in; hostile ones are refused in words."""

from __future__ import annotations

import json
from datetime import date

import msgspec
import pytest

from siharat.drill import actions as drill
from siharat.drill import store as drills
from siharat.drill.rules import Rhythm
from siharat.escalate import policies
from siharat.incident.policy import EscalationPolicy, Step
from siharat.kernel import Identity, Keyring, Problem
from siharat.people import changes, roster, sessions, stations
from siharat.people.roster_rules import Rotation
from siharat.succeed import settings, settings_file
from tests.story.conftest import hire

HERE, SISTER = "63.72", "63.71"


@pytest.fixture
def dian(stage):
    return hire(stage, "63", "AKBP", "Dian Permata", "administrator")


@pytest.fixture
def agus(stage):
    return hire(stage, HERE, "Aiptu", "Agus Salim", "administrator")


def write(stage, work, *args):
    return stage.do(stage.app.services.db.write(work, *args))


def caller(stage, who):
    return write(stage, sessions.officer_caller, who.id)


@pytest.fixture
def set_up(stage, andi, agus):
    """A ladder with a named officer, a rotation with members, a drill each week, open figures."""
    def work(tx):
        policy = EscalationPolicy(claim_lapses=45, steps=(
            Step(20, "above", ("app",), tells=True), Step(60, "named", ("voice",), repeat=30, officer=agus.id)))
        policies.put(tx, sessions.officer_caller(tx, agus.id), policy)
        roster.set_rotation(tx, HERE, Rotation(date(2027, 1, 1), 480, 24, ("A", "B"), "Asia/Makassar"),
                            {"A": [andi.id], "B": []})
        drill.plan(tx, HERE, "system", True, Rhythm("week", 0, 540))
        stations.set_public(tx, HERE, True)

    write(stage, work)


def exported(stage, who, code=HERE):
    return write(stage, settings.export, caller(stage, who), code)


def keys(stage):
    return stage.app.services.keys


def test_out_and_in_again_nothing_differs(stage, set_up, agus):
    read = settings_file.read(keys(stage), exported(stage, agus))
    assert read.here
    assert write(stage, settings.compare, caller(stage, agus), HERE, read.settings) == []
    assert exported(stage, agus) == exported(stage, agus)


def test_nobodys_name_and_no_secret_is_in_it(stage, set_up, andi, agus):
    words = exported(stage, agus).decode()
    for secret in (andi.id, agus.id, "Andi", "Agus", andi.token):
        assert secret not in words


def test_a_sister_takes_the_ladder_the_rotation_and_the_drills_and_sees_it_first(stage, set_up, agus, dian):
    wanted = settings_file.read(keys(stage), exported(stage, agus)).settings
    above = caller(stage, dian)
    seen = write(stage, settings.compare, above, SISTER, wanted)
    assert [each.part for each in seen] == ["ladder", "roster", "drills"]
    assert "claim_lapses: 30" in seen[0].before
    assert "claim_lapses: 45" in seen[0].after
    assert policies_at(stage, SISTER).claim_lapses == 30, "to look changes nothing"
    assert write(stage, settings.take_over, above, SISTER, wanted) == ["ladder", "roster", "drills"]
    assert policies_at(stage, SISTER).claim_lapses == 45
    assert write(stage, lambda tx: len(drills.plans(tx, SISTER))) == 1
    (line,) = write(stage, changes.below, above, "/63/63.71/")
    assert (line.kind, line.said) == ("settings", {"parts": "ladder, roster, drills"})
    assert write(stage, settings.take_over, above, SISTER, wanted) == []
    with pytest.raises(Problem, match="are its own"):
        write(stage, settings.take_over, above, SISTER, wanted, ["areas"])


def policies_at(stage, code):
    return write(stage, policies.in_force, code)


def test_brought_back_after_a_mishap(stage, set_up, agus, dian, andi):
    before = exported(stage, agus)
    wanted = settings_file.read(keys(stage), before).settings

    def mishap(tx):
        stations.set_areas(tx, HERE, [])
        stations.set_public(tx, HERE, False)
        for each in drills.plans(tx, HERE):
            drill.cancel(tx, each.id)

    write(stage, mishap)
    with pytest.raises(Problem):
        write(stage, settings.take_over, caller(stage, agus), HERE, wanted)  # its area is drawn by those above
    assert write(stage, settings.take_over, caller(stage, agus), HERE, wanted, ["public", "drills"])
    write(stage, settings.take_over, caller(stage, dian), HERE, wanted)
    assert exported(stage, agus) == before
    assert write(stage, roster.members_of, HERE) == {"A": [andi.id]}, "teams keep their people"


def test_the_command_line_does_it_too(stage, set_up, agus):
    wanted = settings_file.read(keys(stage), exported(stage, agus)).settings
    write(stage, settings.take_over, None, SISTER, wanted)
    ratna = hire(stage, SISTER, "AKP", "Ratna Wulan", "administrator")
    assert write(stage, policies.versions, caller(stage, ratna))[0].by == "server"


def test_who_may_not(stage, set_up, andi, agus, hasan):
    for who in (andi, hasan):
        with pytest.raises(Problem):
            exported(stage, who)


def changed(words, **fields):
    document = json.loads(words)
    document["settings"] |= fields
    return json.dumps(document).encode()


def forged(stage, words, **fields):
    """Whoever changes a file may make the digest anew; the mark is beyond them."""
    document = json.loads(words)
    document["settings"] |= fields
    document["digest"] = settings_file._digest(document["settings"])
    return json.dumps(document).encode()


def test_hostile_files_are_refused_in_words(stage, set_up, agus):
    words = exported(stage, agus)
    ladder = json.loads(words)["settings"]["ladder"]
    square = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    hostile = {
        "is not UTF-8": b"\xff\xfe", "digest does not fit": changed(words, name="Polsek Hantu"),
        "only 'siharat settings 1'": words.replace(b"siharat settings 1", b"siharat settings 9"),
        "holds no settings": b"[1, 2, 3]", "nested too deep": b"[" * 150_000, "larger than": b" " * (11 << 20),
        "unknown field": forged(stage, words, secret=1), "claim_lapses": forged(stage, words, ladder={
            **ladder, "claim_lapses": 10_000_000}),
        "name": forged(stage, words, name="  "), "day": forged(stage, words, drills=[
            {"every": "month", "day": 0, "minute": 540}]),
        "2027-02-31|day is out of range": forged(stage, words, roster={
            "starts": "2027-02-31", "handover": 0, "hours": 24, "teams": ["A"]}),
        "wrong way round": forged(stage, words, areas=[{"name": "x", "geometry": {
            "type": "Polygon", "coordinates": [[[-3, 114], [-3, 115], [-4, 115], [-3, 114]]]}}]),
        "cannot be read|encloses": forged(stage, words, areas=[{"name": "x", "geometry": {
            "type": "Polygon", "coordinates": square * 0 + [[["a", 1], [2, 3]]]}}]),
    }
    for said, each in hostile.items():
        with pytest.raises(Problem, match=said) as problem:
            settings_file.read(keys(stage), each)
        assert problem.value.status == 422, said


def test_what_another_installation_wrote_is_read_and_said_to_be_so(stage, set_up, agus):
    elsewhere = Keyring.fresh(Identity(stage.app.services.clock))
    assert not settings_file.read(elsewhere, exported(stage, agus)).here
    forged_here = forged(stage, exported(stage, agus), name="Polres Palsu")
    assert not settings_file.read(keys(stage), forged_here).here


def test_negative_control_a_file_that_names_somebody_is_found(stage, set_up, agus, monkeypatch):
    monkeypatch.setattr(settings_file, "nameless", lambda policy: msgspec.structs.replace(policy, version=0))
    with pytest.raises(AssertionError):
        test_nobodys_name_and_no_secret_is_in_it(stage, None, agus, agus)
