"""What a push service's answer means for the phone (RFC 8030, sections 5, 7 and 8.4). Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siharat.ring.channels import State

Chance = Callable[[], float]
"""Numbers from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One try: a status, or 0 and why there was none."""

    status: int
    retry_after_s: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one message."""

    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to bother about one message. Times in seconds."""

    tries: int = 4
    try_s: float = 3.0
    """After this a try counts as unanswered. The next may reach the phone twice: the topic makes it one."""
    pause_s: float = 0.5
    """Before the second try; doubles each time. Half is chance, or all phones would come back at once."""

    def next_try(self, tries: int, answer: Answer, left_s: float, chance: Chance) -> float | None:
        """Seconds until the next try, or ``None`` when there is no use in one.

        ``tries`` were made, ``left_s`` is what is left of the TTL: a phone that rings later rings wrongly.
        """
        if not worth_another(answer) or tries >= self.tries:
            return None
        backed_off: float = self.pause_s * 2 ** (tries - 1)
        pause = max(answer.retry_after_s, 0.0) + backed_off * (0.5 + 0.5 * chance())
        return pause if pause < left_s else None


def worth_another(answer: Answer) -> bool:
    """Too many at once, their trouble, or no answer at all: another moment may be a better one."""
    return answer.status in (0, 408, 425, 429) or answer.status >= 500


def outcome(answer: Answer, tries: int) -> Outcome:
    """What to tell of a message for which there will be no other try."""
    status = answer.status
    said = f": {answer.text}" if answer.text else ""
    if status in (200, 201, 202):
        return Outcome("sent", f"accepted ({status})" + (f", try {tries}" if tries > 1 else ""))
    if status in (404, 410):
        return Outcome("gone", f"the phone is no longer subscribed ({status})")
    if status == 413:
        return Outcome("failed", "the message is too large for this push service (413)")
    if status in (401, 403):
        why = "the VAPID key changed, or is refused; the phone must subscribe anew"
        return Outcome("failed", f"{why} ({status}){said}")
    if 300 <= status < 400:
        return Outcome("failed", f"the push service redirects, which is never followed ({status})")
    if status == 0:
        return Outcome("failed", f"no answer after {tries} tries{said}")
    if worth_another(answer):
        return Outcome("failed", f"the push service was busy or broken for {tries} tries ({status}){said}")
    return Outcome("failed", f"refused ({status}){said}")
