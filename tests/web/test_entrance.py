"""The doors of the police without any script: forms, redirects, cookies, on the real application."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from siharat.people import officers
from siharat.web import visit
from tests.story.cast import Answer, Officer, Stage
from tests.story.conftest import hire
from tests.web.browser import Browser, later

WORDS = "sungai martapura meluap lagi"
FORM = "application/x-www-form-urlencoded"


class Person(Browser):
    """Reads pages and fills in their forms."""

    def reads(self, path: str) -> str:
        answer = self.call("GET", path)
        assert answer.status == 200, (path, answer.status, answer.headers)
        return unescape(answer.body)

    def sends(self, page: str, path: str, **said: str) -> Answer:
        """Loads a page, takes its proof along, sends a form of it."""
        proof = re.search(r'name="csrf" content="([^"]*)"', self.call("GET", page).body)
        assert proof
        return self.call("POST", path, urlencode({"csrf": proof.group(1), **said}).encode(), content_type=FORM)


@pytest.fixture
def person(stage: Stage) -> Person:
    return Person(stage)


def at(stage: Stage, door: str, officer: Officer) -> Person:
    return Person(stage, cookies={f"siharat_{door}": officer.token})


def test_the_code_on_paper_a_password_in_and_out(person: Person, andi: Officer, nrp_of: Any, code_for: Any) -> None:
    nrp = nrp_of(andi)
    assert "tujuh hari" in person.reads("/petugas/daftar")
    shown = person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp, code=code_for(andi).lower())
    assert (shown.status, shown.headers["location"]) == (303, "/petugas/kunci?ke=petugas")
    assert "Bripka Andi Saputra" in person.reads("/petugas/kunci?ke=petugas")
    assert 'action="/petugas/masuk"' in person.reads("/petugas"), "a code alone opens nothing else"
    done = person.sends("/petugas/kunci", "/petugas/kunci", password=WORDS, again=WORDS)
    assert (done.status, done.headers["location"]) == (303, "/petugas")
    assert "Bripka Andi Saputra" in person.reads("/petugas")
    out = person.sends("/petugas", "/petugas/keluar")
    assert (out.status, out.headers["location"]) == (303, "/petugas/masuk")
    assert 'action="/petugas/masuk"' in person.reads("/petugas")
    back = person.sends("/petugas/masuk", "/petugas/masuk", nrp=nrp, password=WORDS)
    assert (back.status, back.headers["location"]) == (303, "/petugas")
    assert "Bripka Andi Saputra" in person.reads("/petugas")


def test_who_works_at_the_desk_goes_on_to_the_desk(person: Person, dewi: Officer, nrp_of: Any, code_for: Any) -> None:
    assert "/petugas/daftar?ke=komando" in person.reads("/komando/masuk")
    shown = person.sends("/petugas/daftar?ke=komando", "/petugas/daftar", nrp=nrp_of(dewi), code=code_for(dewi),
                         ke="komando")
    page = shown.headers["location"]
    assert 'name="ke" value="komando"' in person.reads(page)
    done = person.sends(page, "/petugas/kunci", password=WORDS, again=WORDS, ke="komando")
    assert done.headers["location"] == "/komando"
    assert "data-queue-now" in person.reads("/komando")


def by_code(person: Person, officer: Officer, nrp_of: Any, code_for: Any) -> str:
    """In by the slip alone, as it is scanned: the page where one lands."""
    person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp_of(officer), code=code_for(officer))
    done = person.sends("/petugas/kunci", "/petugas/kunci", password=WORDS, again=WORDS)
    return person.reads(done.headers["location"])


def doors(page: str) -> list[str]:
    return re.findall(r'name="ke" value="([a-z]+)"', page)


def test_who_comes_in_by_a_slip_is_led_to_their_desk(person: Person, agus: Officer, nrp_of: Any,
                                                     code_for: Any) -> None:
    page = by_code(person, agus, nrp_of, code_for)
    assert doors(page) == ["komando"], "below this station there is none"
    led = person.sends("/petugas", "/petugas/meja", ke="komando")
    assert (led.status, led.headers["location"]) == (303, "/komando"), "without signing in a second time"
    assert "data-queue-now" in person.reads("/komando")
    assert person.reads("/petugas"), "and the phone stays in"


def test_who_administers_the_province_is_led_to_the_set_up(stage: Stage, person: Person, nrp_of: Any,
                                                           code_for: Any) -> None:
    rina = hire(stage, "63", "Kompol", "Rina Wijaya", "administrator")
    assert doors(by_code(person, rina, nrp_of, code_for)) == ["komando", "polda", "satuan"]
    assert person.sends("/petugas", "/petugas/meja", ke="satuan").headers["location"] == "/polda/satuan"
    assert "Menyiapkan satuan" in person.reads("/polda/satuan")


@pytest.mark.parametrize("door", ["komando", "polda"])
def test_a_desks_door_knows_who_has_just_come_in_on_this_phone(person: Person, agus: Officer, nrp_of: Any,
                                                               code_for: Any, door: str) -> None:
    by_code(person, agus, nrp_of, code_for)
    page = person.reads(f"/{door}")
    assert "Lanjut sebagai Aiptu Agus Salim" in page
    proof = re.search(r'action="/petugas/meja"><input type="hidden" name="csrf" value="([^"]+)"', page)
    assert proof
    led = person.call("POST", "/petugas/meja", urlencode({"csrf": proof[1], "ke": door}).encode(), content_type=FORM)
    assert (led.status, led.headers["location"]) == (303, f"/{door}")
    assert f"siharat_{door}" in person.cookies


def test_who_leaves_the_phone_has_left_the_desk_that_was_opened_from_it(person: Person, agus: Officer, nrp_of: Any,
                                                                        code_for: Any) -> None:
    by_code(person, agus, nrp_of, code_for)
    person.sends("/petugas", "/petugas/meja", ke="komando")
    assert "data-queue-now" in person.reads("/komando")
    person.sends("/petugas", "/petugas/keluar")
    assert "data-queue-now" not in person.reads("/komando")


@pytest.mark.parametrize(("ended", "stays"), [("petugas", []), ("komando", ["petugas"])])
def test_who_ends_the_phone_from_elsewhere_has_ended_the_desk_that_was_opened_from_it(
        stage: Stage, person: Person, agus: Officer, nrp_of: Any, code_for: Any, ended: str, stays: list[str]) -> None:
    """It was lost, with the desk open on it."""
    by_code(person, agus, nrp_of, code_for)
    person.sends("/petugas", "/petugas/meja", ke="komando")

    def there() -> dict[str, str]:
        listed = stage.call("GET", "/api/v1/sessions", None, agus.token).body
        return {each["door"]: each["id"] for each in listed if not each["this"]}

    assert sorted(there()) == ["komando", "petugas"]
    assert stage.call("DELETE", f"/api/v1/sessions/{there()[ended]}", None, agus.token).status == 204
    assert sorted(there()) == stays


def test_who_leaves_the_desk_is_rung_on_the_phone_all_the_same(person: Person, agus: Officer, nrp_of: Any,
                                                               code_for: Any) -> None:
    by_code(person, agus, nrp_of, code_for)
    person.sends("/petugas", "/petugas/meja", ke="komando")
    person.sends("/komando", "/komando/keluar")
    assert "data-queue-now" not in person.reads("/komando")
    assert "Aiptu Agus Salim" in person.reads("/petugas")


def test_a_desk_where_one_signed_in_stays_when_the_phone_is_left(person: Person, agus: Officer, nrp_of: Any,
                                                                 code_for: Any) -> None:
    by_code(person, agus, nrp_of, code_for)
    person.sends("/komando/masuk", "/komando/masuk", nrp=nrp_of(agus), password=WORDS)
    person.sends("/petugas", "/petugas/keluar")
    assert "data-queue-now" in person.reads("/komando")


def test_after_ten_minutes_the_desk_asks_again(stage: Stage, person: Person, agus: Officer, nrp_of: Any,
                                               code_for: Any) -> None:
    """A phone that is found does not open the desk. Nor does a desk's session that was opened so open a third one."""
    by_code(person, agus, nrp_of, code_for)
    later(stage, 5 * 60)
    person.sends("/petugas", "/petugas/meja", ke="komando")
    later(stage, 5 * 60 + 1)
    assert person.reads("/komando"), "what was opened in time stays open"
    assert "Lanjut sebagai" not in person.reads("/polda")
    for ke in ("polda", "komando"):
        led = person.sends("/petugas", "/petugas/meja", ke=ke)
        assert (led.status, led.headers["location"]) == (303, f"/{ke}/masuk")
    assert "siharat_polda" not in person.cookies
    refused = person.sends("/komando", "/petugas/meja", ke="polda")
    assert refused.status == 403, "a desk's own proof is none at the phone's page"


