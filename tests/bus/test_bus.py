"""The doorbell rings at everybody, comes back by itself, and its loss is only lateness."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import psycopg
import pytest

from siharat.bus import Bus, InProcessBus, PostgresBus
from siharat.bus import postgres as bus_postgres
from siharat.bus.bus import LONGEST_TOPIC


@pytest.fixture
def url(postgres_server):
    return postgres_server.get_uri()


@asynccontextmanager
async def opened(*buses):
    for bus in buses:
        await bus.open()
    try:
        yield
    finally:
        for bus in buses:
            await bus.close()


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  a test that looks from outside
            await asyncio.sleep(0.005)


def cut(url):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                           " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")


async def test_in_process():
    bus: Bus = InProcessBus()
    heard = []

    def deaf(topic):
        raise ValueError("a broken listener")

    async with opened(bus):
        bus.subscribe(deaf)
        stop = bus.subscribe(heard.append)
        bus.publish("incident/1")
        stop()
        stop()
        bus.publish("incident/2")
    assert heard == ["incident/1"]


@pytest.mark.parametrize("topic", ["", "a\0b", "é" * (LONGEST_TOPIC // 2 + 1)])
def test_a_topic_is_no_letter(topic):
    for bus in (InProcessBus(), PostgresBus("postgresql://nowhere")):
        with pytest.raises(ValueError, match="a topic has"):
            bus.publish(topic)


async def test_every_process_hears_it_once_the_own_too(url):
    here, there, heard = PostgresBus(url), PostgresBus(url), []
    async with opened(here, there):
        here.subscribe(lambda topic: heard.append(("here", topic)))
        there.subscribe(lambda topic: heard.append(("there", topic)))
        here.publish("incident/'1'")
        here.publish("incident/'1'")  # twice before it sounds
        there.publish("x" * LONGEST_TOPIC)
        await until(lambda: len(heard) == 4)
        await asyncio.sleep(0.05)
    assert sorted(heard) == sorted((who, topic) for who in ("here", "there")
                                   for topic in ("incident/'1'", "x" * LONGEST_TOPIC))


async def test_what_rings_while_one_is_sent_is_not_lost(url):
    bus, heard = PostgresBus(url), []
    async with opened(bus):
        bus.subscribe(heard.append)
        for n in range(300):
            bus.publish(f"{n}")
            await asyncio.sleep(0)
        await until(lambda: len(heard) >= 300)
    assert heard == [f"{n}" for n in range(300)]


async def test_it_comes_back_and_says_so(url):
    again = []
    bus, heard = PostgresBus(url, heard_again=lambda: again.append(1)), []
    async with opened(bus):
        bus.subscribe(heard.append)
        await asyncio.to_thread(cut, url)
        await until(lambda: len(again) == 2)
        bus.publish("after")
        await until(lambda: "after" in heard)


async def test_without_a_server_it_neither_blocks_nor_grows(monkeypatch):
    monkeypatch.setattr(bus_postgres, "CONNECT_TIMEOUT_S", 0.2)
    bus = PostgresBus("postgresql://127.0.0.1:1/none")
    async with opened(bus):
        for n in range(bus_postgres.MOST_WAITING * 2):
            bus.publish(f"{n}")
        assert len(bus._waiting) == bus_postgres.MOST_WAITING
