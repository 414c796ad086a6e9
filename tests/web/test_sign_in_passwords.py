"""Passwords: judged outside the database, counted before they are tried, the same answer for everybody."""

import time

import pytest

from siharat.kernel.errors import Problem
from siharat.people import password_rules, passwords
from tests.web.browser import Browser, later
from tests.web.conftest import PASSWORD


@pytest.fixture
def nrp(andi, nrp_of, with_password):
    with_password(andi)
    return nrp_of(andi)


def test_it_is_set_after_a_code_and_opens(browser, other, andi, nrp_of, code_for):
    nrp = nrp_of(andi)
    browser.enrols(nrp, code_for(andi))
    answer = browser.post("/password", {"password": PASSWORD})
    assert (answer.status, answer["officer"]["id"]) == (200, andi.id)
    assert browser.get("/me").status == 200
    assert other.types(nrp, PASSWORD).status == 200
    assert other.get("/me")["id"] == andi.id


def test_whoever_is_wrong_gets_the_same_answer(browser, andi, rahmat, nrp, nrp_of):
    answers = [browser.types(*each) for each in [(nrp, "wrong password"), ("00000000", PASSWORD),
                                                 (nrp_of(rahmat), PASSWORD)]]
    assert {each.status for each in answers} == {401}
    assert len({str(each.body) for each in answers}) == 1
    assert len({str(sorted(each.headers.items())) for each in answers}) == 1


def test_an_unknown_nrp_takes_as_long_as_a_wrong_password():
    """The hash that opens to nothing has today's parameters, so it costs as much to look at."""
    assert passwords.HASHER.check_needs_rehash(passwords.NOBODYS) is False
    assert not passwords.matches(passwords.NOBODYS, PASSWORD)
    real = passwords.HASHER.hash(PASSWORD)
    took = [(timed(real), timed(passwords.NOBODYS)) for _ in range(15)]  # in turn: others use the machine, too
    known, unknown = (min(each) for each in zip(*took, strict=True))
    assert 0.5 < known / unknown < 2


def timed(hash_):
    start = time.perf_counter()
    passwords.matches(hash_, "not this one")
    return time.perf_counter() - start


def test_an_officer_who_left_does_not_come_in(stage, browser, agus, andi, nrp):
    stage.call("POST", f"/api/v1/officers/{andi.id}/deactivate", None, agus.token)
    assert browser.types(nrp, PASSWORD).status == 401


def test_it_is_hashed_anew_when_the_parameters_grow(stage, browser, andi, nrp):
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    db = stage.app.services.db
    stage.do(db.write(lambda tx: passwords.set_(tx, andi.id, weak)))
    assert browser.types(nrp, PASSWORD).status == 200
    box = stage.do(db.read(lambda tx: tx.value(passwords.HAS, officer=andi.id)))
    assert not passwords.is_stale(stage.app.services.keys.unseal(box, "password.hash"))
    assert browser.types(nrp, PASSWORD).status == 200


@pytest.mark.parametrize("refused", [
    "", "short", "123456789", "1234567890", "aaaaaaaaaaaa", "Password123!", "p@ssw0rd2024", "qwertyuiop",
    "Polisi-2024!", "Bhayangkara1946", "banjarbaru2026", "polres banjarbaru", "Indonesia17081945", "bripka andi",
    "kata sandi 1", "abcdefghij", "987654321098", "sayangsayang", "x" * 129, "0812345678",
])
def test_the_obvious_is_refused(refused):
    with pytest.raises(Problem) as problem:
        password_rules.check(refused, "85010234")
    assert (problem.value.status, problem.value.extra) == (422, {"field": "password"})
    assert refused == "" or refused not in problem.value.detail


@pytest.mark.parametrize("password", [PASSWORD, "correct horse battery", "Tangga-biru-7-kucing", "ｋｕｄａ lumping 77",
                                      "48291 73350 19264", "ular naga panjangnya"])
def test_words_of_ones_own_are_taken(password):
    assert password_rules.check(password, "85010234")


def test_the_nrp_is_no_password(browser, andi, nrp_of, code_for):
    nrp = nrp_of(andi)
    browser.enrols(nrp, code_for(andi))
    answer = browser.post("/password", {"password": f"kuda {nrp} makan"})
    assert (answer.status, answer["field"]) == (422, "password")


