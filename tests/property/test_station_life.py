"""A random station life on both databases; and the planted bugs that must turn it red."""

from __future__ import annotations

import pytest

from tests.property.play import PLANTS, live


def test_a_random_station_life_keeps_its_promises():
    live("sqlite:///:memory:", examples=40, seed=1)


def test_the_same_life_on_postgresql(postgres_server, province_template):
    live(postgres_server, examples=4, seed=2)


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_bug_is_found(plant):
    with PLANTS[plant](), pytest.raises(BaseException, match=PLANTS[plant].says) as red:
        live("sqlite:///:memory:", examples=200, seed=1, shrink=False)
    assert not isinstance(red.value, KeyboardInterrupt)
