"""What the live map shows beside the incidents, which the stream tells: areas, officers, reports, readiness."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from siharat.db import Tx
from siharat.kernel.clock import rfc3339
from siharat.people import access, officers
from siharat.people.access import OfficerCaller
from siharat.report import desk as reports
from siharat.respond.places import whereabouts
from siharat.web import ground
from siharat.web.api import views
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.door import as_officer

KEPT = {"cache-control": "private, max-age=31536000, immutable"}
ANEW = {"cache-control": "private, no-cache"}


@get("/map/areas", summary="The outlines of the caller's areas, or of the stations below (GeoJSON)")
async def map_areas(request: Asked, version: FromQuery[str] = "") -> Response[dict[str, Any]]:
    """A page that names the version it was made with keeps them until they change."""
    found, now = await services_of(request).db.read(as_officer, knocked(request).token, _areas)
    return Response(found, headers=KEPT if version == now else ANEW, media_type="application/geo+json")


def _areas(tx: Tx, caller: OfficerCaller) -> tuple[dict[str, Any], str]:
    return ground.shapes_of(tx, caller.station, caller.path), ground.version(tx)


@get("/map", summary="For the desk: officers who share their place, open reports, how many phones would ring where")
async def live_map(request: Asked) -> dict[str, Any]:
    return await services_of(request).db.read(as_officer, knocked(request).token, map_of)


def map_of(tx: Tx, caller: OfficerCaller) -> dict[str, Any]:
    access.operator_of(caller, caller.path)
    return {
        "officers": [{"officer": officers.public(tx, each.officer), "incident": each.incident, "lat": each.lat,
                      "lon": each.lon, "accuracy_m": each.accuracy_m, "at": rfc3339(each.at)}
                     for each in whereabouts(tx, caller)],
        "reports": [{"id": each.id, "category": each.category, "lat": each.lat, "lon": each.lon}
                    for each in reports.queue(tx, caller) if each.lat is not None],
        **coverage(tx, caller)}


def coverage(tx: Tx, caller: OfficerCaller) -> dict[str, Any]:
    """How many officers' phones would ring, by the area that their unit is named after; ``elsewhere``: of all others.
    A unit says where an officer belongs, not where they are."""
    ready = {each["officer"] for each in views.readiness(tx, caller.station) if each["ready"]}
    staff: list[tuple[str, bool]] = [(row.polsek or "", row.id in ready)
                                     for row in officers.of_station(tx, caller.station)]
    found, placed = [], [0, 0]
    for name, lat, lon in ground.middles_of(tx, caller.station):
        there = [rings for unit, rings in staff if unit.casefold().endswith(name.casefold())]
        found.append({"name": name, "lat": lat, "lon": lon, "ready": sum(there), "phones": len(there)})
        placed = [placed[0] + sum(there), placed[1] + len(there)]
    return {"coverage": found, "elsewhere": {"ready": len(ready) - placed[0], "phones": len(staff) - placed[1]}}


def map_routes() -> list[HTTPRouteHandler]:
    return [map_areas, live_map]
