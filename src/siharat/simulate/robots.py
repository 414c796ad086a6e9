"""The phones of a station as one program, speaking the public API and nothing else.

``python -m siharat.simulate.robots`` reads one line of JSON from standard input (address, tokens, seed)
and works until that input ends: whoever started it cannot leave it behind, not even by dying. Tokens
come that way because arguments and variables can be read by others.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import msgspec

from siharat.kernel import Identity, SystemClock
from siharat.kernel.clock import parse_rfc3339
from siharat.kernel.identity import SeededChance
from siharat.kernel.place import Place
from siharat.simulate import behaviour
from siharat.simulate.behaviour import Act, News, Watch
from siharat.simulate.wire import Event, Refused, Wire

OPENED_PER_SECOND = 120
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 3.0
NICENESS = 10
"""The server goes first."""


class Phone(msgspec.Struct):
    id: str
    token: str
    goes: bool = True
    """Its officer may take incidents; who sits at the desk does not."""


class Orders(msgspec.Struct):
    host: str
    port: int
    phones: list[Phone]
    seed: int = 0
    dead: int = 14
    patience: int = behaviour.LEFT_TO_PEOPLE


class Robots:
    def __init__(self, orders: Orders) -> None:
        self._clock = SystemClock()
        self._chance = Identity(self._clock, SeededChance(orders.seed))
        self._wire = Wire(orders.host, orders.port)
        off = behaviour.dead(self._chance, [phone.id for phone in orders.phones], orders.dead)
        self.phones = [phone for phone in orders.phones if phone.id not in off]
        self._tokens = {phone.id: phone.token for phone in self.phones}
        self._watch = Watch(self._chance, [phone.id for phone in self.phones if phone.goes], orders.patience)
        self._poked = asyncio.Event()
        self._newest: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Opens every stream, a few at a time, and acts until it is cancelled."""
        thinking = asyncio.ensure_future(self._think())
        try:
            for phone in self.phones:
                self._start(self._listen(phone))
                await asyncio.sleep(1 / OPENED_PER_SECOND)
            await thinking
        finally:
            for task in [thinking, *self._tasks]:
                task.cancel()

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _think(self) -> None:
        while True:
            now = self._clock.now()
            for act in self._watch.due(now):
                self._start(self._do(act))
            due = self._watch.next_due()
            self._poked.clear()
            try:
                async with asyncio.timeout(None if due is None else max(0.0, (due - self._clock.now()) / 1_000)):
                    await self._poked.wait()
            except TimeoutError:
                pass

    async def _do(self, act: Act) -> None:
        try:
            status, _ = await self._wire.post(f"/api/v1/incidents/{act.incident}/{act.verb}",
                                              self._tokens[act.officer], act.body)
        except OSError:
            status = 503
        self._watch.answered(act, status, self._clock.now())
        self._poked.set()

    async def _listen(self, phone: Phone) -> None:
        """One phone's stream, opened again whenever it ends, from where it was."""
        ear = Ear(self, phone)
        wait_s = FIRST_WAIT_S
        while True:
            try:
                async with self._wire.stream(phone.token, ear.last) as events:
                    async for event in events:
                        ear.hear(event)
                        if event.position is not None:  # a server that is well; no storm on one that is not
                            wait_s = FIRST_WAIT_S
            except Refused as refused:
                if refused.status == 401:
                    return  # the session was ended: this phone has nothing to hear any more
            except (OSError, EOFError, TimeoutError, ValueError):
                pass
            await asyncio.sleep(wait_s * (0.5 + self._chance.below(1_000) / 1_000))
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def ring(self, phone: Phone, incident: str, ring_id: str, key: str) -> asyncio.Task[None]:
        task = asyncio.ensure_future(self._prove(phone, ring_id, key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _prove(self, phone: Phone, ring_id: str, key: str) -> None:
        """The receipts of one ring, at the times a real phone would send them."""
        waited = 0
        for after, state in behaviour.receipts(self._chance):
            await asyncio.sleep((after - waited) / 1_000)
            waited = after
            try:
                await self._wire.post(f"/api/v1/rings/{ring_id}/receipts", phone.token,
                                      {"state": state, "key": key})
            except OSError:
                return

    def hear(self, event: Event) -> None:
        """What concerns the whole station. Every stream tells it; the first to tell it counts."""
        data = msgspec.json.decode(event.data)
        incident = data["incident"]["id"]
        position = event.position or 0
        newest = self._newest.get(incident, 0)
        if position < newest or (event.name in ("message", "location") and position == newest):
            return
        self._newest[incident] = position
        now = self._clock.now()
        if event.name == "message" and data["from"]["kind"] == "citizen":
            self._watch.hear_citizen(incident, now)
        elif event.name == "location" and data["from"]["kind"] == "citizen":
            self._watch.hear_place(incident, Place(data["lat"], data["lon"]))
        elif event.name in ("alarm", "incident"):
            self._watch.hear(_news(data), now)
        self._poked.set()


class Ear:
    """What one phone has heard: where its stream is, what it rings for."""

    def __init__(self, robots: Robots, phone: Phone) -> None:
        self._robots = robots
        self._phone = phone
        self._ringing: dict[str, asyncio.Task[None]] = {}
        self._rung: set[str] = set()
        self.last: int | None = None

    def hear(self, event: Event) -> None:
        if event.position is not None:
            self.last = event.position
        match event.name:
            case "ring":
                self._ring(msgspec.json.decode(event.data))
            case "silence":
                incident = msgspec.json.decode(event.data)["incident"]["id"]
                if incident in self._ringing:
                    self._ringing.pop(incident).cancel()
            case "alarm" | "incident" | "message" | "location" if event.data:
                self._robots.hear(event)

    def _ring(self, data: dict[str, Any]) -> None:
        """Each wave tells it again; a phone proves it once."""
        incident, ring_id = data["incident"]["id"], data["ring_id"]
        if ring_id not in self._rung:
            self._rung.add(ring_id)
            self._ringing[incident] = self._robots.ring(self._phone, incident, ring_id, data["receipt_key"])


def _news(data: dict[str, Any]) -> News:
    place, holder = data["location"], data.get("claimed_by")
    return News(data["incident"]["id"], data["incident"]["status"], parse_rfc3339(data["raised_at"]),
                Place(place["lat"], place["lon"]) if place else None, data.get("caution", ""),
                holder["id"] if holder else None, bool(data.get("cancelled_at")))


async def _until_the_end(orders: asyncio.StreamReader) -> None:
    while await orders.read(1 << 16):
        pass


async def main() -> None:
    told = asyncio.StreamReader(limit=1 << 26)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    line = await told.readline()
    if not line:
        return
    robots = asyncio.ensure_future(Robots(msgspec.json.decode(line, type=Orders)).run())
    ended = asyncio.ensure_future(_until_the_end(told))
    await asyncio.wait([robots, ended], return_when=asyncio.FIRST_COMPLETED)
    robots.cancel()
    ended.cancel()


if __name__ == "__main__":
    os.nice(NICENESS)
    asyncio.run(main())
