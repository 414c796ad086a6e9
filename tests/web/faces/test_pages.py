"""The pages without script: forms, redirects, cookies, on the real application."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import text

from siharat.ring import store
from siharat.setup import store as setup
from siharat.watch import store as watched
from tests.story.cast import Answer, Stage
from tests.story.conftest import andi, dewi, rahmat, siti, yusuf  # noqa: F401  the cast plays here too

OF_ALARM = text("""SELECT r.id FROM ring r JOIN device d ON d.id = r.device
    WHERE d.officer = :officer AND r.incident IS NOT NULL""")


@dataclass
class Browser:
    """Keeps cookies, follows nothing, fills in forms."""

    stage: Stage
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._call("GET", path, None)

    def post(self, path: str, csrf: str | None = None, **said: str) -> Answer:
        body = urlencode({**said, **({"csrf": csrf} if csrf is not None else {})}).encode()
        return self._call("POST", path, body)

    def submit(self, page: str, path: str, **said: str) -> Answer:
        """Loads a page, takes its proof along, and the mark of what it shows, sends a form of it."""
        shown = self.get(page).body
        proof = re.search(r'name="csrf" content="([^"]*)"', shown)
        assert proof
        return self.post(path, proof.group(1), **looked_at(shown, path) | said)

    def _call(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"content-type": "application/x-www-form-urlencoded",
                   "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = self.stage.call(method, path, body, headers=headers)
        cookie = answer.headers.get("set-cookie", "")
        if cookie:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def looked_at(page: str, path: str) -> dict[str, str]:
    """The mark of what a page shows, in its form that goes there."""
    mark = re.search(rf'action="{re.escape(path)}"[^>]*>.*?name="seen" value="([^"]*)"', page)
    return {"seen": mark[1]} if mark else {}


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return Browser(stage)


def enter(stage: Stage, door: str, officer: Any) -> Browser:
    return Browser(stage, {f"siharat_{door}": officer.token})


def test_the_first_page_has_the_button_and_asks_for_no_account(browser: Browser, andi: Any) -> None:  # noqa: F811
    page = browser.get("/")
    assert page.status == 200
    assert "DARURAT" in page.body
    assert page.headers["cache-control"] == "no-store"
    assert "unsafe" not in page.headers["content-security-policy"]


def test_a_press_by_an_unknown_person_rings_and_signs_them_in(browser: Browser, andi: Any) -> None:  # noqa: F811
    answer = browser.post("/tekan", id="6f1c3f5e-2d5a-4c0e-9b1a-7d9f0a1b2c3d", phone="0812 3456 7731", name="Siti",
                          lat="-3.4402", lon="114.8211", accuracy_m="8")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert "siharat_warga" in browser.cookies
    page = browser.get("/").body
    assert "Ponsel petugas sedang berdering" in page
    assert 'http-equiv="refresh"' in page


def test_the_citizen_reads_how_many_phones_proved_that_they_ring(stage: Stage, siti: Any, andi: Any,  # noqa: F811
                                                                 rahmat: Any) -> None:  # noqa: F811
    siti.presses()
    citizen = Browser(stage, {"siharat_warga": siti.token})
    assert "2 ponsel petugas dipanggil" in citizen.get("/").body
    tried = stage.call("POST", "/api/v1/devices/tests", None, andi.token)
    for ring in tried.body["rings"]:
        path = f"/api/v1/rings/{ring['ring_id']}/receipts"
        assert stage.call("POST", path, {"state": "shown", "key": ring["receipt_key"]}).status == 200
    assert "2 ponsel petugas dipanggil" in citizen.get("/").body, "a try is not this alarm"
    stage.do(stage.app.services.db.write(_proved, andi.id))
    assert "1 dari 2 ponsel petugas berdering" in citizen.get("/").body


def _proved(tx: Any, officer: str) -> None:
    ring = tx.value(OF_ALARM, officer=officer)
    store.mark_received(tx, ring, "shown", "shown", tx.now)


def test_the_same_form_twice_is_one_press(browser: Browser, andi: Any) -> None:  # noqa: F811
    for _ in range(2):
        browser.post("/tekan", id="6f1c3f5e-2d5a-4c0e-9b1a-7d9f0a1b2c3d", phone="081234567731", name="Siti",
                     lat="-3.4402", lon="114.8211")
        browser.cookies.clear()
    andi_page = enter(browser.stage, "petugas", andi).get("/petugas").body
    assert andi_page.count('class="card" href="/petugas/kejadian/') == 1


def test_a_press_without_any_number_says_what_to_do(browser: Browser, andi: Any) -> None:  # noqa: F811
    answer = browser.post("/tekan", id="", phone="", name="")
    assert answer.status == 422
    assert "telepon 110" in answer.body


def test_a_practice_rings_nobody_and_says_so(browser: Browser, andi: Any) -> None:  # noqa: F811
    browser.post("/daftar", phone="081234567731", name="Siti")
    answer = browser.submit("/", "/tekan", mode="practice")
    page = browser.get(answer.headers["location"]).body
    assert "Uji coba Anda sampai di Polres Banjarbaru." in page
    assert "0 dari 1 ponsel akan berdering. Tidak ada yang dipanggil." in page, "no phone of Andi's is open"
    assert "dalam 0,5 s" in browser.get(answer.headers["location"] + "&ms=412").body
    for wrong in ("0", "x", "' OR 1=1 --"):
        assert "Uji coba tidak sampai." in browser.get(f"/?latihan={quote(wrong)}").body
    andi.opens_phone()
    assert "1 dari 1 ponsel" in browser.get(answer.headers["location"]).body


def test_a_wrong_number_keeps_what_was_typed(browser: Browser) -> None:
    answer = browser.post("/daftar", phone="08", name="Siti")
    assert answer.status == 422
    assert 'value="Siti"' in answer.body


def test_without_proof_a_signed_in_form_changes_nothing(browser: Browser, siti: Any, andi: Any) -> None:  # noqa: F811
    incident = siti.presses()["incident"]["id"]
    officer = enter(browser.stage, "petugas", andi)
    assert officer.post(f"/petugas/kejadian/{incident}/ambil").status == 403
    assert officer.post(f"/petugas/kejadian/{incident}/ambil", csrf="0" * 32).status == 403


def test_an_officer_takes_calls_goes_and_closes_by_forms_alone(stage: Stage, siti: Any, andi: Any) -> None:  # noqa: F811
    incident = siti.presses()["incident"]["id"]
    officer = enter(stage, "petugas", andi)
    path = f"/petugas/kejadian/{incident}"
    assert "AMBIL & TELEPON" in officer.get(path).body
    assert "Siti Aisyah" not in officer.get(path).body
    assert officer.submit(path, f"{path}/ambil").status == 303
    page = officer.get(path).body
    assert "Siti Aisyah" in page
    assert "tel:+6281234567731" in page
    for route, said in [("panggilan", {"outcome": "started"}), ("panggilan", {"outcome": "reached"}),
                        ("gerak", {"status": "en_route"}), ("pesan", {"text": "Kami di depan"}),
                        ("gerak", {"status": "on_scene"}), ("tutup", {"disposition": "genuine"})]:
        assert officer.submit(path, f"{path}/{route}", **said).status == 303, route
    assert "Selesai" in officer.get(path).body
    assert [step for step in siti.steps() if step != "message"] == [
        "received", "ringing", "claimed", "calling", "en_route", "on_scene", "closed"]


def test_who_comes_second_is_told_who_was_first(stage: Stage, siti: Any, andi: Any, rahmat: Any) -> None:  # noqa: F811
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    late = enter(stage, "petugas", rahmat).submit("/petugas", f"/petugas/kejadian/{incident}/ambil")
    assert late.status == 409
    assert "Sudah diambil Bripka Andi Saputra." in late.body
    assert "Siti Aisyah" not in late.body


def test_the_command_centre_sees_the_alarm_but_a_name_only_for_a_reason(stage: Stage, siti: Any, andi: Any,  # noqa: F811
                                                                        dewi: Any) -> None:  # noqa: F811
    incident = siti.presses()["incident"]["id"]
    desk = enter(stage, "komando", dewi)
    page = desk.get("/komando").body
    assert "data-matrix" in page
    assert "Siti Aisyah" not in page
    assert desk.submit("/komando", f"/komando/kejadian/{incident}/identitas", reason="x").status == 422
    looked = desk.submit("/komando", f"/komando/kejadian/{incident}/identitas", reason="keluarga menelepon")
    assert "Siti Aisyah" in looked.body
    assert "Siti Aisyah" not in desk.get("/komando").body


def test_the_province_sees_counts_only(stage: Stage, siti: Any, andi: Any, yusuf: Any) -> None:  # noqa: F811
    siti.presses()
    page = enter(stage, "polda", yusuf).get("/polda").body
    assert "Polres Banjarbaru" in page
    assert not re.search(r"Siti|SHR-|Loktabat", page)


def test_the_province_sees_on_table_and_plan_where_the_watchdogs_alarm_is_lost(stage: Stage, yusuf: Any,  # noqa: F811
                                                                               andi: Any) -> None:  # noqa: F811
    plan = re.compile(r'data-area="63.72" data-mood="(\w+)"')
    desk = enter(stage, "polda", yusuf)
    stage.do(stage.app.services.db.write(watched.ask, "63.72"))
    stage.after(9)
    assert plan.findall(desk.get("/polda").body) == ["calm"], "it may still be heard"
    stage.after(1)
    page = desk.get("/polda").body
    assert plan.findall(page) == ["silent"]
    assert 'data-state="wait">uji tidak sampai' in page
    stage.do(stage.app.services.db.write(watched.heard, "63.72", 1))
    assert plan.findall(desk.get("/polda").body) == ["calm"]


def test_two_stations_of_one_name_have_a_colour_each(stage: Stage, yusuf: Any, andi: Any) -> None:  # noqa: F811
    stage.do(stage.app.services.db.write(lambda tx: tx.run(setup.RENAME, station="63.71", name="Polres Banjarbaru",
                                                           timezone="Asia/Makassar")))
    page = enter(stage, "polda", yusuf).get("/polda").body
    moods = dict(re.findall(r'<path [^>]*data-area="([^"]*)" data-mood="(\w+)"', page))
    assert (page.count(">Polres Banjarbaru</th>"), moods["63.71"], moods["63.72"]) == (2, "none", "calm")


@pytest.mark.parametrize("path", ["/petugas", "/komando", "/polda"])
def test_a_stranger_meets_a_door(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status == 200
    assert f'action="{path}/masuk"' in page.body


def test_another_sites_form_is_refused(stage: Stage) -> None:
    headers = {"sec-fetch-site": "cross-site", "content-type": "application/x-www-form-urlencoded"}
    answer = stage.call("POST", "/tekan", b"phone=0812345677&name=x", headers=headers)
    assert answer.status == 403


def test_a_language_is_chosen_and_remembered(browser: Browser) -> None:
    assert browser.post("/bahasa", language="en", door="warga").status == 303
    assert "EMERGENCY" in browser.get("/").body
    browser.post("/bahasa", language="xx", door="warga")
    assert "DARURAT" in browser.get("/").body


def test_what_is_not_there_is_said_as_a_page(stage: Stage, andi: Any) -> None:  # noqa: F811
    page = enter(stage, "petugas", andi).get("/petugas/kejadian/nothing")
    assert page.status == 404
    assert "Tidak ada, atau bukan untuk Anda." in page.body


def test_what_was_taken_late_has_climbed_and_was_not_left_unanswered(stage, siti, andi, dewi):  # noqa: F811
    incident = siti.presses()["incident"]["id"]
    stage.after(23)
    assert andi.claims(incident).status == 200
    board = enter(stage, "komando", dewi).get("/komando").body
    assert "<b>1</b> naik tangga hari ini" in board
    assert "tak terjawab hari ini" not in board
