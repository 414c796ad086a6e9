"""Sources: other systems that may raise an alarm at a station, each with a secret of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, text

from siharat.db import Tx
from siharat.exchange import rules, signing
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people import access, stations
from siharat.people.access import OfficerCaller

MOST_SOURCES = 10
"""Of one station, switched on."""

INSERT = text("""INSERT INTO source (id, station, name, secret, made_by, made_at)
    VALUES (:id, :station, :name, :secret, :by, :now)""")
GET = text("SELECT * FROM source WHERE id = :id")
OF_STATION = text("""SELECT s.*, (SELECT count(*) FROM sourced x WHERE x.source = s.id) AS incidents FROM source s
    WHERE s.station IN :stations ORDER BY s.off_at IS NOT NULL, s.made_at""").bindparams(
    bindparam("stations", expanding=True))
COUNT_ON = text("SELECT count(*) FROM source WHERE station = :station AND off_at IS NULL")
SWITCH_OFF = text("UPDATE source SET off_at = :now WHERE id = :id AND off_at IS NULL")


def add(tx: Tx, station: str, name: object, by: str | None) -> tuple[str, str]:
    """Its id, which stands in its address, and its secret, which is shown this once."""
    said = rules.named(name)
    stations.get(tx, station)
    if int(tx.value(COUNT_ON, station=station)) >= MOST_SOURCES:
        raise Problem(409, "too_many_sources", f"A station has {MOST_SOURCES} sources at most. Switch one off.")
    secret = signing.secret(tx.identity.bytes(signing.SECRET_BYTES))
    source = tx.identity.uuid7()
    tx.run(INSERT, id=source, station=station, name=said, secret=tx.keys.seal(secret, "source.secret"), by=by,
           now=tx.now)
    return source, secret


def add_as(tx: Tx, caller: OfficerCaller, name: object) -> tuple[str, str]:
    access.connects(caller, stations.get(tx, caller.station).path)
    return add(tx, caller.station, name, caller.id)


def switch_off(tx: Tx, caller: OfficerCaller, source: str) -> None:
    access.connects(caller, stations.get(tx, get(tx, source).station).path)
    end(tx, source)


def end(tx: Tx, source: str) -> None:
    """For ever: who let a secret slip makes a new source."""
    get(tx, source)
    tx.run(SWITCH_OFF, id=source, now=tx.now)


def find(tx: Tx, source: str) -> Any | None:
    return tx.one(GET, id=source)


def get(tx: Tx, source: str) -> Any:
    row = find(tx, source)
    if row is None:
        raise not_found("source")
    return row


def of_station(tx: Tx, station: str) -> list[Any]:
    """Those that are on first, oldest first; each with how many incidents it opened. With those of closed stations
    whose place it took: they ring there."""
    return tx.all(OF_STATION, stations=stations.before(tx, [station]))
