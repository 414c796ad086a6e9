"""How many reports came and what became of them: numbers, also when the reports themselves have faded.

A report that fades leaves one in the count of its month. Of a month that is cut by the period only reports that have
not faded are counted, which are those of the last half year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from siharat.db import Tx

BECAME = ("incident", "handled", "checked", "noted", "passed_on", "elsewhere", "joined", "open")
"""Officers were called; how the desk ended it; told of the same as another; nothing yet."""

LIVE = text("""SELECT r.id, r.received_at, r.status, r.joined_to, r.incident,
    (SELECT l.detail FROM report_line l WHERE l.report = r.id AND l.kind = 'closed' ORDER BY l.id DESC LIMIT 1) AS ended
    FROM report r WHERE r.station = :station AND r.received_at >= :since AND r.received_at < :until""")
ONE = text("""SELECT r.id, r.station, r.received_at, r.status, r.joined_to, r.incident, s.timezone,
    (SELECT l.detail FROM report_line l WHERE l.report = r.id AND l.kind = 'closed' ORDER BY l.id DESC LIMIT 1) AS ended
    FROM report r JOIN station s ON s.code = r.station WHERE r.id = :id""")
COUNT = text("""INSERT INTO report_tally (station, month, became, count) VALUES (:station, :month, :became, 1)
    ON CONFLICT (station, month, became) DO UPDATE SET count = report_tally.count + 1""")
FADED = text("""SELECT became, sum(count) AS count FROM report_tally WHERE station = :station
    AND month >= :first AND month <= :last GROUP BY became""")


def leave(tx: Tx, report: str) -> None:
    """It is about to fade: one more of its kind in its month."""
    row = tx.one(ONE, id=report)
    if row is None:
        return
    month = datetime.fromtimestamp(row.received_at / 1_000, ZoneInfo(row.timezone)).strftime("%Y-%m")
    tx.run(COUNT, station=row.station, month=month, became=_became(row))


def of_period(tx: Tx, station: str, since: int, until: int, first: str, last: str) -> Mapping[str, int]:
    """Of each outcome how many. Times in milliseconds; ``first`` and ``last``: the whole months within them."""
    found = Counter({name: 0 for name in BECAME})
    found.update(_became(row) for row in tx.all(LIVE, station=station, since=since, until=until))
    for row in tx.all(FADED, station=station, first=first, last=last):
        found[row.became] += int(row.count)
    return {name: found[name] for name in BECAME}


def _became(row: Any) -> str:
    if row.incident is not None:
        return "incident"
    if row.joined_to is not None:
        return "joined"
    return str(row.ended) if row.status == "closed" and row.ended in BECAME else "open"
