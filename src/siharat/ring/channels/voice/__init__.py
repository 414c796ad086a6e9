"""Voice: any telephone rings, also one without internet, and a digit takes the alarm.

baresip places the calls (``baresip``, ``control``, ``lines``) over whatever trunk the station has (``trunk``),
to numbers that its dial plan allows and to no others (``plan``). Who gets a line is decided in ``exchange``,
what happens in a call in ``calls``, what is said in ``speech``. Picking up proves nothing, for mailboxes
do it too: only the digit does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from siharat.kernel.errors import Problem
from siharat.ring.channels import Delivery, Hear, Message, Outgoing, Report, read_message
from siharat.ring.channels.voice import speech
from siharat.ring.channels.voice.calls import Call
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

    def __init__(self, folder: Path, trunk: Trunk, plan: DialPlan, patience: Patience | None = None) -> None:
        """``folder``: of our own, inside the data folder."""
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
        self._exchange = Exchange(self._folder, self._trunk, self._plan, self._patience)
        try:
            await self._exchange.run(hear)
        finally:
            self._exchange = None

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        """See ``Channel.send``. A call goes on after its phone rings, and after this has returned."""
        raised: list[Exception] = []

        def tell(message: Outgoing, state: str, detail: str) -> None:
            try:
                report(Delivery(message.ring_id, state, detail))  # type: ignore[arg-type]
            except Exception as error:
                raised.append(error)

        under_way: list[tuple[Outgoing, Call]] = []
        for message in messages:
            begun = self._begin(message)
            if isinstance(begun, Call):
                under_way.append((message, begun))
            else:
                tell(message, *begun)
        try:
            if under_way:
                await asyncio.wait([call.known for _, call in under_way], timeout=self._patience.settle_s)
        finally:
            for message, call in under_way:
                tell(message, *self._known(call))
        if raised:
            raise ExceptionGroup("reporting deliveries failed", raised)

    def prepare(self, addresses: Iterable[str]) -> None:
        """What is said is made when ``listen`` begins; for a number there is nothing to prepare."""

    def close(self) -> None:
        """Everything ends with ``listen``."""

    def _begin(self, outgoing: Outgoing) -> Call | tuple[str, str]:
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

    def _known(self, call: Call) -> tuple[str, str]:
        if call.known.done():
            return call.known.result()
        return "failed", self._exchange.why_it_waits(call) if self._exchange else STOPPED


def _call(outgoing: Outgoing, message: Message, address: Address) -> Call:
    alarm = message.incident.id if message.incident else f"proof {outgoing.ring_id}"
    text = speech.PRACTICE if message.type == "proof" else speech.alarm(message.locality, message.mode)
    return Call(outgoing.ring_id, alarm, address, text, mode=message.mode,
                until=asyncio.get_running_loop().time() + outgoing.ttl_s)

