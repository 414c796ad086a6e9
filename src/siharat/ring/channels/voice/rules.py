"""What happens on a line means something: decided here, without a telephone. Pure."""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from siharat.kernel.errors import Problem

Waiting = TypeVar("Waiting")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait. Times in seconds."""

    ring_s: float = 30.0
    """For a phone to be picked up, from the dialling."""
    listen_s: float = 30.0
    """For a digit of whoever picked up. A mailbox never presses one, and is paid by the minute."""
    only_rings_s: float = 20.0
    citizen_rings_s: float = 40.0
    stop_s: float = 0.5
    """For baresip to say good-bye to the trunk."""


def patience(ring_s: float) -> Patience:
    """From the settings. Raises ``Problem``."""
    if not 5 <= ring_s <= 120:
        raise Problem(422, "settings", "SIHARAT_VOICE_RING_S cannot be used: from 5 to 120 seconds.")
    return Patience(ring_s=ring_s)


@dataclass(frozen=True, slots=True)
class Rings:
    """The far end says that it rings (SIP 180 or 183)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody, or a mailbox, has picked up."""


@dataclass(frozen=True, slots=True)
class Digit:
    pressed: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over, by whomever."""

    why: str
    """baresip's words: ``486 Busy Here``, ``Connection reset by user``; or ours."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody calls us. Nobody answers: that they called says enough."""

    caller: str = ""
    """The number as the network says it, or whatever stands there."""
    call: str = ""
    """The name of the call in SIP (RFC 3261, Call-ID)."""


Event = Rings | Answered | Digit | Ended | Incoming

DIGITS = frozenset("0123456789*#")


def event(said: dict[str, Any]) -> Event | None:
    """What happened on a line; ``None`` for what we need not know."""
    kind, detail = said.get("type"), _plain(said.get("param"))
    if said.get("direction") == "incoming":
        return _incoming(said) if kind == "CALL_INCOMING" else None
    if kind in ("CALL_RINGING", "CALL_PROGRESS"):
        return Rings()
    if kind == "CALL_ESTABLISHED":
        return Answered()
    if kind == "CALL_DTMF_START":
        return Digit(detail) if detail in DIGITS else None
    return Ended(detail) if kind == "CALL_CLOSED" else None


def _incoming(said: dict[str, Any]) -> Incoming:
    """From an address such as ``sip:+62812…@trunk`` or ``"Siti" <tel:0812…>``."""
    found = re.search(r"(?:sips?|tel):([^@;>?]*)", _plain(said.get("peeruri")))
    return Incoming(found[1] if found else "", _plain(said.get("id")))


def offers(said: dict[str, Any]) -> bool:
    """baresip is about to send an INVITE."""
    return said.get("type") == "CALL_LOCAL_SDP" and said.get("direction") == "outgoing" and said.get("param") == "offer"


def registration(said: dict[str, Any]) -> str | None:
    """``ok``, or why the trunk refuses us; ``None`` when this is about something else."""
    if said.get("type") == "REGISTER_OK":
        return "ok"
    return _plain(said.get("param")) or "refused" if said.get("type") == "REGISTER_FAIL" else None


def _plain(text: object) -> str:
    """A stranger's words, short and printable."""
    return "".join(letter for letter in str(text or "")[:100] if letter.isprintable())


Fate = Literal["busy", "no_answer", "broken"]
_BUSY = {486, 600, 603}
"""Busy here, busy everywhere, declined: a person or a phone said no."""
_NO_ANSWER = {408, 480, 487}
"""Nobody took it in time, the phone is switched off or out of reach, the call was taken back."""


def fate(ended: Ended) -> Fate:
    """Of a call that ended before it was answered. ``broken``: the trunk did not carry it at all."""
    status = re.match(r"([1-6]\d\d)\b", ended.why)
    code = int(status[1]) if status else 0
    return "busy" if code in _BUSY else "no_answer" if code in _NO_ANSWER else "broken"


def refusal(ended: Ended) -> str:
    """The same, for the ledger."""
    said = f" ({ended.why})" if ended.why else ""
    if ended.why.startswith("603"):
        return f"the phone declined the call{said}"
    return {"busy": "the phone is busy", "no_answer": "nobody answered, or the phone is out of reach",
            "broken": "the trunk did not put the call through"}[fate(ended)] + said


class Queue(Generic[Waiting]):
    """First come, first served within an alarm; in turn between alarms: a large station that rings does not
    keep the next alarm from its first phone."""

    def __init__(self) -> None:
        self._alarms: OrderedDict[str, deque[Waiting]] = OrderedDict()

    def put(self, alarm: str, waiting: Waiting) -> None:
        self._alarms.setdefault(alarm, deque()).append(waiting)

    def take(self) -> Waiting | None:
        """The next one; its alarm goes to the end of the row."""
        if not self._alarms:
            return None
        alarm, row = self._alarms.popitem(last=False)
        first = row.popleft()
        if row:
            self._alarms[alarm] = row
        return first

    def drop(self, unwanted: Callable[[Waiting], bool]) -> list[Waiting]:
        """Those that need not wait any more, out of the row."""
        dropped = []
        for alarm, row in list(self._alarms.items()):
            dropped += [each for each in row if unwanted(each)]
            kept = deque(each for each in row if not unwanted(each))
            if kept:
                self._alarms[alarm] = kept
            else:
                del self._alarms[alarm]
        return dropped

    def __len__(self) -> int:
        return sum(map(len, self._alarms.values()))
