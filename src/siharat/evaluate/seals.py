"""A seal for each day of a station's book: signed, and kept where the book is not.

The digest of a day's last line stands for all lines before it. Whoever rewrites the book, its chain included, would
have to make the seals anew as well, and for that it takes the key ring; and the copy in the data folder, and in every
export, would not agree.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Keyring
from siharat.people import stations

FOLDER = "seals"
MOST_DAYS = 400
"""At once, after a long sleep of the machine."""

LAST = text("SELECT day FROM seal WHERE station = :station ORDER BY day DESC LIMIT 1")
FIRST_LINE = text("SELECT position FROM log_line WHERE station = :station ORDER BY position LIMIT 1")
LAST_LINE = text("""SELECT position, digest FROM log_line WHERE station = :station AND position < :before
    ORDER BY position DESC LIMIT 1""")
LINE = text("SELECT digest FROM log_line WHERE station = :station AND position = :position")
INSERT = text("""INSERT INTO seal (station, day, position, digest, sealed_at, signature)
    VALUES (:station, :day, :position, :digest, :sealed_at, :signature) ON CONFLICT DO NOTHING""")
OF_STATION = text("SELECT * FROM seal WHERE station = :station AND day >= :first AND day <= :last ORDER BY day")


@dataclass(frozen=True, slots=True)
class Seal:
    station: str
    day: str
    position: int
    digest: str
    sealed_at: int
    signature: str

    @property
    def says(self) -> bytes:
        return f"siharat seal\x1f{self.station}\x1f{self.day}\x1f{self.position}\x1f{self.digest}".encode()


def signing_key(keys: Keyring) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.derive("evaluation seal"))


def public_key(keys: Keyring) -> str:
    """What whoever checks must know of this installation: 64 hexadecimal digits."""
    return signing_key(keys).public_key().public_bytes_raw().hex()


def is_signed(said: bytes, signature: str, key: str) -> bool:
    """Exactly this signature, in its one spelling."""
    try:
        raw = bytes.fromhex(signature)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(raw, said)
    except (ValueError, InvalidSignature):
        return False
    return raw.hex() == signature


def seal_all(tx: Tx) -> list[Seal]:
    """Every day that is over and has no seal yet, of every station that has a book."""
    return [seal for row in stations.every(tx) for seal in _seal_station(tx, row.code, ZoneInfo(row.timezone))]


def _seal_station(tx: Tx, station: str, zone: ZoneInfo) -> list[Seal]:
    first = tx.value(FIRST_LINE, station=station)
    if first is None:
        return []
    last = tx.value(LAST, station=station)
    day = date.fromisoformat(last) + timedelta(days=1) if last else _day(first // 1_000, zone)
    made: list[Seal] = []
    while day < _day(tx.now, zone) and len(made) < MOST_DAYS:
        midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
        line = tx.one(LAST_LINE, station=station, before=round(midnight.timestamp() * 1_000) * 1_000)
        assert line is not None, "the first line lies on or before the first day"
        unsigned = Seal(station, day.isoformat(), line.position, line.digest, tx.now, "")
        signature = signing_key(tx.keys).sign(unsigned.says).hex()
        seal = Seal(**asdict(unsigned) | {"signature": signature})
        if tx.run(INSERT, **asdict(seal)):
            made.append(seal)
        day += timedelta(days=1)
    return made


def _day(at: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at / 1_000, zone).date()


def keep(folder: Path, seals: list[Seal]) -> None:
    """The copy beside the database: one file for each station, only ever grown."""
    if seals:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for seal in seals:
        with (folder / FOLDER / f"{seal.station}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(seal)) + "\n")


def of_station(tx: Tx, station: str, first: str = "", last: str = "9999") -> list[Seal]:
    return [Seal(*row) for row in tx.all(OF_STATION, station=station, first=first, last=last)]


def broken(tx: Tx, station: str, kept: list[Seal]) -> tuple[str, str] | None:
    """The first day whose seal does not fit the book, or the copy of it, and why."""
    stored = of_station(tx, station)
    key = public_key(tx.keys)
    for seal in stored:
        if not is_signed(seal.says, seal.signature, key):
            return seal.day, "the seal was changed, or made with another key"
        if tx.value(LINE, station=station, position=seal.position) != seal.digest:
            return seal.day, "the book is not the one that was sealed"
    by_day = {seal.day: seal for seal in stored}
    for seal in kept:
        if by_day.get(seal.day) != seal:
            return seal.day, "the seal in the database is not the one in the data folder"
    return None


def kept(folder: Path, station: str) -> list[Seal]:
    """The copies. ``ValueError`` when the file is damaged."""
    file = folder / FOLDER / f"{station}.jsonl"
    if not file.exists():
        return []
    return [Seal(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
