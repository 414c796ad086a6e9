"""The province sees how far each station is, from what is there and not from what somebody ticked."""

from __future__ import annotations

import re

import pytest

from siharat.drill import actions as drill
from siharat.people import stations
from siharat.web.province.rollout import STEPS, progress
from tests.story.conftest import hire


@pytest.fixture
def dian(stage):
    return hire(stage, "63", "AKBP", "Dian Kartika", "administrator")


def stands(stage, code="63.72"):
    def work(tx):
        row = stations.get(tx, code)
        return progress(tx, row)

    return stage.do(stage.app.services.db.read(work))


def next_step(stage):
    names = [*STEPS, "nothing"]
    return names[stands(stage).done]


def test_from_named_to_live(stage, andi):
    assert next_step(stage) == "enrolled", "its officer is on the list, and has not come in"
    andi.opens_phone()
    stage.after(40)
    assert next_step(stage) == "drilled"
    plan = stage.do(stage.app.services.db.write(lambda tx: drill.plan(tx, "63.72", "system", True, None)))
    assert plan
    stage.after(3)
    (alarm, *_) = andi.phone.of("alarm")
    andi.claims(alarm["incident"]["id"])
    stage.after(120)
    seen = stands(stage)
    assert 0 < seen.taken_ms < 10_000
    assert next_step(stage) == "nothing"
    stage.do(stage.app.services.db.write(stations.set_live, "63.72", False))
    assert next_step(stage) == "live", "as long as the one above rings for it"


def test_live_means_there_what_it_means_everywhere(stage, yusuf, dian):
    """Its alarms ring there: one count on both pages, whatever else is missing."""
    def page(who, path):
        headers = {"cookie": f"siharat_polda={who.token}", "host": "test"}
        return stage.call("GET", path, None, None, headers).body

    assert next_step(stage) != "nothing"
    board = page(yusuf, "/polda/penyebaran")
    live, of = re.search(r"<h1>(\d+) dari (\d+) satuan hidup", board).groups()
    assert live == of == str(board.count(">hidup</span>")), "all are live, and nobody's phone is ready"
    assert "masih kurang" in board
    stage.do(stage.app.services.db.write(stations.set_live, "63.72", False))
    board, roads = page(yusuf, "/polda/penyebaran"), page(dian, "/polda/satuan")
    assert f"<h1>{int(live) - 1} dari {of} satuan hidup" in board
    assert board.count(">hidup</span>") == roads.count(">hidup</span>") == int(live) - 1


def test_who_sets_stations_up_is_led_there_from_the_first_page(stage, dian):
    headers = {"cookie": f"siharat_polda={dian.token}", "host": "test"}
    assert 'href="/polda/satuan">Menyiapkan satuan' in stage.call("GET", "/polda", None, None, headers).body


def test_a_station_without_officers_waits_for_its_list(stage):
    assert [*STEPS][stands(stage, "63.05").done] == "officers"


def test_the_province_reads_it_and_an_officer_does_not(stage, andi, yusuf):
    def page(who):
        headers = {"cookie": f"siharat_polda={who.token}", "host": "test"}
        return stage.call("GET", "/polda/penyebaran", None, None, headers)

    assert "Polres Banjarbaru" in page(yusuf).body
    assert page(andi).status == 404
