"""Power cuts: a real server's writes and syncs are written down, and the disk is rebuilt as a cut at any moment
might have left it. What was synced is there; of what was not, each write is there, or not, or in part."""

from __future__ import annotations

import asyncio
import atexit
import bisect
import random
import shutil
import sqlite3
import struct
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from siharat.db.unit import House
from siharat.kernel import Identity, Keyring, SystemClock
from tests.kill.crowd import Crowd
from tests.kill.host import Nursery
from tests.kill.series import Result, Town, settle
from tests.property import invariants

WRITE, SYNC, TRUNCATE = 1, 2, 3
DATABASE, LOG = 0, 1
RECORD = struct.Struct("=QIIQQ")
SECTOR = 512
LOAD_S = 2.5
CUTS_PER_LOAD = 500
SHIM = Path(__file__).with_name("powercut.c")


@dataclass(frozen=True)
class Step:
    at_s: float
    what: int
    file: int
    offset: int
    data: bytes


@cache
def shim() -> Path:
    """The shim, compiled."""
    folder = Path(mkdtemp(prefix="siharat-powercut-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library = folder / "powercut.so"
    compiler = shutil.which("cc") or shutil.which("gcc") or "cc"
    subprocess.run([compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SHIM), "-ldl",
                    "-lpthread"], check=True, capture_output=True)
    return library


@dataclass
class Disk:
    """The two files as they surely are, and what was written since each was last synced."""

    sure: list[bytearray]
    unsure: list[list[Step]] = field(default_factory=lambda: [[], []])

    def follow(self, step: Step) -> None:
        if step.what != SYNC:
            self.unsure[step.file].append(step)
            return
        for each in self.unsure[step.file]:
            apply(self.sure[step.file], each)
        self.unsure[step.file] = []

    def cut(self, chance: random.Random) -> list[bytearray]:
        """As the next start may find it."""
        images = [bytearray(image) for image in self.sure]
        mercy = chance.choice((0.0, 0.5, 0.9))
        for image, steps in zip(images, self.unsure, strict=True):
            for step in steps:
                if chance.random() < mercy:
                    apply(image, torn(step, chance))
        return images


def apply(image: bytearray, step: Step) -> None:
    if step.what == TRUNCATE:
        del image[step.offset:]
        return
    if len(image) < step.offset:
        image.extend(bytes(step.offset - len(image)))
    image[step.offset:step.offset + len(step.data)] = step.data


def torn(step: Step, chance: random.Random) -> Step:
    """Now and then only the first sectors of a write have arrived."""
    sectors = len(step.data) // SECTOR
    if sectors < 2 or chance.random() < 0.5:
        return step
    return Step(step.at_s, step.what, step.file, step.offset, step.data[:SECTOR * chance.randrange(1, sectors)])


def steps_of(trace: Path) -> Iterator[Step]:
    raw, at = trace.read_bytes(), 0
    while at + RECORD.size <= len(raw):
        at_ns, what, file, offset, length = RECORD.unpack_from(raw, at)
        at += RECORD.size
        size = length if what == WRITE else 0
        yield Step(at_ns / 1e9, what, file, offset, raw[at:at + size])
        at += size


def cuts(folder: Path, count: int, seed: int, *, plants: tuple[str, ...] = (),
         tick: Callable[[], None] = lambda: None) -> Result:
    """``count`` cuts at random moments of as many loads as they need."""
    chance = random.Random(seed)
    result = Result()
    for number in range(0, count, CUTS_PER_LOAD):
        here = folder / f"load_{number}"
        here.mkdir()
        town = settle(here)
        before = (here / "siharat.db").read_bytes()
        crowd = Crowd(town.citizens, town.officers, random.Random(seed + number))
        trace = folder / f"trace_{number}"
        environment = {"LD_PRELOAD": str(shim()), "CUT_FOLDER": str(here), "CUT_TRACE": str(trace)}
        with Nursery(environment) as nursery:
            pid, port = nursery.serve(here, "", ("checkpoint_often", *plants))
            asyncio.run(crowd.live(port, LOAD_S))
            nursery.kill(pid)
        result.flaws += crowd.memory.strange
        result.acknowledged += len(crowd.memory.acknowledged)
        result.claims += crowd.memory.claims
        _rebuild(town, before, [*steps_of(trace)], crowd, min(CUTS_PER_LOAD, count - number), chance, result, tick)
        shutil.rmtree(here)
        trace.unlink()
    return result


def _rebuild(town: Town, before: bytes, steps: list[Step], crowd: Crowd, count: int, chance: random.Random,
             result: Result, tick: Callable[[], None]) -> None:
    if not any(step.what == SYNC and step.file == LOG for step in steps) and len(steps) < 100:
        result.flaws.append(f"the trace holds only {len(steps)} steps: nothing was proved")
    result.checkpoints += sum(step.what == SYNC and step.file == DATABASE for step in steps)
    disk = Disk([bytearray(before), bytearray()])
    answered = sorted((at, press) for press, at in crowd.memory.answered_at.items())
    first = next((number for number, step in enumerate(steps) if answered and step.at_s > answered[0][0]), 0)
    moments = sorted(chance.randrange(first, len(steps)) for _ in range(count))
    done = 0
    for number, step in enumerate(steps):
        while done < len(moments) and moments[done] == number:  # the power goes just before this step
            known = answered[:bisect.bisect_left(answered, (step.at_s, ""))]
            presses = {press: crowd.memory.acknowledged[press] for _, press in known}
            found = _after(town, disk.cut(chance), presses)
            result.flaws += [f"cut before step {number}: {flaw}" for flaw in found]
            result.kills += 1
            done += 1
            tick()
        disk.follow(step)


def _after(town: Town, images: list[bytearray], presses: dict[str, str]) -> list[str]:
    """What the next start would find wrong."""
    path = town.folder / "after.db"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(images[0])
    path.with_name("after.db-wal").write_bytes(images[1])
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
        if sound != "ok":
            return [f"the database is damaged: {sound}"]
        clock = SystemClock()
        house = House(clock, Identity(clock), _keys(town.folder), lambda tx, event: None, lambda events: None)
        tx = house.reading_tx(connection.cursor(), "sqlite")
        return [*invariants.lasting(tx), *invariants.lost(tx, presses)]
    except sqlite3.Error as error:
        return [f"the database cannot be opened: {error!r}"]
    finally:
        connection.close()


@cache
def _keys(folder: Path) -> Keyring:
    return Keyring.load_or_create(folder / "keys.json", Identity(SystemClock()))
