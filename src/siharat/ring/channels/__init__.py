"""Ways to make one device ring: a parcel each, strangers to each other, told apart by their ``kind``.

A channel takes messages that are already saved (*save, then send*) and says of each what became of
it, exactly once. It decides nothing: whom to ring, with what words and how often is ``ring``'s.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, runtime_checkable

import msgspec

State = Literal["sent", "failed", "gone"]


class Named(msgspec.Struct, frozen=True):
    """An incident, as a lock screen may call it."""

    id: str
    code: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a ring says, the same on every channel: a place, never a name or a number."""

    type: Literal["alarm", "silence", "proof", "test", "deaf", "trouble", "caution", "link"]
    """``proof``: a quiet ring that only asks; ``test``: one aloud; ``deaf``: another phone of this officer does
    not answer any more; ``caution``: to who works on it, the citizen must not be phoned any more or says that it is
    over, ``why`` says how far that can be believed; ``trouble``: not for an officer but for who keeps this program
    running, ``why`` says what is not well; ``link``: to a citizen who phoned, what the officer asks them to show."""
    incident: Named | None = None
    mode: str = "loud"
    caution: str = ""
    """``silent``: write, do not phone; ``forced``: do neither, and come."""
    locality: str | None = None
    """The part of town; ``None`` when the place is not known."""
    raised_at: str | None = None
    wave: int = 0
    ring_id: str | None = None
    receipt_key: str | None = None
    """With which the rung phone, and nobody else, may say that it rang or answer for its officer."""
    why: str | None = None
    """Of a silence: ``claimed`` or ``closed``. Of trouble: a sentence. Of a proof: ``asked``, ``code``
    or ``seen``, to the officer under whose name another way in was asked for or made; ``look``, to who is told that an
    identity was opened."""
    claimed_by: str | None = None
    link: str | None = None


_MESSAGE = msgspec.json.Decoder(Message)


def read_message(body: bytes) -> Message:
    """For channels that do not carry the bytes to a page of ours, but speak or write them out."""
    return _MESSAGE.decode(body)


class Outgoing(NamedTuple):
    """One message for one device."""

    ring_id: int
    address: str
    """In the channel's own spelling, as its ``check_address`` returned it."""
    body: bytes
    """A :class:`Message` in JSON."""
    topic: str
    """A later message of the same topic replaces an undelivered earlier one. Empty: replaces nothing."""
    ttl_s: int
    """Seconds after which ringing would be wrong, counted from the call of ``send``."""
    urgent: bool


class Delivery(NamedTuple):
    """What became of one message."""

    ring_id: int
    state: State
    """``sent``: the carrier took it, which is no proof that the phone rang. ``gone``: the address is dead
    for ever, forget the device. ``failed``: not delivered; the device may still be good."""
    detail: str
    """For the operator: what happened, and what to do about it. Never a secret, never the body."""


Report = Callable[[Delivery], None]


@dataclass(frozen=True, slots=True)
class Heard:
    """What an officer answered on the channel itself: a digit, an SMS, a button in a notification."""

    said: Literal["take", "decline", "started", "reached", "no_answer", "busy", "written", "called"]
    """``written``, ``called``: not an officer's answer, but words that somebody wrote to the station, or a call to it.
    ``started`` and what follows it tell of the call-back, where the channel itself puts it through."""
    ring_id: int | None = None
    """Which ring was answered, where the channel knows."""
    kind: str = ""
    address: str = ""
    """Otherwise: whose phone it was, by kind and canonical address; the newest ringing alarm is meant."""
    code: str | None = None
    """The incident that the officer named, such as ``SHR-7K4M2P``."""
    text: str = ""
    """What was ``written``, word for word, by a stranger."""
    message: str = ""
    """Which message it was: the same when it is heard again after a crash."""
    age_ms: int = 0
    station: str | None = None
    """Whose number it was written to, where the channel knows."""
    answers: bool = False
    """Of an officer it would be an answer, that came too late."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the answer led to, to be told on the same channel."""

    outcome: Literal["taken", "already_claimed", "declined", "noted", "nothing_rings", "lapsed", "unknown", "opened",
                     "rings", "no_alarm"]
    """``opened``, ``rings``, ``no_alarm``: what became of words that were ``written``: a new alarm, more of one that
    is open, neither. ``unknown``: the phone belongs to no officer. It is told nothing."""
    incident: str | None = None
    code: str | None = None
    locality: str | None = None
    claimed_by: str | None = None
    """Who was first, when it is ``already_claimed``."""
    citizen_name: str | None = None
    caution: str = ""
    """Of what was taken, as of a message: whoever took it must not phone."""
    citizen_phone: str | None = None
    """E.164. Name and number only when it is ``taken``: one officer learns who, all others a place."""
    word: str = ""
    """By which the citizen knows who phones."""


Hear = Callable[[Heard], Awaitable[Reply]]


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

    async def listen(self, hear: Hear) -> None:
        """Hears what is answered on the channel itself, until cancelled. Returns at once where nothing can be."""

    def prepare(self, addresses: Iterable[str]) -> None:
        """These may have to ring: do now, in idle time, what need not wait for the alarm."""

    def close(self) -> None:
        """Settle what is on its way, and end."""


class Examined(NamedTuple):
    """What a channel found out about itself, for ``siharat doctor``."""

    part: str
    state: Literal["ok", "look", "no"]
    said: str
    advice: str = ""


@runtime_checkable
class Examines(Protocol):
    """A channel that leans on programs and services of others can say whether they work."""

    def examine(self, offline: bool) -> Iterable[Examined]:
        """Outside the server, and beside one that runs. ``offline``: without the network."""
