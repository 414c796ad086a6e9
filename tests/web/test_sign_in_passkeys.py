"""Passkeys: made after a code, asked for at every door, once per challenge."""

import pytest

from tests.web.browser import Browser, Key, b64, later


@pytest.fixture
def key():
    return Key()


@pytest.fixture
def enrolled(browser, andi, nrp_of, code_for, key):
    """Andi's browser after the code, with a passkey in the phone."""
    browser.enrols(nrp_of(andi), code_for(andi))
    assert browser.makes_passkey(key, name="Ponsel dinas").status == 201
    return browser


def test_the_first_passkey_signs_in(browser, andi, nrp_of, code_for, key):
    browser.enrols(nrp_of(andi), code_for(andi))
    limited = browser.cookies["siharat_petugas"]
    answer = browser.makes_passkey(key, name="Ponsel dinas")
    assert answer.status == 201
    assert answer["passkey"]["name"] == "Ponsel dinas"
    assert answer["officer"] == {"id": andi.id, "name": "Bripka Andi Saputra"}
    assert browser.cookies["siharat_petugas"] != limited, "a new secret, so nobody can have fixed it before"
    assert browser.get("/me")["name"] == "Bripka Andi Saputra"
    browser.cookies["siharat_petugas"] = limited
    assert browser.get("/me").status == 401
    assert browser.post("/passkeys/options").status in (401, 403)


