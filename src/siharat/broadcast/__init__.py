"""A word from a desk to all citizens of an area: a warning, or advice, as CAP 1.2 spells it (OASIS, 2010).

It is looked at twice before it goes, by a second person where it is large. It goes in small waves behind every alarm,
shows quietly and never rings. Each message is a row that is never changed: what was wrong is updated or cancelled by a
further message that refers to it. Where a citizen is the phone itself decides: the area is sent, the place never comes.
"""

from siharat.broadcast import tables

__all__ = ["tables"]
