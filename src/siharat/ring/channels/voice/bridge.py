"""The winner and the citizen, connected inside baresip.

Sound goes from line to line through two bridges. Each may be joined once: whatever leaves a bridge breaks
it for good (``aubridge`` forgets both its ends). So nothing is joined before the citizen has picked up,
and what the network says until then is not heard.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Literal

from siharat.ring.channels.voice import rules, speech
from siharat.ring.channels.voice.lines import Inbox, Line
from siharat.ring.channels.voice.rules import Answered, Ended

LONGEST_TALK_S = 3_600.0
"""A hang-up that got lost on the way would keep two lines for ever."""

Outcome = Literal["reached", "busy", "no_answer", "broken", "left"]
"""``broken``: it could not be dialled. ``left``: the officer hung up before."""


async def connect(officer: Line, citizen: Line, number: str, inbox: Inbox, rings_s: float) -> Outcome:
    """Rings the citizen. When ``reached``, both hear each other; otherwise the citizen's line is free again.

    ``number``: as the trunk wants it, and allowed by the dial plan.
    """
    citizen.load(speech.quiet(rings_s + 10))
    try:
        async with asyncio.timeout(rings_s):
            await citizen.dial(number, inbox)
            while True:
                line, event = await inbox.get()
                if isinstance(event, Ended):
                    return "left" if line is officer else rules.fate(event)
                if isinstance(event, Answered):
                    await citizen.hear(officer)
                    await officer.hear(citizen)
                    return "reached"
    except TimeoutError:
        return "no_answer"


async def talk(inbox: Inbox) -> None:
    """Until one of them hangs up; whoever called then ends the other line too."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_TALK_S):
            while not isinstance((await inbox.get())[1], Ended):
                pass
