"""One push service's connections: libcurl's multi interface, driven by sockets.

Everything here happens in the sender's thread.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pycurl

from siharat.ring.channels.web_push.answers import Answer
from siharat.ring.channels.web_push.guard import is_public

CONNECTIONS = 32
"""With HTTP/2 four are enough; a push service that speaks only HTTP/1.1 needs the others."""
MAX_ANSWER_BYTES = 4_096
DEAD_PEER_MS = 2_000
"""TCP_USER_TIMEOUT: a warm connection that died unnoticed (NAT, modem) fails after this, not minutes."""

_MASKS = {
    pycurl.POLL_IN: selectors.EVENT_READ,
    pycurl.POLL_OUT: selectors.EVENT_WRITE,
    pycurl.POLL_INOUT: selectors.EVENT_READ | selectors.EVENT_WRITE,
}


class Line:
    """Requests on their way over shared connections. A token comes back with each.

    Sockets are registered with the caller's selector, the line as their data: when one is ready, ``act``.
    When ``due`` has come, ``tick``. Then ``finished``. (Not libcurl's own waiting: that is ``select``, which
    cannot see a descriptor above 1,023, and a server with two thousand open streams has those.)
    """

    def __init__(self, selector: selectors.BaseSelector, monotonic: Callable[[], float]) -> None:
        self._selector = selector
        self._monotonic = monotonic
        self._underway: dict[Any, Any] = {}
        self.due: float | None = None
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS)
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)

    def __len__(self) -> int:
        return len(self._underway)

    def add(self, curl: Any, token: object) -> None:
        """Begin. Raises ``pycurl.error``."""
        self._multi.add_handle(curl)
        self._underway[curl] = token

    def act(self, descriptor: int, events: int) -> None:
        mask = pycurl.CSELECT_IN if events & selectors.EVENT_READ else 0
        mask |= pycurl.CSELECT_OUT if events & selectors.EVENT_WRITE else 0
        self._multi.socket_action(descriptor, mask)

    def tick(self, now: float) -> None:
        if self.due is not None and self.due <= now:
            self.due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)

    def sweep(self) -> None:
        """Look at every request, whether its socket is ready or not (see ``sender.SWEEP_S``)."""
        if self._underway:
            self._multi.perform()

    def finished(self) -> Iterator[tuple[Any, Any, Answer]]:
        """Handle, token and answer of each that ended since."""
        more = 1
        while more:
            more, done, broken = self._multi.info_read()
            for curl in done:
                yield self._end(curl, "")
            for curl, _, why in broken:
                yield self._end(curl, why)

    def close(self) -> list[tuple[Any, Any]]:
        """Hang up; gives back what was on its way."""
        left = list(self._underway.items())
        for curl in self._underway:
            self._multi.remove_handle(curl)
        self._underway.clear()
        self._multi.close()
        return left

    def _end(self, curl: Any, why: str) -> tuple[Any, Any, Answer]:
        token = self._underway.pop(curl)
        status = curl.getinfo(pycurl.RESPONSE_CODE)
        retry_after_s = float(curl.getinfo(pycurl.RETRY_AFTER))
        self._multi.remove_handle(curl)
        if status < 200:  # nothing, or an interim answer and then nothing
            return curl, token, Answer(0, 0.0, why)
        said = bytes(curl.said).decode(errors="replace")
        return curl, token, Answer(status, retry_after_s, " ".join(said.split())[:200])

    def _watch(self, what: int, descriptor: int, _multi: object, _data: object) -> None:
        known = descriptor in self._selector.get_map()
        if what == pycurl.POLL_REMOVE:
            if known:
                self._selector.unregister(descriptor)
        elif known:
            self._selector.modify(descriptor, _MASKS[what], self)
        else:
            self._selector.register(descriptor, _MASKS[what], self)

    def _set_timer(self, milliseconds: int) -> None:
        self.due = None if milliseconds < 0 else self._monotonic() + milliseconds / 1_000


def new_handle(timeout_s: float, more: Mapping[int, Any]) -> Any:
    """A handle for any number of messages, one after the other. ``more`` options come last."""
    curl = pycurl.Curl()
    options: dict[int, Any] = {
        pycurl.POST: 1,
        pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_2TLS,
        pycurl.PIPEWAIT: 1,  # wait for the one HTTP/2 connection instead of opening a second
        pycurl.TIMEOUT_MS: round(timeout_s * 1_000),
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
    curl.said = bytearray()
    options[pycurl.WRITEFUNCTION] = _collector(curl.said)
    for option, value in (options | dict(more)).items():
        curl.setopt(option, value)
    return curl


def address(curl: Any, endpoint: str, headers: list[str], body: bytes, *, private_too: bool) -> None:
    """Make a handle carry this message. ``private_too``: the operator vouches for where it leads."""
    curl.setopt(pycurl.URL, endpoint)
    curl.setopt(pycurl.POSTFIELDS, body)
    curl.setopt(pycurl.HTTPHEADER, headers)
    curl.setopt(pycurl.OPENSOCKETFUNCTION, _open_any if private_too else _open_public)
    curl.said.clear()


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
