"""The desk at work: it presses for who phones 110, sends officers, hands over, joins what is one, finds again."""

import asyncio

import pytest
from sqlalchemy import text

from siharat.desk import handover, rules
from siharat.incident import store as incidents
from siharat.people import citizens, sessions
from siharat.web.api.door import as_officer
from siharat.web.command.hands import desk_of
from tests.property import invariants
from tests.story.cast import BANJARMASIN, LOKTABAT, request
from tests.story.conftest import hire, settle_in

CALL = "7a1c3f5e-2d5a-4c0e-9b1a-7d9f0a1b2c3d"
LOOKS = text("SELECT count(*) FROM look WHERE incident = :incident")


def read(stage, statement, **values):
    return stage.loop.run_until_complete(stage.app.services.db.read(lambda tx: tx.value(statement, **values)))


def phones_in(stage, desk, call=CALL, **said):
    """Somebody phones 110, and the desk types along."""
    return stage.call("POST", "/api/v1/calls", {"id": call, **said}, desk.token)


# Somebody phones 110


def test_who_phones_110_rings_every_phone_like_any_press_and_the_road_is_told(stage, andi, rahmat, dewi):
    andi.opens_phone()
    rahmat.opens_phone()
    answer = phones_in(stage, dewi, phone="0812 9999 0001", where="Jl. Panglima Batur 12, Loktabat Utara",
                       category="curanmor", note="motor dibawa lari", name="Ibu Ratna")
    assert (answer.status, answer["phones"]) == (201, 3)
    assert andi.phone.rings
    assert rahmat.phone.rings
    incident = answer["incident"]["id"]
    seen = dewi.sees(incident)
    assert (seen["road"], seen["category"], seen["locality"]) == ("call", "curanmor", "Loktabat Utara")
    assert seen["location"]["accuracy_m"] > 300, "words name a part of town, no house"
    assert (seen["timeline"][0]["kind"], seen["timeline"][0]["by"]) == ("raised", dewi.name)
    rung = str(andi.phone.of("alarm"))
    assert "Ratna" not in rung, "one learns who"
    assert "motor" not in rung
    assert andi.claims(incident)["citizen"] == {"name": "Ibu Ratna", "phone": "+6281299990001"}
    assert andi.sees(incident)["notes"][0]["text"] == "Jl. Panglima Batur 12, Loktabat Utara\nmotor dibawa lari"
    stage.after(40)
    assert andi.sees(incident)["status"] == "ringing", "and lapses like any other"


def test_nothing_need_be_known(stage, andi, dewi):
    andi.opens_phone()
    assert phones_in(stage, dewi).status == 201, "somebody screams and hangs up"
    assert andi.phone.rings
    assert phones_in(stage, dewi, "not a uuid")["field"] == "id"
    other = phones_in(stage, dewi, CALL.replace("7a1c", "7a1d"), where="belakang pasar dekat jembatan merah")
    assert dewi.sees(other["incident"]["id"])["locality"] == "belakang pasar dekat jembatan merah"


def test_the_form_sent_twice_raises_one_alarm_and_a_stolen_id_another(stage, andi, dewi, yusuf):
    first, again = phones_in(stage, dewi, phone="08129999001"), phones_in(stage, dewi, phone="08129999001")
    assert (first.status, again.status, again["duplicate"]) == (201, 200, True)
    assert first["incident"]["id"] == again["incident"]["id"]
    assert phones_in(stage, yusuf, phone="08125555111")["incident"]["id"] != first["incident"]["id"]


def test_only_a_desk_presses_for_others(stage, siti, andi):
    assert phones_in(stage, andi, phone="08129999001").status == 404
    assert phones_in(stage, siti, phone="08129999001").status == 404


def test_a_call_about_another_town_rings_there_and_the_desk_goes_on_seeing_it(stage, dewi, andi, hasan):
    andi.opens_phone()
    hasan.opens_phone()
    answer = phones_in(stage, dewi, location=BANJARMASIN)
    assert answer["incident"]["station"]["code"] == "63.71"
    assert hasan.phone.rings
    assert not andi.phone.rings
    assert dewi.sees(answer["incident"]["id"]).status == 200


