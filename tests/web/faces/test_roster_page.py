"""The roster as a calendar: read by the desk, changed by the administrator, undone; by plain forms."""

from __future__ import annotations

import re

import pytest

from siharat.admin import commands
from siharat.people import duty, officers
from tests.story.conftest import andi, hire, rahmat  # noqa: F401  the cast plays here too
from tests.web.faces.test_pages import enter

PAGE = "/komando/piket"
# Virtual time begins on Friday 15 January 2027, at 16.00 by the station's clock.
FRIDAY = {"begins": "2027-01-15T12:00", "ends": "2027-01-15T20:00"}


@pytest.fixture
def desk(stage):
    return enter(stage, "komando", hire(stage, "63.72", "Aiptu", "Dewi Lestari", "administrator"))


@pytest.fixture
def numbers(stage, andi, rahmat):  # noqa: F811
    """Andi in team A, Rahmat in team B, half a day each, since today at eight."""
    read = stage.app.services.db.read
    found = [stage.do(read(officers.get, each.id)).nrp for each in (andi, rahmat)]
    stage.do(stage.app.services.db.write(commands.run, "roster import", {
        "station": "63.72", "hours": 12, "starts": "2027-01-15",
        "lines": [{"number": 2, "nrp": found[0], "team": "A"}, {"number": 3, "nrp": found[1], "team": "B"}]}))
    return found


def on_duty(stage):
    return set(stage.do(stage.app.services.db.read(duty.on_duty, "63.72")).who)


def cell(page, number, month):
    found = re.search(rf"<td[^>]*><time>{number} <small>{month}</small></time>(.*?)</td>", page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[1]).split()


def test_four_weeks_from_this_monday_with_the_teams_of_each_day(desk, numbers):
    page = desk.get(PAGE).body
    assert "Sekarang piket:</b> Bripka Andi Saputra." in page
    assert cell(page, 14, "Jan") == ["kosong"], "the rotation has not begun"
    assert cell(page, 15, "Jan") == ["A", "08.00", "B", "20.00"]
    assert cell(page, 16, "Jan") == ["B", "A", "08.00", "B", "20.00"], "the night's team is still there"
    assert len(re.findall("<time>", page)) == 28
    assert "Feb" in desk.get(f"{PAGE}?mulai=2027-02-08").body
    assert desk.get(f"{PAGE}?mulai=yesterday").status == desk.get(f"{PAGE}?mulai=9999-12-31").status == 200


def test_a_leave_is_seen_holds_and_is_undone(stage, desk, numbers, andi):  # noqa: F811
    assert on_duty(stage) == {andi.id}
    assert desk.submit(PAGE, f"{PAGE}/ubah", why="leave", nrp=numbers[0], **FRIDAY).status == 303
    page = desk.get(PAGE).body
    assert andi.id not in on_duty(stage)
    assert "− Bripka Andi Saputra" in page
    undo = re.search(r'action="(/komando/piket/\d+/batal)"', page)[1]
    assert desk.submit(PAGE, undo).status == 303
    assert on_duty(stage) == {andi.id}
    assert desk.submit(PAGE, undo).status == 404, "only once"


def test_two_change_places(stage, desk, numbers, rahmat):  # noqa: F811
    assert desk.submit(PAGE, f"{PAGE}/ubah", why="swap", nrp=numbers[0], nrp_other=numbers[1], **FRIDAY).status == 303
    assert on_duty(stage) == {rahmat.id}


@pytest.mark.parametrize(("wrong", "says"), [
    ({"nrp": "1"}, "nobody of this station"), ({"why": "tired"}, "is none of"), ({"ends": "2027-01-15T12:00"}, "after"),
    ({"ends": "2027-12-01T12:00"}, "within 90 days"), ({"begins": "soon"}, "two moments"),
    ({"begins": "2026-01-01T08:00", "ends": "2026-01-02T08:00"}, "no time"),
    ({"begins": "2031-01-01T08:00", "ends": "2031-01-02T08:00"}, "no time"),
    ({"why": "swap"}, "nobody of this station"),
])
def test_a_bad_one_is_refused_by_name_and_nothing_changes(stage, desk, numbers, andi, wrong, says):  # noqa: F811
    answer = desk.submit(PAGE, f"{PAGE}/ubah", **{"why": "leave", "nrp": numbers[0]} | FRIDAY | wrong)
    assert answer.status == 422
    assert says in answer.body
    assert on_duty(stage) == {andi.id}


def test_an_operator_reads_and_changes_nothing(stage, numbers):
    operator = enter(stage, "komando", hire(stage, "63.72", "Aipda", "Operator", "operator"))
    page = operator.get(PAGE).body
    assert "A" in cell(page, 15, "Jan")
    assert "Simpan perubahan" not in page
    assert operator.submit(PAGE, f"{PAGE}/ubah", why="leave", nrp=numbers[0], **FRIDAY).status == 404


def test_without_a_roster_the_page_says_how_to_make_one(desk):
    assert "siharat roster import" in desk.get(PAGE).body
