"""The auditor's rounds: read, judge, say so to the server, ask for synthetic alarms, tell who must know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Any, Protocol

import structlog

from siharat.db import Tx
from siharat.kernel import Clock
from siharat.kernel.clock import MINUTE, SECOND
from siharat.people import stations
from siharat.watch import actions, rules, store
from siharat.watch.rules import Facts, Finding, Machine, Memory

PATIENCE_S = 4.0
"""For one answer of the server or the database: a round must not wait for what it has come to find."""
COMES_BACK_S = 1.0
MOST_AT_ONCE = 5
"""Synthetic alarms begun in one round."""
JUMP = 5 * SECOND
JUMP_SHOWN = MINUTE

events = structlog.get_logger()

Read = Callable[[Callable[[Tx], Any]], Awaitable[Any]]


class Line(Protocol):
    """The way to the server. Any error means that it does not answer."""

    async def call(self, path: str, body: dict[str, Any]) -> Any: ...

    async def listen(self, heard: Callable[[str, int], None]) -> None:
        """``heard(station, number)`` for each synthetic alarm, until the stream ends."""


class Told(Protocol):
    """Who is outside."""

    async def tell(self, text: str, found: Collection[Finding]) -> None: ...
    async def ping(self) -> None: ...


class Auditor:
    """One for each database, beside the servers and never inside one."""

    def __init__(self, clock: Clock, read: Read, line: Line, outside: Told, machine: Callable[[], Machine],
                 channels: Collection[str] = ()) -> None:
        """``channels``: the kinds that have a test device."""
        self._clock = clock
        self._read = read
        self._line = line
        self._outside = outside
        self._machine = machine
        self._channels = frozenset(channels)
        self._memory = Memory()
        self._answers = True
        self._pinged_at = self._channels_at = -rules.PROBE_EVERY
        self._moments = (clock.now(), clock.monotonic())
        self._jumped_at = -JUMP_SHOWN
        self._verified: dict[str, tuple[int, str]] = {}
        self._receipts: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._listen_on(), self._go_round())

    async def _listen_on(self) -> None:
        while True:
            try:
                await self._line.listen(self._heard)
            except Exception as error:
                events.info("the auditor's stream ended", why=repr(error))
            await asyncio.sleep(COMES_BACK_S)

    def _heard(self, station: str, number: int) -> None:
        task = asyncio.ensure_future(self._say("receipts", {"station": station, "number": number}))
        self._receipts.add(task)
        task.add_done_callback(self._receipts.discard)

    async def _go_round(self) -> None:
        while True:
            try:
                await self.round()
            except Exception:
                events.exception("a round of the auditor failed")
            await asyncio.sleep(rules.ROUND / SECOND)

    async def round(self) -> None:
        """Looks once at everything."""
        due: list[str] = []
        try:
            async with asyncio.timeout(PATIENCE_S):
                facts, due = await self._read(self._look)
            found = rules.judge(facts, self._seen())
        except Exception as error:
            events.error("the database cannot be read", why=repr(error))
            found = frozenset({Finding("database")})
        news = self._memory.news(found, self._clock.now())
        await self._say("verdict", {"troubles": [[each.code, each.about, since]
                                                 for each, since in self._memory.since.items()]})
        if news.worse or news.better:
            text = rules.in_words(news)
            events.error(text) if news.worse else events.info(text)
            await self._outside.tell(text, found)
        elif news.all_well and self._clock.now() - self._pinged_at >= rules.PROBE_EVERY:
            self._pinged_at = self._clock.now()
            await self._outside.ping()
        await self._probe(due)

    def _look(self, tx: Tx) -> tuple[Facts, list[str]]:
        unheard, broken = actions.silent(tx, self._channels)
        torn, self._verified = store.torn(tx, self._verified)
        due = actions.due_probes(tx, [row.code for row in stations.standing(tx)])
        return store.facts(tx, torn, unheard, broken), due

    def _seen(self) -> Machine:
        """The machine, and whether its clock went as far as time did."""
        (wall, steady), self._moments = self._moments, (self._clock.now(), self._clock.monotonic())
        drift = (self._moments[0] - wall) - (self._moments[1] - steady) * SECOND
        if abs(drift) > JUMP:
            self._jumped_at = self._clock.now()
        return replace(self._machine(), server_answers=self._answers,
                       clock_jumped=0 <= self._clock.now() - self._jumped_at < JUMP_SHOWN)

    async def _probe(self, stations_due: list[str]) -> None:
        await asyncio.gather(*(self._say("probes", {"station": code}) for code in stations_due[:MOST_AT_ONCE]))
        if self._channels and self._clock.now() - self._channels_at >= rules.PROBE_EVERY:
            self._channels_at = self._clock.now()
            await self._say("channels", {})

    async def _say(self, path: str, body: dict[str, Any]) -> None:
        """To the server; what it does not answer is a finding of the next round."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._line.call(path, body)
            self._answers = True
        except Exception as error:
            events.warning("the server does not answer the auditor", path=path, why=repr(error))
            self._answers = False
