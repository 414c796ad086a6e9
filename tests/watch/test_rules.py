"""What is told, when, and how often: on generated rounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from siharat.watch.rules import BEAT_SILENT, ROUND, SAID_AGAIN, Beat, Facts, Finding, Machine, Memory, beating, judge

NOW = 1_800_000_000_000
FINDINGS = st.frozensets(st.sampled_from([Finding("disk"), Finding("clock"), Finding("probe", "63.72")]))


@given(st.lists(FINDINGS, max_size=30))
def test_what_stands_two_rounds_is_told_once_and_its_end_too(rounds):
    memory = Memory()
    worse, better = [], []
    for number, found in enumerate(rounds):
        news = memory.news(found, NOW + number * ROUND)
        assert news.all_well is not bool(found), "the heartbeat ceases at once"
        assert set(news.better).isdisjoint(found)
        for each in news.worse:
            assert each in rounds[number - 1], "one round is no trouble yet"
        worse += news.worse
        better += news.better
    for each in set(worse):
        assert worse.count(each) - better.count(each) in (0, 1), "told, over, told again: in turn"


def test_what_lasts_is_said_again_after_half_an_hour():
    memory, said = Memory(), 0
    for number in range(SAID_AGAIN // ROUND + 3):
        said += len(memory.news(frozenset({Finding("disk")}), NOW + number * ROUND).worse)
    assert said == 2


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_part_is_looked_for_only_in_a_node_that_lives(part, node):
    beats = [Beat("a", "hub", NOW - part - node, NOW - node), Beat("auditor", "auditor", 0, 0)]
    found = beating(beats, NOW)
    if node > BEAT_SILENT:
        assert found == {Finding("no_node")}
    else:
        assert found == ({Finding("part_silent", "a hub")} if part + node > BEAT_SILENT else set())


def test_a_dead_node_beside_a_living_one_is_no_trouble():
    beats = [Beat("dead", "hub", 0, 0), Beat("alive", "hub", NOW, NOW)]
    assert judge(Facts(NOW, beats=beats), Machine()) == frozenset()
