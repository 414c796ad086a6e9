"""Carrying deliveries to addresses that people typed: guarded as push addresses are, each by a thread of its own.

An address is checked as it is spelled, and once more on the very socket that is about to be connected: only the public
Internet, and what the operator vouches for. No redirect is followed and no proxy is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pycurl

from siharat.exchange.actions import Letter
from siharat.ring.channels.web_push import line
from siharat.ring.channels.web_push.guard import Guard
from siharat.ring.patience import Answer

TRY_S = 10.0
AT_ONCE = 100
"""Threads. A webhook has one delivery on its way at most, so this is how many may hang before one waits for another."""


class GuardedPost:
    def __init__(self, hosts: Iterable[str] = (), *, try_s: float = TRY_S,
                 curl_options: Mapping[int, Any] | None = None) -> None:
        """``hosts``: origins that the operator vouches for. ``curl_options`` come last: a certificate authority of
        one's own, in tests. ``ValueError`` for a host that is none."""
        self._guard = Guard(hosts, anywhere=True)
        self._try_s = try_s
        self._curl_options = dict(curl_options or {})
        self._closing = Event()
        self._threads = ThreadPoolExecutor(AT_ONCE, "webhook")  # none before the first delivery

    def checked(self, url: str) -> str:
        return self._guard.endpoint(url)

    async def deliver(self, letter: Letter) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._carry, letter)

    def close(self) -> None:
        """What is on its way is broken off within a second; it was written down, and goes out again."""
        self._closing.set()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _carry(self, letter: Letter) -> Answer:
        curl = line.new_handle(self._try_s, self._curl_options)
        try:
            url = self._guard.endpoint(letter.url)
            headers = [f"{name}: {value}" for name, value in letter.headers.items()]
            line.address(curl, url, headers, letter.body, private_too=self._guard.vouches_for(url))
            curl.setopt(pycurl.NOPROGRESS, 0)
            curl.setopt(pycurl.XFERINFOFUNCTION, lambda *_: int(self._closing.is_set()))
            return self._answered(curl)
        except (pycurl.error, ValueError, TypeError) as error:
            return Answer(0, text=str(error.args[-1] if error.args else error))
        finally:
            curl.close()

    def _answered(self, curl: Any) -> Answer:
        broken = ""
        try:
            curl.perform()
        except pycurl.error as error:
            broken = str(error.args[-1])
        status = int(curl.getinfo(pycurl.RESPONSE_CODE))
        if status < 200:  # nothing, or an interim answer and then nothing; of the rest the status is what counts
            return Answer(0, text=broken)
        return Answer(status, float(curl.getinfo(pycurl.RETRY_AFTER)), bytes(curl.said).decode(errors="replace"))
