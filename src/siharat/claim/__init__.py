"""One answers: all others fall silent and say who. Never two winners.

A claim is a row that exists: a partial unique index allows one live row for each incident, and losing
means reading who won. It lapses when no call-back was started in its time, and every phone rings again.
"""

from siharat.claim import tables

__all__ = ["tables"]