def test_an_officer_is_shown_no_desk_and_led_to_none(person: Person, andi: Officer, nrp_of: Any, code_for: Any) -> None:
    assert doors(by_code(person, andi, nrp_of, code_for)) == []
    assert person.sends("/petugas", "/petugas/meja", ke="komando").headers["location"] == "/komando/masuk"
    assert "siharat_komando" not in person.cookies
    assert "Lanjut sebagai" not in person.reads("/komando")


def test_a_code_alone_leads_to_no_desk(person: Person, agus: Officer, nrp_of: Any, code_for: Any) -> None:
    person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp_of(agus), code=code_for(agus))
    assert "Lanjut sebagai" not in person.reads("/komando")
    led = person.sends("/petugas/kunci", "/petugas/meja", ke="komando")
    assert (led.status, led.headers["location"]) == (303, "/komando/masuk")
    assert "siharat_komando" not in person.cookies


def test_an_officer_who_asks_for_the_desk_comes_in_as_an_officer(person: Person, andi: Officer, nrp_of: Any,
                                                                 code_for: Any) -> None:
    person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp_of(andi), code=code_for(andi), ke="komando")
    done = person.sends("/petugas/kunci", "/petugas/kunci", password=WORDS, again=WORDS, ke="komando")
    assert done.headers["location"] == "/petugas"


