"""A station rehearses: a marked alarm over the real path, and afterwards who would have slept through it.

A drill is an incident of mode ``drill``, raised by the system for one station. It rings every phone there, is taken
like any other, ends by itself, and is counted in no figure. A real alarm ends it in its own transaction.
"""

from siharat.drill import tables

__all__ = ["tables"]
