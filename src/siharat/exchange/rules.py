"""What may be told, to whom, and when it is tried again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from siharat.kernel.clock import DAY, HOUR, MINUTE, SECOND
from siharat.kernel.errors import invalid
from siharat.ring.patience import Answer, worth_another

KINDS = ("incident.opened", "incident.claimed", "incident.rings_again", "incident.en_route", "incident.on_scene",
         "incident.clear", "incident.handed_over", "incident.closed", "incident.amended", "report.became_incident")
TEST = "test"
PAUSES = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR)
"""After the first try, the second …; the last one again and again."""
LASTS = 3 * DAY
"""After that a delivery is dead, with one last try at its end."""
LONGEST_PAUSE = 6 * HOUR
RESTS = (0, 0, 5 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE)
"""A receiver that is in trouble is left alone for so long before the next delivery is tried, by failures in a row. Not
after the first: it may be that one event alone which it cannot digest, and others must not wait for it."""
OUTAGE = 3
"""So many failures in a row: it is down, and what waited for it goes out when it is back, not at its own time."""
KEPT = 30 * DAY
"""A delivery that ended is shown for so long, then forgotten: it says where somebody was in distress."""
LONGEST_NAME = 60
LONGEST_URL = 1_024
MOST_WEBHOOKS = 5
"""Of one station, switched on. Each is a thread at times."""

State = Literal["sent", "dead", "gone", "pending"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means for its delivery."""

    state: State
    pause: int = 0
    """Until the next try (ms)."""
    trouble: bool = False
    """It is the receiver's, not this delivery's alone."""


def verdict(answer: Answer, attempts: int, age: int) -> Verdict:
    """``attempts`` were made, this one included; ``age`` of the event (ms). 2xx is taken, 410 means never again (so the
    spec says); anything else, a redirect too, is tried again while there is time."""
    if 200 <= answer.status < 300:
        return Verdict("sent")
    trouble = worth_another(answer)
    if answer.status == 410:
        return Verdict("gone")
    if age >= LASTS:
        return Verdict("dead", trouble=trouble)
    asked = min(round(answer.retry_after_s * SECOND), LONGEST_PAUSE)
    pause = max(PAUSES[min(attempts, len(PAUSES)) - 1], asked)
    return Verdict("pending", min(pause, LASTS - age), trouble)


def rest(failures: int) -> int:
    """How long a receiver is left alone (ms) after so many failures in a row."""
    return RESTS[min(failures, len(RESTS) - 1)]


def chosen(kinds: Iterable[str]) -> str:
    """As they are stored. ``Problem`` 422 for none, and for one that there is not."""
    wanted = list(kinds)
    if not wanted:
        raise invalid("kinds", "choose at least one")
    unknown = next((each for each in wanted if each not in KINDS), None)
    if unknown is not None:
        raise invalid("kinds", f"{unknown[:40]!r} is none of {', '.join(KINDS)}")
    return f" {' '.join(each for each in KINDS if each in wanted)} "


def named(name: object) -> str:
    said = " ".join(str(name or "").split())[:LONGEST_NAME]
    if not said:
        raise invalid("name", "is empty: which system is it?")
    return said
