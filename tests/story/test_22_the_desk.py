"""The desk at work: it presses for who phones 110, sends officers, hands over, joins what is one, finds again."""

from sqlalchemy import text

from siharat.people import citizens
from tests.story.cast import BANJARMASIN, LOKTABAT
from tests.story.conftest import settle_in

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