def test_one_spelling_for_what_looks_the_same(browser, other, andi, nrp_of, code_for):
    nrp = nrp_of(andi)
    browser.enrols(nrp, code_for(andi))
    assert browser.post("/password", {"password": "kuda lumping makan café"}).status == 200
    assert other.types(nrp, "kuda lumping makan cafe\u0301").status == 200


# Guessing


def test_after_five_wrong_ones_it_waits_longer_and_longer(stage, browser, nrp):
    waits = []
    for _ in range(200):
        answer = browser.types(nrp, "wrong password")
        if answer.status == 429:
            waits.append(int(answer.headers["retry-after"]))
            assert answer["code"] == "too_many_attempts"
            later(stage, waits[-1])
        if len(waits) == 12:
            break
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_who_waits_comes_in_with_the_right_one(stage, browser, nrp):
    for _ in range(6):
        browser.types(nrp, "wrong password")
    assert browser.types(nrp, PASSWORD).status == 429, "also the right one: else the wait would tell"
    later(stage, 2)
    assert browser.types(nrp, PASSWORD).status == 200
    assert browser.types(nrp, "wrong password").status == 401, "and the slate is clean"


def test_hammering_a_closed_door_keeps_nobody_out_for_longer(stage, browser, nrp):
    for _ in range(300):
        browser.types(nrp, "wrong password")
    later(stage, 2)
    assert browser.types(nrp, PASSWORD).status == 200


def test_guesses_from_everywhere_never_keep_the_owner_out(stage, browser, nrp):
    """Somebody guesses from a thousand addresses. From the phone that was theirs the owner still comes in."""
    assert browser.types(nrp, PASSWORD).status == 200
    for number in range(60):
        Browser(stage, f"10.2.0.{number}").types(nrp, "wrong password")
    assert Browser(stage, "10.3.0.1").types(nrp, PASSWORD).status == 429
    assert browser.types(nrp, PASSWORD).status == 200


def test_the_cookie_of_a_known_phone_is_nobody_elses(stage, browser, nrp, andi, rahmat, nrp_of, with_password):
    with_password(rahmat)
    assert browser.types(nrp, PASSWORD).status == 200
    forged = browser.cookies["siharat_known"].replace(andi.id, rahmat.id)
    for cookie in (browser.cookies["siharat_known"], forged, "x.y.z", "..", f"{rahmat.id}.a.ü"):
        thief = Browser(stage, "10.4.0.1", {"siharat_known": cookie})
        statuses = [thief.types(nrp_of(rahmat), "wrong password").status for _ in range(8)]
    assert statuses[-1] == 429


def test_one_address_cannot_try_one_password_on_everybody(stage, other):
    statuses = [other.types(f"9{number:07d}", "Musim hujan 26").status for number in range(80)]
    assert statuses.count(401) < 60
    assert statuses[-1] == 429


def test_a_station_behind_one_address_signs_in(stage, nrp_of, with_password):
    """Forty officers in the morning, each with a typing error: nobody waits."""
    from tests.story.conftest import hire

    crowd = [hire(stage, "63.72", "Bripda", f"Petugas {chr(65 + n)}{'x' * n}") for n in range(20)]
    for officer in crowd:
        with_password(officer)
        phone = Browser(stage, "10.5.0.1")
        assert phone.types(nrp_of(officer), "wrong password").status == 401
        assert phone.types(nrp_of(officer), PASSWORD).status == 200


def test_nothing_of_this_touches_a_press(stage, siti, nrp):
    """A thousand failures from the very address that presses."""
    attacker = Browser(stage, "127.0.0.1")
    for number in range(70):
        attacker.types(f"9{number:07d}", "wrong password")
    assert attacker.types(nrp, PASSWORD).status == 429
    assert siti.presses().status == 201


def test_a_flood_of_registrations_is_slowed_and_a_press_still_taken(stage, siti):
    caller = Browser(stage, "127.0.0.1")
    body = {"phone": "+6281234567890", "name": "Warga"}
    statuses = [caller.post("/citizens", body).status for _ in range(200)]
    assert statuses[:100] == [201] * 100, "generous: a carrier's customers share one address"
    assert statuses[-1] == 429
    assert Browser(stage, "10.9.9.9").post("/citizens", body).status == 201
    assert siti.presses().status == 201
    press = {"id": "018f4e8a-0000-7000-8000-000000000001", "phone": "+6281234567890", "name": "Warga"}
    assert caller.post("/alarms", press).status == 201, "unregistered, too"
    later(stage, 5)
    assert caller.post("/citizens", body).status == 201
