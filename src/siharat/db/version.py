"""Which version a database is at, without waking Alembic: every start of the server looks."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
from sqlalchemy import text

from siharat.db.tx import Tx
from siharat.kernel.errors import Problem

VERSIONS = Path(__file__).parent / "migrations" / "versions"
STANDING = text("SELECT version_num FROM alembic_version")


def known() -> list[str]:
    """The versions this program can read, oldest first: a migration's file begins with its number."""
    return sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def standing(tx: Tx) -> str | None:
    """The version the database is at; ``None`` for an empty one."""
    try:
        found = tx.value(STANDING)
    except (sqlite3.OperationalError, psycopg.errors.UndefinedTable) as error:
        if "alembic_version" not in str(error):
            raise
        return None
    return str(found) if found else None


def require_newest(tx: Tx) -> None:
    """Raises ``Problem`` when the tables are not those of this program, and says what to do."""
    found, versions = standing(tx), known()
    if found == versions[-1]:
        return
    if found is None:
        raise Problem(409, "no_tables", "The database is empty. Run `siharat init`.")
    if found in versions:
        raise Problem(409, "old_database", f"The database is at version {found}, the program at {versions[-1]}. "
                      "Stop the server and run `siharat init`: it brings the database up.")
    raise Problem(409, "new_database", f"The database is at version {found}, which is newer than this program "
                  f"({versions[-1]}). Update the program; never go back with a newer database.")
