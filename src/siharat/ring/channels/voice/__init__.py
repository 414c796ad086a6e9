"""Voice: any telephone rings, also one without internet, and a digit takes the alarm.

baresip places the calls (``baresip``, ``control``, ``lines``) over whatever trunk the station has (``trunk``),
to numbers that its dial plan allows and to no others (``plan``). Who gets a line is decided in ``exchange``,
what happens in a call in ``calls``, what is said in ``speech``. Picking up proves nothing, for mailboxes
do it too: only the digit does.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from siharat.kernel.errors import Problem
from siharat.ring.budget import Budget
from siharat.ring.channels import Delivery, Examined, Hear, Message, Outgoing, Report, read_message
from siharat.ring.channels.voice import speech
from siharat.ring.channels.voice.calls import Call, Outcome
from siharat.ring.channels.voice.examination import examine
from siharat.ring.channels.voice.exchange import Exchange
from siharat.ring.channels.voice.plan import Address, DialPlan, dial_plan
from siharat.ring.channels.voice.rules import Patience, patience
from siharat.ring.channels.voice.trunk import Trunk, trunk

__all__ = ["DialPlan", "Patience", "Trunk", "Voice", "dial_plan", "patience", "trunk"]

STOPPED = "the server is starting or stopping"


class Voice:
    """The channel. Nothing runs before ``listen``."""

    kind = "voice"
    proves_receipt = True
    can_be_answered = True
    costs_money = True

    def __init__(self, folder: Path, trunk: Trunk, plan: DialPlan, budget: Budget,
                 patience: Patience | None = None, station: str | None = None) -> None:
        """``folder``: of our own, inside the data folder. ``budget``: calls that may be answered; what is over it rings
        all the same. ``station``: whose number it is, when calls to it are alarms."""
        self.budget = budget
        self._station = station
        self._trunk = trunk
        self._patience = patience or Patience()
        self._plan = plan
        self._folder = folder.absolute()
        self._exchange: Exchange | None = None

    def check_address(self, raw: object) -> str:
        """``+62812…`` or ``ring:+62812…``. Raises ``Problem`` 422 for what the dial plan does not allow."""
        return str(self._plan.address(raw))

    async def listen(self, hear: Hear) -> None:
        """Runs baresip and all calls, until cancelled."""
        self._exchange = Exchange(self._folder, self._trunk, self._plan, self._patience, self.budget,
                                  self._station)
        try:
            await self._exchange.run(hear)
        finally:
            self._exchange = None

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        """See ``Channel.send``. Returns when each phone rings or is known not to; the calls go on. With few lines
        and many phones that takes a while, at most the messages' own time."""
        raised: list[Exception] = []

        def tell(message: Outgoing, outcome: Outcome) -> None:
            try:
                report(Delivery(message.ring_id, *outcome))
            except Exception as error:
                raised.append(error)

        waiting: dict[asyncio.Future[Outcome], list[Outgoing]] = {}
        for message in messages:
            begun = self._begin(message)
            if isinstance(begun, Call):
                waiting.setdefault(begun.known, []).append(message)
            else:
                tell(message, begun)
        try:
            while waiting:
                done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for known in done:
                    for message in waiting.pop(known):
                        tell(message, known.result())
        finally:
            for message in itertools.chain(*waiting.values()):
                tell(message, ("failed", "sending was broken off; the phone may ring all the same"))
        if raised:
            raise ExceptionGroup("reporting deliveries failed", raised)

    def prepare(self, addresses: Iterable[str]) -> None:
        """What is said is made when ``listen`` begins; for a number there is nothing to prepare."""

    def examine(self, offline: bool) -> Iterable[Examined]:
        """See ``Examines``."""
        spent, ceiling = self.budget.spent, self.budget.ceiling
        yield Examined("calls", "ok" if spent < ceiling else "no", f"{spent} of {ceiling} calls begun today",
                       "" if spent < ceiling else "phones only ring now: raise SIHARAT_VOICE_PER_DAY")
        yield from examine(self._trunk, offline)

    def close(self) -> None:
        """Everything ends with ``listen``."""

    def _begin(self, outgoing: Outgoing) -> Call | Outcome:
        """The call that will tell, or what is known at once."""
        if self._exchange is None:
            return "failed", STOPPED
        try:
            message = read_message(outgoing.body)
            if message.type == "silence":
                if message.incident:
                    self._exchange.silence(message.incident.id)
                return "sent", "silent"
            address = self._plan.address(outgoing.address)
        except (msgspec.DecodeError, Problem) as error:
            return "failed", f"not dialled: {error}"
        if self._exchange.lines.trouble:
            return "failed", self._exchange.lines.trouble
        return self._exchange.ring(_call(outgoing, message, address))


def _call(outgoing: Outgoing, message: Message, address: Address) -> Call:
    alarm = message.incident.id if message.incident else f"proof {outgoing.ring_id}"
    text = speech.first(message.type, message.locality, message.mode, message.caution)
    return Call(outgoing.ring_id, alarm, address, text,
                until=asyncio.get_running_loop().time() + outgoing.ttl_s)

