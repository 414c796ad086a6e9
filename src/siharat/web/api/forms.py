"""Routes of the forms that other systems read: PIDF-LO, EIDO, GeoJSON. Each has an ETag: a poll costs little."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter
from sqlalchemy import text

from siharat.db import Tx
from siharat.exchange import eido, feeds, pidf
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel import Problem
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.web import figures
from siharat.web.api import floods
from siharat.web.api.asking import Asked, headers_of, knocked, not_too_many, services_of
from siharat.web.api.door import as_officer

LAST_LINE = text("SELECT max(at) FROM log_line WHERE incident = :incident")


@get("/incidents/{incident_id:str}/location.xml", summary="Its place as PIDF-LO, for officers who may see it",
     media_type=pidf.MEDIA_TYPE)
async def location(request: Asked, incident_id: FromPath[str]) -> Response[bytes]:
    services = services_of(request)
    found = await services.db.read(as_officer, knocked(request).token, _seen, incident_id)
    document = pidf.document(found, _host(request), services.clock.now())
    if document is None:
        raise Problem(404, "no_place", "No place is known of this incident yet.")
    return Response(document, media_type=pidf.MEDIA_TYPE, headers={"cache-control": "no-store"})


def _seen(tx: Tx, caller: OfficerCaller, incident_id: str) -> Incident:
    found = incidents.get(tx, incident_id)
    access.see(caller, found)
    return found


@get("/incidents/{incident_id:str}/eido", summary="The incident as EIDO, for officers who may see it; never who")
async def as_eido(request: Asked, incident_id: FromPath[str]) -> Response[bytes]:
    services = services_of(request)
    found, names, at = await services.db.read(as_officer, knocked(request).token, _told, incident_id)
    document = eido.document(found, names, _host(request), services.clock.now(), at)
    return Response(msgspec.json.encode(document), media_type="application/json",
                    headers={"cache-control": "no-store"})


def _told(tx: Tx, caller: OfficerCaller, incident_id: str) -> tuple[Incident, dict[str, str], int]:
    found = _seen(tx, caller, incident_id)
    names = {code: stations.get(tx, code).name for code in found.stations}
    return found, names, int(tx.value(LAST_LINE, incident=incident_id) or found.opened_at)


def _host(request: Asked) -> str:
    """Whose identifiers they are: the address people type."""
    origin = services_of(request).settings.origin.partition("://")[2]
    return origin.partition(":")[0] or "localhost"


@get("/stations/{code:str}/incidents.geojson", summary="Open incidents, and those of the last days, for a map",
     media_type=feeds.MEDIA_TYPE)
async def incident_feed(
    request: Asked, code: FromPath[str], days: Annotated[int, QueryParameter(ge=0, le=feeds.MOST_DAYS)] = 0,
) -> Response[bytes]:
    document = await services_of(request).db.read(as_officer, knocked(request).token, feeds.incidents_of, code, days)
    return _tagged(request, document, "private, no-cache")


@get("/stations/{code:str}/areas.geojson", summary="The outlines for which a station answers",
     media_type=feeds.MEDIA_TYPE)
async def area_feed(request: Asked, code: FromPath[str]) -> Response[bytes]:
    document = await services_of(request).db.read(as_officer, knocked(request).token, feeds.areas_of, code)
    return _tagged(request, document, "private, no-cache")


@get("/stations/{code:str}/figures.geojson", media_type=feeds.MEDIA_TYPE,
     summary="What everybody may read of a station that opened its door, by part of town; small numbers are hidden")
async def public_feed(request: Asked, code: FromPath[str]) -> Response[bytes]:
    not_too_many(request, floods.CASES)
    told = await figures.told_of(services_of(request), code)
    return _tagged(request, feeds.public_map(code, told), "public, max-age=3600")


def _tagged(request: Asked, document: dict[str, Any], kept: str) -> Response[bytes]:
    """Who has it already is told so (RFC 9110, section 13.1.2)."""
    body = msgspec.json.encode(document)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": kept, "vary": "authorization, cookie"}
    if tag in headers_of(request).get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=feeds.MEDIA_TYPE)
    return Response(body, media_type=feeds.MEDIA_TYPE, headers=headers)


def form_routes() -> list[Any]:
    return [location, as_eido, incident_feed, area_feed, public_feed]
