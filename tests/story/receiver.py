"""Another system, at the other end of a webhook: it answers as the story wants, and keeps what it took."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from siharat.exchange import signing
from siharat.exchange.actions import Letter
from siharat.ring.channels.web_push.guard import Guard
from siharat.ring.patience import Answer

Mood = Callable[[dict[str, Any]], Answer | float]
"""What it answers to an event, or how many seconds it hangs before nothing comes."""


def kind(_: dict[str, Any]) -> Answer:
    return Answer(204)


class Receiver:
    """A ``Post`` that leads to one system for each host. It believes nothing that is not signed."""

    def __init__(self) -> None:
        self.moods: dict[str, Mood] = {}
        self.secrets: dict[str, str] = {}
        self.now: Callable[[], int] = lambda: 0
        self.tries: list[tuple[str, str, dict[str, Any], str]] = []
        """Host, id, event and what was answered, of every try."""
        self._guard = Guard(anywhere=True)

    def checked(self, url: str) -> str:
        return self._guard.endpoint(url)

    async def deliver(self, letter: Letter) -> Answer:
        host = letter.url.split("/")[2]
        assert signing.signed(self.secrets[host], letter.headers, letter.body, self.now())
        event = json.loads(letter.body)
        answer = self.moods.get(host, kind)(event)
        self.tries.append((host, letter.headers["webhook-id"], event, str(answer)))
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            answer = Answer(0, text="Operation timed out")
        if 200 <= answer.status < 300:
            self.taken(host).setdefault(letter.headers["webhook-id"], event)
        return answer

    def taken(self, host: str) -> dict[str, dict[str, Any]]:
        """By id, as a receiver that drops doubles sees them, in the order of their coming."""
        return self.__dict__.setdefault("_taken", {}).setdefault(host, {})

    def kinds(self, host: str) -> list[str]:
        return [event["type"] for event in self.taken(host).values()]

    def close(self) -> None:
        pass
