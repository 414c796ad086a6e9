"""Web Push: the phone rings although no page of ours is open.

A browser subscribes and gives us an address at its maker's push service and two keys. We seal each
message for exactly that browser (``encryption``, prepared before the alarm), say who we are (``vapid``),
let nobody point us elsewhere (``guard``), and carry all of them at once (``sender``). ``sent`` means that
the push service took it; that the phone rang only its service worker can tell.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from siharat.kernel.clock import Clock
from siharat.kernel.errors import Problem
from siharat.kernel.identity import Identity
from siharat.ring.channels import Hear, Outgoing, Report
from siharat.ring.channels.web_push.address import read, spell
from siharat.ring.channels.web_push.answers import Outcome, Patience
from siharat.ring.channels.web_push.encryption import KeyStock, Shelf
from siharat.ring.channels.web_push.guard import Guard
from siharat.ring.channels.web_push.sender import Parcel, Sender
from siharat.ring.channels.web_push.tally import Tally
from siharat.ring.channels.web_push.vapid import Vapid, base64url

HANDFUL = 64
"""Messages sealed before the event loop gets its turn: a fifth of a millisecond."""


class WebPush:
    """The channel. One per process; ``close`` it at the end."""

    kind = "web_push"
    proves_receipt = True
    can_be_answered = True
    costs_money = False

    def __init__(
        self,
        clock: Clock,
        identity: Identity,
        private_key: bytes,
        contact: str,
        extra_hosts: Iterable[str] = (),
        *,
        monotonic: Callable[[], float],
        patience: Patience | None = None,
        curl_options: Mapping[int, Any] | None = None,
    ) -> None:
        """``private_key`` (32 bytes) is the station's VAPID key: a new one silences all subscriptions.

        ``contact``: ``mailto:`` or ``https:``. ``extra_hosts``: see ``Guard``. ``monotonic``: seconds, for
        deadlines (``time.monotonic``). Raises ``ValueError`` for settings that cannot work.
        """
        self._guard = Guard(extra_hosts)
        self._vapid = Vapid(private_key, contact, clock)
        self._stock = KeyStock(identity.bytes)
        self._stock.start()
        self._sender = Sender(
            self._guard,
            self._vapid.authorization,
            monotonic=monotonic,
            chance=lambda: identity.below(1_000) / 999,
            patience=patience,
            curl_options=curl_options,
        )

    @property
    def public_key(self) -> str:
        """For the page: ``applicationServerKey``, base64url."""
        return self._vapid.public_key

    def check_address(self, raw: object) -> str:
        """Our spelling of what ``PushSubscription.toJSON()`` gave, or of its text. Raises ``Problem`` 422."""
        return spell(read(raw, self._guard))

    def prepare(self, addresses: Iterable[str]) -> None:
        """Make keys for these, in idle time. Those that do not parse are left for ``send`` to report."""
        for address in addresses:
            try:
                self._shelf(address)
            except Problem:
                continue

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        """See ``Channel.send``. When cancelled, what was not settled is reported failed at once."""
        tally = Tally(messages, report)
        try:
            for start in range(0, len(messages), HANDFUL):
                sealed = (
                    self._sealed(message, partial(tally.settle, start + index))
                    for index, message in enumerate(messages[start : start + HANDFUL])
                )
                self._sender.submit(parcel for parcel in sealed if parcel)
                await asyncio.sleep(0)
            await tally.over.wait()
        finally:
            tally.give_up()
        if tally.raised:
            raise ExceptionGroup("reporting deliveries failed", tally.raised)

    async def listen(self, hear: Hear) -> None:
        """A push is answered over the API, by the page or its worker."""

    def close(self) -> None:
        """Settle what is on its way as failed; end both threads."""
        self._sender.close()
        self._stock.close()

    def _sealed(self, message: Outgoing, settle: Callable[[Outcome], None]) -> Parcel | None:
        """Ready to go; ``None`` when it cannot go and was settled."""
        try:
            shelf = self._shelf(message.address)
            body = self._stock.take(shelf).seal(message.body)
        except Problem as problem:
            settle(Outcome("failed", problem.detail))
            return None
        except ValueError as error:
            settle(Outcome("failed", f"could not be sealed: {error}"))
            return None
        headers = _headers(message.topic, message.urgent)
        done = partial(self._settled, message.address, settle)
        return Parcel(shelf.subscription.endpoint, body, headers, message.ttl_s, done)

    def _settled(self, address: str, settle: Callable[[Outcome], None], outcome: Outcome) -> None:
        if outcome.state == "gone":
            self._stock.forget(address)
        settle(outcome)

    def _shelf(self, address: str) -> Shelf:
        """Parsed and guarded once, when first met; raises ``Problem`` for what must not be sent to."""
        return self._stock.shelf(address) or self._stock.add(address, read(address, self._guard))


@lru_cache(maxsize=256)
def _headers(topic: str, urgent: bool) -> tuple[str, ...]:
    """RFC 8030, sections 5.3 (urgency) and 5.4 (topic: 32 letters of base64url at most).

    The topic goes out as a digest: an incident's id is longer, and is none of the push service's business.
    """
    headers = (
        "Content-Encoding: aes128gcm",
        "Content-Type: application/octet-stream",
        f"Urgency: {'high' if urgent else 'normal'}",
    )
    if not topic:
        return headers
    return (*headers, f"Topic: {base64url(hashlib.sha256(topic.encode()).digest()[:24])}")