def test_a_number_that_an_officer_has_proved_is_known_and_its_own_screen_tells_all(stage, siti, andi, dewi):
    andi.opens_phone()
    first = siti.presses()["incident"]["id"]
    andi.claims(first)
    andi.says(first, "reached")
    andi.closes(first)
    second = phones_in(stage, dewi, phone=siti.phone)["incident"]["id"]
    own = stage.call("GET", f"/api/v1/incidents/{second}", None, siti.token)
    assert own["steps"][0]["step"] == "received"
    assert andi.claims(second)["citizen"]["name"] == "Siti Aisyah"
    assert read(stage, LOOKS, incident=second) == 1, "the desk's look leaves its line"


def test_a_number_that_somebody_only_typed_learns_nothing(stage, siti, andi, dewi):
    """Who registers with another's number must not see that person's call for help."""
    incident = phones_in(stage, dewi, phone=siti.phone)["incident"]["id"]
    assert stage.call("GET", f"/api/v1/incidents/{incident}", None, siti.token).status == 404
    assert siti.steps() == []


def test_negative_control_taking_any_profile_with_the_number_would_show_it(stage, siti, andi, dewi, monkeypatch):
    """The planted fault: whoever typed the number first is taken for its owner."""
    monkeypatch.setattr(citizens, "recognised", citizens.by_phone)
    incident = phones_in(stage, dewi, phone=siti.phone)["incident"]["id"]
    assert stage.call("GET", f"/api/v1/incidents/{incident}", None, siti.token).status == 200


def test_who_phones_twice_rings_again_and_who_also_pressed_is_pointed_out(stage, siti, andi, dewi):
    andi.opens_phone()
    pressed = siti.presses(location=LOKTABAT)["incident"]
    first = phones_in(stage, dewi, phone=siti.phone)
    assert first["beside"] == [{"id": pressed["id"], "code": pressed["code"]}]
    again = phones_in(stage, dewi, CALL.replace("7a1c", "7a1d"), phone=siti.phone)
    assert again["incident"]["id"] == first["incident"]["id"]
    assert "pressed_again" in dewi.timeline(first["incident"]["id"])
    nobody = [phones_in(stage, dewi, CALL.replace("7a1c", f"8b{n}"))["incident"]["id"] for n in (11, 12)]
    assert len(set(nobody)) == 2, "who gives no number is nobody's double"


def test_a_flood_never_narrows_whom_an_officer_heard(stage, andi, dewi, monkeypatch):
    monkeypatch.setattr("siharat.alarm.floods.doubtful", lambda row, policy, now: True)
    monkeypatch.setattr("siharat.alarm.floods.PRESSES", text("SELECT 1000 WHERE :since > 0 AND :station <> ''"))
    andi.opens_phone()
    assert dewi.sees(settle_in(stage, "Budi", "081311112222").presses()["incident"]["id"])["narrow_until"]
    assert dewi.sees(phones_in(stage, dewi, phone="08129999001")["incident"]["id"])["narrow_until"] is None


# Whom the desk sends


def does(stage, who, incident, what, **said):
    return stage.call("POST", f"/api/v1/incidents/{incident}/{what}", said, who.token)


def sent(who, incident):
    return [(each["officer"]["name"], each["answer"]) for each in who.sees(incident)["assigned"]]


def test_the_desk_sends_an_officer_whose_phone_hears_it_and_no_claim_changes_hands(stage, siti, andi, nur, dewi):
    nur.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert not nur.phone.rings
    assert does(stage, dewi, incident, "assignments", officer=nur.id).status == 204
    heard = nur.phone.of("incident")[-1]
    assert (heard["change"], heard["officer"], heard["claimed_by"]["name"]) == ("assigned", nur.id, andi.name)
    assert sent(dewi, incident) == [(nur.name, "waiting")]
    page = stage.call("GET", f"/petugas/kejadian/{incident}", None, None, {"cookie": f"siharat_petugas={nur.token}"})
    assert "Komando menugaskan Anda ke sini." in page.body
    assert does(stage, dewi, incident, "assignments", officer=nur.id)["code"] == "already_assigned"
    nur.moves(incident, "en_route")
    assert sent(dewi, incident) == [(nur.name, "en_route")]
    assert does(stage, dewi, incident, "assignments/end", officer=nur.id).status == 204
    assert sent(dewi, incident) == []
    assert does(stage, dewi, incident, "assignments/end", officer=nur.id)["code"] == "not_assigned"


