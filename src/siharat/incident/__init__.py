"""What the police work on: a pure state machine over an append-only, hash-chained log.

Status goes ``ringing → claimed → responding → on_scene → closed`` and back to ``ringing``.
Escalation is a counter beside it, the citizen's cancellation a mark upon it; neither is a status.
Every change appends a line (who, what, when, hash of the line before) in the same transaction, and
the timeline a person reads, the resume point of a stream and the chief's report all come from these
lines: there is no second book.
"""

from siharat.incident import tables

__all__ = ["tables"]
