"""The code on paper: once, for seven days, for one thing."""

import pytest

from siharat.kernel.clock import DAY
from siharat.people import enrolment
from tests.story.conftest import hire
from tests.story.test_07_who_may_see import everything
from tests.web.browser import Browser, Key, later


@pytest.fixture
def nrp(andi, nrp_of):
    return nrp_of(andi)


def test_a_code_lets_in_for_one_thing_only(browser, andi, nrp, code_for):
    answer = browser.enrols(nrp, code_for(andi))
    assert (answer.status, answer["officer"]) == (201, {"id": andi.id, "name": "Bripka Andi Saputra"})
    for path in ("/me", "/incidents", "/stations", "/sessions", "/passkeys", "/officers"):
        assert browser.get(path).status == 401, path
    assert browser.post("/passkeys/options").status == 200


def test_it_may_be_typed_anyhow(browser, andi, nrp, code_for):
    code = code_for(andi)
    assert len(code) == 9
    assert code[4] == "-"
    assert browser.enrols(f" {nrp} ", code.lower().replace("-", " ")).status == 201


def test_it_opens_once(browser, other, andi, nrp, code_for):
    code = code_for(andi)
    assert browser.enrols(nrp, code).status == 201
    answer = other.enrols(nrp, code)
    assert (answer.status, answer["code"]) == (401, "wrong_code")


def test_a_new_one_revokes_the_one_before(browser, andi, nrp, code_for):
    first, second = code_for(andi), code_for(andi)
    assert browser.enrols(nrp, first).status == 401
    assert browser.enrols(nrp, second).status == 201


def test_the_slip_before_the_last_says_that_there_is_a_newer(stage, browser, andi, nrp, code_for):
    """Only to who holds it, with the right NRP, and for as long as it would have been good."""
    first, second = code_for(andi), code_for(andi)
    assert browser.enrols(nrp, first)["code"] == "code_replaced"
    assert browser.enrols("99999999", first)["code"] == "wrong_code"
    assert browser.enrols(nrp, "AAAA-AAA2")["code"] == "wrong_code"
    assert browser.enrols(nrp, second).status == 201
    assert browser.enrols(nrp, second)["code"] == "wrong_code", "used up, not replaced"
    later(stage, 7 * DAY / 1_000)
    assert browser.enrols(nrp, first)["code"] == "wrong_code"


def test_a_code_that_was_taken_back_is_not_called_replaced(stage, browser, andi, nrp, code_for):
    code = code_for(andi)
    stage.do(stage.app.services.db.write(enrolment.revoke, andi.id))
    assert browser.enrols(nrp, code)["code"] == "wrong_code"
    stage.do(stage.app.services.db.write(lambda tx: enrolment.let_in(tx, andi.id, "x", "system", tx.now + 900_000)))
    assert browser.enrols(nrp, code)["code"] == "wrong_code", "a recovery's code is on no paper"


def test_old_slips_are_guessed_at_no_faster(stage, andi, nrp, code_for):
    old = code_for(andi)
    code_for(andi)
    tries = [Browser(stage, f"10.1.1.{number}").enrols(nrp, old).status for number in range(30)]
    assert tries.count(401) < 10
    assert tries[-1] == 429


def test_it_lives_for_seven_days(stage, browser, andi, nrp, code_for):
    code = code_for(andi)
    later(stage, 7 * DAY / 1_000)
    assert browser.enrols(nrp, code).status == 401


def test_the_limited_session_lives_for_a_quarter_of_an_hour(stage, browser, andi, nrp, code_for):
    browser.enrols(nrp, code_for(andi))
    later(stage, 15 * 60)
    assert browser.post("/passkeys/options").status == 401


def test_it_is_that_officers_only(browser, andi, rahmat, nrp_of, code_for):
    code_for(rahmat)
    assert browser.enrols(nrp_of(rahmat), code_for(andi)).status == 401


@pytest.mark.parametrize("wrong", ["", "AAAA-AAAA", "' OR 1=1 --", "0" * 40, "ABCDEFGHJ", "\x00", "🔑" * 8])
def test_a_wrong_code_and_an_unknown_nrp_look_alike(browser, andi, nrp, code_for, wrong):
    code_for(andi)
    known, unknown = browser.enrols(nrp, wrong), browser.enrols("99999999", wrong)
    assert (known.status, known.body) == (unknown.status, unknown.body)
    assert known.status in (401, 422)


def test_an_administrator_makes_it_and_gets_a_square_to_scan(stage, browser, agus, andi, nrp):
    answer = stage.call("POST", f"/api/v1/officers/{andi.id}/enrolment", None, agus.token)
    assert answer.status == 201
    assert answer["address"] == f"http://localhost/petugas/daftar#{answer['code']}.{nrp}"
    assert answer["qr"].startswith("<svg")
    assert "style=" not in answer["qr"]
    assert answer.headers["cache-control"] == "no-store"
    assert browser.enrols(nrp, answer["code"]).status == 201


def test_nobody_else_makes_it(stage, siti, andi, dewi, hasan, yusuf):
    for token in (None, siti.token, andi.token, dewi.token, hasan.token, yusuf.token):
        answer = stage.call("POST", f"/api/v1/officers/{andi.id}/enrolment", None, token)
        assert answer.status in (401, 404), token


def test_an_administrator_reaches_the_stations_below_and_no_other(stage, agus, andi, hasan):
    above = hire(stage, "63", "AKBP", "Lukman Hakim", "administrator")
    beside = hire(stage, "63.71", "Aiptu", "Rina Marlina", "administrator")
    for officer, caller, status in [(andi, above, 201), (hasan, above, 201), (andi, beside, 404),
                                    (hasan, agus, 404), (above, agus, 404)]:
        path = f"/api/v1/officers/{officer.id}/enrolment"
        assert stage.call("POST", path, None, caller.token).status == status


def test_the_code_is_in_no_table(stage, andi, code_for):
    code = code_for(andi)
    rows = stage.do(stage.app.services.db.read(everything))
    assert code not in rows
    assert enrolment.plain(code) not in rows


def test_the_roll_shows_how_far_each_has_come(stage, browser, agus, andi, nrp, code_for):
    browser.enrols(nrp, code_for(andi))
    browser.makes_passkey(Key())
    roll = {each["nrp"]: each for each in stage.call("GET", "/api/v1/officers", None, agus.token).body}
    assert roll[nrp]["passkeys"] == 1
    assert roll[nrp]["sessions"] == 2
    assert roll[nrp]["password"] is False
    assert roll[nrp]["code_until"] is None
    assert roll[nrp]["name"] == "Bripka Andi Saputra"


def test_guessing_codes_is_slow_and_ends_in_nothing(stage, andi, nrp, code_for):
    code_for(andi)
    tries = [Browser(stage, f"10.1.0.{number}").enrols(nrp, "AAAA-AAA2").status for number in range(30)]
    assert tries.count(401) < 10
    assert tries[-1] == 429


def test_a_sheet_for_a_station_leaves_out_who_is_in_already(stage, browser, andi, rahmat, nrp, nrp_of, code_for):
    browser.enrols(nrp, code_for(andi))
    browser.makes_passkey(Key())
    slips = stage.do(stage.app.services.db.write(enrolment.make_for_station, None, "63.72"))
    assert [slip.nrp for slip in slips] == [nrp_of(rahmat)]
    assert (slips[0].name, slips[0].station) == ("Aipda Rahmat Hidayat", "Polres Banjarbaru")
    assert Browser(stage, "10.6.0.2").enrols(slips[0].nrp, slips[0].code).status == 201
