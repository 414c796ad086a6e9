"""The book: lines appended under a lock of the station's head row, each carrying the hash of the last.

A line's digest covers a *salted digest* of its payload, not the payload: a payload can be erased by law
and the chain still holds and shows that something was erased. Positions are milliseconds × 1000, pushed
forward where several lines fall into one: they never go back within a station, grow across stations with
time, and leak no counts (ADR 16).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import text

from siharat.db import Tx

GENESIS = "0" * 64
BROADCAST = "broadcast_"
"""How the kinds of lines begin that are of no incident."""

LOCK_HEAD = text("""UPDATE log_head SET position = position WHERE station = :station
    RETURNING position, digest""")
FIRST_HEAD = text("""INSERT INTO log_head (station, position, digest) VALUES (:station, 0, :digest)
    ON CONFLICT DO NOTHING""")
MOVE_HEAD = text("UPDATE log_head SET position = :position, digest = :digest WHERE station = :station")
APPEND = text("""INSERT INTO log_line
    (station, position, incident, kind, at, actor, payload, salt, payload_digest, digest)
    VALUES (:station, :position, :incident, :kind, :at, :actor, :payload, :salt, :payload_digest, :digest)""")
SINCE = text("""SELECT * FROM log_line WHERE station = :station AND position > :position
    ORDER BY position LIMIT :limit""")
OF_INCIDENT = text("""SELECT * FROM log_line WHERE incident = :incident AND station = :station
    AND position > :position ORDER BY position""")
HEAD = text("SELECT position FROM log_head WHERE station = :station")
HEADS = text("SELECT * FROM log_head ORDER BY station")
DIGEST_AT = text("SELECT digest FROM log_line WHERE station = :station AND position = :position")

_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Appended:
    """Event: the books of these stations have new lines. The doorbell rings after the commit."""

    stations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    payload: dict[str, Any]


def append(tx: Tx, stations: tuple[str, ...], incident: str, actor: str, *entries: Entry) -> None:
    """Writes the entries into the book of every station concerned, in order.

    ``actor`` is ``citizen:ID``, ``officer:ID`` or ``system``. Heads are locked in the order of their
    codes: two units that concern the same stations can never wait for each other.
    """
    for station in sorted(stations):
        head = tx.one(LOCK_HEAD, station=station)
        if head is None:
            tx.run(FIRST_HEAD, station=station, digest=GENESIS)
            head = tx.one(LOCK_HEAD, station=station)
            assert head is not None
        position, before = head.position, head.digest
        for entry in entries:
            position = max(position + 1, tx.now * 1_000)
            payload = _encoder.encode(entry.payload).decode()
            salt = tx.identity.bytes(8).hex()
            sealed = payload_digest(salt, payload)
            before = line_digest(before, station, position, incident, entry.kind, tx.now, actor, sealed)
            tx.run(APPEND, station=station, position=position, incident=incident, kind=entry.kind,
                   at=tx.now, actor=actor, payload=payload, salt=salt, payload_digest=sealed, digest=before)
        tx.run(MOVE_HEAD, station=station, position=position, digest=before)
    tx.emit(Appended(stations))


def lock(tx: Tx, station: str) -> None:
    """Nothing is written into the station's book by anybody else until the commit."""
    tx.run(FIRST_HEAD, station=station, digest=GENESIS)
    tx.one(LOCK_HEAD, station=station)


def payload_digest(salt: str, payload: str) -> str:
    return hashlib.sha256(f"{salt}\x1f{payload}".encode()).hexdigest()


def line_digest(before: str, station: str, position: int, incident: str, kind: str, at: int, actor: str,
                sealed: str) -> str:
    line = "\x1f".join((before, station, str(position), incident, kind, str(at), actor, sealed))
    return hashlib.sha256(line.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    station: str
    position: int
    incident: str
    kind: str
    at: int
    actor: str
    payload: dict[str, Any]

    @property
    def of_incident(self) -> bool:
        """A desk's word to citizens stands in the book too: ``incident`` is the id of the broadcast then."""
        return not self.kind.startswith(BROADCAST)

    @property
    def officer(self) -> str | None:
        """The id of the officer who did it, if one did."""
        return self.actor[8:] if self.actor.startswith("officer:") else None


def since(tx: Tx, station: str, position: int, limit: int = 500) -> list[Line]:
    """The lines of a station after a position, oldest first."""
    return [_line(row) for row in tx.all(SINCE, station=station, position=position, limit=limit)]


def of_incident(tx: Tx, incident: str, station: str, position: int = 0) -> list[Line]:
    """The story of one incident as its own station's book tells it."""
    return [_line(row) for row in tx.all(OF_INCIDENT, incident=incident, station=station,
                                         position=position)]


def head(tx: Tx, station: str) -> int:
    return int(tx.value(HEAD, station=station) or 0)


def payload_of(row: Any) -> dict[str, Any]:
    """What a line says; nothing, of one that was erased."""
    payload: dict[str, Any] = msgspec.json.decode(row.payload) if row.payload is not None else {}
    return payload


def _line(row: Any) -> Line:
    return Line(row.station, row.position, row.incident, row.kind, row.at, row.actor, payload_of(row))


@dataclass(frozen=True, slots=True)
class Broken:
    station: str
    position: int
    why: str


def verify(tx: Tx, station: str | None = None, *, page: int = 2_000) -> Iterator[Broken | int]:
    """Walks the chains. Yields the number of lines checked as it goes, and the first broken line of
    each station; a chain that holds yields no ``Broken``."""
    checked = 0
    for head_row in tx.all(HEADS):
        if station not in (None, head_row.station):
            continue
        before, position = GENESIS, 0
        broken = None
        while broken is None and (rows := tx.all(SINCE, station=head_row.station, position=position, limit=page)):
            for row in rows:
                broken = _flaw(row, before)
                if broken:
                    break
                before, position = row.digest, row.position
                checked += 1
            yield checked
        if broken is None and (position, before) != (head_row.position, head_row.digest):
            broken = Broken(head_row.station, position, "the book ends before its head: lines are missing")
        if broken:
            yield broken


def follow(tx: Tx, station: str, position: int, digest: str, limit: int = 2_000) -> tuple[int, str] | Broken:
    """Walks the station's chain on from a line that was found good: position and digest of the last good one.
    Position 0 begins with the first line."""
    before, at = digest, position
    if at and tx.value(DIGEST_AT, station=station, position=at) != before:
        return Broken(station, at, "the line was changed or removed")
    for row in tx.all(SINCE, station=station, position=at, limit=limit):
        if broken := _flaw(row, before):
            return broken
        before, at = row.digest, row.position
    return at, before


def _flaw(row: Any, before: str) -> Broken | None:
    digest = line_digest(before, row.station, row.position, row.incident, row.kind, row.at, row.actor,
                         row.payload_digest)
    if digest != row.digest:
        return Broken(row.station, row.position, "the line, or the one before it, was changed or removed")
    erased = row.payload is None and row.salt is None
    if not erased and payload_digest(row.salt or "", row.payload or "") != row.payload_digest:
        return Broken(row.station, row.position, "what the line says was changed")
    return None
