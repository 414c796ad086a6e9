"""Who is there: citizens, officers, their devices, the tree of stations, and who may see what.

A station is a node in a tree (Polsek under Polres under Polda) with an area of its own, a set of
polygons. An officer belongs to one station and has devices; a citizen has a number and a name, both
sealed. Whoever speaks to the program is a ``Caller``; what a caller may see and do is decided in
``access.py`` and nowhere else. An officer comes in by a code on paper (``enrolment.py``), then by a
passkey (``passkeys.py``) or a password (``passwords.py``); ``signing_in.py`` opens the session,
``leaving.py`` ends it.
"""

from siharat.people import credential_tables, tables

__all__ = ["credential_tables", "tables"]
