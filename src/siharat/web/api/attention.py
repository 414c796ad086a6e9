"""Who at the desk is on which incident: several operators see each other's hands.

Kept in memory alone, on each node, and said anew every twenty seconds: what is lost is a courtesy, never an alarm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from siharat.kernel.clock import SECOND

LASTS = 45 * SECOND
"""A page that has said nothing for so long has been left."""


@dataclass(frozen=True, slots=True)
class Hand:
    officer: str
    name: str
    incident: str
    at: int


@dataclass(slots=True)
class Attention:
    """Of each station, by officer."""

    hands: dict[str, dict[str, Hand]] = field(default_factory=dict)

    def lay(self, station: str, hand: Hand) -> bool:
        """The officer is on that incident, or on none (empty). Whether anything changed."""
        own = self.hands.setdefault(station, {})
        before = own.get(hand.officer)
        if hand.incident:
            own[hand.officer] = hand
        else:
            own.pop(hand.officer, None)
        return (before.incident if before else "") != hand.incident

    def fade(self, now: int) -> list[str]:
        """The stations whose pages were left."""
        changed = []
        for station, own in self.hands.items():
            gone = [officer for officer, hand in own.items() if now - hand.at > LASTS]
            for officer in gone:
                del own[officer]
            if gone:
                changed.append(station)
        return changed

    def told(self, station: str) -> dict[str, Any]:
        """What each desk of the station is told."""
        own = sorted(self.hands.get(station, {}).values(), key=lambda hand: hand.name)
        return {"hands": [{"officer": {"id": hand.officer, "name": hand.name}, "incident": hand.incident}
                          for hand in own]}


def topic(station: str, hand: Hand) -> str:
    """How it travels between the nodes."""
    return f"hand {station} {hand.officer} {hand.at} {hand.incident or '-'} {hand.name}"


def heard(said: str) -> tuple[str, Hand]:
    station, officer, at, incident, name = said.split(" ", 4)
    return station, Hand(officer, name, "" if incident == "-" else incident, int(at))
