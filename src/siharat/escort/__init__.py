"""Somebody walks home alone and says so before: who does not say in time that they have arrived has an alarm.

The promise stands in the database, not on the phone: a phone that is off, lost or taken away changes nothing.
"""

from siharat.escort import tables

__all__ = ["tables"]
