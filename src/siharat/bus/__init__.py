"""The doorbell between processes: it says "look at incident X", never what happened.

Losing a ring must be harmless. What counts is in the database: a listener that slept through one finds
everything at its next look, by the wake-ups' sweep or by the position of its stream. So there is no
receipt, no order and no memory here, and none may be added.
"""

from siharat.bus.bus import Bus, InProcessBus
from siharat.bus.postgres import PostgresBus

__all__ = ["Bus", "InProcessBus", "PostgresBus"]