@pytest.mark.parametrize(("password", "again", "said"), [
    ("pendek", "pendek", "Paling sedikit 10 huruf"), (WORDS, WORDS + "!", "Kedua kata sandi tidak sama"),
    ("polisi12345", "polisi12345", "Paling sedikit 10 huruf")])
def test_a_weak_password_is_refused_in_words(person: Person, andi: Officer, nrp_of: Any, code_for: Any,
                                             password: str, again: str, said: str) -> None:
    person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp_of(andi), code=code_for(andi))
    answer = person.sends("/petugas/kunci", "/petugas/kunci", password=password, again=again)
    assert answer.status == 422
    assert said in answer.body
    assert password not in answer.body


def test_without_a_code_there_is_no_page_to_set_a_password(person: Person, andi: Officer) -> None:
    for answer in (person.call("GET", "/petugas/kunci"),
                   person.sends("/petugas/masuk", "/petugas/kunci", password=WORDS, again=WORDS)):
        assert (answer.status, answer.headers["location"]) == (303, "/petugas/masuk")


def test_a_wrong_code_is_said_and_the_nrp_stays(person: Person, andi: Officer, nrp_of: Any) -> None:
    answer = person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp_of(andi), code="AAAA-AAAA")
    assert answer.status == 401
    assert "Minta kode baru" in answer.body
    assert f'value="{nrp_of(andi)}"' in answer.body


@pytest.mark.parametrize("said", [
    {}, {"nrp": "85010234"}, {"nrp": "\x00", "password": "\x00"}, {"nrp": "9" * 500, "password": "x" * 2_000},
    {"code": "anything"}, {"officer": "0193a5c0-0000-7000-8000-0000000000aa"}])
def test_nothing_but_a_credential_opens(person: Person, andi: Officer, said: dict[str, str]) -> None:
    for door in ("petugas", "komando", "polda"):
        answer = person.sends(f"/{door}/masuk", f"/{door}/masuk", **{"officer": andi.id, **said})
        assert answer.status == 401
        assert "NRP atau kata sandi tidak cocok." in answer.body
    assert not person.cookies


def test_a_session_is_no_code(person: Person, andi: Officer, nrp_of: Any) -> None:
    assert person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp_of(andi), code=andi.token).status == 401


@pytest.mark.parametrize("door", ["komando", "polda"])
def test_an_officer_does_not_come_in_by_the_desks_door(person: Person, andi: Officer, nrp_of: Any,
                                                       with_password: Any, door: str) -> None:
    answer = person.sends(f"/{door}/masuk", f"/{door}/masuk", nrp=nrp_of(andi), password=with_password(andi))
    assert answer.status == 403
    assert "Petugas masuk di /petugas" in answer.body
    assert f"siharat_{door}" not in person.cookies


def test_too_many_tries_say_how_long_to_wait(person: Person, andi: Officer, nrp_of: Any) -> None:
    for _ in range(40):
        answer = person.sends("/petugas/masuk", "/petugas/masuk", nrp=nrp_of(andi), password="salah lagi saja")
        if answer.status == 429:
            break
    assert answer.status == 429
    assert re.search(r"Terlalu banyak percobaan\. Tunggu \d+ (detik|menit), lalu coba lagi\.", answer.body)


def test_another_sites_form_signs_nobody_in(person: Person, andi: Officer, nrp_of: Any, with_password: Any) -> None:
    body = urlencode({"nrp": nrp_of(andi), "password": with_password(andi)}).encode()
    answer = person.call("POST", "/petugas/masuk", body, content_type=FORM, sec_fetch_site="cross-site")
    assert answer.status == 403
    assert not person.cookies


def test_no_page_sends_the_code_of_an_address_anywhere(person: Person) -> None:
    """What stands behind the # stays in the browser, also when the page is left."""
    answer = person.call("GET", "/petugas/daftar")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    module = person.reads(re.search(r'src="(/static/[^"]*enrol_code\.js)"', answer.body).group(1))  # type: ignore[union-attr]
    assert "replaceState" in module
    assert not re.search(r"fetch|XMLHttp|sendBeacon|api\.js", module)


