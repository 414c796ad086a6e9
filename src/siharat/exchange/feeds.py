"""GeoJSON for the maps of others (RFC 7946): incidents, for who oversees them; a station's area; what everybody may
see."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry import mapping, shape
from sqlalchemy import text

from siharat.db import Tx
from siharat.evaluate.public import Told
from siharat.exchange import payload
from siharat.incident import store as incidents
from siharat.kernel.clock import DAY
from siharat.kernel.errors import invalid
from siharat.people import access, stations, wilayah
from siharat.people.access import OfficerCaller
from siharat.people.areas import Area

MEDIA_TYPE = "application/geo+json"
MOST_DAYS = 31
MOST_FEATURES = 2_000
"""The newest of them. ``truncated`` says that there are more."""

RECENT = text("""SELECT i.id FROM incident i WHERE i.mode IN ('loud', 'silent') AND (i.closed_at IS NULL
    OR i.closed_at > :since) AND EXISTS (SELECT 1 FROM concern c JOIN station s ON s.code = c.station
    WHERE c.incident = i.id AND s.path LIKE :below) ORDER BY i.opened_at DESC, i.id DESC LIMIT :limit""")


def incidents_of(tx: Tx, caller: OfficerCaller, code: str, days: int) -> dict[str, Any]:
    """The open ones of the station and those below it, and what ended in the last ``days``. Without a name, as a
    webhook tells them."""
    if not 0 <= days <= MOST_DAYS:
        raise invalid("days", f"is 0 to {MOST_DAYS}")
    station = stations.get(tx, code)
    access.oversees(caller, station.path)
    rows = tx.all(RECENT, below=f"{station.path}%", since=tx.now - days * DAY if days else tx.now,
                  limit=MOST_FEATURES + 1)
    seen = [each for each in (incidents.get(tx, row.id) for row in rows[:MOST_FEATURES])
            if access.may_see(caller, each)]
    return incident_map([payload.told(tx, each) for each in seen], len(rows) > MOST_FEATURES)


def areas_of(tx: Tx, caller: OfficerCaller, code: str) -> dict[str, Any]:
    """The outlines for which that station answers: for its own officers, and who oversees it."""
    station = stations.get(tx, code)
    if caller.station != code:
        access.oversees(caller, station.path)
    return area_map(code, stations.areas_of(tx, code))


def incident_map(told: list[dict[str, Any]], truncated: bool) -> dict[str, Any]:
    """``told``: as webhooks tell them. One of which no place is known is a feature without a geometry."""
    features = []
    for each in told:
        where = each["location"]
        point = None if where is None else {"type": "Point", "coordinates": [where["lon"], where["lat"]]}
        extra = {"accuracy_m": where["accuracy_m"], "located_at": where["at"]} if where else {}
        rest = {name: value for name, value in each.items() if name != "location"}
        features.append(_feature(each["id"], point, {**rest, **extra}))
    return _collection(features, truncated=truncated)


def area_map(code: str, drawn: list[Area]) -> dict[str, Any]:
    """A feature for each area, numbered: two of a station may have one name."""
    return _collection([_feature(f"{code}/{number}", _right_handed(area.geometry), {"name": area.name, "station": code})
                        for number, area in enumerate(drawn, 1)])


def public_map(code: str, told: Told) -> dict[str, Any]:
    """What everybody may read of a station that opened its door: alarms of a year by part of town, where they are not
    too few to be told; their outlines are the shipped ones. Parts without a line of their own are counted together."""
    outlines = wilayah.outlines()
    months = [{"month": each.key, "alarms": each.alarms, "answered_in_time": each.answered, "arrived_median_s":
               each.median_s} for each in told.months]
    features = [_feature(f"{code}/{name}", _right_handed(outlines[name]) if name in outlines else None,
                         {"name": name, "alarms": count}) for name, count in sorted(told.areas.items())]
    return _collection(features, station=code, months=months, others=told.others)


def _right_handed(outline: dict[str, Any]) -> dict[str, Any]:
    """Outer lines against the clock, holes with it (section 3.1.6): the other way round, who reads them on a sphere
    takes them for all the earth but that area."""
    turned: dict[str, Any] = mapping(shapely.orient_polygons(shape(outline)))
    return turned


def _feature(name: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def _collection(features: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """``more`` are foreign members (section 6.1)."""
    return {"type": "FeatureCollection", "features": features, **more}
