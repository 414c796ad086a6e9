"""What a row says of itself. Nothing here is timed."""

import pytest
from bench.measure import Bench, Row
from bench.streams import _packet


def row(ratio, better):
    must, first = (0.35, 0.6) if better == "more" else (1.6, 1.3)
    return Row("", "", 1, 1, "ms", ratio, must, first, better)


@pytest.mark.parametrize(("ratio", "better", "verdict"), [
    (0.34, "more", "missed"), (0.35, "more", "kept"), (0.6, "more", "first class"),
    (1.61, "less", "missed"), (1.6, "less", "kept"), (1.3, "less", "first class")])
def test_a_verdict_turns_exactly_at_its_target(ratio, better, verdict):
    assert row(ratio, better).verdict == verdict


def test_the_ratio_is_that_of_neighbours_not_of_medians():
    """A machine that slows down in the middle slows both, and their ratio stays."""
    bench = Bench(True, lambda what: None)
    found = bench.compared("", "", [10, 10, 100, 100, 100], [20, 20, 200, 200, 200], "ms", 1, 1, "less")
    assert found.ratio == 0.5


def test_each_contestant_warms_up_and_takes_its_turn():
    turns = []
    bench = Bench(True, lambda what: None)
    ours, theirs = bench.alternated("", lambda: turns.append("a") or len(turns), lambda: turns.append("b") or 0)
    assert "".join(turns) == "ab" * (bench.runs + 1)
    assert len(ours) == len(theirs) == bench.runs
    assert ours[0] == 3


def test_a_long_mqtt_packet_counts_its_length_in_sevens():
    assert _packet(0x30, b"x" * 321)[:3] == bytes([0x30, 0x80 | 65, 2])
