"""What was changed at a station, and who did it: written with the change itself, read by its administrators and those
above. Nobody edits it, and nothing of it fades: who was let in, by whom, is asked years later.

The book tells what happened to citizens; this tells what happened to stations and to the ways in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller

SYSTEM = "system"
"""Who has the server's command line."""
THEMSELVES = "self"
"""Who asks to be let in, and has not proved to be anybody."""
KINDS = ("renamed", "closed", "merged", "reopened", "settings", "moved_in", "moved_out", "left", "signed_out",
         "code_made", "codes_made", "code_at_server", "recovery_asked", "recovery_seen", "recovery_refused")
WAYS_IN = ("code_made", "code_at_server", "recovery_asked", "recovery_seen")
"""Of these the officer concerned reads on their own page."""
LISTED = 300

INSERT = text("""INSERT INTO station_change (station, at, kind, "by", officer, other, said)
    VALUES (:station, :now, :kind, :by, :officer, :other, :said)""")
BELOW = text("""SELECT c.*, s.name AS station_name FROM station_change c JOIN station s ON s.code = c.station
    WHERE s.path LIKE :below ORDER BY c.id DESC LIMIT :limit""")
OF_OFFICER = text("SELECT * FROM station_change WHERE officer = :officer AND at >= :since ORDER BY id DESC")


@dataclass(frozen=True, slots=True)
class Change:
    station: str
    at: int
    kind: str
    by: str
    """The officer's title; ``system`` or ``self``."""
    officer: str
    other: str
    """The name of the other station."""
    said: dict[str, Any] = field(default_factory=dict)


def note(tx: Tx, station: str, kind: str, by: OfficerCaller | str | None, *, officer: str | None = None,
         other: str | None = None, **said: Any) -> None:
    """``by``: ``None`` is the command line. ``said``: words and numbers for whoever reads it."""
    assert kind in KINDS
    who = by.id if isinstance(by, OfficerCaller) else by or SYSTEM
    tx.run(INSERT, station=station, now=tx.now, kind=kind, by=who, officer=officer, other=other,
           said=tx.keys.seal(json.dumps(said, ensure_ascii=False), "change.said") if said else None)


def below(tx: Tx, caller: OfficerCaller, path: str) -> list[Change]:
    """Of the station with that path and those under it, the newest first."""
    access.administers(caller, path)
    return _read(tx, tx.all(BELOW, below=f"{path}%", limit=LISTED))


def of_officer(tx: Tx, officer: str, since: int) -> list[Change]:
    """What was done about this officer's own ways in since then (ms). Their very first code is no news."""
    rows = [row for row in tx.all(OF_OFFICER, officer=officer, since=since) if row.kind in WAYS_IN]
    return [change for change in _read(tx, rows) if change.said.get("again", True)]


def _read(tx: Tx, rows: list[Any]) -> list[Change]:
    names = officers.names(tx, sorted({who for row in rows for who in (row.by, row.officer) if who}))
    places = {row.code: row.name for row in stations.every(tx)}
    return [Change(places.get(row.station, row.station), row.at, row.kind, names.get(row.by, row.by),
                   names.get(row.officer or "", ""), places.get(row.other or "", ""),
                   json.loads(tx.keys.unseal(row.said, "change.said")) if row.said else {}) for row in rows]
