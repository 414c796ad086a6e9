"""Doors, sessions and how they end; and that no page of a stranger opens one."""

import pytest
from sqlalchemy import text

from siharat.people import leaving, sessions
from tests.story.cast import Listener
from tests.story.conftest import hire
from tests.web.browser import Browser, Key, later
from tests.web.conftest import PASSWORD

PUSH = text("""INSERT INTO device (officer, station, kind, address, address_blind, created_at)
    VALUES (:officer, '63.72', :kind, 'x', :kind, 0)""")
LIVE = text("SELECT kind FROM device WHERE officer = :officer AND retired_at IS NULL ORDER BY kind")


@pytest.fixture
def nrp(andi, nrp_of, with_password):
    with_password(andi)
    return nrp_of(andi)


@pytest.fixture
def signed_in(browser, nrp):
    assert browser.types(nrp, PASSWORD).status == 200
    return browser


def devices(stage, officer):
    return [row.kind for row in stage.do(stage.app.services.db.read(lambda tx: tx.all(LIVE, officer=officer.id)))]


# Doors


@pytest.mark.parametrize("door", ["komando", "polda"])
def test_only_who_sits_at_a_desk_comes_in_by_its_door(browser, dewi, andi, nrp, nrp_of, with_password, door):
    answer = browser.types(nrp, PASSWORD, door)
    assert (answer.status, answer["code"]) == (403, "not_your_door")
    assert f"siharat_{door}" not in browser.cookies
    with_password(dewi)
    assert browser.types(nrp_of(dewi), PASSWORD, door)["door"] == door
    browser.door = door
    assert browser.get("/me")["id"] == dewi.id


def test_a_wrong_password_learns_nothing_of_doors(browser, nrp):
    assert browser.types(nrp, "wrong password", "komando").status == 401


def test_each_door_has_its_own_cookie_and_session(browser, agus, nrp_of, with_password):
    with_password(agus)
    browser.types(nrp_of(agus), PASSWORD, "petugas")
    browser.types(nrp_of(agus), PASSWORD, "komando")
    assert browser.cookies["siharat_petugas"] != browser.cookies["siharat_komando"]
    listed = browser.get("/sessions").body
    assert {(each["door"], each["this"]) for each in listed} == {("petugas", True), ("komando", False), (None, False)}


def test_a_desk_is_signed_out_after_a_watch_and_a_phone_stays(stage, browser, dewi, nrp_of, with_password):
    with_password(dewi)
    browser.types(nrp_of(dewi), PASSWORD, "komando")
    browser.types(nrp_of(dewi), PASSWORD, "petugas")
    later(stage, 12 * 3_600)
    assert browser.get("/me", x_siharat_door="komando").status == 401
    assert browser.get("/me", x_siharat_door="petugas").status == 200
    later(stage, 30 * 24 * 3_600)
    assert browser.get("/me", x_siharat_door="petugas").status == 401


def test_signing_in_again_ends_the_session_that_was_there(signed_in, nrp):
    first = signed_in.cookies["siharat_petugas"]
    assert signed_in.types(nrp, PASSWORD).status == 200
    signed_in.cookies["siharat_petugas"] = first
    assert signed_in.get("/me").status == 401


def test_behind_https_the_cookie_is_secure(stage, browser, nrp, monkeypatch):
    answer = browser.types(nrp, PASSWORD)
    assert "secure" not in answer.headers["set-cookie"].lower()
    from siharat.web import signing_in

    real = signing_in.Cookie
    monkeypatch.setattr(signing_in, "Cookie", lambda *args, secure, **more: real(*args, secure=True, **more))
    assert "secure" in browser.types(nrp, PASSWORD).headers["set-cookie"].lower()


# How sessions end


def test_the_list_names_each_and_opens_nothing(signed_in, other, nrp):
    other.types(nrp, PASSWORD)
    listed = signed_in.get("/sessions").body
    assert [each["method"] for each in listed] == ["password", "password", "token"]
    assert listed[0]["agent"] == "Chromium on a phone"
    assert [each["this"] for each in listed] == [False, True, False]
    assert signed_in.delete(f"/sessions/{listed[0]['id']}").status == 204
    assert (signed_in.get("/me").status, other.get("/me").status) == (200, 401)


