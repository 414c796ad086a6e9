"""Ways to make one device ring: a parcel each, strangers to each other, found by their ``kind``.

A channel takes messages that are already saved (*save, then send*) and says of each what became of
it, exactly once. It decides nothing: whom to ring, with what words and how often is ``ring``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

State = Literal["sent", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for one device."""

    ring_id: int
    address: str
    """In the channel's own spelling, as its ``check_address`` returned it."""
    body: bytes
    topic: str
    """A later message of the same topic replaces an undelivered earlier one. Empty: replaces nothing."""
    ttl_s: int
    """Seconds after which ringing would be wrong, counted from the call of ``send``."""
    urgent: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message."""

    ring_id: int
    state: State
    """``sent``: the carrier took it, which is no proof that the phone rang. ``gone``: the address is dead
    for ever, forget the device. ``failed``: not delivered; the device may still be good."""
    detail: str
    """For the operator: what happened, and what to do about it. Never a secret, never the body."""


Report = Callable[[Delivery], None]


class Channel(Protocol):
    @property
    def kind(self) -> str:
        """The name of the channel in tables and JSON: ``web_push``."""

    @property
    def proves_receipt(self) -> bool:
        """The phone itself tells us that it rang."""

    @property
    def can_be_answered(self) -> bool:
        """An officer can take the incident right there."""

    @property
    def costs_money(self) -> bool:
        """Each message has a price: not for readiness proofs."""

    def check_address(self, raw: object) -> str:
        """The canonical text of an address a stranger gave. Raises ``Problem`` 422 that names the field."""

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        """Deliver all, and call ``report`` as each is settled: exactly once per message, in any order.

        Returns when the last is settled. One bad message is reported ``failed`` and never raises;
        what ``report`` itself raises comes out at the end, after all others were reported.
        """

    def prepare(self, addresses: Iterable[str]) -> None:
        """These may have to ring: do now, in idle time, what need not wait for the alarm."""

    def close(self) -> None:
        """Settle what is on its way, and end."""
