"""The ways out for bad news: a heartbeat service, a webhook, and phones by the channels.

The addresses stand in the settings and never come from a stranger; no redirect is followed, and no proxy of the
environment is asked. An answer is not read: only its status counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
import msgspec
import structlog

from siharat.kernel import Clock, Problem
from siharat.ring.channels import Channel, Delivery, Outgoing
from siharat.watch import rules
from siharat.watch.rules import Finding

PATIENCE_S = 10.0
CALL_S = 60.0
"""A call rings this long before it counts as not carried."""
TTL_S = 300

events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Whom to tell. Empty ones are told nothing."""

    heartbeat: str = ""
    webhook: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    """Kind of channel and address."""


def read_addresses(heartbeat: str, webhook: str, phones: str) -> Addresses:
    """From the settings. Raises ``Problem`` naming the setting that cannot be used."""
    for name, url in (("audit_heartbeat", heartbeat), ("audit_webhook", webhook)):
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise Problem(500, "settings", f"The setting {name} is no address such as https://example.id/token.")
    return Addresses(heartbeat, webhook, read_devices("audit_phones", phones))


def read_devices(name: str, spelled: str) -> tuple[tuple[str, str], ...]:
    """``sms=+62812… ntfy=TOPIC``: kind and address of each."""
    found = []
    for each in spelled.split():
        kind, _, address = each.partition("=")
        if not kind or not address:
            raise Problem(500, "settings", f"The setting {name} is spelled KIND=ADDRESS, such as sms=+62812…")
        found.append((kind, address))
    return tuple(found)


class Outside:
    """Tells by every road that has not failed itself; whether anybody was reached is in the log."""

    def __init__(self, addresses: Addresses, channels: Sequence[Channel]) -> None:
        self._addresses = addresses
        self._channels: Mapping[str, Channel] = {channel.kind: channel for channel in channels}

    async def tell(self, text: str, found: Collection[Finding]) -> None:
        roads = [*(["webhook"] if self._addresses.webhook else []),
                 *dict.fromkeys(kind for kind, _ in self._addresses.phones)]
        took = await asyncio.gather(*(self._tell_by(road, text) for road in rules.usable(roads, found)))
        if not any(took):
            events.error("nobody outside could be told", of=text)

    async def _tell_by(self, road: str, text: str) -> bool:
        if road == "webhook":
            return await self._request("POST", self._addresses.webhook, {"text": text})
        channel = self._channels.get(road)
        if channel is None:
            events.error("a phone is to be told by a channel that is switched off", channel=road)
            return False
        settled: list[Delivery] = []
        body = msgspec.json.encode({"type": "trouble", "why": text})
        try:
            async with asyncio.timeout(CALL_S):
                await channel.send([Outgoing(ring_id=-number, address=address, body=body, topic="", ttl_s=TTL_S,
                                             urgent=True)
                                    for number, (kind, address) in enumerate(self._addresses.phones, 1)
                                    if kind == road], settled.append)
        except Exception as error:
            events.error("telling failed", channel=road, why=repr(error))
        return any(each.state == "sent" for each in settled)

    async def ping(self) -> None:
        """While all is well: the service outside sounds its own alarm when this ceases."""
        if self._addresses.heartbeat:
            await self._request("GET", self._addresses.heartbeat, None)

    async def _request(self, method: str, url: str, document: dict[str, str] | None) -> bool:
        try:
            async with httpx2.AsyncClient(follow_redirects=False, trust_env=False, timeout=PATIENCE_S) as client, \
                    client.stream(method, url, json=document) as answer:
                if answer.is_success:
                    return True
                events.error("not taken outside", host=urlsplit(url).hostname, status=answer.status_code)
        except (httpx2.HTTPError, OSError) as error:
            events.error("not reached outside", host=urlsplit(url).hostname, why=type(error).__name__)
        return False


class Alone:
    """While the auditor is silent the server itself tells who must know, at most every half hour."""

    def __init__(self, clock: Clock, addresses: Addresses, channels: Sequence[Channel]) -> None:
        self._clock = clock
        self._addresses = addresses
        self._channels = channels
        self._told_at = -rules.SAID_AGAIN

    async def tell(self) -> None:
        if self._clock.now() - self._told_at < rules.SAID_AGAIN:
            return
        self._told_at = self._clock.now()
        found = Finding("auditor")
        text = rules.in_words(rules.News((found,), (), False))
        if self._addresses.webhook or self._addresses.phones:
            await Outside(self._addresses, self._channels).tell(text, [found])
