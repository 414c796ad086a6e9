"""One officer's phone, from the first ring to the hang-up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import structlog

from siharat.ring.channels import Hear, Heard, Reply, State
from siharat.ring.channels.voice import bridge, rules, speech
from siharat.ring.channels.voice.control import Gone, Refused
from siharat.ring.channels.voice.lines import Inbox, Line
from siharat.ring.channels.voice.plan import Address, DialPlan
from siharat.ring.channels.voice.rules import Answered, Digit, Ended, Patience, Rings
from siharat.ring.channels.voice.speech import Speech

SPARE_S = 10.0
"""A sound that ends ends the call: it lasts so much longer than the call may."""

FAILED = {"broken": speech.NUMBER, "busy": speech.BUSY, "no_answer": speech.NO_ANSWER}

events = structlog.get_logger()

Outcome = tuple[State, str]


@dataclass(slots=True, eq=False)
class Call:
    """A phone that is to ring. ``known`` is settled once: when it rings, or when it is clear that it does not."""

    ring_id: int
    alarm: str
    """The incident, or the proof: what it queues, and falls silent, with."""
    address: Address
    text: str
    until: float = 0.0
    """On the loop's clock: ringing later would be wrong."""
    why_only_rings: str = ""
    """The day's money ran out. A phone that rings and cannot be answered wakes its officer for nothing spent."""
    state: Literal["waiting", "dialling", "ringing", "listening", "answered", "over"] = "waiting"
    known: asyncio.Future[Outcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    task: asyncio.Task[None] | None = None

    @property
    def ending(self) -> bool:
        """Nobody can join it any more."""
        return self.state == "over" or (self.task is not None and bool(self.task.done() or self.task.cancelling()))

    def only_ring(self, why: str) -> None:
        self.address = replace(self.address, only_rings=True)
        self.why_only_rings = why
        events.error("a phone only rings", ring=self.ring_id, why=why)

    def settle(self, state: State, detail: str) -> None:
        if not self.known.done():
            self.known.set_result((state, detail))


@dataclass(frozen=True, slots=True)
class House:
    """What a call needs beyond its own line."""

    patience: Patience
    plan: DialPlan
    speech: Speech
    hear: Hear
    hush: Callable[[str], None]
    """All phones of the alarm that were not answered fall silent."""
    borrow: Callable[[], AbstractAsyncContextManager[Line | None]]
    """Another line, before everybody who waits for one; ``None`` when there is none."""


async def ring(call: Call, line: Line, house: House) -> None:
    """Returns when the line is free again, whatever happened on it."""
    inbox: Inbox = asyncio.Queue()
    try:
        if await _answered(call, line, inbox, house):
            reply = await _digit(call, line, inbox, house)
            if reply is not None:
                await _act_upon(reply, call, line, inbox, house)
    except (Gone, Refused) as error:
        call.settle("failed", str(error))
        events.warning("a call broke off", ring=call.ring_id, why=str(error))
    finally:
        call.state = "over"
        await line.hang_up()


async def _answered(call: Call, line: Line, inbox: Inbox, house: House) -> bool:
    """Rings, and says whether somebody took it whom we may talk to."""
    patience = house.patience.only_rings_s if call.address.only_rings else house.patience.ring_s
    message = await house.speech.kept(call.text)
    line.load(speech.repeated(message, patience + house.patience.listen_s + SPARE_S))
    call.state = "dialling"
    try:
        async with asyncio.timeout(patience):
            await line.dial(house.plan.spelled(call.address.number), inbox)
            while True:
                _, event = await inbox.get()
                if isinstance(event, Rings):
                    call.state = "ringing"
                    call.settle("sent", call.why_only_rings or "the phone rings")
                elif isinstance(event, Answered):
                    call.settle("sent", "the phone was picked up")
                    return not call.address.only_rings
                elif isinstance(event, Ended):
                    call.settle("failed", rules.refusal(event))
                    return False
    except TimeoutError:
        call.settle("failed", f"the network did not let it ring within {patience:.0f} s")
        return False


async def _digit(call: Call, line: Line, inbox: Inbox, house: House) -> Reply | None:
    """The message again and again, until a digit that could be noted. Picking up proves nothing."""
    call.state = "listening"
    listen_s = house.patience.listen_s
    with suppress(TimeoutError):
        async with asyncio.timeout(listen_s) as patience:
            while True:
                _, event = await inbox.get()
                if isinstance(event, Ended):
                    return None
                if not isinstance(event, Digit) or event.pressed not in "12":
                    continue
                patience.reschedule(None)  # what was pressed is heard to the end, however long that takes
                reply = await _tell(house, call, "take" if event.pressed == "1" else "decline")
                if reply is not None:
                    return reply
                await line.play(speech.repeated(await house.speech.kept(speech.AGAIN), listen_s + SPARE_S))
                patience.reschedule(asyncio.get_running_loop().time() + listen_s)
    return None


async def _tell(house: House, call: Call, said: Literal["take", "decline"]) -> Reply | None:
    """From here on nobody's silence ends this call: its officer is owed an answer. ``None``: not noted."""
    call.state = "answered"
    try:
        return await house.hear(Heard(said, ring_id=call.ring_id))
    except Exception:
        events.exception("a digit could not be noted", ring=call.ring_id)
        call.state = "listening"
        return None


async def _act_upon(reply: Reply, call: Call, line: Line, inbox: Inbox, house: House) -> None:
    if reply.outcome == "taken":
        house.hush(call.alarm)
        await _put_through(reply, call, line, inbox, house)
    elif reply.outcome == "already_claimed":
        await say(await house.speech.once(speech.TAKEN_BY.format(name=reply.claimed_by)), line, inbox)
    elif reply.outcome == "declined":
        await say(await house.speech.kept(speech.DECLINED), line, inbox)
    elif reply.outcome == "nothing_rings":
        await say(await house.speech.kept(speech.OVER if reply.incident else speech.PROVED), line, inbox)


async def _put_through(reply: Reply, call: Call, line: Line, inbox: Inbox, house: House) -> None:
    """To the citizen at once. Where that cannot be, the officer is told the number, twice."""
    number = reply.citizen_phone
    if reply.caution or not number:
        await say(await house.speech.kept(speech.CAUTIONS.get(reply.caution, speech.YOURS)), line, inbox)
        return
    outcome: bridge.Outcome = "broken"
    if house.plan.allows(number):
        await line.play(await house.speech.kept(speech.CONNECTING)
                        + speech.repeated(speech.ringback(), house.patience.citizen_rings_s + SPARE_S))
        async with house.borrow() as citizen:
            if citizen is not None:
                outcome = await _connect(call, line, citizen, house.plan.spelled(number), inbox, house)
    if outcome in FAILED:
        await say(await house.speech.once(FAILED[outcome].format(digits=speech.digits(number))), line, inbox)


async def _connect(call: Call, line: Line, citizen: Line, spelled: str, inbox: Inbox,
                   house: House) -> bridge.Outcome:
    """The call-back, and its record. When somebody hangs up, both lines are."""
    try:
        await _record(house, call, "started")
        outcome = await bridge.connect(line, citizen, spelled, inbox, house.patience.citizen_rings_s)
        if outcome in ("reached", "busy", "no_answer"):
            await _record(house, call, outcome)
        if outcome == "reached":
            await bridge.talk(inbox)
            await line.hang_up()
        return outcome
    finally:
        await citizen.hang_up()


async def _record(house: House, call: Call, said: Any) -> None:
    """That the log could not be written is no reason to part two people."""
    try:
        await house.hear(Heard(said, ring_id=call.ring_id))
    except Exception:
        events.exception("a call-back could not be noted", ring=call.ring_id, said=said)


async def say(sound: bytes, line: Line, inbox: Inbox) -> None:
    """To the end, or until they hang up."""
    await line.play(sound + speech.quiet(1))
    with suppress(TimeoutError):
        async with asyncio.timeout(speech.length_s(sound) + 3):
            while not isinstance((await inbox.get())[1], Ended):
                pass
