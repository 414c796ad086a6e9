"""What is new in a station's book since a position, as it is told."""

from __future__ import annotations

from dataclasses import dataclass

from siharat.db import Tx
from siharat.incident import log
from siharat.ring.actions import spared
from siharat.web.api.telling import Told, tell

PAGE_LINES = 64
"""Told at once: some 30 kB, far below what a reader may lag behind."""


def moved(tx: Tx, cursors: dict[str, int]) -> tuple[int, list[str]]:
    """When it was looked, and the stations whose books have grown beyond where they were read to."""
    return tx.now, [station for station, head in heads(tx).items() if head > cursors.get(station, 0)]


def heads(tx: Tx) -> dict[str, int]:
    """The last position of each station's book."""
    return {row.station: row.position for row in tx.all(log.HEADS)}


@dataclass(frozen=True, slots=True)
class News:
    told: Told
    declined: frozenset[str]
    """Officers who are not told of it: who cannot come, or all but the desks while it is narrowed, of what rings; of
    everything, whom its citizen fears."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is new in a station's book, and how far it was read."""

    position: int
    news: list[News]
    broadcasts: list[str]
    """Sent to citizens by this station's own desk."""


def since(tx: Tx, station: str, position: int) -> Found | None:
    """The next lines after ``position``, or ``None`` where there are none."""
    lines = log.since(tx, station, position, PAGE_LINES)
    if not lines:
        return None
    told = [tell(tx, line) for line in lines if line.of_incident]
    news = [News(each, (spared(tx, each.incident) if each.rings else frozenset()) | {*each.incident.kept_from})
            for each in told]
    return Found(lines[-1].position, news, [
        line.incident for line in lines if line.kind == "broadcast_sent" and line.payload.get("by") == station])
