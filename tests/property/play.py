"""Runs station lives: which database, how many, from which seed; and the bugs to be planted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

import hypothesis
import psycopg
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import get_state_machine_test
from sqlalchemy import text

from siharat.claim import actions as claims
from siharat.claim import store
from siharat.db import wakeup
from siharat.web.api import news
from tests.property import house
from tests.property.station_life import StationLife

_numbers = itertools.count(1)


def live(database: Any, examples: int, seed: int, *, steps: int = 30, shrink: bool = True,
         tick: Callable[[], None] = lambda: None) -> None:
    """``database``: an address of SQLite, or a server with the template ``province``. Raises with the
    shortest life that breaks a promise."""
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    wanted = settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
                      phases=phases, suppress_health_check=list(HealthCheck), print_blob=False)

    class Life(StationLife):
        def make_house(self) -> house.House:
            if isinstance(database, str):
                return house.House(database)
            return PostgresHouse(database)

        def teardown(self) -> None:
            super().teardown()
            tick()

    hypothesis.seed(seed)(get_state_machine_test(Life, settings=wanted))()


class PostgresHouse(house.House):
    """Each life in a database of its own, copied from the template."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._name = f"life_{next(_numbers)}"
        self._ask(f"CREATE DATABASE {self._name} TEMPLATE province STRATEGY FILE_COPY")
        super().__init__(server.get_uri(database=self._name))

    def leave(self) -> None:
        super().leave()
        self._ask(f"DROP DATABASE {self._name} WITH (FORCE)")

    def _ask(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)


def planted(says: str) -> Callable[[Callable[[], Iterator[None]]], Any]:
    def named(work: Callable[[], Iterator[None]]) -> Any:
        plant: Any = contextmanager(work)
        plant.says = says
        return plant

    return named


@planted("I2")
def claim_without_its_guard() -> Iterator[None]:
    """On a schema without the unique index as well."""
    image = without_index(house.empty_province(), "ux_claim_live")
    with unguarded(), mock.patch.object(house, "empty_province", return_value=image):
        yield


@contextmanager
def unguarded() -> Iterator[None]:
    """All that stands between two claimants is gone: whoever asks gets it, and believes it. The look at the
    winner after the insert has to go too: alone it already sends the second one home."""
    bare = text("""INSERT INTO claim (incident, officer, at, lapses_at)
        VALUES (:incident, :officer, :now, :lapses_at)""")
    newest = text("""SELECT * FROM claim WHERE incident = :incident AND ended_at IS NULL
        ORDER BY id DESC LIMIT 1""")

    def end(tx: Any, incident: str, why: str) -> bool:
        return tx.run(store.END, incident=incident, why=why, now=tx.now) > 0

    with mock.patch.multiple(store, TAKE=bare, LIVE=newest, end=end), \
            mock.patch.object(claims, "becomes", lambda incident, status: status):
        yield


@planted("I3|has no wake-up")
def claim_that_plans_no_wake_up() -> Iterator[None]:
    forgetful = mock.Mock(wraps=wakeup)
    forgetful.plan = lambda *args: None
    with mock.patch.object(claims, "wakeup", forgetful):
        yield


@planted("missed")
def stream_that_skips_a_line() -> Iterator[None]:
    """Of two lines that came together the hub tells the second only."""
    real = news.since

    def careless(tx: Any, station: str, position: int) -> Any:
        found = real(tx, station, position)
        return replace(found, news=found.news[1:]) if found and len(found.news) > 1 else found

    with mock.patch.object(news, "since", careless):
        yield


@planted("I1|duplicate|200")
def retry_that_is_not_recognised() -> Iterator[None]:
    from siharat.alarm import actions

    with mock.patch.object(actions, "_same_press",
                           lambda tx, press, caller: (tx.identity.uuid7(), None)):
        yield


PLANTS = {plant.__wrapped__.__name__: plant for plant in (
    claim_without_its_guard, claim_that_plans_no_wake_up, stream_that_skips_a_line, retry_that_is_not_recognised)}


def without_index(image: bytes, name: str) -> bytes:
    connection = house.connect(":memory:")
    connection.deserialize(image)
    connection.execute(f"DROP INDEX {name}")
    bare: bytes = connection.serialize()
    connection.close()
    return bare
