"""Floods: generous, forgetful, bounded."""

import pytest

from siharat.kernel import Problem
from siharat.web.api import floods
from siharat.web.api.floods import Floods, Limit, network_of

SLOW = Limit(at_once=3, every_ms=1_000)


def test_so_many_at_once_and_then_one_a_second():
    flood = Floods()
    for _ in range(3):
        flood.admit(SLOW, "a", 0)
    with pytest.raises(Problem) as refused:
        flood.admit(SLOW, "a", 0)
    assert (refused.value.status, refused.value.extra) == (429, {"retry_after": 1})
    flood.admit(SLOW, "b", 0)
    flood.admit(SLOW, "a", 1_000)
    with pytest.raises(Problem):
        flood.admit(SLOW, "a", 1_000)
    flood.admit(SLOW, "a", 60_000)


def test_who_knocks_at_a_closed_door_waits_no_longer():
    flood = Floods()
    for _ in range(3):
        flood.admit(SLOW, "a", 0)
    for now in range(0, 1_000, 10):
        with pytest.raises(Problem):
            flood.admit(SLOW, "a", now)
    flood.admit(SLOW, "a", 1_000)


def test_a_million_addresses_take_no_more_room(monkeypatch):
    monkeypatch.setattr(floods, "MOST_REMEMBERED", 100)
    flood = Floods()
    for number in range(1_000):
        flood.admit(SLOW, str(number), 0)
    assert len(flood._empty_at) == 100


@pytest.mark.parametrize(("address", "network"), [
    ("10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:10.1.2.3", "10.1.2.3"),
    ("fe80::1%eth0", "fe80::/64"), (None, "local"), ("", "local"), ("what is this", "what is this"),
])
def test_one_phone_has_all_addresses_of_its_network(address, network):
    assert network_of(address) == network
