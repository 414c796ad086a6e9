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
from siharat.ring.channels.web_push.guard import Guard, is_public, origin

LANE_STREAMS = 400
"""Messages on their way to one push service. Four connections' worth: 100 streams each is usual."""
ALL_STREAMS = 2_000
CONNECTIONS_PER_HOST = 32
"""With HTTP/2 four are enough; a push service that speaks only HTTP/1.1 needs the others."""
SWEEP_S = 0.02
"""While messages are on their way, all are looked at this often. libcurl 8.23 with many HTTP/2 streams now
and then reads an answer and forgets to tell (1 round of 1,500 in 100): it waited for the deadline."""
MAX_ANSWER_BYTES = 4_096
DEAD_PEER_MS = 2_000
"""TCP_USER_TIMEOUT: a warm connection that died unnoticed (NAT, modem) fails after this, not minutes."""

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
    """One push service: who waits, how many are on their way."""

    waiting: deque[Parcel] = field(default_factory=deque)
    underway: int = 0


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
        self._underway: dict[Any, Parcel] = {}
        self._idle: list[Any] = []
        self._timer: float | None = None
        # Not select(2), nor curl's own wait on it: it cannot see a descriptor above 1,023, and a server
        # with two thousand open streams has those.
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS_PER_HOST)
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        try:
            while not self._closing:
                self._sort_in()
                self._start()
                self._wait()
                self._reap()
        finally:
            self._abandon()

    def _sort_in(self) -> None:
        now = self._monotonic()
        while self._inbox:
            parcel = self._inbox.popleft()
            parcel.until = now + parcel.ttl_s
            self._lane(parcel).waiting.append(parcel)
        while self._later and self._later[0][0] <= now:
            _, _, parcel = heapq.heappop(self._later)
            self._lane(parcel).waiting.append(parcel)

    def _lane(self, parcel: Parcel) -> Lane:
        return self._lanes.setdefault(origin(parcel.endpoint), Lane())

    def _start(self) -> None:
        for service, lane in list(self._lanes.items()):
            while lane.waiting and lane.underway < LANE_STREAMS and len(self._underway) < ALL_STREAMS:
                self._send(service, lane, lane.waiting.popleft())
            if not lane.waiting and not lane.underway:
                del self._lanes[service]  # names of services come from strangers: keep none for ever

    def _send(self, service: str, lane: Lane, parcel: Parcel) -> None:
        left_s = parcel.until - self._monotonic()
        if left_s <= 0 < parcel.ttl_s:
            parcel.settle(TOO_LATE)
            return
        parcel.tries += 1
        curl = self._idle.pop() if self._idle else self._new_handle()
        try:
            curl.setopt(pycurl.URL, parcel.endpoint)
            curl.setopt(pycurl.POSTFIELDS, parcel.body)
            authorization = f"Authorization: {self._authorization(service)}"
            curl.setopt(pycurl.HTTPHEADER, [*parcel.headers, f"TTL: {max(0, round(left_s))}", authorization])
            vouched = self._guard.vouches_for(parcel.endpoint)
            curl.setopt(pycurl.OPENSOCKETFUNCTION, _open_any if vouched else _open_public)
            said = bytearray()
            curl.setopt(pycurl.WRITEFUNCTION, _collector(said))
            curl.said = said
            self._multi.add_handle(curl)
        except (pycurl.error, UnicodeError, ValueError, TypeError) as error:
            curl.close()
            parcel.settle(Outcome("failed", f"could not be sent: {error}"))
            return
        self._underway[curl] = parcel
        lane.underway += 1

    def _new_handle(self) -> Any:
        curl = pycurl.Curl()
        options: dict[int, Any] = {
            pycurl.POST: 1,
            pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_2TLS,
            pycurl.PIPEWAIT: 1,  # wait for the one HTTP/2 connection instead of opening a second
            pycurl.TIMEOUT_MS: round(self._patience.try_s * 1_000),
            pycurl.CONNECTTIMEOUT_MS: round(self._patience.try_s * 1_000),
            pycurl.NOSIGNAL: 1,
            pycurl.TCP_KEEPALIVE: 1,
            pycurl.TCP_KEEPIDLE: 20,
            pycurl.TCP_KEEPINTVL: 5,
            pycurl.MAXAGE_CONN: 3_600,
            pycurl.PROTOCOLS: pycurl.PROTO_HTTPS | pycurl.PROTO_HTTP,  # http: only what is vouched for
            pycurl.FOLLOWLOCATION: 0,  # or a push service could send us anywhere
            pycurl.PROXY: "",  # not from the environment: a proxy would resolve names behind our back
            pycurl.NOPROXY: "*",
            pycurl.USERAGENT: "siharat",
        }
        for option, value in (options | self._curl_options).items():
            curl.setopt(option, value)
        return curl

    def _watch(self, what: int, descriptor: int, _multi: object, _data: object) -> None:
        """libcurl says which sockets it waits for."""
        known = descriptor in self._selector.get_map()
        if what == pycurl.POLL_REMOVE:
            if known:
                self._selector.unregister(descriptor)
            return
        mask = _MASKS[what]
        if known:
            self._selector.modify(descriptor, mask)
        else:
            self._selector.register(descriptor, mask)

    def _set_timer(self, milliseconds: int) -> None:
        self._timer = None if milliseconds < 0 else self._monotonic() + milliseconds / 1_000

    def _wait(self) -> None:
        due = [at for at in (self._timer, self._later[0][0] if self._later else None) if at is not None]
        timeout = max(0.0, min(due) - self._monotonic()) if due else None
        if self._underway:
            timeout = SWEEP_S if timeout is None else min(timeout, SWEEP_S)
        ready = self._selector.select(timeout)
        if not ready and self._underway:
            self._multi.perform()
        for key, events in ready:
            if key.fileobj is self._wake_out:
                self._wake_out.recv(4_096)
                continue
            mask = (pycurl.CSELECT_IN if events & selectors.EVENT_READ else 0) | (
                pycurl.CSELECT_OUT if events & selectors.EVENT_WRITE else 0
            )
            self._multi.socket_action(key.fd, mask)
        if self._timer is not None and self._timer <= self._monotonic():
            self._timer = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)

    def _reap(self) -> None:
        more = 1
        while more:
            more, done, broken = self._multi.info_read()
            for curl in done:
                self._finish(curl, "")
            for curl, _, why in broken:
                self._finish(curl, why)

    def _finish(self, curl: Any, error: str) -> None:
        parcel = self._underway.pop(curl)
        self._lane(parcel).underway -= 1
        status = curl.getinfo(pycurl.RESPONSE_CODE)
        if status < 200:  # nothing, or an interim answer and then nothing
            status = 0
        said = bytes(curl.said).decode(errors="replace")
        text = error if not status else " ".join(said.split())[:200]
        answer = Answer(status, float(curl.getinfo(pycurl.RETRY_AFTER)), text)
        self._multi.remove_handle(curl)
        self._idle.append(curl)

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
        left = [*self._underway.values(), *(parcel for _, _, parcel in self._later), *self._inbox]
        for lane in self._lanes.values():
            left.extend(lane.waiting)
        for curl in self._underway:
            self._multi.remove_handle(curl)
        for curl in (*self._underway, *self._idle):
            curl.close()
        self._multi.close()
        self._selector.close()
        self._wake_out.close()
        self._wake_in.close()
        for parcel in left:
            parcel.settle(CLOSED)


