"""Who lost every way in is let in once a second person has seen them; and no station is left without a way in."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from siharat import story
from siharat.kernel import Problem
from siharat.people import changes, enrolment, giving, leaving, officers, passwords, recovering, sessions, stations
from siharat.people.attempts import Visitor, known_cookie
from siharat.people.enrolment import WayIn
from siharat.people.officers import NewOfficer
from tests.conftest import play
from tests.story.conftest import hire
from tests.story.test_10_ready_before_the_alarm import Gateway, Pocket

ELSEWHERE = Visitor("10.0.0.9")
LIVE_PASSWORDS = text("SELECT count(*) FROM password WHERE officer = :officer")


@pytest.fixture
def agus(stage):
    return hire(stage, "63.72", "Aiptu", "Agus Salim", "administrator")


@pytest.fixture
def budi(stage):
    """The other administrator of the same station."""
    return hire(stage, "63.72", "Aipda", "Budi Rahman", "administrator")


@pytest.fixture
def dian(stage):
    """Administrator of the province."""
    return hire(stage, "63", "AKBP", "Dian Permata", "administrator")


def write(stage, work, *args):
    return stage.do(stage.app.services.db.write(work, *args))


def nrp_of(stage, officer):
    return write(stage, lambda tx: officers.get(tx, officer.id).nrp)


def with_password(stage, officer):
    write(stage, lambda tx: passwords.set_(tx, officer.id, "$argon2id$x"))


def caller(stage, officer):
    return write(stage, sessions.officer_caller, officer.id)


def asks(stage, officer, visitor=ELSEWHERE):
    return write(stage, recovering.ask, nrp_of(stage, officer), visitor)


def opens(stage, officer, code):
    """Whether the code lets somebody in."""
    try:
        write(stage, enrolment.open_, nrp_of(stage, officer), code, ())
    except Problem as problem:
        return problem.code != "wrong_code"
    return True


def seen(stage, by, officer, number, how="face"):
    write(stage, recovering.see, caller(stage, by), officer.id, number, how)


def refused(stage, by, officer, number, how="face"):
    with pytest.raises(Problem) as problem:
        seen(stage, by, officer, number, how)
    return problem.value.code


def told(stage, who, path="/63/63.72/"):
    asked = caller(stage, who)
    return [(each.kind, each.by, each.officer) for each in write(stage, changes.below, asked, path)]


def test_the_code_opens_nothing_before_a_second_person_has_seen_who_asks(stage, agus, budi, andi):
    with_password(stage, agus)
    agus.opens_phone()
    asked = asks(stage, agus)
    assert not opens(stage, agus, asked.code)
    assert stage.call("GET", "/api/v1/me", None, agus.token).status == 200, "asking alone puts nobody out"
    seen(stage, budi, agus, asked.number)
    assert stage.call("GET", "/api/v1/me", None, agus.token).status == 401, "the lost phone is out"
    assert write(stage, lambda tx: tx.value(LIVE_PASSWORDS, officer=agus.id)) == 0
    stage.after(5)
    assert agus.phone._task.done(), "and its stream has ended"
    assert opens(stage, agus, asked.code)
    assert not opens(stage, agus, asked.code), "once"
    assert told(stage, budi) == [("recovery_seen", budi.name, agus.name), ("recovery_asked", "self", agus.name)]


def test_the_station_above_may_see_them_and_one_beside_may_not(stage, agus, dian):
    asked = asks(stage, agus)
    beside = hire(stage, "63.71", "Aiptu", "Bambang Sutejo", "administrator")
    assert refused(stage, beside, agus, asked.number) == "not_found"
    assert [each.name for each in write(stage, recovering.waiting, caller(stage, dian))] == [agus.name]
    seen(stage, dian, agus, asked.number, "video")
    assert opens(stage, agus, asked.code)
    assert told(stage, dian, "/63/")[0] == ("recovery_seen", dian.name, agus.name)


def test_nobody_lets_themselves_in(stage, agus, budi):
    asked = asks(stage, agus)
    assert refused(stage, agus, agus, asked.number) == "second_person", "still signed in elsewhere"
    cookie = known_cookie(stage.app.services.keys, "nonce", budi.id)
    forged = asks(stage, agus, Visitor("10.0.0.9", known=cookie))
    assert refused(stage, budi, agus, forged.number) == "second_person", "asked on the browser of who confirms"
    assert not opens(stage, agus, forged.code)


def test_nobody_asks_in_a_colleague_s_name_and_confirms_it_alone(stage, agus, budi, andi, dian):
    """From a browser that sends no cookie nobody can tell who asked: so beside an administrator nobody confirms."""
    with_password(stage, dian)
    asked = asks(stage, agus)
    assert refused(stage, budi, agus, asked.number) == "from_above"
    assert not opens(stage, agus, asked.code)
    write(stage, giving.set_role, caller(stage, budi), agus.id, "officer")
    assert refused(stage, budi, agus, asked.number) == "from_above", "nor by taking the role from them first"
    seen(stage, dian, agus, asked.number, "video")
    assert opens(stage, agus, asked.code)
    plain = asks(stage, andi)
    seen(stage, budi, andi, plain.number)
    assert opens(stage, andi, plain.code), "an officer is seen by whoever administers the station"


def test_an_administrator_above_who_never_came_in_keeps_nobody_out(stage, agus, budi, dian):
    asked = asks(stage, agus)
    seen(stage, budi, agus, asked.number)
    assert opens(stage, agus, asked.code)


def test_negative_control_beside_an_administrator_one_person_would_do(stage, agus, budi, dian, monkeypatch):
    """The planted fault: nobody above is looked for."""
    with_password(stage, dian)
    monkeypatch.setattr(recovering, "_led_from_above", lambda tx, station: False)
    asked = asks(stage, agus)
    seen(stage, budi, agus, asked.number)
    assert opens(stage, agus, asked.code)


def test_negative_control_without_the_second_person_the_code_would_open(stage, agus, monkeypatch):
    """The planted fault: the code is good as soon as it is asked for."""
    real = recovering.ask

    def ask(tx, nrp, visitor):
        asked = real(tx, nrp, visitor)
        enrolment.let_in(tx, agus.id, enrolment.blind(tx, enrolment.plain(asked.code)), "self", tx.now + 1_000)
        return asked

    monkeypatch.setattr(recovering, "ask", ask)
    assert opens(stage, agus, asks(stage, agus).code)


def test_a_stranger_who_asks_under_the_same_nrp_is_not_who_is_seen(stage, agus, budi):
    mine = asks(stage, agus)
    theirs = [asks(stage, agus, Visitor("10.6.6.6")) for _ in range(2)]
    assert refused(stage, budi, agus, "x") == "invalid"
    seen(stage, budi, agus, mine.number)
    assert [opens(stage, agus, each.code) for each in (*theirs, mine)] == [False, False, True]


def test_refused_or_too_late_it_opens_nothing(stage, agus, budi):
    asked = asks(stage, agus)
    write(stage, recovering.refuse, caller(stage, budi), agus.id)
    assert refused(stage, budi, agus, asked.number) == "invalid"
    late = asks(stage, agus)
    stage.app.services.clock.advance(31 * 60)
    assert refused(stage, budi, agus, late.number) == "invalid"
    again = asks(stage, agus)
    seen(stage, budi, agus, again.number)
    stage.app.services.clock.advance(16 * 60)
    assert not opens(stage, agus, again.code)


def test_an_unknown_nrp_is_answered_alike(stage, agus):
    nobody = write(stage, recovering.ask, "00000000", ELSEWHERE)
    known = asks(stage, agus)
    assert (len(nobody.code), len(nobody.number)) == (len(known.code), len(known.number))
    assert write(stage, recovering.waiting, caller(stage, agus)) == [], "of oneself one is not asked"


def test_whoever_is_to_be_let_in_is_told_on_every_phone_they_have(database_url, tmp_path):
    push, sms = Pocket(), Gateway()
    with play(database_url, tmp_path, channels=(push, sms)) as stage:
        push.stage = sms.stage = stage
        agus, budi = (hire(stage, "63.72", "Aiptu", name, "administrator") for name in ("Agus Salim", "Budi Rahman"))
        write(stage, lambda tx: officers.add_device(tx, agus.id, "web_push", "the phone"))
        write(stage, lambda tx: officers.add_device(tx, agus.id, "sms", "+6281200000001", paid=True))
        asked = asks(stage, agus)
        stage.after(1)

        assert (warned(push), warned(sms)) == (["asked"], []), "who asks all day costs nothing"
        seen(stage, budi, agus, asked.number)
        stage.after(1)
        assert (warned(push), warned(sms)) == (["asked"], ["seen"]), "the lost phone is told nothing more"


@pytest.mark.parametrize("remembered", [True, False])
def test_a_warning_outlives_the_node_that_was_to_send_it(database_url, tmp_path, monkeypatch, remembered):
    """Negative control: not remembered in the transaction, the warning is lost."""
    push = Pocket()
    if not remembered:
        monkeypatch.setitem(story.JOINS, WayIn, ())
    with play(database_url, tmp_path, channels=(push,)) as stage:
        push.stage = stage
        agus = hire(stage, "63.72", "Aiptu", "Agus Salim", "administrator")
        write(stage, lambda tx: officers.add_device(tx, agus.id, "web_push", "the phone"))
        with monkeypatch.context() as dead:
            dead.setitem(story.FOLLOWS, WayIn, lambda outside, event: None)
            asks(stage, agus)
            stage.after(1)
        assert warned(push) == []
        stage.after(125)
        assert warned(push) == (["asked"] if remembered else [])
        stage.after(125)
        assert len(warned(push)) == remembered, "once is enough"


def warned(channel):
    said = [json.loads(each.body) for each in channel.carried]
    return [each["why"] for each in said if each.get("why") in ("asked", "code", "seen")]


def test_a_code_made_at_the_server_is_seen_by_the_station_above_and_by_who_it_is_for(stage, andi, dian, agus):
    with_password(stage, andi)
    write(stage, enrolment.make, None, andi.id)
    assert told(stage, dian, "/63/") == [("code_at_server", "system", andi.name)]
    headers = {"cookie": f"siharat_petugas={andi.token}", "host": "test"}
    assert "Kode masuk baru untuk Anda dibuat di server" in stage.call("GET", "/petugas", None, None, headers).body


def test_no_single_administrator_makes_a_code_for_another(stage, agus, budi, dian):
    write(stage, enrolment.make, caller(stage, agus), budi.id)  # who was never in comes in by paper
    with_password(stage, budi)
    with pytest.raises(Problem) as problem:
        write(stage, enrolment.make, caller(stage, agus), budi.id)
    assert problem.value.code == "second_person"


def test_nor_after_the_role_was_taken_from_them(stage, agus, budi, dian):
    """Agus takes Budi's role, prints a code, comes in as Budi, and gives the role back: three clicks of one person."""
    assert opens(stage, budi, write(stage, enrolment.make, caller(stage, agus), budi.id).code)
    with_password(stage, budi)
    write(stage, giving.set_role, caller(stage, agus), budi.id, "officer")
    with pytest.raises(Problem) as problem:
        write(stage, enrolment.make, caller(stage, agus), budi.id)
    assert problem.value.code == "second_person"
    write(stage, leaving.lost_phone, caller(stage, agus), budi.id, True)
    slips = write(stage, enrolment.make_for_station, caller(stage, agus), "63.72")
    assert budi.id not in [each.officer for each in slips], "nor on the sheet for all"
    stage.app.services.clock.advance(31 * 86_400)
    assert write(stage, enrolment.make, caller(stage, agus), budi.id), "an officer as any other by now"


def test_nor_after_they_were_put_out_and_listed_again(stage, agus, budi, dian):
    assert opens(stage, budi, write(stage, enrolment.make, caller(stage, agus), budi.id).code)
    nrp = nrp_of(stage, budi)
    write(stage, leaving.deactivate, caller(stage, agus), budi.id)
    write(stage, lambda tx: officers.add(tx, "63.72", [NewOfficer(nrp, "Budi Rahman", "Aipda")]))
    with pytest.raises(Problem) as problem:
        write(stage, enrolment.make, caller(stage, agus), budi.id)
    assert problem.value.code == "second_person"


def test_the_last_administrator_stays(stage, agus, budi, dian):
    with_password(stage, agus)
    above = caller(stage, dian)
    write(stage, giving.set_role, above, budi.id, "officer")
    for work in ((leaving.deactivate, above, agus.id), (giving.set_role, None, agus.id, "operator"),
                 (leaving.lost_phone, above, agus.id, True)):
        with pytest.raises(Problem) as problem:
            write(stage, *work)
        assert problem.value.code == "last_administrator"
    assert write(stage, leaving.lost_phone, above, agus.id, False) > 0, "a stolen session ends at once"
    write(stage, giving.set_role, above, budi.id, "administrator")
    write(stage, leaving.deactivate, above, agus.id)


def test_negative_control_a_station_without_an_administrator(stage, agus, dian, monkeypatch):
    monkeypatch.setattr(giving, "keep_an_administrator", lambda *said: None)
    write(stage, leaving.deactivate, caller(stage, dian), agus.id)
    left = write(stage, lambda tx: [row for row in officers.of_station(tx, stations.get(tx, "63.72").code)
                                    if row.role == "administrator"])
    assert left == []
