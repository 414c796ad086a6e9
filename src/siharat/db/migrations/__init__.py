"""The database from one version to the next: ``upgrade(url)``, ``downgrade(url, to)``, ``current(url)``.

Programs call these; there is no ``alembic.ini``. On SQLite the migrating process takes the writer's
lock, so a running server is never pulled from under its own feet.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from siharat.db.database import is_postgres, sqlite_path
from siharat.db.lock import WriterLock
from siharat.db.schema import metadata
from siharat.db.sqlite import connect, connect_reader

FOLDER = Path(__file__).parent
ONE_MIGRATOR = 0x5148415241540001
"""Key of the advisory lock that lets one of several starting nodes migrate while the others wait."""


def upgrade(url: str, to: str = "head") -> None:
    """To the newest version, or ``to``. A new SQLite file is made; does nothing when already there.

    All or nothing: a migration that fails leaves the database as it was.
    """
    with _writing(url) as connection:
        command.upgrade(_config(connection), to)


def downgrade(url: str, to: str) -> None:
    """Back to version ``to``; ``"base"`` leaves an empty database. Data of dropped tables is gone."""
    with _writing(url) as connection:
        command.downgrade(_config(connection), to)


def current(url: str) -> str | None:
    """The version the database is at, ``None`` before the first."""
    if not is_postgres(url) and not Path(sqlite_path(url)).exists():
        return None
    with _reading(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def drift(url: str) -> list[Any]:
    """Where the migrated database and the declared tables differ; empty when they agree."""
    with _reading(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _reading(url: str) -> AbstractContextManager[Connection]:
    """Beside a running server: it stays the only one that could write."""
    if is_postgres(url):
        return _connected(_postgres(url))
    return _connected(_sqlite(lambda: connect_reader(sqlite_path(url)), "BEGIN DEFERRED"))


@contextmanager
def _writing(url: str) -> Iterator[Connection]:
    if is_postgres(url):
        with _connected(_postgres(url)) as connection, connection.begin():
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_MIGRATOR})")
            yield connection
        return
    lock = WriterLock(Path(sqlite_path(url)))
    lock.take()
    try:
        with _connected(_sqlite(lambda: connect(sqlite_path(url)), "BEGIN IMMEDIATE")) as connection:
            # SQLite alters a table by making it anew; enforced foreign keys would empty its children.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.rollback()
            with connection.begin():
                yield connection
                orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if orphans:
                    raise RuntimeError(f"the migration would leave rows without their parents: {orphans[:3]}")
    finally:
        lock.release()


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _postgres(url: str) -> Engine:
    return create_engine("postgresql+psycopg://" + url.partition("://")[2], poolclass=NullPool)


def _sqlite(creator: Callable[[], sqlite3.Connection], begin: str) -> Engine:
    engine = create_engine("sqlite://", creator=creator, poolclass=NullPool)
    # Our connections begin nothing by themselves; so the DDL of a migration is one transaction.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine
