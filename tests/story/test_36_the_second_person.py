"""Whoever opens a name without working on the case is seen by a second person, and some of each month are judged."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from siharat.people import reviewing, sessions
from siharat.people.reviewing import LEAST, sample
from tests.story.conftest import hire


@pytest.fixture
def chief(stage):
    return hire(stage, "63.72", "AKBP", "Chandra Wijaya", "administrator")


def as_caller(stage, officer):
    return stage.do(stage.app.services.db.read(lambda tx: sessions.officer_caller(tx, officer.id)))


def seen(stage, officer):
    caller = as_caller(stage, officer)
    return stage.do(stage.app.services.db.read(reviewing.looks, caller))


def judged(stage, officer, look, word, note=""):
    caller = as_caller(stage, officer)
    return stage.do(stage.app.services.db.write(reviewing.judge, caller, look, word, note))


def test_a_look_is_on_the_chiefs_page_at_once_with_its_reason_and_judged_once(stage, siti, andi, dewi, chief, hasan):
    incident = siti.presses()["incident"]
    dewi.act(incident["id"], "identity", {"reason": "keluarga mencari Siti"})
    (look,) = seen(stage, chief)
    assert (look.by, look.code, look.reason) == (dewi.name, incident["code"], "keluarga mencari Siti")
    assert look.chosen
    headers = {"cookie": f"siharat_komando={chief.token}", "host": "test"}
    page = stage.call("GET", "/komando/pembukaan", None, None, headers)
    assert "keluarga mencari Siti" in page.body
    assert "81234567731" not in page.body, "who looks at the looks learns no number"
    assert "1 pembukaan identitas menunggu" in stage.call("GET", "/komando", None, None, headers).body
    judged(stage, chief, look.id, "wrong", "bukan tugasnya")
    with pytest.raises(Exception, match="judged it already"):
        judged(stage, chief, look.id, "right")
    (after,) = seen(stage, chief)
    assert (after.word, after.judge, after.note) == ("wrong", chief.name, "bukan tugasnya")


def test_nobody_judges_their_own(stage, siti, chief):
    incident = siti.presses()["incident"]["id"]
    chief.act(incident, "identity", {"reason": "ingin tahu saja"})
    (look,) = seen(stage, chief)
    assert look.own
    with pytest.raises(Exception, match="no such look"):
        judged(stage, chief, look.id, "right")
    other = hire(stage, "63", "AKBP", "Dian Permata", "administrator")
    judged(stage, other, look.id, "right")


def test_the_sample_is_drawn_by_a_secret_and_is_large_enough(stage):
    keys = stage.app.services.keys
    day = 1_800_000_000_000
    many = [(number, day + number * 1_000) for number in range(200)]
    drawn = sample(keys, many, "Asia/Makassar")
    assert len(drawn) == 20, "one in ten"
    assert drawn == sample(keys, list(reversed(many)), "Asia/Makassar"), "whoever asks"
    assert drawn != frozenset(range(20)), "not those that came first"
    assert len(sample(keys, many[:3], "Asia/Makassar")) == 3
    assert len(sample(keys, many[:LEAST + 2], "Asia/Makassar")) == LEAST


def test_whom_the_citizen_fears_reads_no_look_at_that_alarm(stage, siti, andi, dewi, chief, hasan):
    """Otherwise the book of looks would tell them of it, with its code."""
    stage.do(stage.app.services.db.write(lambda tx: tx.run(
        text("UPDATE citizen SET kept_from = :who WHERE id = :id"), who=chief.id, id=siti.id)))
    incident = siti.presses()["incident"]["id"]
    dewi.act(incident, "identity", {"reason": "keluarga mencari Siti"})
    assert seen(stage, chief) == []
    above = hire(stage, "63", "AKBP", "Dian Permata", "administrator")
    assert len(seen(stage, above)) == 1
