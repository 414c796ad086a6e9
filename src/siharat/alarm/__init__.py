"""The press, however it comes: acknowledged once it is durable, never refused for what it says.

``raise_alarm`` turns one press into one incident, or joins it to the citizen's open one, exactly once
for each id that a phone has made.
"""

from siharat.alarm import tables

__all__ = ["tables"]
