"""The database: SQLite or PostgreSQL, behind two verbs.

``await db.write(work, ...)`` and ``await db.read(work, ...)`` run a plain function on a :class:`Tx`.
What a write returned is on disk. Time is a table here too: ``db.wakeup`` plans what must happen later.
"""

from siharat.db.database import Database
from siharat.db.tx import Row, Tx
from siharat.db.unit import Lane

__all__ = ["Database", "Lane", "Row", "Tx"]
