"""Carrying messages one by one: for channels of which each message is a request or a file of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from siharat.ring.channels import Delivery, Outgoing, Report, State

Carry = Callable[[Outgoing], Awaitable[tuple[State, str]]]
"""Carries one message and says what became of it: its state, and the detail for the operator."""

GIVEN_UP = "sending was broken off before it was settled"


async def one_by_one(messages: Sequence[Outgoing], report: Report, carry: Carry, at_once: int) -> None:
    """Carries all, ``at_once`` at a time, and reports each exactly once: what ``Channel.send`` promises.

    What ``carry`` raises is the failure of that one message. When cancelled, whatever was not settled is
    reported failed at once. What ``report`` raises comes out at the end, after all others were reported.
    """
    unsettled = dict(enumerate(messages))
    raised: list[Exception] = []
    room = asyncio.Semaphore(at_once)

    def settle(index: int, state: State, detail: str) -> None:
        message = unsettled.pop(index)
        try:
            report(Delivery(message.ring_id, state, detail))
        except Exception as error:
            raised.append(error)

    async def carry_one(index: int, message: Outgoing) -> None:
        async with room:
            try:
                state, detail = await carry(message)
            except Exception as error:  # its name only: what an error says may quote a header
                state, detail = "failed", f"could not be sent: {type(error).__name__}"
        settle(index, state, detail)

    try:
        async with asyncio.TaskGroup() as group:
            for index, message in enumerate(messages):
                group.create_task(carry_one(index, message))
    finally:
        for index in list(unsettled):
            settle(index, "failed", GIVEN_UP)
    if raised:
        raise ExceptionGroup("reporting deliveries failed", raised)
