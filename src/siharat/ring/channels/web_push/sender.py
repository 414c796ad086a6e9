"""Carrying sealed messages to the push services: RFC 8030 by libcurl, many at once over few connections.

One thread of its own drives libcurl's multi interface, so a fan-out to hundreds of phones neither waits
for the event loop nor stops it; encryption and network run without the interpreter's lock. HTTP/2 carries
all phones of a browser maker over one warm connection.

Each push service has a lane of its own: one that hangs never delays the phones of another. Every message
that was submitted is settled exactly once, also when the sender is closed.
"""

from __future__ import annotations

import heapq
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pycurl

from siharat.ring.channels.web_push.answers import Answer, Outcome, Patience, outcome
from siharat.ring.channels.web_push.guard import Guard, origin
from siharat.ring.channels.web_push.line import Line, address, new_handle

LANE_STREAMS = 400
"""Messages on their way to one push service. Four connections' worth: 100 streams each is usual."""
ALL_STREAMS = 2_000
WARM_LANES = 16
"""Services whose connections are kept. Their names come from strangers: not for all, not for ever."""
SWEEP_S = 0.02
"""While messages are on their way, all are looked at this often. libcurl 8.23 with many HTTP/2 streams now
and then reads an answer and forgets to tell (1 round of 1,500 in 100): it waited for the deadline."""

CLOSED = Outcome("failed", "the server was stopping; the message was not sent")
TOO_LATE = Outcome("failed", "waited longer than its TTL; ringing now would be wrong")


@dataclass(slots=True, eq=False)
class Parcel:
    """One sealed message. The same bytes go out at every try: a copy, so no key is used twice."""

    endpoint: str
    body: bytes
    headers: tuple[str, ...]
    """All but ``TTL`` and ``Authorization``, which are of the moment."""
    ttl_s: int
    settle: Callable[[Outcome], None]
    """Called once, in the sender's thread. Must be quick and must not raise."""
    tries: int = 0
    until: float = 0.0