def test_nobody_ends_the_session_of_another(stage, signed_in, rahmat):
    (session,) = stage.call("GET", "/api/v1/sessions", None, rahmat.token).body
    for unknown in (session["id"], session["id"][:15], "", "%", "0" * 16, "\x00" * 16):
        assert signed_in.delete(f"/sessions/{unknown}").status in (404, 405)
    assert stage.call("GET", "/api/v1/me", None, rahmat.token).status == 200


def test_out_everywhere(stage, signed_in, other, andi, nrp):
    other.types(nrp, PASSWORD)
    db = stage.app.services.db
    for kind in ("web_push", "sms"):
        stage.do(db.write(lambda tx, kind=kind: tx.run(PUSH, officer=andi.id, kind=kind)))
    phone = Listener(stage, andi.token)
    phone.open()
    assert signed_in.post("/sessions/revoke-all").body == {"ended": 3}
    assert [each.get("/me").status for each in (signed_in, other)] == [401, 401]
    stage.after(5)
    assert phone._task.done(), "the stream has ended"
    assert devices(stage, andi) == ["in_app", "sms"], "a browser that is signed out rings no more"


def test_a_lost_phone_is_put_out_by_the_administrator(stage, browser, other, agus, andi, nrp, nrp_of, code_for):
    key = Key()
    browser.enrols(nrp, code_for(andi))
    browser.makes_passkey(key)
    path = f"/api/v1/officers/{andi.id}/sessions/revoke-all"
    assert stage.call("POST", path, {}, agus.token).body == {"ended": 2}
    assert browser.get("/me").status == 401
    assert other.signs_in(key).status == 200, "only the sessions had ended"
    code = code_for(andi)
    assert stage.call("POST", path, {"credentials": True}, agus.token).body == {"ended": 1}
    assert other.signs_in(key).status == 401
    assert other.types(nrp, PASSWORD).status == 401
    assert other.enrols(nrp, code).status == 401
    assert other.enrols(nrp, code_for(andi)).status == 201, "a new code lets in again"


def test_nobody_but_the_administrator_above_puts_anybody_out(stage, andi, dewi, hasan, siti, yusuf):
    beside = hire(stage, "63.71", "Aiptu", "Rina Marlina", "administrator")
    for token in (None, siti.token, andi.token, dewi.token, hasan.token, yusuf.token, beside.token):
        for path in ("sessions/revoke-all", "deactivate", "enrolment"):
            answer = stage.call("POST", f"/api/v1/officers/{andi.id}/{path}", {}, token)
            assert answer.status in (401, 404), (token, path)
        answer = stage.call("POST", f"/api/v1/officers/{andi.id}/role", {"role": "administrator"}, token)
        assert answer.status in (401, 404)
    assert stage.call("GET", "/api/v1/me", None, andi.token)["role"] == "officer"


def test_who_leaves_is_out_within_five_seconds(stage, agus, andi, siti):
    andi.opens_phone()
    assert stage.call("POST", f"/api/v1/officers/{andi.id}/deactivate", None, agus.token).status == 204
    assert stage.call("GET", "/api/v1/me", None, andi.token).status == 401
    stage.after(5)
    assert andi.phone._task.done()
    assert devices(stage, andi) == []
    assert siti.presses()["phones"] == 2 - 1, "and counts no more"


def test_a_new_role_begins_with_a_new_session(stage, agus, dewi):
    desk = Listener(stage, dewi.token, "?door=komando")
    desk.open()
    assert stage.call("POST", f"/api/v1/officers/{dewi.id}/role", {"role": "officer"}, agus.token).status == 204
    stage.after(5)
    assert desk._task.done()
    assert stage.call("GET", "/api/v1/stations", None, dewi.token).status == 401


def test_the_command_line_can_let_somebody_go(stage, andi):
    stage.do(stage.app.services.db.write(leaving.deactivate, None, andi.id))
    assert stage.call("GET", "/api/v1/me", None, andi.token).status == 401


