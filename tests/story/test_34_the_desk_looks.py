"""The desk looks for an incident of another day, and hands the watch to the next."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest

from siharat.desk.search import read
from siharat.people import sessions
from tests.story.cast import Listener
from tests.story.conftest import hire
from tests.story.reporting import rows

NOW = 1_800_000_000_000  # 15 January 2027, 16.00 WITA
ZONE = "Asia/Makassar"


def looks_for(stage, desk, said):
    csrf = sessions.csrf_token(stage.app.services.keys, desk.token)
    headers = {"cookie": f"siharat_komando={desk.token}", "host": "test", "sec-fetch-site": "same-origin",
               "content-type": "application/x-www-form-urlencoded"}
    return stage.call("POST", "/komando/cari", urlencode({"q": said, "csrf": csrf}).encode(), None, headers)


def pressed(stage, siti, andi):
    incident = siti.presses()["incident"]
    andi.claims(incident["id"])
    andi.closes(incident["id"])
    return incident["code"]


def test_by_code_number_day_place_and_officer(stage, siti, andi, dewi, yusuf):
    code = pressed(stage, siti, andi)
    for said in (code, code[4:7].lower(), "0812-3456-7731", "+62 812 3456 7731", "hari ini", "15/1", "2027-01-15",
                 "loktabat", "loktabat utara hari ini", "bripka andi", "saputra 15.01.2027"):
        if said == code[4:7].lower() and not any(letter.isdigit() for letter in said):
            continue  # three letters may be words
        assert code in looks_for(stage, dewi, said).body, said
        assert code in looks_for(stage, yusuf, said).body, "and the desk above"
    for said in ("kemarin", "14/1", "Cempaka", "0812-0000-0000", "SHR-999999", "", "   "):
        assert code not in looks_for(stage, dewi, said).body, said


def test_looking_for_a_number_leaves_a_line_and_the_page_shows_no_name(stage, siti, andi, dewi):
    code = pressed(stage, siti, andi)
    page = looks_for(stage, dewi, "0812-3456-7731")
    assert code in page.body
    assert "Siti" not in page.body
    assert [row["officer"] for row in rows(stage, "look")] == [dewi.id]
    looks_for(stage, dewi, "loktabat")
    assert len(rows(stage, "look")) == 1, "a place is nobody's"


def test_another_station_finds_nothing_and_an_officer_no_page(stage, siti, andi, hasan):
    code = pressed(stage, siti, andi)
    assert looks_for(stage, hasan, code).status == 404
    assert looks_for(stage, andi, code).status == 404


@pytest.mark.parametrize(("said", "meant"), [
    ("12/11 Cempaka", {"day": date(2027, 11, 12), "words": "cempaka"}),
    ("Cempaka 31/02", {"day": None, "words": "cempaka 31/02"}), ("kemarin", {"day": date(2027, 1, 14), "words": ""}),
    ("shr-7K4", {"code": "7K4", "words": ""}),
    ("%_%", {"words": "%_%", "code": ""}), ("1.1.2026 0812 3456 7731", {"phone": "+6281234567731"})])
def test_what_is_meant(said, meant):
    found = read(said, NOW, ZONE)
    assert {name: getattr(found, name) for name in meant} == meant


def test_the_sheet_tells_the_next_watch_what_is_open_what_ended_and_what_was_noted(stage, siti, andi, dewi):
    ended = pressed(stage, siti, andi)
    waiting = siti.presses()["incident"]
    dewi.act(waiting["id"], "notes", {"text": "Anak kecil di dalam rumah"})
    sheet = stage.call("GET", "/komando/serah-jaga", None, None,
                       {"cookie": f"siharat_komando={dewi.token}", "host": "test"})
    assert sheet.status == 200
    before, after = sheet.body.split("Selesai dalam jaga ini: 1")
    assert waiting["code"] in before
    assert "Anak kecil di dalam rumah" in before
    assert ended in after
    assert "Siti" not in sheet.body
    assert "Tidak siap: " in after


def test_operators_see_each_others_hands_and_nobody_else_does(stage, siti, andi, dewi, hasan):
    """Two of the desk, one incident: each sees that the other has it open, until the page is left."""
    other = hire(stage, "63.72", "Aiptu", "Budi Santoso", "operator")
    incident = siti.presses()["incident"]["id"]
    desk = Listener(stage, dewi.token, "?door=komando")
    phone = Listener(stage, andi.token)
    for each in (desk, phone):
        each.open()
    on = {"incident": incident}
    assert stage.call("POST", "/api/v1/desk/hand", on, other.token).status == 204
    assert desk.of("hands")[-1]["hands"] == [{"officer": {"id": other.id, "name": other.name}, "incident": incident}]
    before = len(desk.of("hands"))
    stage.call("POST", "/api/v1/desk/hand", on, other.token)
    assert len(desk.of("hands")) == before, "the same said again is no news"
    stage.after(50)
    assert desk.of("hands")[-1]["hands"] == [], "a page that was left has no hand"
    assert phone.of("hands") == []
    assert stage.call("POST", "/api/v1/desk/hand", on, andi.token).status == 404
