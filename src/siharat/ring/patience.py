"""How often a message is carried again to a server that did not take it. Pure; what all channels share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Chance = Callable[[], float]
"""Numbers from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One try: a status, or 0 and why there was none."""

    status: int
    retry_after_s: float = 0.0
    text: str = ""


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