@dataclass(slots=True)
class Lane:
    """One push service: who waits, and the line they go by."""

    line: Line
    waiting: deque[Parcel] = field(default_factory=deque)
    old_lines: list[Line] = field(default_factory=list)
    """Each had an unanswered try. What is on them may still be answered; nothing new goes there."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.line, *self.old_lines)

    @property
    def idle(self) -> bool:
        return not self.waiting and not self.old_lines and not self.line


class Sender:
    """Submit from any thread; close once."""

    def __init__(
        self,
        guard: Guard,
        authorization: Callable[[str], str],
        *,
        monotonic: Callable[[], float],
        chance: Callable[[], float],
        patience: Patience | None = None,
        curl_options: Mapping[int, Any] | None = None,
    ) -> None:
        """``authorization`` makes the header for an origin. ``monotonic`` gives seconds, ``chance`` 0 to 1.

        ``curl_options`` come last: a certificate authority of one's own; a resolver that lies, in tests.
        """
        self._guard = guard
        self._authorization = authorization
        self._monotonic = monotonic
        self._chance = chance
        self._patience = patience or Patience()
        self._curl_options = dict(curl_options or {})

        self._inbox: deque[Parcel] = deque()
        self._gate = threading.Lock()
        self._closing = False
        self._wake_out, self._wake_in = socket.socketpair()
        self._wake_out.setblocking(False)
        self._wake_in.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="web-push-sender", daemon=True)
        self._thread.start()

    def submit(self, parcels: Iterable[Parcel]) -> None:
        """Take over. From here on each is settled exactly once; after ``close`` at once, as failed."""
        parcels = list(parcels)
        with self._gate:  # or a parcel could slip in behind the closing thread's last look, and be lost
            if not self._closing:
                self._inbox.extend(parcels)
                self._wake()
                return
        for parcel in parcels:
            parcel.settle(CLOSED)

    def close(self) -> None:
        """Settle what is left as failed, end the thread, close the connections."""
        with self._gate:
            if self._closing:
                return
            self._closing = True
            self._wake()
        self._thread.join()

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # full of knocks already: it will wake
            self._wake_in.send(b"\0")

    # From here on everything happens in the sender's thread.

    def _run(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._later: list[tuple[float, int, Parcel]] = []
        self._order = count()
        self._free: list[Any] = []
        self._next_sweep = 0.0
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        try:
            while not self._closing:
                self._sort_in()
                self._start()
                self._wait()
                self._finish()
        finally:
            self._abandon()

    def _sort_in(self) -> None:
        now = self._monotonic()
        while self._inbox:
            parcel = self._inbox.popleft()
            parcel.until = now + parcel.ttl_s
            self._queue(parcel)
        while self._later and self._later[0][0] <= now:
            self._queue(heapq.heappop(self._later)[2])

    def _queue(self, parcel: Parcel) -> None:
        service = origin(parcel.endpoint)
        if service not in self._lanes:
            self._lanes[service] = Lane(Line(self._selector, self._monotonic))
        self._lanes[service].waiting.append(parcel)

    def _start(self) -> None:
        room = ALL_STREAMS - sum(len(line) for lane in self._lanes.values() for line in lane.lines)
        for service, lane in list(self._lanes.items()):
            while lane.waiting and len(lane.line) < LANE_STREAMS and room > 0:
                room -= self._send(service, lane.line, lane.waiting.popleft())
            if lane.idle and len(self._lanes) > WARM_LANES:
                self._lanes.pop(service).line.close()

    def _send(self, service: str, line: Line, parcel: Parcel) -> bool:
        """Whether it is on its way; settled otherwise."""
        left_s = parcel.until - self._monotonic()
        if left_s <= 0 < parcel.ttl_s:
            parcel.settle(TOO_LATE)
            return False
        parcel.tries += 1
        curl = self._free.pop() if self._free else new_handle(self._patience.try_s, self._curl_options)
        signed = f"Authorization: {self._authorization(service)}"
        headers = [*parcel.headers, f"TTL: {max(0, round(left_s))}", signed]
        vouched = self._guard.vouches_for(parcel.endpoint)
        try:
            address(curl, parcel.endpoint, headers, parcel.body, private_too=vouched)
            line.add(curl, parcel)
        except (pycurl.error, UnicodeError, ValueError, TypeError) as error:
            curl.close()
            parcel.settle(Outcome("failed", f"could not be sent: {error}"))
            return False
        return True

    def _wait(self) -> None:
        lines = [line for lane in self._lanes.values() for line in lane.lines]
        due = [line.due for line in lines if line.due is not None]
        if self._later:
            due.append(self._later[0][0])
        if any(lines):
            due.append(self._next_sweep)
        timeout = max(0.0, min(due) - self._monotonic()) if due else None
        for key, events in self._selector.select(timeout):
            if key.data is None:
                self._wake_out.recv(4_096)
            else:
                key.data.act(key.fd, events)
        now = self._monotonic()
        for line in lines:
            line.tick(now)
            if now >= self._next_sweep:
                line.sweep()
        if now >= self._next_sweep:
            self._next_sweep = now + SWEEP_S

    def _finish(self) -> None:
        for lane in self._lanes.values():
            for line in lane.lines:
                for curl, parcel, answer in line.finished():
                    self._free.append(curl)
                    self._judge(parcel, answer)
                    if not answer.status and line is lane.line:
                        self._renew(lane)
            for line in [line for line in lane.old_lines if not line]:
                lane.old_lines.remove(line)
                line.close()

    def _renew(self, lane: Lane) -> None:
        """A connection that has gone dumb would take every later message with it, for ever: leave it."""
        lane.old_lines.append(lane.line)
        lane.line = Line(self._selector, self._monotonic)

    def _judge(self, parcel: Parcel, answer: Answer) -> None:
        now = self._monotonic()
        pause = self._patience.next_try(parcel.tries, answer, parcel.until - now, self._chance)
        if pause is None:
            parcel.settle(outcome(answer, parcel.tries))
        else:
            heapq.heappush(self._later, (now + pause, next(self._order), parcel))

    def _abandon(self) -> None:
        """Whatever ended the loop, nobody waits for an answer that never comes."""
        with self._gate:
            self._closing = True
        left = [*(parcel for _, _, parcel in self._later), *self._inbox]
        for lane in self._lanes.values():
            left.extend(lane.waiting)
            for curl, parcel in (pair for line in lane.lines for pair in line.close()):
                left.append(parcel)
                self._free.append(curl)
        for curl in self._free:
            curl.close()
        self._selector.close()
        self._wake_out.close()
        self._wake_in.close()
        for parcel in left:
            parcel.settle(CLOSED)
