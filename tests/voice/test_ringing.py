"""Real calls: baresip rings, sipp's phones do what phones do."""

from __future__ import annotations

import asyncio

import pytest

from siharat.ring.channels import Reply
from siharat.ring.channels.voice.plan import DialPlan
from siharat.ring.channels.voice.rules import Patience
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


def test_each_phone_that_cannot_be_rung_says_why_and_the_wave_is_not_held_up(tmp_path):
    async def story():
        async with station(tmp_path, patience=Patience(ring_s=1)) as here:
            kinds = ("busy", "declines", "unreachable", "dead_line")
            await here.rings(*map(number, kinds), "+6281500000000", "nonsense")
            assert set(here.states().values()) == {"failed"}
            said = here.details()
            reasons = ("busy", "declined", "out of reach", "did not let it ring", "404", "not dialled")
            assert [reason for at, reason in enumerate(reasons, 1) if reason not in said[at]] == [], said
            assert len(here.delivered) == 6, "each exactly once"

    asyncio.run(story())


def test_picking_up_proves_nothing_and_mailboxes_are_left(tmp_path):
    async def story():
        async with station(tmp_path, patience=Patience(listen_s=1)) as here:
            await here.rings(number("mailbox"))
            await until(lambda: here.network.of("ended") == [number("mailbox")])
            assert here.heard == []
            assert here.states() == {1: "sent"}
            await until(here.quiet)

    asyncio.run(story())


def test_a_phone_that_nobody_takes_is_hung_up_and_the_next_wave_rings_it_again(tmp_path):
    async def story():
        async with station(tmp_path, patience=Patience(ring_s=0.6)) as here:
            await here.rings(number("rings"))
            await here.rings(number("rings"))
            assert here.network.of("invited") == [number("rings")], "it rings already: one call at a time"
            await until(lambda: here.network.of("cancelled") == [number("rings")])
            await until(here.quiet)
            await here.rings(number("rings"))
            assert here.network.of("invited") == [number("rings")] * 2
            assert [each.state for each in here.delivered] == ["sent"] * 3

    asyncio.run(story())


def test_who_cannot_come_says_so_by_2_and_other_keys_do_nothing(tmp_path):
    async def story():
        async with station(tmp_path) as here:
            here.replies["decline"] = Reply("declined", "i1")
            here.replies["take"] = Reply("already_claimed", "i1", claimed_by="Aipda Nur Hayati")
            await here.rings(number("cannot_come"), number("presses_nonsense"))
            await until(lambda: len(here.heard) == 2)
            assert {(heard.said, heard.ring_id) for heard in here.heard} == {("decline", 1), ("take", 2)}
            await until(lambda: here.network.of("ended") == [number("cannot_come")])

    asyncio.run(story())


def test_only_ringing_is_hung_up_after_its_time_and_never_answered(tmp_path):
    async def story():
        async with station(tmp_path, patience=Patience(only_rings_s=0.5, listen_s=20)) as here:
            await here.rings("ring:" + number("rings"), "ring:" + number("mailbox"))
            assert set(here.states().values()) == {"sent"}
            await until(lambda: here.network.of("cancelled") == [number("rings")])
            await until(lambda: here.network.of("ended") == [number("mailbox")], within=2)

    asyncio.run(story())


def test_over_the_days_ceiling_phones_still_ring_and_cannot_be_answered(tmp_path):
    async def story():
        async with station(tmp_path, patience=Patience(only_rings_s=0.5, listen_s=20), calls=1) as here:
            await here.rings(number("rings"), number("mailbox"))
            assert set(here.states().values()) == {"sent"}
            assert "SIHARAT_VOICE_PER_DAY" in here.details()[2]
            await until(lambda: here.network.of("ended") == [number("mailbox")], within=2)
            assert here.network.of("cancelled") == [], "the first one goes on ringing"
            await here.falls_silent()

    asyncio.run(story())


def test_silence_ends_the_calls_of_its_own_alarm_at_once_and_no_other(tmp_path):
    async def story():
        async with station(tmp_path) as here:
            first = [number("rings", 1), number("mailbox", 1)]
            second = [number("rings", 2), number("mailbox", 2)]
            await asyncio.gather(here.rings(*first, incident="i1"), here.rings(*second, incident="i2", first=3))
            await until(lambda: len(here.network.of("up")) == 2)
            await here.falls_silent(*first, incident="i1")
            await until(lambda: here.network.of("cancelled") + here.network.of("ended") == first, within=1)
            assert sum(line.up for line in here.lines.all) == 2
            await here.falls_silent(*second, incident="i2")
            await until(here.quiet)

    asyncio.run(story())


def test_never_more_calls_than_the_trunk_carries_and_two_alarms_take_turns(tmp_path):
    async def story():
        async with station(tmp_path, lines=2, patience=Patience(ring_s=0.5)) as here:
            large = [number("rings", which) for which in range(1, 6)]
            small = [number("rings", 101)]
            await asyncio.gather(here.rings(*large, incident="i1"), here.rings(*small, incident="i2", first=101))
            assert list(here.states().values()) == ["sent"] * 6
            await until(lambda: len(here.network.of("cancelled")) == 6)
            assert set(here.network.of("invited")) == {*large, *small}
            assert small[0] in here.network.of("invited")[:3]
            under_way = most = 0
            for what, _ in here.network.happened():
                under_way += {"invited": 1, "cancelled": -1}[what]
                most = max(most, under_way)
            assert most == 2

    asyncio.run(story())


def test_who_waited_too_long_for_a_line_is_not_rung(tmp_path):
    async def story():
        async with station(tmp_path, lines=1, patience=Patience(ring_s=1)) as here:
            await here.rings(number("rings", 1), number("rings", 2), ttl_s=0.5)
            assert here.states() == {1: "sent", 2: "failed"}
            assert here.network.of("invited") == [number("rings", 1)]

    asyncio.run(story())


PREMIUM = "+628091001000"


class Unguarded(DialPlan):
    def allows(self, number: str) -> bool:
        return True


@pytest.mark.parametrize(("plan", "dialled"), [(DialPlan(), []), (Unguarded(), [PREMIUM])],
                         ids=["guarded", "control: the guard removed"])
def test_a_number_outside_the_plan_is_never_dialled_neither_for_a_ring_nor_for_a_call_back(tmp_path, plan, dialled):
    async def story():
        async with station(tmp_path, plan=plan) as here:
            here.winner_gets(PREMIUM)
            await here.rings(PREMIUM, number("takes"))
            await until(lambda: "take" in here.said())
            if dialled:
                await until(lambda: here.network.of("invited").count(PREMIUM) == 2)
            else:
                assert here.states()[1] == "failed"
                await until(lambda: here.network.of("up") == [number("takes")])
                assert "started" not in here.said()
                assert PREMIUM not in here.network.of("invited")

    asyncio.run(story())


def test_a_phone_that_was_about_to_be_dialled_falls_silent_too(tmp_path):
    """Between the queue and the first INVITE the message is spoken for the first time: a fifth of a second."""
    async def story():
        async with station(tmp_path) as here:
            ringing = asyncio.ensure_future(here.rings(number("rings"), locality="Sungai Besar"))
            await until(lambda: any(call.task for call in here.voice._exchange._calls.values()))
            await here.falls_silent(number("rings"))
            await ringing
            await until(here.quiet)
            assert here.states()[1] == "failed"
            assert here.network.of("invited") == []
            await here.rings(number("rings"))
            assert here.states()[1] == "sent", "and the next alarm rings it again"

    asyncio.run(story())
