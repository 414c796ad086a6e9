"""What another system is told of an incident: place, code, times, status, disposition. Never who."""

from __future__ import annotations

from typing import Any

import msgspec

from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import rfc3339
from siharat.kernel.place import Place
from siharat.people import stations


def event(tx: Tx, kind: str, at: int, incident: Incident) -> bytes:
    """The body of a delivery (Standard Webhooks, "Payload structure"). ``at``: when it happened; the incident is told
    as it is now."""
    return msgspec.json.encode({"type": kind, "timestamp": rfc3339(at), "data": {"incident": told(tx, incident)}})


def test(at: int, station: Any) -> bytes:
    return msgspec.json.encode({"type": "test", "timestamp": rfc3339(at),
                                "data": {"station": {"code": station.code, "name": station.name}}})


def tellable(tx: Tx, incident_id: str) -> Incident | None:
    """``None`` when nobody outside may hear of it: a practice or a drill, one that is gone, and one whose citizen fears
    an officer, for nobody here knows who reads there."""
    incident = incidents.find(tx, incident_id)
    return incident if incident and incident.real and not incident.kept_from else None


def told(tx: Tx, incident: Incident) -> dict[str, Any]:
    """The part of town is found anew from the place: what the desk typed in its stead may hold a name."""
    place = place_of(incident)
    station = stations.get(tx, incident.in_charge)
    return {"id": incident.id, "code": incident.code, "status": incident.status, "mode": incident.mode,
            "road": incident.road, "category": incident.category,
            "station": {"code": station.code, "name": station.name},
            "opened_at": rfc3339(incident.opened_at), "closed_at": _time(incident.closed_at),
            "disposition": incident.disposition,
            "location": None if place is None else {
                "lat": place.lat, "lon": place.lon, "accuracy_m": place.accuracy_m, "at": _time(incident.located_at)},
            "locality": stations.locality(place)}


def place_of(incident: Incident) -> Place | None:
    if incident.lat is None or incident.lon is None:
        return None
    return Place(incident.lat, incident.lon, incident.accuracy_m)


def _time(at: int | None) -> str | None:
    return None if at is None else rfc3339(at)
