"""Real calls: baresip rings, sipp's phones do what phones do."""

from __future__ import annotations

import asyncio

from tests.voice.conftest import needs_telephones, station
from tests.voice.phones import number, until

pytestmark = needs_telephones


def test_all_ring_and_the_first_digit_takes_it(tmp_path):
    async def story():
        async with station(tmp_path) as here:
            others = [number("rings", which) for which in (1, 2)]
            await here.rings(*others, number("takes"))
            assert here.states() == {1: "sent", 2: "sent", 3: "sent"}
            await until(lambda: "take" in here.said())
            assert here.heard[0].ring_id == 3
            await until(lambda: sorted(here.network.of("cancelled")) == others)

    asyncio.run(story())


def test_the_winner_talks_with_the_citizen_and_one_hang_up_ends_both(tmp_path):
    async def story():
        async with station(tmp_path) as here:
            await here.rings(number("takes_and_hangs_up"))
            await until(lambda: "reached" in here.said())
            assert here.said() == ["take", "started", "reached"]
            await until(lambda: here.network.of("ended") == [number("answers")])
            await here.quiet()

    asyncio.run(story())
