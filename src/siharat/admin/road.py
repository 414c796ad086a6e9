"""Which road a command takes to the database, and what must be there before it sets out."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, Unpack

import psycopg
from sqlalchemy.exc import DBAPIError

from siharat import story
from siharat.admin import commands, local
from siharat.db import Database, Tx, sqlite, version
from siharat.db.database import is_postgres, sqlite_path
from siharat.db.unit import House, Unit
from siharat.kernel import Identity, Keyring, Problem, SystemClock
from siharat.settings import Settings

TRIES = 50
BETWEEN_TRIES_S = 0.1
"""A server that is just starting holds the lock before it listens; one that stops, after."""

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


def init(settings: Settings) -> bool:
    """Folder, keys and database, each made if missing, the database brought up to date. ``True`` when the
    database is new."""
    from siharat.db import migrations  # it wakes Alembic, which takes its time

    with explained(settings):
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not is_postgres(settings.database_url):
            Path(sqlite_path(settings.database_url)).parent.mkdir(parents=True, exist_ok=True)
        before = migrations.current(settings.database_url)
        if before is not None and before not in version.known():
            read(settings, lambda tx: None)  # says what is wrong
        if keys_path(settings).exists():
            open_keys(settings)
        elif before is not None:
            raise keys_missing(settings)
        else:
            Keyring.load_or_create(keys_path(settings), Identity(SystemClock()))
        if before != version.known()[-1]:
            migrations.upgrade(settings.database_url)
    return before is None


def keys_path(settings: Settings) -> Path:
    return settings.folder / "keys.json"


def keys_missing(settings: Settings) -> Problem:
    return Problem(409, "no_keys", f"The database is there, but its keys are not: {keys_path(settings)}. Put your "
                   "copy of them back; without them no name in the database can be read.")


def open_keys(settings: Settings) -> Keyring:
    """The key ring; never makes one, for new keys would not open what is stored."""
    path = keys_path(settings)
    if not path.exists():
        raise Problem(409, "no_keys", f"There are no keys at {path}. A new station: run `siharat init`. One that "
                      "has been in use: put your copy of the keys back.")
    try:
        return Keyring.load_or_create(path, Identity(SystemClock()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Problem(409, "bad_keys", f"The keys in {path} are damaged. Put your copy of them back.") from error


def read(settings: Settings, work: Callable[[Tx, Unpack[Args]], Result], *args: *Args) -> Result:
    """Runs ``work(tx, *args)`` on a connection that cannot write, beside a running server."""
    result: Result = look(settings, open_keys(settings), _checked, work, *args)
    return result


def _checked(tx: Tx, work: Callable[..., Any], *args: Any) -> Any:
    version.require_newest(tx)
    return work(tx, *args)


def look(settings: Settings, keys: Keyring, work: Callable[..., Any], *args: Any) -> Any:
    """The same, of a database whatever its version."""
    clock = SystemClock()
    house = House(clock, Identity(clock), keys, lambda tx, event: None, lambda events: None)
    url = settings.database_url
    with explained(settings):
        if is_postgres(url):
            return asyncio.run(_look_at_postgres(url, house, work, *args))
        if not Path(sqlite_path(url)).exists():
            raise no_database(sqlite_path(url))
        connection = sqlite.connect_reader(sqlite_path(url))
        try:
            return sqlite.read(connection, house, Unit(work, args))
        finally:
            connection.close()


async def _look_at_postgres(url: str, house: House, work: Callable[..., Any], *args: Any) -> Any:
    db = Database.inline(url, house.clock, house.identity, house.keys)
    try:
        return await db.read(work, *args)
    finally:
        await db.close()


def write(settings: Settings, command: str, arguments: dict[str, Any]) -> Any:
    """Has a command done: by the running server where there is one, else here."""
    if is_postgres(settings.database_url):
        return write_here(settings, commands.run, command, arguments)
    for tries_left in reversed(range(TRIES)):
        try:
            return local.ask(settings.folder, command, arguments)
        except local.NoServer:
            pass
        try:
            return write_here(settings, commands.run, command, arguments)
        except Problem as problem:
            if problem.code != "database_in_use" or not tries_left:
                raise
        time.sleep(BETWEEN_TRIES_S)
    raise AssertionError("the last try answers or raises")


def write_here(settings: Settings, work: Callable[[Tx, Unpack[Args]], Result], *args: *Args) -> Result:
    """Runs ``work(tx, *args)`` in this process. ``Problem`` ``database_in_use`` when a server has it."""
    keys = open_keys(settings)
    url = settings.database_url
    with explained(settings):
        if not is_postgres(url) and not Path(sqlite_path(url)).exists():
            raise no_database(sqlite_path(url))
        result: Result = asyncio.run(_write(url, keys, work, *args))
    return result


async def _write(url: str, keys: Keyring, work: Callable[..., Any], *args: Any) -> Any:
    clock = SystemClock()
    db = Database.connect(url, clock, Identity(clock), keys, join=story.join)
    await db.open()
    try:
        return await db.write(_checked, work, *args)
    finally:
        await db.close()


def no_database(path: str) -> Problem:
    return Problem(409, "no_database", f"There is no database at {path} yet. Run `siharat init`; if it lies "
                   "elsewhere, say so with SIHARAT_DATA or SIHARAT_DATABASE.")


@contextmanager
def explained(settings: Settings) -> Iterator[None]:
    """Errors of the disk and the database in words: what, where, what to do."""
    try:
        yield
    except DBAPIError as error:  # of a migration
        raise _database_trouble(settings, error.orig or error) from error
    except (sqlite3.Error, psycopg.Error) as error:
        raise _database_trouble(settings, error) from error
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        raise Problem(503, "disk", f"Not possible:{where}: {error.strerror or error}. Check the path, its rights "
                      "and the disk.") from error


def _database_trouble(settings: Settings, why: BaseException) -> Problem:
    if is_postgres(settings.database_url):
        return Problem(503, "database", f"PostgreSQL does not answer as it should: {str(why).strip()}. Check "
                       "SIHARAT_DATABASE and whether the server runs.")
    path = sqlite_path(settings.database_url)
    return Problem(503, "database", f"The database {path} cannot be used: {why}. Check the file, its "
                   "rights and the disk; a copy brings back what is damaged.")