def test_who_is_sent_and_stays_silent_is_told_to_the_desk_though_a_claim_lapses_between(stage, siti, andi, nur, dewi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    does(stage, dewi, incident, "assignments", officer=nur.id)
    stage.after(35)
    assert dewi.sees(incident)["status"] == "ringing", "no call-back: the claim has lapsed"
    stage.after(15)
    late = [line for line in dewi.sees(incident)["timeline"] if line["kind"] == "assignment_overdue"]
    assert [line["officers"] for line in late] == [[nur.name]]
    stage.after(120)
    assert dewi.timeline(incident).count("assignment_overdue") == 1, "once"


def test_only_a_desk_sends_and_only_whom_it_may(stage, siti, andi, dewi, hasan, yusuf):
    incident = siti.presses()["incident"]["id"]
    assert does(stage, andi, incident, "assignments", officer=andi.id).status == 404
    assert does(stage, hasan, incident, "assignments", officer=hasan.id).status == 404
    assert does(stage, dewi, incident, "assignments", officer=hasan.id).status == 404, "of another town"
    assert does(stage, yusuf, incident, "assignments", officer=hasan.id).status == 204, "the province may"
    assert hasan.claims(incident).status == 200, "and who is sent may see and take it"


def test_notes_backup_and_referrals_stand_in_the_record_for_officers_only(stage, siti, andi, dewi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert does(stage, dewi, incident, "notes", text="pelapor di lantai dua").status == 204
    assert does(stage, andi, incident, "backup").status == 204, "who is there asks for hands"
    assert does(stage, dewi, incident, "referrals", service="fire", to="Damkar, Pak Amat, 0511-1234").status == 204
    assert does(stage, dewi, incident, "referrals", service="army", to="x")["field"] == "service"
    told = {line["kind"]: line.get("text") for line in dewi.sees(incident)["timeline"]}
    assert told["noted"] == "pelapor di lantai dua"
    assert "backup_asked" in told
    assert told["referred"] == "Damkar, Pak Amat, 0511-1234"
    own = str(stage.call("GET", f"/api/v1/incidents/{incident}", None, siti.token).body)
    assert "lantai" not in own
    assert "Damkar" not in own


# Two calls for one distress


@pytest.fixture
def two(stage, siti, andi):
    """Siti presses, and so does her neighbour."""
    first = siti.presses()["incident"]
    second = settle_in(stage, "Budi", "0812-1111-2222").presses(location={**LOKTABAT, "lat": -3.4412})["incident"]
    return first, second


def test_joined_they_share_who_has_them_until_parted(stage, two, andi, dewi):
    first, second = two
    assert does(stage, dewi, second["id"], "join", code=first["code"]).status == 204
    assert dewi.sees(second["id"])["status"] == "ringing", "nobody has either"
    andi.claims(first["id"])
    assert dewi.sees(second["id"])["claimed_by"]["name"] == andi.name
    andi.taps_the_number(first["id"])
    andi.says(first["id"], "reached")
    stage.after(90)
    assert dewi.sees(second["id"])["status"] == "claimed", "no call-back of its own is waited for"
    assert does(stage, dewi, second["id"], "part").status == 204
    assert (dewi.sees(second["id"])["status"], dewi.sees(first["id"])["status"]) == ("ringing", "claimed")
    assert does(stage, dewi, second["id"], "part")["code"] == "not_joined"


def test_joined_they_ring_again_together_and_end_together(stage, two, andi, rahmat, dewi):
    first, second = two
    andi.claims(first["id"])
    does(stage, dewi, second["id"], "join", code=first["code"])
    assert dewi.sees(second["id"])["claimed_by"]["name"] == andi.name
    stage.after(31)
    assert [dewi.sees(each["id"])["status"] for each in two] == ["ringing", "ringing"], "the claim lapsed"
    rahmat.claims(second["id"])
    assert dewi.sees(first["id"])["claimed_by"]["name"] == rahmat.name, "taking either is taking both"
    rahmat.closes(first["id"], "genuine")
    assert [dewi.sees(each["id"])["disposition"] for each in two] == ["genuine", "duplicate"]


def test_what_cannot_be_joined_is_refused_by_name(stage, two, andi, dewi, hasan):
    first, second = two
    assert does(stage, dewi, second["id"], "join", code="SHR-000000")["field"] == "code"
    assert does(stage, dewi, second["id"], "join", code=second["code"])["field"] == "code"
    assert does(stage, hasan, second["id"], "join", code=first["code"]).status == 404
    does(stage, dewi, second["id"], "join", code=first["code"])
    assert does(stage, dewi, first["id"], "join", code=second["code"])["code"] == "already_joined"


# Handed over


@pytest.fixture
def ratna(stage):
    """At the desk of Polresta Banjarmasin."""
    return hire(stage, "63.71", "Ipda", "Ratna Wulan", "operator")


def charge(who, incident):
    seen = who.sees(incident)
    return seen["in_charge"]["code"], (seen["offer"] or {}).get("to", {}).get("code")


def test_offered_nothing_changes_accepted_the_others_phones_ring(stage, siti, andi, dewi, hasan, ratna):
    andi.opens_phone()
    hasan.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert does(stage, dewi, incident, "offer", to="63.71", reason="pelaku lari ke Banjarmasin").status == 204
    assert charge(ratna, incident) == ("63.72", "63.71")
    assert dewi.sees(incident)["claimed_by"]["name"] == andi.name, "it goes on here"
    assert not hasan.phone.rings
    assert does(stage, ratna, incident, "offer/accept").status == 204
    assert charge(dewi, incident) == ("63.71", None)
    assert hasan.phone.rings
    assert (andi.phone.rings, andi.phone.silenced_by) == (False, "handed_over")
    stage.after(6)
    assert not andi.phone.rings, "nor with the next wave"
    assert hasan.claims(incident).status == 200
    assert dewi.timeline(incident)[-1] == "claimed", "the station before goes on seeing it"
    assert siti.steps().count("ringing") == 2


def test_handed_over_while_it_rings_and_nobody_there_takes_it_it_climbs(stage, siti, andi, dewi, hasan, ratna, yusuf):
    yusuf.opens_phone()
    incident = siti.presses()["incident"]["id"]
    does(stage, dewi, incident, "offer", to="63.71")
    does(stage, ratna, incident, "offer/accept")
    stage.after(25)
    assert yusuf.phone.rings
    assert "unanswered" in siti.steps()


def test_refused_and_taken_back_it_stays_where_it_was(stage, siti, andi, dewi, hasan, ratna):
    incident = siti.presses()["incident"]["id"]
    does(stage, dewi, incident, "offer", to="63.71")
    assert does(stage, ratna, incident, "offer/refuse")["field"] == "reason"
    assert does(stage, ratna, incident, "offer/refuse", reason="bukan wilayah kami").status == 204
    assert charge(dewi, incident) == ("63.72", None)
    assert dewi.sees(incident)["timeline"][-1]["reason"] == "bukan wilayah kami"
    assert does(stage, ratna, incident, "offer/accept")["code"] == "not_offered"
    does(stage, dewi, incident, "offer", to="63.71")
    assert does(stage, dewi, incident, "offer/withdraw").status == 204
    assert does(stage, ratna, incident, "offer/accept")["code"] == "not_offered"


def ignored(stage, dewi, incident):
    """Offered and not answered: whether the one who offered was told in time."""
    does(stage, dewi, incident, "offer", to="63.71")
    stage.after(62)
    return charge(dewi, incident) == ("63.72", None) and "offer_lapsed" in dewi.timeline(incident)


def test_ignored_it_is_given_back_and_the_offerer_is_told(stage, siti, andi, dewi, hasan, ratna):
    assert ignored(stage, dewi, siti.presses()["incident"]["id"])


def test_ignored_while_a_claim_lapses_between_it_is_given_back_all_the_same(stage, siti, andi, dewi, hasan, ratna):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert ignored(stage, dewi, incident)


def test_negative_control_an_offer_whose_wake_up_dies_is_seen(stage, siti, andi, dewi, hasan, monkeypatch):
    """The planted fault: the end of a claim takes the offer's wake-up with it."""
    monkeypatch.setattr(handover, "goes_on", lambda tx, incident: None)
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert not ignored(stage, dewi, incident)


def test_both_ends_die_in_the_middle_and_it_is_never_lost(stage, siti, andi, dewi, hasan, ratna):
    """No desk is there any more, neither here nor there: it rings, climbs, and the offer ends by itself."""
    incident = siti.presses()["incident"]["id"]
    does(stage, dewi, incident, "offer", to="63.71")
    for desk in (dewi, ratna):
        stage.do(stage.app.services.db.write(sessions.revoke_all, desk.id))
    stage.after(62)
    seen = andi.sees(incident)
    assert (seen["status"], seen["offer"], seen["in_charge"]["code"]) == ("ringing", None, "63.72")
    assert "unanswered" in siti.steps()
    assert stage.loop.run_until_complete(stage.app.services.db.read(lambda tx: list(invariants.lasting(tx)))) == []


def owners(stage, incident):
    """Who accepts at the same moment as somebody takes the offer back, refuses and accepts again."""
    return read(stage, text("SELECT count(*) FROM log_line WHERE incident = :incident AND station = '63.72' "
                            "AND kind = 'handed_over'"), incident=incident)


def test_of_many_answers_at_once_one_counts(stage, siti, andi, dewi, hasan, ratna, yusuf):
    incident = siti.presses()["incident"]["id"]
    does(stage, dewi, incident, "offer", to="63.71")

    async def at_once():
        path = f"/api/v1/incidents/{incident}/offer"
        return await asyncio.gather(*(request(stage.app, "POST", f"{path}/{what}", {"reason": "tidak bisa"}, who.token)
                                      for what, who in (("accept", ratna), ("accept", yusuf), ("withdraw", dewi),
                                                        ("refuse", ratna))))

    answers = [answer.status for answer in stage.do(at_once())]
    assert sorted(answers) == [204, 409, 409, 409]
    assert owners(stage, incident) <= 1


def test_negative_control_two_answers_count_when_nobody_looks(stage, siti, andi, dewi, hasan, ratna, monkeypatch):
    """The planted fault: whether the offer still stands is not asked."""
    monkeypatch.setattr(rules, "offered", lambda incident: "63.71")
    incident = siti.presses()["incident"]["id"]
    does(stage, dewi, incident, "offer", to="63.71")
    assert [does(stage, ratna, incident, "offer/accept").status for _ in range(2)] == [204, 204]
    assert owners(stage, incident) == 2


def test_who_may_offer_and_to_whom(stage, siti, andi, dewi, hasan, ratna):
    incident = siti.presses()["incident"]["id"]
    assert does(stage, andi, incident, "offer", to="63.71").status == 404
    assert does(stage, ratna, incident, "offer", to="63.71").status == 404
    assert does(stage, dewi, incident, "offer", to="63.72")["field"] == "to"
    assert does(stage, dewi, incident, "offer", to="63.01")["code"] == "no_officers"
    assert does(stage, dewi, incident, "offer", to="99")["status"] == 404
    does(stage, dewi, incident, "offer", to="63.71")
    assert does(stage, dewi, incident, "offer", to="63")["code"] == "already_offered"
    assert does(stage, dewi, incident, "offer/accept").status == 404, "only the other desk"
    assert does(stage, hasan, incident, "offer/accept").status == 404, "a desk"


def test_handed_back_the_first_stations_phones_ring_again(stage, siti, andi, dewi, hasan, ratna):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    does(stage, dewi, incident, "offer", to="63.71")
    does(stage, ratna, incident, "offer/accept")
    assert not andi.phone.rings
    does(stage, ratna, incident, "offer", to="63.72")
    does(stage, dewi, incident, "offer/accept")
    assert andi.phone.rings
    assert charge(ratna, incident) == ("63.72", None)


def test_whom_to_send_is_listed_by_how_near_they_last_were(stage, siti, andi, nur, rahmat, dewi):
    """Nur shares his place with another incident; who shares none stands behind him."""
    other = phones_in(stage, dewi, phone="08129999002")["incident"]["id"]
    nur.act(other, "movements", {"status": "en_route", "location": {"lat": -3.45, "lon": 114.84, "accuracy_m": 10}})
    incident = siti.presses()["incident"]["id"]
    stage.after(20)
    free = stage.do(stage.app.services.db.read(as_officer, dewi.token, lambda tx, caller: desk_of(
        tx, caller, incidents.get(tx, incident)).free))
    assert [hand.metres is None for hand in free] == [False, True, True]
    assert free[0].name == nur.name
    assert 500 < free[0].metres < 3_000
    assert 20_000 <= free[0].age < 25_000
