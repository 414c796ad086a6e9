"""A citizen presses one button. Before the thumb is lifted, the press is on disk."""

import json

import pytest

from tests.story.cast import AT_SEA, BANJARMASIN, LOKTABAT

PRESS = "6f1c3f5e-2d5a-4c0e-9b1a-7d9f0a1b2c3d"


def test_a_press_is_acknowledged_with_station_and_phones(siti, andi, rahmat):
    answer = siti.presses()
    assert answer.status == 201
    assert answer["duplicate"] is False
    assert answer["incident"]["status"] == "ringing"
    assert answer["incident"]["station"] == {"code": "63.72", "name": "Polres Banjarbaru"}
    assert answer["phones"] == 2


def test_the_same_press_again_is_the_same_incident(siti, andi):
    first, again = siti.presses(press_id=PRESS), siti.presses(press_id=PRESS)
    assert (first.status, again.status) == (201, 200)
    assert again["duplicate"] is True
    assert again["incident"] == first["incident"]
    assert again["received_at"] == first["received_at"]


def test_an_id_that_somebody_else_used_gets_a_new_one_and_its_retries_find_it(stage, siti, andi):
    siti.presses(press_id=PRESS)
    budi = type(siti)(stage, "Budi", "0813 1111 2222")
    budi.registers()
    his = budi.presses(press_id=PRESS)
    assert his.status == 201
    assert his["id"] != PRESS
    assert budi.presses(press_id=PRESS)["id"] == his["id"]
    assert his["incident"]["id"] != siti.presses(press_id=PRESS)["incident"]["id"]


def test_a_new_press_while_it_is_open_joins_and_rings_again(siti, andi):
    andi.opens_phone()
    first = siti.presses()
    second = siti.presses(BANJARMASIN)
    assert second.status == 201
    assert second["incident"]["id"] == first["incident"]["id"]
    assert andi.phone.alarms == 2


@pytest.mark.parametrize("place", [
    None, "di depan pasar", {"lat": "x", "lon": 1}, {"lat": 91, "lon": 0}, {"lat": -3.4}, {"lat": 1e400, "lon": 0},
    {"lat": -3.44, "lon": 114.83, "accuracy_m": -4}, [1, 2], 7, AT_SEA])
def test_no_place_is_ever_a_reason_to_refuse(siti, yusuf, place):
    answer = siti.presses(place)
    assert answer.status == 201
    assert answer["incident"]["station"]["code"] == "63", "outside every area, the province rings"
    assert answer["phones"] == 1


def test_nan_as_some_phones_write_it_is_taken(stage, siti, yusuf):
    body = b'{"id": "6f1c3f5e-2d5a-4c0e-9b1a-7d9f0a1b2c3d", "location": {"lat": NaN, "lon": Infinity}}'
    assert stage.call("POST", "/api/v1/alarms", body, siti.token).status == 201


