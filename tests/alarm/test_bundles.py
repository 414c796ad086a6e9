"""Which bundle an alarm joins: on generated places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from siharat.alarm.bundles import Open, chosen, metres
from siharat.kernel.place import Place

HERE = Place(-3.4402, 114.8211)
NEAR = st.builds(lambda n, north, east, bundle: Open(f"i{n}", bundle, -3.4402 + north, 114.8211 + east),
                 st.integers(0, 99), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02),
                 st.one_of(st.none(), st.just("first")))


@given(st.lists(NEAR, max_size=8), st.integers(0, 2_000))
def test_it_joins_the_nearest_within_reach_or_nobody(others, within):
    found = chosen(HERE, others, within)
    reached = [other for other in others if metres(HERE, other) <= within]
    assert (found is None) == (not reached)
    if reached:
        nearest = min(metres(HERE, other) for other in reached)
        assert found in {other.bundle or other.id for other in reached if metres(HERE, other) == nearest}


def test_a_bundle_is_named_after_its_first_however_long_the_row():
    assert chosen(HERE, [Open("second", "first", HERE.lat, HERE.lon)], 100) == "first"


def test_a_hundred_metres_are_a_hundred_metres():
    assert abs(metres(HERE, Open("x", None, HERE.lat + 0.0009, HERE.lon)) - 100.2) < 0.5
    assert abs(metres(HERE, Open("x", None, HERE.lat, HERE.lon + 0.0009)) - 100.0) < 0.5
