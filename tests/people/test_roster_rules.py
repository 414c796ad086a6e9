"""Rosters: no gap in a rotation, the last change wins, and a gap in the plan never silences a station."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from siharat.people.roster_rules import Change, Rotation, first_to_ring, on_duty

HOUR = 3_600_000
DAY = 24 * HOUR
START = round(datetime(2026, 12, 1, 0, 0, tzinfo=UTC).timestamp() * 1_000)  # 08.00 WITA
ZONES = st.sampled_from(["Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Asia/Kathmandu"])
ROTATIONS = st.builds(
    Rotation, starts=st.dates(date(2026, 1, 1), date(2027, 12, 31)), handover=st.integers(0, 1_439),
    hours=st.integers(1, 72), teams=st.permutations(["A", "B", "C"]).map(tuple), zone=ZONES)
WITA = Rotation(date(2026, 12, 1), 8 * 60, 24, ("A", "B", "C"), "Asia/Makassar")
CHANGES = st.lists(st.builds(
    Change, id=st.integers(1, 50), officer=st.sampled_from(["andi", "rahmat", "nur"]),
    kind=st.sampled_from(["on", "off"]), begins=st.integers(0, 40), ends=st.integers(1, 60)),
    unique_by=lambda each: each.id)


@given(ROTATIONS, st.integers(0, 400 * DAY))
def test_once_begun_a_rotation_has_no_gap_and_keeps_its_order(rotation, later):
    assert rotation.team_at(rotation.begins + later) in rotation.teams
    assert rotation.team_at(rotation.begins - 2 * HOUR) is None


@given(ROTATIONS, st.integers(0, 300 * DAY))
def test_the_turns_of_a_calendar_meet_each_other_and_say_what_the_moment_says(rotation, later):
    since = rotation.begins + later
    turns = rotation.turns(since, since + 7 * DAY)
    assert turns[0][0] <= since
    assert turns[-1][1] >= since + 7 * DAY
    assert all(one[1] == other[0] for one, other in pairwise(turns))
    if rotation.zone.startswith("Asia/"):
        for begin, end, team in turns:
            assert rotation.team_at(begin) == rotation.team_at(end - 1) == team


def test_it_is_handed_over_at_eight_by_the_clock_of_the_station():
    assert WITA.team_at(START - 1) is None
    assert [WITA.team_at(START + day * DAY) for day in range(4)] == ["A", "B", "C", "A"]
    assert WITA.team_at(START + DAY - 1) == "A", "midnight changes nobody"


def test_a_summer_time_does_not_move_the_hand_over():
    york = Rotation(date(2027, 3, 13), 8 * 60, 24, ("A", "B"), "America/New_York")
    turns = york.turns(round(datetime(2027, 3, 13, 13, tzinfo=UTC).timestamp() * 1_000), START + 200 * DAY)
    assert turns[0][1] - turns[0][0] == 23 * HOUR
    assert turns[1][1] - turns[1][0] == 24 * HOUR


@given(CHANGES, st.integers(0, 60), st.sets(st.sampled_from(["andi", "rahmat", "nur"])))
def test_of_what_speaks_of_an_officer_the_last_word_counts(changes, at, team):
    found = on_duty(Rotation(date(1969, 1, 1), 0, 24, ("A",), "UTC"), {"A": team}, changes, at)
    for officer in ("andi", "rahmat", "nur"):
        said = [each.kind for each in sorted(changes, key=lambda each: each.id)
                if each.officer == officer and each.speaks_of(at)]
        assert (officer in found) == (said[-1] == "on" if said else officer in team)


def test_a_leave_ends_to_the_moment():
    leave = Change(1, "andi", "off", START, START + DAY)
    assert on_duty(WITA, {"A": ["andi", "nur"]}, [leave], START) == {"nur"}
    assert on_duty(WITA, {"B": ["andi"]}, [leave], START + DAY) == {"andi"}


EVERYONE = frozenset(["andi", "rahmat", "nur"])


@given(st.sets(st.sampled_from([*sorted(EVERYONE), "left the station"])))
def test_a_gap_in_the_roster_never_silences_a_station(on):
    assert first_to_ring(EVERYONE, on) == (on & EVERYONE or EVERYONE)
