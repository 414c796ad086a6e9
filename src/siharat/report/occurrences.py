"""What happened where and when: incidents and reports of a station, as ``clustering`` counts them. No name, no word."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text

from siharat.db import Tx
from siharat.report.clustering import Happened

INCIDENTS = text("""SELECT locality, opened_at AS at FROM incident WHERE station = :station AND opened_at >= :since
    AND mode IN ('loud', 'silent') AND locality IS NOT NULL
    AND (disposition IS NULL OR disposition IN ('genuine', 'unfounded', 'referred')) ORDER BY opened_at""")
REPORTS = text("""SELECT locality, coalesce(happened_at, received_at) AS at FROM report WHERE station = :station
    AND received_at >= :since AND locality IS NOT NULL AND joined_to IS NULL AND incident IS NULL
    ORDER BY received_at""")


def of_station(tx: Tx, station: str, zone: str, since: int) -> list[Happened]:
    """Each thing once: what was told twice, or became an incident, is not counted again as a report. Tests, drills,
    mistaken presses and false alarms are nothing that a patrol could have met."""
    there = ZoneInfo(zone)
    return [*(_happened(row.locality, row.at, there, True) for row in tx.all(INCIDENTS, station=station, since=since)),
            *(_happened(row.locality, row.at, there, False) for row in tx.all(REPORTS, station=station, since=since))]


def day_of(at: int, zone: str) -> int:
    """The day of a moment (ms), by the calendar there, as ``Happened`` counts days."""
    return datetime.fromtimestamp(at / 1_000, ZoneInfo(zone)).toordinal()


def _happened(place: str, at: int, zone: ZoneInfo, incident: bool) -> Happened:
    local = datetime.fromtimestamp(at / 1_000, zone)
    return Happened(place, local.weekday(), local.hour, local.toordinal(), incident)
