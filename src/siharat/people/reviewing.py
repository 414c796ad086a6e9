"""Looks at identities, seen by a second person: all are listed at once, and some of each month must be judged.

The sample of a month is drawn by a keyed digest: nobody who looks knows whether that look will be judged, and nobody
who judges chooses which.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Keyring, Problem
from siharat.kernel.clock import DAY
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, notices, officers, stations
from siharat.people.access import OfficerCaller

Word = Literal["right", "wrong"]
WORDS: tuple[Word, ...] = ("right", "wrong")
LISTED = 90 * DAY
SHARE = 10
"""One of so many of a month must be judged,"""
LEAST = 5
"""and at least so many."""
LONGEST_NOTE = 500

OF_STATION = text("""SELECT k.id, k.at, k.officer, k.incident, k.report, k.reason, i.code, i.kept_from,
    v.word, v.officer AS judge, v.note
    FROM look k JOIN officer o ON o.id = k.officer JOIN station s ON s.code = o.station
    LEFT JOIN incident i ON i.id = k.incident LEFT JOIN look_review v ON v.look = k.id
    WHERE (o.station = :station OR s.path LIKE :below) AND k.at >= :since ORDER BY k.at DESC, k.id DESC LIMIT 500""")
JUDGE = text("""INSERT INTO look_review (look, officer, at, word, note) VALUES (:look, :by, :now, :word, :note)
    ON CONFLICT (look) DO NOTHING""")


@dataclass(frozen=True, slots=True)
class Look:
    """``code``: of the incident that was the occasion. ``chosen``: it must be judged. ``own``: the caller's, who does
    not judge it."""

    id: int
    at: int
    by: str
    code: str
    reason: str
    chosen: bool
    own: bool
    word: Word | None
    judge: str
    note: str
    told: list[tuple[str, int | None]] = field(default_factory=list)
    """Whom a notice was written for, and when they read it (ms)."""


def looks(tx: Tx, caller: OfficerCaller) -> list[Look]:
    """Those of the last ninety days by officers of the caller's station and below, the newest first; none of
    an incident whose citizen fears the caller. For who audits."""
    station = stations.get(tx, caller.station)
    access.audits(caller, station.path)
    rows = [row for row in tx.all(OF_STATION, station=caller.station, below=f"{caller.path}%", since=tx.now - LISTED)
            if caller.id not in (row.kept_from or "")]
    names = officers.names(tx, sorted({row.officer for row in rows} | {row.judge for row in rows if row.judge}))
    told = notices.told_of(tx, [row.id for row in rows])
    chosen = sample(tx.keys, [(row.id, row.at) for row in rows], station.timezone)
    return [Look(row.id, row.at, names.get(row.officer, "?"), row.code or "", _said(tx, row), row.id in chosen,
                 row.officer == caller.id, row.word, names.get(row.judge or "", ""),
                 tx.keys.unseal(row.note, "look.note") if row.note else "", told.get(row.id, [])) for row in rows]


def waiting(tx: Tx, caller: OfficerCaller) -> int:
    """How many must be judged and are not; none for who judges nothing."""
    if not caller.judges:
        return 0
    return sum(each.chosen and each.word is None and not each.own for each in looks(tx, caller))


def judge(tx: Tx, caller: OfficerCaller, look_id: int, word: object, note: object) -> None:
    """``Problem`` 404 for a look that is not the caller's to judge, their own among them; 409 for a second judge."""
    access.judges(caller, caller.path)
    if word not in WORDS:
        raise invalid("word", "is right or wrong")
    words = str(note or "").strip()[:LONGEST_NOTE]
    if word == "wrong" and not words:
        raise invalid("note", "is empty: say what was wrong")
    found = next((each for each in looks(tx, caller) if each.id == look_id), None)
    if found is None or found.own:
        raise not_found("look")
    if not tx.run(JUDGE, look=look_id, by=caller.id, now=tx.now, word=word,
                  note=tx.keys.seal(words, "look.note") if words else None):
        raise Problem(409, "already_decided", "Somebody has judged it already.")


def sample(keys: Keyring, every: Sequence[tuple[int, int]], zone: str) -> frozenset[int]:
    """Of ids and times (ms): which must be judged."""
    months: dict[str, list[int]] = defaultdict(list)
    for look, at in every:
        months[datetime.fromtimestamp(at / 1_000, ZoneInfo(zone)).strftime("%Y-%m")].append(look)
    secret = keys.derive("look sample")
    found: set[int] = set()
    for ids in months.values():
        ids.sort(key=lambda look: hmac.digest(secret, str(look).encode(), "sha256"))
        found |= set(ids[:max(LEAST, -(-len(ids) // SHARE))])
    return frozenset(found)


def _said(tx: Tx, row: Any) -> str:
    return tx.keys.unseal(row.reason, "look.reason")
