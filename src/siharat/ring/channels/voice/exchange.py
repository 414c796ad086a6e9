"""Who gets a line, who waits for one, and who falls silent."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import chain, repeat
from pathlib import Path

import structlog

from siharat.kernel.phone import e164
from siharat.ring.budget import Budget
from siharat.ring.channels import Hear, Heard
from siharat.ring.channels.voice import calls, rules, speech
from siharat.ring.channels.voice.calls import Call, House
from siharat.ring.channels.voice.lines import Line, Lines
from siharat.ring.channels.voice.plan import DialPlan
from siharat.ring.channels.voice.rules import Incoming, Patience
from siharat.ring.channels.voice.speech import Speech
from siharat.ring.channels.voice.trunk import Trunk

OVER = "batas harian tercapai: lebih dari {ceiling} telepon hari ini hanya berdering (SIHARAT_VOICE_PER_DAY)"
TELL_AGAIN_S = (0.2, 1.0, 3.0, 10.0, 30.0, 60.0)
"""After so many seconds it is tried again to write down that somebody called; the last for ever."""
BORROW_S = 5.0
"""So long the winner waits for a second line; then the number is spoken."""

events = structlog.get_logger()


class Exchange:
    """All calls of this process."""

    def __init__(self, folder: Path, trunk: Trunk, plan: DialPlan, patience: Patience, budget: Budget,
                 station: str | None) -> None:
        """``station``: whose number it is, when calls to it are alarms."""
        self.lines = Lines(folder, trunk, patience.stop_s, self._look, self._called)
        self._trunk = trunk
        self._speech = Speech(folder)
        self._plan = plan
        self._patience = patience
        self._budget = budget
        self._station = station
        self._telling: set[asyncio.Task[None]] = set()
        self._queue: rules.Queue[Call] = rules.Queue()
        self._calls: dict[int, Call] = {}
        self._urgent: deque[asyncio.Future[Line]] = deque()
        self._news = asyncio.Event()
        self._house: House | None = None

    async def run(self, hear: Hear) -> None:
        """Until cancelled; then every call has ended."""
        self._house = House(self._patience, self._plan, self._speech, hear, self.silence, self.borrow)
        baresip = asyncio.ensure_future(self.lines.run())
        parts = [asyncio.ensure_future(each) for each in (self._hand_out(self._house), self._rehearse())]
        try:
            done, _ = await asyncio.wait([baresip, *parts], return_when=asyncio.FIRST_EXCEPTION)
            for part in done:
                part.result()
        finally:
            self._house = None
            await _ended(*parts, *(call.task for call in self._calls.values() if call.task))
            for call in list(self._calls.values()):
                self._over(call, "the server is stopping")
            await _ended(baresip)  # last: until here it says good-bye on every line

    async def _rehearse(self) -> None:
        """What is said in every call is made before the first one."""
        for text in speech.FIXED:
            await self._speech.kept(text)

    def ring(self, call: Call) -> Call:
        """The same phone for the same alarm is rung once at a time: then it is the call under way."""
        under_way = self._calls.get(call.ring_id)
        if under_way is not None and not under_way.ending:
            return under_way
        if not call.address.only_rings and not self._budget.spend():
            call.only_ring(OVER.format(ceiling=self._budget.ceiling))
        self._calls[call.ring_id] = call
        self._queue.put(call.alarm, call)
        self._look()
        return call

    def silence(self, alarm: str) -> None:
        """Everybody who has pressed nothing is rung, and waits, no more."""
        for call in self._queue.drop(lambda waiting: waiting.alarm == alarm):
            self._over(call, "the alarm was over before a line was free")
        for call in list(self._calls.values()):
            if call.alarm == alarm and call.state != "answered" and call.task and not call.ending:
                call.task.cancel()

    @asynccontextmanager
    async def borrow(self) -> AsyncIterator[Line | None]:
        line = await self._urgent_line()
        try:
            yield line
        finally:
            if line is not None:
                line.taken = False
                self._look()

    async def _urgent_line(self) -> Line | None:
        if len(self.lines.all) == 1:
            return None  # the officer's own is the only one
        wanted: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self._urgent.append(wanted)
        self._serve_urgent()
        with suppress(TimeoutError):
            async with asyncio.timeout(BORROW_S):
                return await wanted
        return None

    def _serve_urgent(self) -> None:
        while self._urgent and (line := self.lines.free()):
            wanted = self._urgent.popleft()
            if not wanted.done():
                line.taken = True
                wanted.set_result(line)

    def _called(self, call: Incoming) -> None:
        """Nobody answers, and nobody must: it is an alarm, written down until it is."""
        if self._station is None or self._house is None:
            return
        heard = Heard("called", kind="voice", address=_canonical(call.caller), message=call.call, station=self._station)
        telling = asyncio.ensure_future(self._tell(heard, self._house.hear))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self, heard: Heard, hear: Hear) -> None:
        for pause in chain(TELL_AGAIN_S, repeat(TELL_AGAIN_S[-1])):
            try:
                reply = await hear(heard)
            except Exception as error:  # whatever it was: the caller heard a busy tone and counts on us
                events.error("a call could not be noted", why=str(error), again_in_s=pause)
                await asyncio.sleep(pause)
            else:
                events.info("somebody called", outcome=reply.outcome)
                return

    def _look(self) -> None:
        self._news.set()

    async def _hand_out(self, house: House) -> None:
        """A free line for whoever comes next, never faster than the trunk takes calls."""
        while True:
            await self._news.wait()
            self._news.clear()
            self._serve_urgent()
            while (line := self.lines.free()) and (call := self._queue.take()):
                if asyncio.get_running_loop().time() > call.until:
                    self._over(call, "no line was free in time; ringing now would be wrong")
                    continue
                line.taken = True
                call.task = asyncio.ensure_future(calls.ring(call, line, house))
                call.task.add_done_callback(partial(self._served, call, line))
                await asyncio.sleep(1 / self._trunk.per_second)
                self._serve_urgent()

    def _served(self, call: Call, line: Line, task: asyncio.Task[None]) -> None:
        """Also when the task was cancelled before it had begun."""
        line.taken = False
        if not task.cancelled() and task.exception():
            events.error("a call broke", ring=call.ring_id, exc_info=task.exception())
        self._over(call, "the alarm was over before this phone rang" if task.cancelled() else "the call broke")
        self._look()

    def _over(self, call: Call, why: str) -> None:
        call.settle("failed", why)
        if self._calls.get(call.ring_id) is call:
            del self._calls[call.ring_id]


def _canonical(raw: str) -> str:
    try:
        return e164(raw)
    except ValueError:
        return raw


async def _ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
