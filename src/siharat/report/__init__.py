"""The calm sibling of the press: what worries a citizen, told before it happens.

A report comes under one's name, in confidence, or from nobody at all: an anonymous one stores no identity. Whoever
sent it comes back with a *case key*, reads what became of it, and talks both ways. The desk makes of it what it
needs, and each step is a line that its reporter may read.
"""

from siharat.report import tables

__all__ = ["tables"]
