"""The page of an incident's rings: its picture tells the truth of the ledger."""

from __future__ import annotations

import pytest

from siharat.web.api.record import Phone, Record, Rung
from siharat.web.command.rings_views import HEIGHT, TICKS, WIDTH, Rings
from tests.story.conftest import andi, dewi, rahmat, siti  # noqa: F401  the cast plays here too
from tests.web.faces.test_pages import enter


def test_who_rang_and_who_did_not_stand_on_the_page(stage, siti, andi, rahmat, dewi):  # noqa: F811
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    desk = enter(stage, "komando", dewi)
    page = desk.get(f"/komando/kejadian/{incident}/dering").body
    assert "1 dari 3 ponsel berdering" in page
    assert 'data-mark="claim"' in page
    assert page.count('data-why="never_enrolled"') == 2
    assert "Aipda Rahmat Hidayat" in page.partition("Tidak berdering")[2]
    assert f"/komando/kejadian/{incident}/dering" in desk.get("/komando").body


def ledger(*after: int | None, at: int = 1_000_000) -> Rings:
    phones = [Phone(officer=str(number), name=str(number), after_ms=ms, why=None if ms is not None else "no_answer",
                    devices=[Rung(kind="web_push", state="sent", received_at=None if ms is None else at + ms)])
              for number, ms in enumerate(after)]
    return Rings("Polres", Record("i", "SHR-1", "63.72", at, None, 1, phones, [], []))


@pytest.mark.parametrize("tick", range(5))
def test_each_mark_of_the_axis_stands_where_its_time_stands(tick):
    rings = ledger(200, 9_000)
    assert rings.x(TICKS[tick]) == pytest.approx(tick / (len(rings.ticks) - 1) * WIDTH, abs=0.1)


def test_later_is_never_further_left_and_nothing_leaves_the_picture():
    rings = ledger(50, 700, 12_000, 400_000)
    found = [rings.x(ms) for ms in (0, 50, 100, 101, 999, 1_000, 5_000, 29_999, 400_000, 10**9)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, WIDTH)


def test_the_curve_ends_at_the_share_that_rang():
    half = ledger(500, None)
    assert f"V{HEIGHT / 2}" in half.curve
    assert half.lanes == [("Notifikasi", [half.x(500)], 1)]
    assert (half.half, len(half.silent)) == (500, 1)