_MASKS = {
    pycurl.POLL_IN: selectors.EVENT_READ,
    pycurl.POLL_OUT: selectors.EVENT_WRITE,
    pycurl.POLL_INOUT: selectors.EVENT_READ | selectors.EVENT_WRITE,
}


class _Lent:
    """A socket for libcurl, which duplicates its descriptor; ours is closed with this object."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened

    def fileno(self) -> int:
        return self._socket.fileno()

    def __del__(self) -> None:
        self._socket.close()


def _open_any(_purpose: int, target: Any) -> Any:
    opened = socket.socket(target.family, target.socktype, target.protocol)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_PEER_MS)
    return _Lent(opened)


def _open_public(purpose: int, target: Any) -> Any:
    """The second wall: what libcurl is about to connect to, after every look-up (see ``guard``)."""
    if target.family not in (socket.AF_INET, socket.AF_INET6) or not is_public(target.addr[0]):
        return pycurl.SOCKET_BAD
    return _open_any(purpose, target)


def _collector(said: bytearray) -> Callable[[bytes], int | None]:
    def collect(chunk: bytes) -> int | None:
        if len(said) + len(chunk) > MAX_ANSWER_BYTES:
            return -1  # stop reading: the status is all that counts
        said.extend(chunk)
        return None

    return collect