# Pages of strangers

OURS = ["/enrolments", "/sign-in/options", "/sign-in/passkey", "/sign-in/password", "/citizens"]
STRANGE = [
    {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"sec_fetch_site": "ü"},
    {"sec_fetch_site": "", "origin": "https://evil.example"}, {"sec_fetch_site": "", "origin": "null"},
    {"sec_fetch_site": "", "origin": "http://localhost:8000.evil.example"},
    {"sec_fetch_site": "", "origin": "file://localhost:8000"}, {"sec_fetch_site": "", "origin": "ü"},
]
OF_OURS = [{}, {"sec_fetch_site": "none"}, {"sec_fetch_site": "", "origin": "http://localhost:8000"},
           {"sec_fetch_site": ""}]
CREDENTIALS = {"nrp": "1", "password": PASSWORD, "code": "AAAA-AAAA", "credential": {}, "phone": "+6281234567890",
               "name": "Warga"}


@pytest.mark.parametrize("headers", STRANGE, ids=str)
@pytest.mark.parametrize("path", OURS)
def test_a_strangers_page_signs_nobody_in(browser, path, headers):
    answer = browser.post(path, CREDENTIALS, **headers)
    assert (answer.status, answer["code"]) == (403, "cross_site")
    assert browser.cookies == {}


@pytest.mark.parametrize("headers", OF_OURS, ids=str)
@pytest.mark.parametrize("path", OURS)
def test_ours_may_ask(browser, path, headers):
    assert browser.post(path, CREDENTIALS, **headers).status != 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
@pytest.mark.parametrize("path", [path for path in OURS if path != "/sign-in/options"])
def test_what_a_form_of_another_site_could_send_is_no_json(browser, path, kind):
    answer = browser.post(path, CREDENTIALS, content_type=kind, sec_fetch_site="")
    assert answer.status in (415, 422), answer
    assert browser.cookies == {}


@pytest.mark.parametrize("shown", ["", "wrong", "ü", "0" * 32])
def test_a_cookie_alone_changes_nothing(signed_in, shown):
    for method, path in [("POST", "/passkeys/options"), ("POST", "/password"), ("POST", "/sessions/revoke-all"),
                         ("POST", "/sign-out"), ("DELETE", "/passkeys/x"), ("DELETE", f"/sessions/{'0' * 16}")]:
        answer = signed_in.call(method, f"/api/v1{path}", {"password": PASSWORD}, x_csrf_token=shown)
        assert (answer.status, answer["code"]) == (403, "csrf"), path
    assert signed_in.get("/me").status == 200


def test_a_strangers_page_with_our_cookie_and_even_our_token_is_refused(signed_in):
    assert signed_in.post("/sessions/revoke-all", sec_fetch_site="cross-site")["code"] == "cross_site"
    assert signed_in.post("/sessions/revoke-all").status == 200


@pytest.mark.parametrize("headers", STRANGE, ids=str)
def test_a_strangers_page_opens_no_stream_with_our_cookie(signed_in, headers):
    answer = signed_in.get("/stream", **headers)
    assert (answer.status, answer["code"]) == (403, "cross_site")


def test_the_token_is_in_no_answer_and_no_table(stage, signed_in, andi):
    from tests.story.test_07_who_may_see import everything

    token = signed_in.cookies["siharat_petugas"]
    rows = stage.do(stage.app.services.db.read(everything))
    assert token not in rows
    assert PASSWORD not in rows
    assert "10.0.0.1" not in rows, "nor where somebody signed in from"
    assert sessions.digest(token) in rows
    for path in ("/sessions", "/me", "/passkeys"):
        assert token not in str(signed_in.get(path).body)


def test_the_name_of_a_browser_is_text_and_short(stage, nrp):
    wild = Browser(stage, "10.6.0.1")
    hostile = "<script>alert(1)</script>\x01" + "A" * 5_000
    assert wild.post("/sign-in/password", {"nrp": nrp, "password": PASSWORD}, user_agent=hostile).status == 200
    agent = wild.get("/sessions").body[0]["agent"]
    assert len(agent) == 200
    assert "\x01" not in agent
