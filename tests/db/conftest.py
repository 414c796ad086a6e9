"""Both databases by one fixture: ``url`` runs a test twice, ``opened`` opens a migrated database at it."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from siharat.db import Database, migrations
from siharat.kernel import Identity, Keyring, SystemClock

Opened = Callable[..., AbstractAsyncContextManager[Database]]
_numbers = itertools.count(1)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs ``async def`` tests, each on a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(scope="session")
def migrated_template(postgres_server: Any) -> str:
    """The name of a migrated, empty database, to be copied."""
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    migrations.upgrade(postgres_server.get_uri(database="migrated"))
    return "migrated"


@pytest.fixture
def postgres_url(postgres_server: Any, migrated_template: str) -> str:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_template} STRATEGY FILE_COPY")
    return str(postgres_server.get_uri(database=name))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "siharat.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'siharat.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def opened() -> Opened:
    @asynccontextmanager
    async def opened(url: str, *, inline: bool = False, clock: Any = None,
                     **options: Any) -> AsyncIterator[Database]:
        clock = clock or SystemClock()
        identity = Identity(clock)
        make = Database.inline if inline else Database.connect
        db = make(url, clock, identity, Keyring.fresh(identity), **options)
        await db.open()
        try:
            yield db
        finally:
            await db.close()

    return opened
