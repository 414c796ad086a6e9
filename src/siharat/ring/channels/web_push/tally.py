"""From the sender's thread back to the event loop: each message of one ``send`` reported once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from siharat.ring.channels import Delivery, Outgoing, Report
from siharat.ring.channels.web_push.answers import Outcome

GIVEN_UP = Outcome("failed", "sending was broken off before the push service had answered")

BREATH_S = 0.02
"""Between two looks. To wake the loop from a thread is a system call and a change of threads, 0.1 ms; and while the
loop counts what was taken, the sender's thread waits with those that were not."""


class Tally:
    """Counts the messages in. Made and read in the event loop; ``settle`` may be called from any thread."""

    def __init__(self, messages: Sequence[Outgoing], report: Report) -> None:
        self._loop = asyncio.get_running_loop()
        self._report = report
        self._open = {index: message.ring_id for index, message in enumerate(messages)}
        self._returned: deque[tuple[int, Outcome]] = deque()
        self._called = False
        self.over = asyncio.Event()
        self.raised: list[Exception] = []
        """What ``report`` raised: kept, so that it keeps no other message from being reported."""
        if not self._open:
            self.over.set()

    def settle(self, index: int, outcome: Outcome) -> None:
        """Any thread."""
        self._returned.append((index, outcome))
        if not self._called:
            self._called = True
            with suppress(RuntimeError):  # the loop is closed: nobody is left to be told
                self._loop.call_soon_threadsafe(self._drain)

    def give_up(self) -> None:
        """Report whatever has not been settled. Settlements that come later are not heard."""
        self._drain()
        for index in list(self._open):
            self._tell(index, GIVEN_UP)

    def _drain(self) -> None:
        """Reports what came back, and looks again a breath later instead of being called for each message."""
        busy = bool(self._returned)
        self._called = busy  # when idle, before the last look: what is appended from now on calls again
        while self._returned:
            self._tell(*self._returned.popleft())
        if busy and self._open:
            self._loop.call_later(BREATH_S, self._drain)

    def _tell(self, index: int, outcome: Outcome) -> None:
        ring_id = self._open.pop(index, None)
        if ring_id is None:
            return
        try:
            self._report(Delivery(ring_id, outcome.state, outcome.detail))
        except Exception as error:
            self.raised.append(error)
        if not self._open:
            self.over.set()