def test_the_doors_of_the_demonstration_are_nowhere_else(person: Person) -> None:
    for door in ("petugas", "komando", "polda"):
        assert "/demo" not in person.reads(f"/{door}/masuk")
    assert person.call("GET", f"/{visit.DEMO}").status == 404
    assert person.call("POST", "/demo/pintu/petugas", b"", content_type=FORM).status == 404


# What an administrator does


def test_an_administrator_prints_a_code_and_it_opens(stage: Stage, person: Person, agus: Officer, andi: Officer,
                                                     nrp_of: Any) -> None:
    desk = at(stage, "komando", agus)
    assert 'href="/komando/petugas"' in desk.reads("/komando")
    page = desk.reads("/komando/petugas")
    assert "Bripka Andi Saputra" in page
    sheet = desk.sends("/komando/petugas", f"/komando/petugas/{andi.id}/kode")
    assert sheet.status == 200
    assert "<svg" in sheet.body
    assert "style=" not in sheet.body
    assert sheet.headers["cache-control"] == "no-store"
    code = code_on(sheet.body)
    assert person.sends("/petugas/daftar", "/petugas/daftar", nrp=nrp_of(andi), code=code).status == 303
    assert "kode menunggu" not in desk.reads("/komando/petugas")


def test_codes_for_all_make_no_printed_slip_worthless_without_a_tick(stage: Stage, agus: Officer, rahmat: Officer,
                                                                     nrp_of: Any, code_for: Any) -> None:
    code, desk = code_for(rahmat), at(stage, "komando", agus)
    assert "Rahmat" not in desk.sends("/komando/petugas", "/komando/petugas/kode").body
    unsure = desk.sends("/komando/petugas", "/komando/petugas/kode", again="1")
    assert (unsure.status, "Centang dulu" in unsure.body) == (422, True)
    assert Browser(stage, "10.7.0.1").enrols(nrp_of(rahmat), code).status == 201, "it is as good as before"
    second = code_for(rahmat)
    again = desk.sends("/komando/petugas", "/komando/petugas/kode", again="1", sure="1")
    assert "Rahmat" in again.body
    assert Browser(stage, "10.7.0.2").enrols(nrp_of(rahmat), second)["code"] == "code_replaced"


def test_codes_for_all_are_for_who_has_no_way_in(stage: Stage, agus: Officer, andi: Officer, rahmat: Officer,
                                                 with_password: Any) -> None:
    with_password(rahmat)
    sheet = at(stage, "komando", agus).sends("/komando/petugas", "/komando/petugas/kode").body
    assert "Andi Saputra" in sheet
    assert "Rahmat" not in sheet


def test_a_lost_phone_is_out_after_one_question(stage: Stage, agus: Officer, andi: Officer) -> None:
    desk = at(stage, "komando", agus)
    lost = at(stage, "petugas", andi)
    path = f"/komando/petugas/{andi.id}/cabut"
    assert "Bripka Andi Saputra" in desk.reads(path)
    assert "data-readiness" in lost.reads("/petugas"), "asking ends nothing"
    ended = desk.sends(path, path, credentials="1")
    assert (ended.status, ended.headers["location"]) == (303, "/komando/petugas?keluar=1")
    assert "Sudah dikeluarkan dari 1" in desk.reads(ended.headers["location"])
    assert 'action="/petugas/masuk"' in lost.reads("/petugas")


def test_the_list_is_searched_by_name_and_number(stage: Stage, agus: Officer, andi: Officer, rahmat: Officer,
                                                 nrp_of: Callable[[Officer], str]) -> None:
    desk = at(stage, "komando", agus)
    for wanted in ("andi", nrp_of(andi)):
        page = desk.reads(f"/komando/petugas?cari={wanted}")
        assert "Andi Saputra" in page
        assert "Rahmat" not in page


@pytest.mark.parametrize("who", ["dewi", "andi", "hasan", "yusuf"])
def test_nobody_else_sees_or_makes_codes(stage: Stage, request: pytest.FixtureRequest, andi: Officer, agus: Officer,
                                         who: str) -> None:
    other = at(stage, "komando", request.getfixturevalue(who))
    assert "/komando/petugas" not in other.reads("/komando")
    assert other.call("GET", "/komando/petugas").status == 404
    for path in ("kode", f"{andi.id}/kode", f"{andi.id}/cabut"):
        answer = other.sends("/komando", f"/komando/petugas/{path}")
        assert answer.status == 404, path
    roles = stage.do(stage.app.services.db.read(lambda tx: officers.get(tx, andi.id).active))
    assert roles == 1


def test_a_stranger_meets_the_door(person: Person, andi: Officer) -> None:
    assert 'action="/komando/masuk"' in person.reads("/komando/petugas")
    answer = person.call("POST", f"/komando/petugas/{andi.id}/kode", b"", content_type=FORM)
    assert answer.status == 401


def code_on(page: str) -> str:
    found = re.search(r'class="slip-code">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    assert found
    return found.group(1)
