"""Requests to a server that the operator named: an ntfy, an SMS gateway.

The address stands in the settings and never comes from a stranger; no redirect is followed and no proxy
of the environment is asked, so nothing we send, secrets least of all, goes anywhere else.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2

from siharat.ring.patience import Answer, Chance, Patience

CONNECTIONS = 20
LONGEST_ANSWER = 4_096
"""Bytes. Nothing further is read: the status is what counts."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One request."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes


class Postman:
    """Carries letters, each again until it is answered for good or its time is over."""

    def __init__(self, monotonic: Callable[[], float], chance: Chance, patience: Patience | None = None) -> None:
        """``monotonic`` gives seconds, ``chance`` numbers from 0 to 1."""
        self._monotonic = monotonic
        self._chance = chance
        self._patience = patience or Patience()
        self._trust = ssl.create_default_context()  # once: it reads every certificate of the machine

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Round]:
        """All letters of one wave, over the same few connections."""
        limits = httpx2.Limits(max_connections=CONNECTIONS)
        async with httpx2.AsyncClient(verify=self._trust, follow_redirects=False, trust_env=False, timeout=None,
                                      limits=limits) as client:
            yield Round(client, self._monotonic, self._chance, self._patience, self._monotonic())


@dataclass(frozen=True, slots=True)
class Round:
    client: httpx2.AsyncClient
    monotonic: Callable[[], float]
    chance: Chance
    patience: Patience
    began: float

    async def deliver(self, letter: Letter, ttl_s: float) -> tuple[Answer, int]:
        """The last answer, and how many tries it took. ``ttl_s`` counts from the beginning of the round."""
        tries = 0
        while True:
            left_s = ttl_s - (self.monotonic() - self.began)
            if left_s <= 0:
                return Answer(0, text="waited longer than its time"), tries
            tries += 1
            answer = await self.once(letter, min(self.patience.try_s, left_s))
            pause = self.patience.next_try(tries, answer, ttl_s - (self.monotonic() - self.began), self.chance)
            if pause is None:
                return answer, tries
            await asyncio.sleep(pause)

    async def once(self, letter: Letter, within_s: float) -> Answer:
        """One try. Whatever goes wrong is an answer with status 0."""
        try:
            async with asyncio.timeout(within_s), self.client.stream(
                    letter.method, letter.url, headers=dict(letter.headers), content=letter.content) as response:
                said = b""
                async for chunk in response.aiter_bytes():
                    said += chunk
                    if len(said) >= LONGEST_ANSWER:
                        break
                return Answer(response.status_code, _seconds(response.headers.get("retry-after", "")),
                              said[:LONGEST_ANSWER].decode("utf-8", "replace"))
        except TimeoutError:
            return Answer(0, text=f"no answer within {within_s:.0f} s")
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            return Answer(0, text=type(error).__name__)


def _seconds(retry_after: str) -> float:
    """``Retry-After`` in seconds (RFC 9110, section 10.2.3); a date is left to our own pause."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdecimal() and len(retry_after) < 6 else 0.0
