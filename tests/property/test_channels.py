"""Channels are strangers to each other: what befalls one is no reason for another to be late or silent."""

from __future__ import annotations

import pytest

from tests.property.house import House, enlist
from tests.story.cast import LOKTABAT

PRESS = {"id": "6f1c3f5e-2d5a-4c0e-9b1a-7d9f0a1b2c3d", "location": LOKTABAT, "phone": "0812 1111 1111"}


@pytest.fixture
def house():
    house = House("sqlite:///:memory:")
    yield house
    house.crash()
    house.leave()


@pytest.mark.parametrize(("sick", "well"), [(0, 1), (1, 0)])
@pytest.mark.parametrize("does", ["raises", "slow", "fails", "gone"])
def test_whatever_one_channel_does_the_other_rings_at_once(house, does, sick, well):
    stage = house.open()
    house.write(enlist, "63.72", "Bripka", "Andi")
    house.parcels[sick].does = does
    stage.call("POST", "/api/v1/alarms", PRESS)
    assert house.parcels[well].alarms


def test_a_channel_that_breaks_leaves_failed_rings_with_the_reason_and_rings_with_the_next_wave(house):
    from sqlalchemy import text

    stage = house.open()
    house.write(enlist, "63.72", "Bripka", "Andi")
    house.parcels[0].does = "raises"
    stage.call("POST", "/api/v1/alarms", PRESS)
    states = text("""SELECT r.state, r.detail FROM ring r JOIN device d ON d.id = r.device
        WHERE d.kind = 'parcel_a'""")
    broken = house.look(lambda tx: tx.one(states))
    assert broken.state == "failed"
    assert "the provider's own words" in broken.detail
    house.parcels[0].does = "ok"
    stage.after(6)
    assert house.look(lambda tx: tx.one(states)).state == "sent"
