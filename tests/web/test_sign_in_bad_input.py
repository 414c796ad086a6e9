"""Whatever is sent to the doors of signing in: a problem document with a stable code, never a trace."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.story.cast import Answer
from tests.web.browser import Browser, Key, b64
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GOOD = {
    "/enrolments": {"nrp": "85010234", "code": "AAAA-AAAA"},
    "/sign-in/password": {"nrp": "85010234", "password": PASSWORD, "door": "petugas"},
    "/sign-in/passkey": {"credential": {"id": "AAAA"}, "door": "petugas"},
    "/passkeys": {"credential": {"id": "AAAA"}, "name": "Ponsel", "door": "petugas"},
    "/password": {"password": PASSWORD, "door": "petugas"},
}
WRONG = [None, 0, -1, 1e308, True, [], {}, "", [[]], {"a": {"b": []}}, "x" * 2_000, "\x00", "'; DROP TABLE officer; --",
         "<script>alert(1)</script>", "../../etc/passwd", "{{7*7}}", "%00", "\u202e", "\U0001f511" * 20, ["petugas"]]
NO_JSON = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 60_000, b'{"nrp":' * 5_000, b"NaN",
           b'{"nrp": "\\ud800"}', b'{"nrp": 1e999}', b'{"nrp": ' + b"9" * 5_000 + b"}"]


@pytest.fixture
def enrolled(browser, andi, nrp_of, code_for):
    browser.enrols(nrp_of(andi), code_for(andi))
    return browser


def assert_refused(answer: Answer) -> None:
    assert 400 <= answer.status < 500, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer["code"]
    assert answer["code"] == answer["type"].rpartition(":")[2]
    assert "Traceback" not in str(answer.body)
    assert "siharat/" not in str(answer.body)


@pytest.mark.parametrize("path", GOOD)
def test_wrong_types_are_refused_by_name(stage, andi, nrp_of, code_for, path):
    for field in GOOD[path]:
        for number, wrong in enumerate(WRONG):
            caller = Browser(stage, f"10.7.{number}.1")
            caller.enrols(nrp_of(andi), code_for(andi))
            answer = caller.post(path, GOOD[path] | {field: wrong})
            if answer.status < 300:  # a name may be nearly anything, and a password too
                assert field in ("name", "password"), (field, wrong)
            else:
                assert_refused(answer)


@pytest.mark.parametrize("path", GOOD)
@pytest.mark.parametrize("body", NO_JSON, ids=lambda body: body[:12].decode("latin-1"))
def test_what_is_no_json_object_is_refused(enrolled, path, body):
    assert_refused(enrolled.post(path, body))


@pytest.mark.parametrize("path", GOOD)
def test_a_field_that_is_missing_is_named(enrolled, path):
    needed = [field for field in GOOD[path] if field not in ("door", "name")]
    for field in needed:
        body = {name: value for name, value in GOOD[path].items() if name != field}
        answer = enrolled.post(path, body)
        assert (answer.status, answer["field"]) == (422, field)


@pytest.mark.parametrize("path", GOOD)
def test_a_body_without_end_is_too_large(enrolled, path):
    answer = enrolled.post(path, json.dumps(GOOD[path] | {"more": "x" * 70_000}).encode())
    assert (answer.status, answer["code"]) == (413, "too_large")


def test_unknown_fields_are_ignored(browser, andi, nrp_of, with_password):
    body = {"nrp": nrp_of(andi), "password": with_password(andi), "role": "administrator", "__proto__": {}, "x": []}
    answer = browser.post("/sign-in/password", body)
    assert (answer.status, answer["role"]) == (200, "officer")


def test_markup_in_the_name_of_a_passkey_is_text(enrolled):
    assert enrolled.makes_passkey(Key(), name="<img src=x onerror=alert(1)>").status == 201
    answer = enrolled.get("/passkeys")
    assert answer.body[0]["name"] == "<img src=x onerror=alert(1)>"
    assert answer.headers["content-type"].startswith("application/json")


IDS = ["x", "0", "\x00", "..", "%", "é", "x" * 3_000, "' OR '1'='1", "00000000-0000-0000-0000-000000000000",
       "{00000000-0000-0000-0000-000000000000}", "urn:uuid:00000000-0000-0000-0000-000000000000"]


@pytest.mark.parametrize("id_", IDS)
def test_ids_that_are_none_are_not_found(stage, agus, id_):
    for call, body in [("POST /officers/{}/enrolment", None), ("POST /officers/{}/deactivate", None),
                       ("POST /officers/{}/sessions/revoke-all", {}), ("DELETE /passkeys/{}", None),
                       ("POST /officers/{}/role", {"role": "officer"}), ("DELETE /sessions/{}", None),
                       ("GET /officers?station={}", None)]:
        method, path = call.format(id_).split(" ", 1)
        answer = stage.call(method, f"/api/v1{path}", body, agus.token)
        assert answer.status in (404, 405), (path, answer)
        assert_refused(answer)


@pytest.mark.parametrize("headers", [
    {"authorization": "Bearer " + "x" * 10_000}, {"authorization": "Bearer é"}, {"authorization": "Basic eDp4"},
    {"authorization": "Bearer"}, {"cookie": "siharat_petugas"}, {"cookie": "siharat_petugas=;;=,\x7f"},
    {"cookie": "siharat_petugas=" + "x" * 5_000}, {"x_siharat_door": "é"}, {"x_siharat_door": "../x"},
], ids=str)
def test_headers_of_strangers(browser, headers):
    for path in ("/sessions", "/passkeys", "/officers"):
        assert_refused(browser.get(path, **headers))
    assert_refused(browser.post("/passkeys/options", **headers))


# Credentials: what a hostile authenticator may answer

PARTS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=30),
                  st.binary(max_size=80).map(b64), st.just("AAAA"), st.dictionaries(st.text(max_size=5), st.text()))
CREDENTIALS = st.fixed_dictionaries({}, optional={
    "id": PARTS, "rawId": PARTS, "type": st.one_of(st.just("public-key"), PARTS), "authenticatorAttachment": PARTS,
    "response": st.one_of(PARTS, st.fixed_dictionaries({}, optional={
        "clientDataJSON": PARTS, "attestationObject": PARTS, "authenticatorData": PARTS, "signature": PARTS,
        "userHandle": PARTS, "transports": PARTS}))})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(credential=CREDENTIALS)
def test_credentials_of_any_shape(enrolled, credential):
    for path in ("/passkeys", "/sign-in/passkey"):
        assert_refused(enrolled.post(path, {"credential": credential}))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), where=st.floats(0, 1),
       letter=st.sampled_from("AZaz09-_"), address=st.integers(0, 1 << 16))
def test_a_true_answer_with_one_letter_changed_opens_nothing(stage, key_of_andi, part, where, letter, address):
    caller = Browser(stage, f"10.8.{address >> 8}.{address & 255}")
    credential = key_of_andi.get(caller.post("/sign-in/options").body)
    raw = credential["response"][part]
    at = int(where * (len(raw) - 2))  # the last letter may hold bits that mean nothing
    changed = letter if raw[at] != letter else "B"
    credential["response"][part] = raw[:at] + changed + raw[at + 1:]
    assert_refused(caller.post("/sign-in/passkey", {"credential": credential}))
    assert caller.cookies == {}


@pytest.fixture
def key_of_andi(enrolled):
    key = Key()
    assert enrolled.makes_passkey(key).status == 201
    return key
