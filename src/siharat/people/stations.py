"""The tree of stations and their areas: which station does a place belong to?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import shapely
from shapely.geometry import shape
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.kernel.place import Place
from siharat.people import wilayah
from siharat.people.areas import METRES_PER_DEGREE, Area, must_be_near

LARGEST_BLUR_M = 100
"""A place known to ±100 m or better rings every station it may lie in; a worse one only those it hits."""

HOLD = text("UPDATE station SET code = code WHERE code = :station")
INSERT = text("""INSERT INTO station (code, name, parent, path, timezone, officers, created_at, live_since)
    VALUES (:code, :name, :parent, :path, :timezone, 0, :now, :live_since) ON CONFLICT DO NOTHING""")
GET = text("SELECT * FROM station WHERE code = :code")
ALL = text("SELECT * FROM station ORDER BY path")
SET_PUBLIC = text("UPDATE station SET public_since = :since WHERE code = :code")
BELOW = text("SELECT * FROM station WHERE path LIKE :below ORDER BY path")
INSERT_AREA = text("INSERT INTO area (station, name, geometry) VALUES (:station, :name, :geometry)")
AREAS = text("SELECT id, station, name, geometry FROM area ORDER BY id")
FORGET_AREAS = text("DELETE FROM area WHERE station = :station")
SET_LIVE = text("UPDATE station SET live_since = :since WHERE code = :code")
AREAS_OF = text("SELECT name, geometry FROM area WHERE station = :station ORDER BY id")
VERSION = text("SELECT version FROM area_version")
FORGET_VERSION = text("DELETE FROM area_version")
SET_VERSION = text("INSERT INTO area_version (version) VALUES (:version)")


def add(tx: Tx, code: str, name: str, parent: str | None, timezone: str, areas: Sequence[Area], *,
        far: bool = False, live: bool = True) -> None:
    """Adds a station below ``parent``. Raises ``Problem`` when the code is taken, the parent unknown, or an area lies
    far from all others and is not said to be ``far``. One that is not ``live`` is being set up."""
    above = "/" if parent is None else get(tx, parent).path
    if not tx.run(INSERT, code=code, name=name, parent=parent, path=f"{above}{code}/", timezone=timezone,
                  now=tx.now, live_since=tx.now if live else None):
        raise Problem(409, "station_exists", f"A station with the code {code} exists already.")
    if not far:
        must_be_near(areas, [Area(row.name, json.loads(row.geometry)) for row in tx.all(AREAS)])
    _put_areas(tx, code, areas)


def set_areas(tx: Tx, code: str, areas: Sequence[Area]) -> None:
    """Puts another area in the place of the one there was."""
    tx.run(FORGET_AREAS, station=code)
    _put_areas(tx, code, areas)


def _put_areas(tx: Tx, code: str, areas: Sequence[Area]) -> None:
    rows = [{"station": code, "name": area.name, "geometry": json.dumps(area.geometry)} for area in areas]
    if rows:
        tx.many(INSERT_AREA, rows)
    areas_changed(tx, [code, rows])


def areas_changed(tx: Tx, told: Any) -> None:
    """``told``: what is another than before. Every process reads the areas anew."""
    before = tx.value(VERSION) or ""
    tx.run(FORGET_VERSION)
    tx.run(SET_VERSION, version=hashlib.sha256((before + json.dumps(told)).encode()).hexdigest())


def set_live(tx: Tx, code: str, live: bool) -> None:
    """Whether alarms of its area ring it; while it is being set up they ring the nearest live station above."""
    tx.run(SET_LIVE, code=code, since=tx.now if live else None)


def get(tx: Tx, code: str) -> Any:
    """The station's row; ``Problem`` 404 when there is none."""
    row = tx.one(GET, code=code)
    if row is None:
        raise not_found("station")
    return row


def every(tx: Tx) -> list[Any]:
    return tx.all(ALL)


def standing(tx: Tx) -> list[Any]:
    """Those that were not closed."""
    return [row for row in every(tx) if row.closed_at is None]


def heir(tx: Tx, code: str) -> Any:
    """The row of who answers where that station did: itself, or after it was closed the one that took its place."""
    row = get(tx, code)
    while row.closed_at is not None and row.successor is not None:
        row = get(tx, row.successor)
    return row


def before(tx: Tx, codes: Collection[str]) -> list[str]:
    """These stations, and those closed ones whose place they took: whoever belonged there belongs here."""
    wanted = {*codes}
    return [row.code for row in every(tx)
            if row.code in wanted or (row.closed_at is not None and heir(tx, row.code).code in wanted)]


def hold(tx: Tx, code: str) -> None:
    """Nobody else changes its row until this transaction ends. On PostgreSQL one that looks and then writes would
    otherwise undo, unseen, what another has committed between the two."""
    tx.run(HOLD, station=code)


def must_stand(row: Any) -> None:
    if row.closed_at is not None:
        raise Problem(409, "station_closed", f"{row.name} was closed.")


def below(tx: Tx, path: str, *, closed_since: int | None = None) -> list[Any]:
    """The station of that path and all stations under it; with those that were closed after ``closed_since`` (ms)."""
    return [row for row in tx.all(BELOW, below=f"{path}%")
            if row.closed_at is None or (closed_since is not None and row.closed_at >= closed_since)]


