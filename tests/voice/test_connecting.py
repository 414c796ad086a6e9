"""The winner and the citizen, on the telephone with each other."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from siharat.ring.channels import Reply
from siharat.ring.channels.voice.rules import Patience
from siharat.ring.channels.voice.trunk import Trunk
from tests.voice.conftest import CITIZEN_HZ, OFFICER_HZ, needs_telephones, station
from tests.voice.phones import number, until

pytestmark = needs_telephones


def test_they_hear_each_other(tmp_path):
    """The digit comes as RFC 4733; sound is measured at both handsets."""
    async def story():
        async with station(tmp_path) as here:
            here.winner_gets(number("citizen"))
            await here.rings(number("officer"), number("rings"))
            await until(lambda: "reached" in here.said())
            assert here.said() == ["take", "started", "reached"]
            await until(lambda: here.citizen.hears(OFFICER_HZ) and here.officer.hears(CITIZEN_HZ))
            assert not here.citizen.hears(CITIZEN_HZ)
            assert here.network.of("cancelled") == [number("rings")]

    asyncio.run(story())


@pytest.mark.parametrize(("officer", "citizen", "left"), [
    ("takes_and_hangs_up", "answers", "answers"), ("takes", "answers_and_hangs_up", "takes")])
def test_one_hang_up_ends_both(tmp_path, officer, citizen, left):
    async def story():
        async with station(tmp_path) as here:
            here.winner_gets(number(citizen))
            await here.rings(number(officer))
            await until(lambda: "reached" in here.said())
            await until(lambda: here.network.of("ended") == [number(left)])
            await until(here.quiet)

    asyncio.run(story())


@pytest.mark.parametrize(("citizen", "outcome"), [
    ("busy", "busy"), ("rings", "no_answer"), ("unreachable", "no_answer")])
def test_a_citizen_who_is_not_reached_is_recorded_and_the_officer_told_the_number(tmp_path, citizen, outcome):
    async def story():
        async with station(tmp_path, patience=Patience(citizen_rings_s=0.5)) as here:
            here.winner_gets(number(citizen))
            spoken = listening_in(here)
            await here.rings(number("takes"))
            await until(lambda: here.said() == ["take", "started", outcome])
            await until(lambda: any("nol delapan satu dua" in text for text in spoken))

    asyncio.run(story())


def listening_in(here) -> list[str]:
    """What is spoken in one call and never kept."""
    speech, spoken = here.voice._exchange._speech, []
    once = speech.once

    async def overheard(text):
        spoken.append(text)
        return await once(text)

    speech.once = overheard
    return spoken


def test_with_a_single_line_the_number_is_spoken(tmp_path):
    async def story():
        async with station(tmp_path, lines=1) as here:
            spoken = listening_in(here)
            await here.rings(number("takes"))
            await until(lambda: any("tidak tersambung" in text for text in spoken))
            assert here.said() == ["take"]

    asyncio.run(story())


@pytest.mark.parametrize(("caution", "phone"), [("silent", number("answers")), ("forced", number("answers")),
                                                  ("", None)])
def test_who_must_not_be_phoned_is_not(tmp_path, caution, phone):
    async def story():
        async with station(tmp_path) as here:
            here.winner_gets(phone, caution)
            await here.rings(number("takes"))
            await until(lambda: here.network.of("ended") == [number("takes")], within=15)
            assert here.said() == ["take"]
            assert here.network.of("invited") == [number("takes")]

    asyncio.run(story())


def test_a_claim_that_could_not_be_noted_is_asked_for_again(tmp_path):
    async def story():
        async with station(tmp_path, patience=Patience(listen_s=1)) as here:
            def broken(heard):
                raise RuntimeError("the database is gone")

            here.story = broken
            await here.rings(number("takes"))
            await until(lambda: here.said() == ["take"])
            await until(lambda: here.network.of("ended") == [number("takes")])

    asyncio.run(story())


def test_two_alarms_have_two_winners_who_do_not_hear_each_other(tmp_path):
    async def story():
        async with station(tmp_path, lines=4) as here:
            def answers(heard):
                phone = number("citizen") if heard.ring_id == 1 else number("answers")
                return Reply("taken" if heard.said == "take" else "noted", citizen_phone=phone)

            here.story = answers
            await asyncio.gather(here.rings(number("officer"), incident="i1"),
                                 here.rings(number("takes"), incident="i2", first=2))
            await until(lambda: here.said().count("reached") == 2)
            await until(lambda: here.citizen.hears(OFFICER_HZ) and here.officer.hears(CITIZEN_HZ))
            assert not here.quiet()

    asyncio.run(story())


def test_baresip_killed_in_the_middle_costs_the_calls_and_is_back_for_the_next_wave(tmp_path):
    async def story():
        async with station(tmp_path) as here:
            await here.rings(number("rings"))
            waiting = asyncio.ensure_future(here.rings(number("dead_line"), first=2))
            await until(lambda: number("dead_line") in here.network.of("invited"))
            first = here.lines.baresip.pid
            os.kill(first, signal.SIGKILL)
            await asyncio.wait_for(waiting, 2)
            assert here.states()[2] == "failed"
            assert "baresip ended" in here.details()[2]
            await until(here.open)
            assert here.lines.baresip.pid != first
            await here.rings(number("rings", 7), first=3)
            assert here.states()[3] == "sent"

    asyncio.run(story())


class Trusting(Trunk):
    def line(self, host: str, number: int) -> str:
        return super().line(host, number).replace("call_transfer=no", "call_transfer=yes")


@pytest.mark.parametrize("trusting", [False, True], ids=["guarded", "control: transfers allowed"])
def test_whoever_is_on_the_phone_cannot_have_us_dial_elsewhere(tmp_path, trusting):
    """A REFER from a phone is toll fraud by another name."""
    async def story():
        async with station(tmp_path, patience=Patience(listen_s=1), kind=Trusting if trusting else Trunk) as here:
            await here.rings(number("refers"))
            if trusting:
                await until(lambda: number("rings", 666) in here.network.of("invited"))
            else:
                await until(lambda: here.network.of("ended") == [number("refers")])
                assert here.network.of("invited") == [number("refers")]

    asyncio.run(story())
