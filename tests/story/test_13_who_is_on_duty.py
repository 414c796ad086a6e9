"""Who is on duty: the roster says it, its changes say it better, and where it says nothing the desk is called."""

from __future__ import annotations

import pytest

from siharat.admin import commands
from siharat.kernel import Problem
from siharat.people import duty, officers, roster

HOUR = 3_600_000


def nrp(stage, officer):
    return stage.do(stage.app.services.db.read(officers.get, officer.id)).nrp


def imports(stage, lines, **more):
    return stage.do(stage.app.services.db.write(
        commands.run, "roster import", {"station": "63.72", "lines": lines, "hours": 12, **more}))


def on_duty(stage):
    return set(stage.do(stage.app.services.db.read(duty.on_duty, "63.72")).who)


def teams(stage, **members):
    return [{"number": number, "nrp": nrp(stage, officer), "team": team}
            for number, (team, officer) in enumerate(members.items(), start=2)]


def test_without_a_roster_the_desk_is_on_duty(stage, andi, dewi):
    assert on_duty(stage) == {dewi.id}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # hours, second by second
def test_teams_follow_each_other_and_the_hand_over_is_the_stations(stage, andi, rahmat, dewi):
    # virtual time begins at 16.00 WITA on 15 January 2027
    imports(stage, teams(stage, A=andi, B=rahmat), starts="2027-01-15", handover=8 * 60)
    assert on_duty(stage) == {andi.id}
    stage.after(4 * 3600 - 1)
    assert on_duty(stage) == {andi.id}
    stage.after(2)
    assert on_duty(stage) == {rahmat.id}


def test_a_swap_holds_and_is_undone(stage, andi, rahmat, nur, dewi):
    imports(stage, teams(stage, A=andi, B=rahmat), starts="2027-01-15", handover=8 * 60)
    now = stage.app.services.clock.now()
    write = stage.app.services.db.write
    one, other = stage.do(write(roster.swap, "63.72", andi.id, nur.id, now, now + HOUR, dewi.id))
    assert on_duty(stage) == {nur.id}
    assert stage.do(write(roster.undo, "63.72", other, dewi.id))
    assert not stage.do(write(roster.undo, "63.72", other, dewi.id)), "only once"
    assert on_duty(stage) == {dewi.id}, "nobody is left, so the desk is"
    assert stage.do(write(roster.undo, "63.72", one, dewi.id))
    assert on_duty(stage) == {andi.id}


def test_a_single_turn_is_added_by_the_clock_of_the_station(stage, andi, dewi):
    line = {"number": 2, "nrp": nrp(stage, andi), "begins": "2027-01-15T15:00", "ends": "2027-01-15T17:00"}
    imports(stage, [line])
    assert on_duty(stage) == {andi.id}
    stage.after(3601)
    assert on_duty(stage) == {dewi.id}


def test_a_wrong_line_names_itself_and_nothing_is_written(stage, andi, hasan, dewi):
    lines = [*teams(stage, A=andi), {"number": 3, "nrp": nrp(stage, hasan), "team": "B"}]
    with pytest.raises(Problem, match="line 3"):
        imports(stage, lines, starts="2027-01-15")
    assert on_duty(stage) == {dewi.id}


def test_a_dry_run_only_looks(stage, andi, dewi):
    assert imports(stage, teams(stage, A=andi), starts="2027-01-15", dry_run=True)["members"] == 1
    assert on_duty(stage) == {dewi.id}