def test_the_options_ask_for_a_finger_and_a_key_that_names_its_owner(browser, andi, nrp_of, code_for):
    browser.enrols(nrp_of(andi), code_for(andi))
    options = browser.post("/passkeys/options").body
    assert options["rp"] == {"id": "localhost", "name": "Siharat"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["attestation"] == "none"
    asked = browser.post("/sign-in/options").body
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []


def test_signing_in_needs_no_nrp(enrolled, other, key):
    answer = other.signs_in(key)
    assert answer.status == 200
    assert answer["door"] == "petugas"
    assert "token" not in answer.body, "the secret stays where no script reads it"
    assert other.get("/me").status == 200


def test_a_challenge_opens_once(enrolled, other, key):
    options = other.post("/sign-in/options").body
    credential = key.get(options)
    assert other.post("/sign-in/passkey", {"credential": credential}).status == 200
    again = other.post("/sign-in/passkey", {"credential": credential})
    assert (again.status, again["code"]) == (401, "wrong_credentials")
    assert other.post("/sign-in/passkey", {"credential": key.get(options)}).status == 401


def test_a_challenge_lives_for_five_minutes(stage, enrolled, other, key):
    options = other.post("/sign-in/options").body
    later(stage, 5 * 60)
    assert other.post("/sign-in/passkey", {"credential": key.get(options)}).status == 401


def test_a_challenge_to_register_does_not_sign_in(enrolled, other, key):
    options = enrolled.post("/passkeys/options").body
    assert other.post("/sign-in/passkey", {"credential": key.get(options)}).status == 401


def test_nobody_registers_with_the_challenge_of_another(enrolled, other, rahmat, nrp_of, code_for):
    other.enrols(nrp_of(rahmat), code_for(rahmat))
    options = enrolled.post("/passkeys/options").body
    answer = other.post("/passkeys", {"credential": Key().create(options)})
    assert (answer.status, answer["code"]) == (422, "passkey_refused")


@pytest.mark.parametrize("wrong", [
    {"origin": "https://siharat.example.evil"}, {"origin": "http://localhost:8001"}, {"rp_id": "evil"},
    {"verified": False},
])
def test_a_key_that_was_asked_elsewhere_or_without_a_finger_is_refused(enrolled, other, key, wrong):
    stolen = Key(**wrong)
    stolen.private, stolen.id, stolen.handle, stolen.count = key.private, key.id, key.handle, key.count
    assert other.signs_in(stolen).status == 401
    assert other.signs_in(key).status == 200, "the negative control"


def test_a_key_is_not_registered_from_elsewhere(browser, andi, nrp_of, code_for):
    browser.enrols(nrp_of(andi), code_for(andi))
    for wrong in (Key("https://evil.example"), Key(rp_id="evil"), Key(verified=False)):
        assert browser.makes_passkey(wrong)["code"] == "passkey_refused"


def test_a_wrong_signature_opens_nothing(enrolled, other, key):
    thief = Key()
    thief.id, thief.handle, thief.count = key.id, key.handle, 50
    assert other.signs_in(thief).status == 401


def test_a_user_handle_of_somebody_else_opens_nothing(enrolled, other, key, rahmat):
    key.handle = rahmat.id.encode()
    assert other.signs_in(key).status == 401


def test_a_counter_that_goes_back_is_flagged_and_does_not_open(stage, enrolled, other, key, agus, nrp_of, andi):
    assert other.signs_in(key).status == 200
    key.count -= 1
    answer = other.signs_in(key)
    assert (answer.status, answer["code"]) == (403, "passkey_flagged")
    assert enrolled.get("/passkeys").body[0]["flagged"] is True
    roll = stage.call("GET", "/api/v1/officers", None, agus.token).body
    assert [each["flagged"] for each in roll if each["nrp"] == nrp_of(andi)] == [True]


def test_a_synced_passkey_never_counts(browser, other, andi, nrp_of, code_for):
    key = Key(counts=False)
    browser.enrols(nrp_of(andi), code_for(andi))
    assert browser.makes_passkey(key).status == 201
    assert [other.signs_in(key).status for _ in range(3)] == [200, 200, 200]


def test_several_passkeys_and_one_revoked(enrolled, other, key):
    second = Key()
    assert enrolled.makes_passkey(second, name="Laptop").status == 201
    assert [each["name"] for each in enrolled.get("/passkeys").body] == ["Ponsel dinas", "Laptop"]
    assert enrolled.delete(f"/passkeys/{b64(key.id)}").status == 204
    assert [each["name"] for each in enrolled.get("/passkeys").body] == ["Laptop"]
    assert other.signs_in(key).status == 401
    assert other.signs_in(second).status == 200


def test_a_revoked_passkey_never_comes_back(enrolled, key):
    enrolled.delete(f"/passkeys/{b64(key.id)}")
    answer = enrolled.makes_passkey(key)
    assert (answer.status, answer["code"]) == (409, "passkey_known")


def test_nobody_revokes_the_passkey_of_another(enrolled, other, rahmat, nrp_of, code_for, key):
    other.enrols(nrp_of(rahmat), code_for(rahmat))
    assert other.makes_passkey(Key()).status == 201
    for unknown in (b64(key.id), "x", "\x00", "..", "ü"):
        assert other.delete(f"/passkeys/{unknown}").status == 404
    assert other.signs_in(key).status == 200


def test_ten_are_enough(enrolled):
    for _ in range(9):
        assert enrolled.makes_passkey(Key()).status == 201
    assert enrolled.post("/passkeys/options")["code"] == "too_many_passkeys"


def test_a_phone_left_on_a_table_gets_no_new_passkey(stage, enrolled, key):
    later(stage, 10 * 60 + 1)
    answer = enrolled.post("/passkeys/options")
    assert (answer.status, answer["code"]) == (403, "sign_in_again")
    assert enrolled.signs_in(key).status == 200
    assert enrolled.post("/passkeys/options").status == 200


def test_an_officer_who_left_has_no_key(stage, enrolled, other, agus, andi, key):
    assert stage.call("POST", f"/api/v1/officers/{andi.id}/deactivate", None, agus.token).status == 204
    assert enrolled.get("/me").status == 401
    assert other.signs_in(key).status == 401


def test_without_an_origin_a_passkey_works_on_localhost_only(stage):
    answer = Browser(stage).post("/sign-in/options", host="192.168.1.5:8000")
    assert (answer.status, answer["code"]) == (409, "no_origin")
