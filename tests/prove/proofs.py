"""Each proof: what it promises, how often it is tried, how, and the planted bug that must turn it red."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.conftest import empty_province, settle_province
from tests.kill import powercut, series
from tests.kill.cluster import Cluster
from tests.kill.host import Nursery
from tests.property.play import PLANTS, live, unguarded, without_index
from tests.race.arena import Arena

Tick = Callable[[], None]
LIFE_CHUNK = 100


class Ground:
    """What the proofs stand on, made when first needed and cleared away at the end."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._numbers = itertools.count(1)

    def __enter__(self) -> Ground:
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.close()

    @cached_property
    def nursery(self) -> Nursery:
        return self._stack.enter_context(Nursery())

    @cached_property
    def cluster(self) -> Cluster:
        cluster = self._stack.enter_context(Cluster())
        asyncio.run(settle_province(cluster.database("province")))
        return cluster

    def folder(self) -> Path:
        return Path(self._stack.enter_context(TemporaryDirectory(prefix="siharat-prove-")))

    def postgres(self) -> str:
        """A new empty database."""
        return self.cluster.database(f"proof_{next(self._numbers)}")

    def province_on_postgres(self) -> str:
        name = f"proof_{next(self._numbers)}"
        with psycopg.connect(self.cluster.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE province")
        return self.cluster.get_uri(database=name)

    def province_in_a_file(self, image: bytes | None = None) -> str:
        path = self.folder() / "siharat.db"
        path.write_bytes(image or empty_province())
        return f"sqlite:///{path}"


@dataclass
class Tried:
    """What came of it."""

    trials: int = 0
    flaws: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Proof:
    name: str
    promise: str
    unit: str
    trials: int
    run: Callable[[Ground, int, int, Tick], Tried]
    control: Callable[[Ground, int], bool]
    """Whether the planted bug was found."""
    needs: tuple[str, ...] = ()
    """Programs without which it is left out."""

    def missing(self) -> list[str]:
        return [program for program in self.needs if shutil.which(program) is None]


# Lives: any order of presses, claims, crashes


def lives(database: Callable[[Ground], Any]) -> Callable[[Ground, int, int, Tick], Tried]:
    def run(ground: Ground, trials: int, seed: int, tick: Tick) -> Tried:
        tried = Tried()
        where = database(ground)

        def lived() -> None:
            tried.trials += 1
            if tried.trials <= trials:
                tick()

        while tried.trials < trials and not tried.flaws:  # in chunks: what Hypothesis remembers grows
            try:
                live(where, min(LIFE_CHUNK, trials - tried.trials), seed, tick=lived)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                tried.flaws.append("\n".join([f"seed {seed}: {error}", *getattr(error, "__notes__", [])]))
            seed += 1
        return tried

    return run


def planted_lives(ground: Ground, seed: int) -> bool:
    return all(_is_red(plant, seed) for plant in PLANTS.values())


def _is_red(plant: Any, seed: int) -> bool:
    with plant():
        try:
            live("sqlite:///:memory:", 300, seed, shrink=False)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return True
    return False


# Races: many claim one incident


def races(database: Callable[[Ground], str], nodes: int) -> Callable[[Ground, int, int, Tick], Tried]:
    def run(ground: Ground, trials: int, seed: int, tick: Tick) -> Tried:
        arena = asyncio.run(_race(database(ground), ground.folder(), trials, seed, nodes, tick))
        return Tried(arena.races, arena.doubles, "4 to 16 claimants each")

    return run


async def _race(url: str, folder: Path, trials: int, seed: int, nodes: int, tick: Tick) -> Arena:
    async with Arena(url, folder, seed, nodes) as arena:
        await arena.race(trials, tick)
    return arena


def unguarded_on_sqlite(ground: Ground, seed: int) -> bool:
    url = ground.province_in_a_file(without_index(empty_province(), "ux_claim_live"))
    with unguarded():
        return bool(asyncio.run(_race(url, ground.folder(), 20, seed, 1, lambda: None)).doubles)


def unguarded_on_postgres(ground: Ground, seed: int) -> bool:
    url = ground.province_on_postgres()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP INDEX ux_claim_live")
    with unguarded():
        return bool(asyncio.run(_race(url, ground.folder(), 20, seed, 1, lambda: None)).doubles)


# Kills: a real server, SIGKILL


def kills(database: Callable[[Ground], str]) -> Callable[[Ground, int, int, Tick], Tried]:
    def run(ground: Ground, trials: int, seed: int, tick: Tick) -> Tried:
        town = series.settle(ground.folder(), database(ground))
        return _told(series.kills(town, ground.nursery, trials, seed, tick=tick))

    return run


def kills_at_calls(ground: Ground, trials: int, seed: int, tick: Tick) -> Tried:
    town = series.settle(ground.folder(), people=3, police=3)
    return _told(series.kills(town, ground.nursery, trials, seed, at_calls=True, tick=tick))


def power_cuts(ground: Ground, trials: int, seed: int, tick: Tick) -> Tried:
    result = powercut.cuts(ground.folder(), trials, seed, tick=tick)
    tried = _told(result)
    tried.note += f", {result.checkpoints} checkpoints"
    return tried


def unsynced(ground: Ground, seed: int) -> bool:
    return _lost(powercut.cuts(ground.folder(), 40, seed, plants=("commit_without_sync",)))


def early_answers(database: Callable[[Ground], str], plant: str) -> Callable[[Ground, int], bool]:
    def control(ground: Ground, seed: int) -> bool:
        town = series.settle(ground.folder(), database(ground))
        return _lost(series.kills(town, ground.nursery, 20, seed, plants=(plant,), stop_at_flaw=True))

    return control


def outages(ground: Ground, trials: int, seed: int, tick: Tick) -> Tried:
    with Cluster() as cluster:  # of its own: the fewer files, the faster it recovers
        town = series.settle(ground.folder(), cluster.database("outages"))
        return _told(series.outages(town, ground.nursery, cluster, trials, seed, tick=tick))


def hasty_commits(ground: Ground, seed: int) -> bool:
    with Cluster() as cluster:
        town = series.settle(ground.folder(), cluster.database("hasty"))
        return _lost(series.outages(town, ground.nursery, cluster, 8, seed, stop_at_flaw=True,
                                    plants=("commit_without_waiting",)))


def _told(result: series.Result) -> Tried:
    slowest = f", rang again after at most {max(result.rang_after_s):.1f} s" if result.rang_after_s else ""
    return Tried(result.kills, result.flaws,
                 f"{result.acknowledged} presses and {result.claims} claims acknowledged{slowest}")


def _lost(result: series.Result) -> bool:
    return any("I1" in flaw for flaw in result.flaws)


def in_memory(ground: Ground) -> str:
    return "sqlite:///:memory:"


def own_file(ground: Ground) -> str:
    return ""


PROOFS = [
    Proof("lives-sqlite", "any order of presses, claims and crashes keeps all promises (SQLite)", "lives", 1_000,
          lives(in_memory), planted_lives),
    Proof("lives-postgres", "the same on PostgreSQL", "lives", 50,
          lives(lambda ground: ground.cluster), planted_lives),
    Proof("races-sqlite", "one winner (SQLite)", "races", 50_000,
          races(Ground.province_in_a_file, 1), unguarded_on_sqlite),
    Proof("races-postgres", "one winner (PostgreSQL, two servers)", "races", 10_000,
          races(Ground.province_on_postgres, 2), unguarded_on_postgres),
    Proof("kills-sqlite", "an acknowledged press survives SIGKILL and rings (SQLite)", "kills", 300,
          kills(own_file), early_answers(own_file, "answer_before_commit")),
    Proof("kills-at-calls", "… killed at its n-th write or sync, n up to 400", "kills", 100,
          kills_at_calls, early_answers(own_file, "answer_before_commit"), ("strace",)),
    Proof("power-cuts", "… and a power cut at any moment", "cuts", 5_000, power_cuts, unsynced, ("cc",)),
    Proof("kills-postgres", "an acknowledged press survives SIGKILL and rings (PostgreSQL)", "kills", 60,
          kills(Ground.postgres), early_answers(Ground.postgres, "answer_before_commit_on_postgresql")),
    Proof("outages-postgres", "… and PostgreSQL stopped at once, with presses meanwhile", "outages", 15,
          outages, hasty_commits),
]
