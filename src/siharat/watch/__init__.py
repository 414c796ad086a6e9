"""Who watches the watchers: that every open alarm will be looked at again is proved, not believed.

Each server says every five seconds which of its parts are alive (``Pulse``). The auditor, a process of its own, reads
the database beside it, has a synthetic alarm of each station carried to a stream of its own once a minute, and judges.
What it finds is told by a road that has not failed; while it finds nothing it says so to a heartbeat service outside,
so that its own silence is an alarm too (docs/watchdog.md).
"""

from siharat.watch import tables

__all__ = ["tables"]
