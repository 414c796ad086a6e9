"""SMS: any telephone rings, also the simplest, also without internet; and answers *AMBIL*.

Two roads, one of them: a modem that ``gammu-smsd`` drives (``spool``), or a company's gateway (``gateway``).
Every message has a price, so a day has a ceiling (``budget``): what is over it fails aloud, and the alarm goes
on by voice. ``sent`` is what the network says; that the telephone rang only an answer proves.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import NamedTuple

import structlog

from siharat.kernel.clock import MINUTE
from siharat.kernel.errors import invalid, not_found
from siharat.kernel.phone import e164
from siharat.ring.budget import Budget, Purse
from siharat.ring.carrying import one_by_one
from siharat.ring.channels import Examined, Hear, Heard, Outgoing, Report, State, read_message
from siharat.ring.channels.sms import gateway, grammar
from siharat.ring.channels.sms.gateway import Gateway
from siharat.ring.channels.sms.spool import Received, Spool
from siharat.ring.channels.sms.text import acknowledged, answered, spoken
from siharat.ring.posting import Postman, Round

AT_ONCE = 20
LOOK_S = 0.5
TIDY_S = 30.0
STALE_MS = 10 * MINUTE
"""An *AMBIL* that lay in the inbox for longer, while nothing ran here, was meant for another alarm."""
OVER = "batas harian tercapai: {spent} SMS hari ini, batas {ceiling} (SIHARAT_SMS_PER_DAY)"
REPLY_S = 30.0

events = structlog.get_logger()


class Answer(NamedTuple):
    number: str
    text: str
    purse: Purse


class Sms:
    """The channel. One per process."""

    kind = "sms"
    proves_receipt = False
    can_be_answered = True
    costs_money = True

    def __init__(self, road: Spool | Gateway, budget: Budget, postman: Postman, numbers: Iterable[str], *,
                 silence: bool = False, secret: str = "", fields: tuple[str, str] = ("from", "text"),
                 station: str | None = None, new_name: Callable[[], str] = lambda: "") -> None:
        """``numbers``: beginnings that may be sent to, such as ``+628``. ``silence``: whether those who were
        rung hear by SMS that it is over. ``secret``: what a gateway shows when it hands on a message, in which
        ``fields`` are number and text; empty: nothing is taken from any. ``station``: whose number it is that
        citizens write to. ``new_name`` names what a gateway hands on: two equal texts are two cries for help."""
        self.budget = budget
        self._road = road
        self._postman = postman
        self._numbers = tuple(numbers)
        self._silence = silence
        self._secret = secret
        self._fields = fields
        self._station = station
        self._new_name = new_name
        self._hear: Hear | None = None

    def check_address(self, raw: object) -> str:
        """E.164. Raises ``Problem`` 422, also for numbers that would cost a fortune."""
        try:
            number = e164(raw) if isinstance(raw, str) else ""
        except ValueError as error:
            raise invalid("address", str(error)) from error
        if not number.startswith(self._numbers):
            raise invalid("address", f"is no number this station may write to: {', '.join(self._numbers)}…")
        return number

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        """See ``Channel.send``."""
        if not messages:
            return
        async with AsyncExitStack() as stack:
            going = await stack.enter_async_context(self._postman.round()) if isinstance(self._road, Gateway) else None
            at_once = AT_ONCE if going else len(messages)
            await one_by_one(messages, report, partial(self._carry, going), at_once)

    async def listen(self, hear: Hear) -> None:
        """Looks into the inbox until cancelled; a gateway knocks by itself (``posted``)."""
        self._hear = hear
        if not isinstance(self._road, Spool):
            return
        looks = 0
        while True:
            await self._look(self._road, hear)
            if looks % int(TIDY_S / LOOK_S) == 0:  # after the look: what a crash left half done was found before
                self._road.tidy()
            looks += 1
            await asyncio.sleep(LOOK_S)

    async def posted(self, secret: str, content_type: str, body: bytes) -> None:
        """A gateway hands on what somebody wrote. ``Problem`` 404 for who does not know the secret."""
        if not self._secret or not hmac.compare_digest(self._secret.encode(), secret.encode()) or self._hear is None:
            raise not_found("page")
        try:
            number, text = gateway.heard(content_type, body, *self._fields)
        except ValueError as error:
            raise invalid("body", str(error)) from error
        answer = await self._answer_to(Received(self._new_name(), number, text, 0), self._hear)
        if answer and isinstance(self._road, Gateway):
            async with self._postman.round() as going:
                letter = self._road.letter(answer.number, answer.text)
                state, detail = gateway.outcome(*await going.deliver(letter, REPLY_S))
            if state != "sent":
                events.error("an answer by SMS was not sent", why=detail)

    def prepare(self, addresses: Iterable[str]) -> None:
        """A telephone needs no preparation."""

    def close(self) -> None:
        """Nothing outlives ``send`` and ``listen``."""

    def examine(self, offline: bool) -> Iterable[Examined]:
        """For ``siharat doctor``: is there somebody who takes what lies in the outbox, and is there money?"""
        spent, ceiling = self.budget.spent, self.budget.ceiling
        yield Examined("SMS", "ok" if spent < ceiling else "no", f"{spent} of {ceiling} messages sent today",
                       "" if spent < ceiling else "raise SIHARAT_SMS_PER_DAY, or wait for midnight")
        if isinstance(self._road, Spool):
            yield self._road.examined()

    async def _carry(self, going: Round | None, outgoing: Outgoing) -> tuple[State, str]:
        message = read_message(outgoing.body)
        if message.type == "silence" and not self._silence:
            return "failed", "a word of silence is not worth an SMS (SIHARAT_SMS_SILENCE)"
        if not self.budget.spend():
            return "failed", OVER.format(spent=self.budget.spent, ceiling=self.budget.ceiling)
        text = spoken(message)
        if isinstance(self._road, Spool):
            return await self._road.carry(outgoing.address, text, outgoing.ttl_s)
        if going is None:
            raise TypeError("a gateway needs a round")
        return gateway.outcome(*await going.deliver(self._road.letter(outgoing.address, text), outgoing.ttl_s))

    async def _look(self, spool: Spool, hear: Hear) -> None:
        """Nothing that comes in may end the looking; what could not be heard now waits for the next look."""
        try:
            waiting = spool.waiting()
        except OSError as error:
            events.error("the inbox cannot be read", why=str(error))
            return
        for name in waiting:
            try:
                with spool.taken(name) as received:
                    if received is not None:
                        await self._heard(spool, received, hear)
            except Exception as error:  # whatever it was: the message stays, and those behind it are heard
                events.error("a received SMS has to wait", why=repr(error))

    async def _heard(self, spool: Spool, received: Received, hear: Hear) -> None:
        answer = await self._answer_to(received, hear)
        if answer:
            spool.answer(received.name, answer.number, answer.text, last=answer.purse == "acknowledged")

    async def _answer_to(self, received: Received, hear: Hear) -> Answer | None:
        """``None`` where nothing is to be said. What is no officer's answer is heard as
        words to the station: nothing that comes in is dropped."""
        number = _canonical(received.number)
        meant = grammar.read(received.text)
        late = received.age_ms > STALE_MS
        if meant and number and (meant.code or not late):
            reply = await hear(Heard(meant.said, kind=self.kind, address=number, code=meant.code))
            if reply.outcome != "unknown":
                return self._paid("answered", number, answered(reply))
        reply = await hear(Heard("written", kind=self.kind, address=number or received.number, text=received.text,
                                 message=f"{received.name} {received.text}", age_ms=received.age_ms,
                                 station=self._station, answers=meant is not None))
        if reply.outcome not in ("opened", "rings"):
            events.warning("an SMS raised no alarm", outcome=reply.outcome, minutes=received.age_ms // MINUTE)
        if reply.outcome != "opened" or not number.startswith(self._numbers):
            return None
        return self._paid("acknowledged", number, acknowledged(reply))

    def _paid(self, purse: Purse, number: str, words: str | None) -> Answer | None:
        if words is None:
            return None
        if not self.budget.spend(purse):
            events.error("an answer by SMS was not sent", why="the day's ceiling of answers is reached")
            return None
        return Answer(number, words, purse)


def _canonical(raw: str) -> str:
    try:
        return e164(raw)
    except ValueError:
        return ""