@pytest.mark.parametrize("text", [r"tolong \ud83d", r"\ude00", r"tolong \u0000"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_half_an_emoji_costs_nobody_the_alarm(stage, siti, andi, text, signed_in):
    """A phone that cuts a text in the middle of a character, or sends a letter that a database cannot keep."""
    said = {"id": PRESS, "phone": "08123456777", "name": "@", "note": "@", "where": "@", "mode": "loud"}
    body = json.dumps(said).replace("@", text).encode()
    andi.opens_phone()
    assert stage.call("POST", "/api/v1/alarms", body, siti.token if signed_in else None).status == 201
    stage.after(1)
    assert andi.phone.rings or not signed_in


def test_without_a_place_the_citizens_own_station_rings_with_the_province(siti, andi, yusuf):
    first = siti.presses()
    andi.claims(first["incident"]["id"])
    andi.closes(first["incident"]["id"])
    answer = siti.presses(None)
    assert answer["incident"]["station"]["code"] == "63.72"
    assert answer["phones"] == 2


def test_a_citizen_of_banjarbaru_pressing_in_banjarmasin_rings_banjarmasin(siti, andi, hasan):
    siti.presses(LOKTABAT)
    hasan.opens_phone()
    budi = type(siti)(siti.stage, "Budi", "0813 1111 2222")
    budi.registers()
    assert budi.presses(BANJARMASIN)["incident"]["station"]["code"] == "63.71"
    assert hasan.phone.rings


def test_away_from_home_the_place_rings_and_home_reads_it(siti, andi, dewi, hasan, rahmat):
    first = siti.presses(LOKTABAT)["incident"]["id"]
    andi.claims(first)
    andi.closes(first)
    andi.opens_phone()
    hasan.opens_phone()
    away = siti.presses(BANJARMASIN)
    assert (away["incident"]["station"]["code"], away["phones"]) == ("63.71", 1)
    assert hasan.phone.rings
    assert not andi.phone.rings
    assert dewi.sees(away["incident"]["id"])["timeline"][0]["kind"] == "raised"


def test_a_stranger_s_home_is_nowhere_and_nobody_else_reads_it(siti, dewi, hasan):
    away = siti.presses(BANJARMASIN)["incident"]["id"]
    assert dewi.sees(away).status == 404


def test_the_real_jurisdiction_counts_not_the_regency(siti, andi):
    """Aluh-Aluh lies in Kabupaten Banjar and is policed by Banjarbaru."""
    assert siti.presses({"lat": -3.4236, "lon": 114.5366, "accuracy_m": 5})["incident"]["station"]["code"] in (
        "63.72", "63.71", "63.03")


@pytest.mark.parametrize("number", ["081234567731", "6281234567731", "+62 812-3456-7731", "0812 3456 7731"])
def test_every_local_spelling_of_a_number_is_one_number(stage, andi, number):
    token = stage.call("POST", "/api/v1/citizens", {"phone": number, "name": "Siti"})["token"]
    incident = stage.call("POST", "/api/v1/alarms", {"id": PRESS, "location": LOKTABAT}, token)["incident"]["id"]
    assert andi.claims(incident)["citizen"]["phone"] == "+6281234567731"


def test_a_token_gone_bad_with_a_number_is_an_unverified_press(stage, siti, andi):
    body = {"id": PRESS, "location": LOKTABAT, "phone": "0812 3456 7731", "name": "Siti"}
    answer = stage.call("POST", "/api/v1/alarms", body, "expired")
    assert answer.status == 201
    assert stage.call("POST", "/api/v1/alarms", body, "expired")["incident"]["id"] == answer["incident"]["id"]
    assert stage.call("GET", f"/api/v1/incidents/{answer['incident']['id']}", None, siti.token).status == 404, (
        "who owns the number learns nothing of what somebody pressed with it")
    assert answer["token"], "the phone that pressed may follow its own incident"


def test_the_retry_of_a_first_press_opens_its_session_for_ten_minutes(stage, andi):
    body = {"id": PRESS, "location": LOKTABAT, "phone": "0812 3456 7731", "name": "Siti"}
    stage.call("POST", "/api/v1/alarms", body, "expired")
    stage.after(9 * 60)
    assert stage.call("POST", "/api/v1/alarms", body)["token"]
    stage.after(2 * 60)
    late = stage.call("POST", "/api/v1/alarms", body)
    assert (late.status, late["duplicate"]) == (200, True)
    assert "token" not in late.body, "whoever learned the id and the number later"


def test_nobody_to_call_back_is_the_one_thing_missing(stage, siti):
    answer = stage.call("POST", "/api/v1/alarms", {"id": PRESS, "location": LOKTABAT}, "expired")
    assert (answer.status, answer["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize("clock", ["1999-01-01T00:00:00Z", "2090-01-01T00:00:00+08:00", "yesterday", 17, None, {}])
def test_a_clock_years_off_is_kept_and_flagged_never_refused(siti, andi, clock):
    answer = siti.presses(pressed_at=clock)
    assert answer.status == 201
    raised = andi.sees(answer["incident"]["id"])["timeline"][0]
    assert bool(raised["flags"]) is (clock is not None)


@pytest.mark.parametrize(("body", "status", "field"), [
    (b"{", 422, "body"), (b"[]", 422, "body"), (b'{"id": 7}', 422, "id"), (b"{}", 422, "id"),
    (b'{"id": "\xc3"}', 422, "body"), (b" " * 70_000, 413, None), (b"[" * 60_000, 422, "body")])
def test_what_is_no_press_is_refused_by_name(stage, siti, body, status, field):
    answer = stage.call("POST", "/api/v1/alarms", body, siti.token)
    assert (answer.status, answer.body.get("field")) == (status, field)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_practice_press_rings_nobody_and_is_closed_as_a_test(siti, andi):
    andi.opens_phone()
    answer = siti.presses(mode="practice")
    assert (answer.status, answer["incident"]["status"], answer["phones"]) == (201, "closed", 1)
    assert andi.phone.events == []


def test_an_alarm_never_rings_in_an_empty_house(siti, andi, hasan):
    """Nobody works at Polres Banjar and nobody at the province: whoever is there rings."""
    andi.opens_phone()
    answer = siti.presses({"lat": -3.2, "lon": 115.1, "accuracy_m": 10})
    assert answer["incident"]["station"]["code"] == "63.03"
    assert answer["phones"] == 2
    assert andi.phone.rings


def test_an_empty_station_is_answered_by_the_one_above(siti, andi, yusuf):
    yusuf.opens_phone()
    andi.opens_phone()
    assert siti.presses({"lat": -3.2, "lon": 115.1, "accuracy_m": 10})["phones"] == 1
    assert yusuf.phone.rings
    assert not andi.phone.rings
