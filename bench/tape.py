"""What the product does at the database for each press, recorded, so that the C program does the same."""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.programs import write_records
from bench.scene import STATION, Scene, press
from siharat import story
from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.db.sqlite import SqliteLedger
from siharat.db.tx import DialectName, Tx
from siharat.db.unit import House, Unit
from siharat.kernel import Identity, Keyring, SystemClock

PARAMETER = re.compile(r"(?<![:\w]):(\w+)")

Call = tuple[int, tuple[Any, ...]]
"""The number of a statement and its values, in the order in which SQLite counts them."""


class Recorder(House):
    """Hands out transactions whose cursor keeps everything that was asked of it."""

    def __init__(self, keys: Keyring, identity: Identity) -> None:
        super().__init__(SystemClock(), identity, keys, story.join, lambda events: None)
        self.statements: dict[str, int] = {}
        self.calls: list[Call] = []

    def tx(self, cursor: Any, dialect: DialectName) -> Tx:
        return Tx(_Ear(cursor, self), dialect, self.clock.now(), self.identity, self.keys, self.join)

    def note(self, sql: str, values: Mapping[str, Any]) -> None:
        names = dict.fromkeys(PARAMETER.findall(sql))
        number = self.statements.setdefault(sql, len(self.statements))
        self.calls.append((number, tuple(values[name] for name in names)))


class _Ear:
    """A cursor that listens."""

    def __init__(self, cursor: sqlite3.Cursor, recorder: Recorder) -> None:
        self._cursor = cursor
        self._recorder = recorder

    def execute(self, sql: str, values: Mapping[str, Any] = {}) -> None:
        self._recorder.note(sql, values)
        self._cursor.execute(sql, values)

    def executemany(self, sql: str, rows: list[Mapping[str, Any]]) -> None:
        for values in rows:
            self._recorder.note(sql, values)
        self._cursor.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def presses(scene: Scene, folder: Path, count: int, station: str = STATION) -> tuple[Recorder, list[list[Call]]]:
    """Plays the presses on a copy of the scene, in the product's own code."""
    settings = scene.copy(folder)
    identity = Identity(SystemClock())
    recorder = Recorder(Keyring.load_or_create(settings.folder / "keys.json", identity), identity)
    ledger = SqliteLedger(str(settings.folder / "siharat.db"), recorder, "OFF")
    played = []
    for number in range(count):
        token, body = press(scene, number, station)
        unit = Unit(raise_alarm, (read_press(body, recorder.clock.now()), token), "press")
        ledger.commit([unit])
        if unit.error:
            raise unit.error
        played.append(recorder.calls)
        recorder.calls = []
    ledger.close()
    return recorder, played


def write(path: Path, recorder: Recorder, played: list[list[Call]], *, answer: bytes, opening: bytes = b"-",
          alarm: bytes = b"-", ring: bytes = b"-") -> Path:
    """The tape as ``station.c`` reads it."""
    def records() -> Iterator[bytes]:
        yield from (opening, answer, alarm, ring, b"%d\0" % len(recorder.statements))
        for sql in recorder.statements:
            yield sql.encode()
        for calls in played:
            yield b"".join(struct.pack("<II", number, len(values)) + b"".join(map(_value, values))
                           for number, values in calls)
    return write_records(path, records())


def _value(value: Any) -> bytes:
    if value is None:
        return b"n"
    if isinstance(value, int):
        return b"i" + struct.pack("<q", value)
    if isinstance(value, float):
        return b"d" + struct.pack("<d", value)
    text = value.encode()
    return b"t" + struct.pack("<I", len(text)) + text