def set_public(tx: Tx, code: str, open_: bool) -> None:
    """Whether everybody may read its monthly figures."""
    tx.run(SET_PUBLIC, code=code, since=tx.now if open_ else None)


def public(tx: Tx) -> list[Any]:
    """The stations that show their figures."""
    return [row for row in every(tx) if row.public_since is not None]


def areas_of(tx: Tx, code: str) -> list[Area]:
    return [Area(row.name, json.loads(row.geometry)) for row in tx.all(AREAS_OF, station=code)]


def somewhere_in(tx: Tx, code: str) -> Place | None:
    """A point inside the station's largest area, for an alarm that has no other place."""
    outlines = [shape(area.geometry) for area in areas_of(tx, code)]
    if not outlines:
        return None
    point = max(outlines, key=lambda outline: outline.area).representative_point()
    return Place(point.y, point.x, None)


class _Index:
    """All areas in an R-tree. The version is a digest of all areas, so equal versions are equal areas."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._codes: list[str] = []
        self._outlines: list[Any] = []
        self._tree = shapely.STRtree([])
        self._lock = Lock()

    def refresh(self, tx: Tx) -> None:
        version = tx.value(VERSION)
        if version == self._version:
            return
        with self._lock:
            rows = tx.all(AREAS)
            self._codes = [row.station for row in rows]
            self._outlines = [shape(json.loads(row.geometry)) for row in rows]
            shapely.prepare(self._outlines)
            self._tree = shapely.STRtree(self._outlines)
            self._version = version

    def at(self, place: Place) -> list[str]:
        blur = place.accuracy_m or 0
        reach = blur / METRES_PER_DEGREE if blur <= LARGEST_BLUR_M else 0
        found = self._tree.query(shapely.Point(place.lon, place.lat), predicate="dwithin", distance=reach)
        hits = sorted(int(hit) for hit in found)
        return list(dict.fromkeys(self._codes[hit] for hit in hits))


_index = _Index()


@dataclass(frozen=True, slots=True)
class Concerned:
    """The stations that an alarm rings, its own first."""

    stations: tuple[str, ...]
    why: str
    """``inside``, ``border`` (several), ``outside`` every area, ``no_place``, or ``own``: the system's own alarm."""


def concerned(tx: Tx, place: Place | None, home: str | None) -> Concerned:
    """Which stations ring? Never none while there is a station: a press is never refused for its place."""
    _index.refresh(tx)
    rows = {row.code: row for row in tx.all(ALL)}
    here = _answering(rows, _index.at(place)) if place else []
    if here:
        own = home if home in here else here[0]
        others = tuple(code for code in here if code != own)
        return Concerned(_with_phones(rows, (own, *others)), "border" if others else "inside")
    likely = home or _only_one_with_phones(rows)
    roots = [code for code, row in rows.items() if row.parent is None]
    fallback = _answering(rows, [*([likely] if likely and likely in rows else []), *roots]) or list(rows)
    if not fallback:
        raise Problem(503, "no_station", "No station has been set up yet: run `siharat station add`. Phone 110.")
    return Concerned(_with_phones(rows, tuple(fallback)), "outside" if place else "no_place")


def _answering(rows: Mapping[str, Any], codes: Sequence[str]) -> list[str]:
    """Of each station itself where it is live; else the nearest above that is."""
    found = (next((code for code in _upwards(rows[own]) if rows[code].live_since is not None), None) for own in codes)
    return list(dict.fromkeys(code for code in found if code is not None))


def _upwards(row: Any) -> list[str]:
    codes: list[str] = row.path.strip("/").split("/")
    return codes[::-1]


def _with_phones(rows: Mapping[str, Any], codes: tuple[str, ...]) -> tuple[str, ...]:
    """An alarm must not ring in an empty house: where none of the stations has an officer, those above
    them ring too, and where these have none either, all that have."""
    if any(rows[code].officers for code in codes):
        return codes
    above = [code for own in codes for code in _upwards(rows[own]) if rows[code].officers]
    return tuple(dict.fromkeys([*codes, *(above or [code for code, row in rows.items() if row.officers])]))


def _only_one_with_phones(rows: Mapping[str, Any]) -> str | None:
    """Of a newcomer without a place nothing is known; where only one station has officers, it is theirs, as their
    page says."""
    manned = [row.code for row in rows.values() if answers(row)]
    return manned[0] if len(manned) == 1 else None


def answers(row: Any) -> bool:
    """Whether a person may choose the station: it is live, has officers, and is none that only stands above others."""
    return bool(row.officers and row.parent and row.live_since is not None)


def place_named(words: str, near: Place | None) -> Place | None:
    """The middle of the kelurahan or kecamatan that the words name, and how far it reaches; of several of one name the
    nearest."""
    return wilayah.place_named(words, near)


def locality(place: Place | None) -> str | None:
    """The kelurahan or kecamatan a person would name for the place, from the shipped boundaries."""
    return wilayah.name_at(place) if place else None
