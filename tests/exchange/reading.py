"""What the standards ask of the forms that we write: by their published schemas, where those may be kept here, and then
what a schema cannot say or is not there to say.

PIDF-LO: RFC 3863 section 4.4, RFC 4119 section 2.2.5, RFC 5491 section 5.2, RFC 7459 section 7. EIDO: NENA-STA-021.1,
chapter 2 and 3. GeoJSON: RFC 7946.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

from tests.exchange import published

PIDF = "{urn:ietf:params:xml:ns:pidf}"
GP = "{urn:ietf:params:xml:ns:pidf:geopriv10}"
GBP = "{urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy}"
CON = "{urn:ietf:params:xml:ns:geopriv:conf}"
GML = "{http://www.opengis.net/gml}"
GS = "{http://www.opengis.net/pidflo/1.0}"
WGS_84 = "urn:ogc:def:crs:EPSG::4326"
STATUSES = {"Active", "Cancelled", "Closed", "FireUnderControl", "NewLocation", "ReOpened", "ResourcesAssigned",
            "ResourcesEnroute", "ResourcesOnscene", "StructureCleared"}
ROLES = {"Assisting", "CallReceiving", "Dispatched", "Dispatching", "Informational", "TransferredTo"}


def a_time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    assert found.tzinfo is not None, text
    return found


def children(element: ElementTree.Element, *expected: str) -> list[ElementTree.Element]:
    assert [each.tag for each in element] == list(expected), element.tag
    return list(element)


def pidf_lo(document: bytes | str) -> tuple[float, float, float | None]:
    """Latitude, longitude and radius of a location object that is as it should be, element by element, in order."""
    published.pidf_lo(document)
    presence = ElementTree.fromstring(document)
    assert presence.tag == f"{PIDF}presence"
    assert re.fullmatch(r"pres:[^\s@]+@[^\s@]+", presence.attrib["entity"])
    (tuple_,) = children(presence, f"{PIDF}tuple")
    assert re.fullmatch(r"[A-Za-z_][\w.-]*", tuple_.attrib["id"]), "an xs:ID"
    status, timestamp = children(tuple_, f"{PIDF}status", f"{PIDF}timestamp")
    a_time(timestamp.text or "")
    (geopriv,) = children(status, f"{GP}geopriv")
    info, rules = children(geopriv, f"{GP}location-info", f"{GP}usage-rules")
    allowed, expiry = children(rules, f"{GBP}retransmission-allowed", f"{GBP}retention-expiry")
    assert allowed.text in ("true", "false")
    a_time(expiry.text or "")
    return _shape(info)


def _shape(info: ElementTree.Element) -> tuple[float, float, float | None]:
    shape = info[0]
    assert shape.attrib == {"srsName": WGS_84}
    if shape.tag == f"{GML}Point":
        children(info, f"{GML}Point")
        (pos,) = children(shape, f"{GML}pos")
        radius = None
    else:
        _, confidence = children(info, f"{GS}Circle", f"{CON}confidence")
        assert confidence.attrib["pdf"] in ("unknown", "normal", "rectangular")
        assert confidence.text == "unknown" or 0 < float(confidence.text or "") < 100
        pos, measured = children(shape, f"{GML}pos", f"{GS}radius")
        assert measured.attrib == {"uom": "urn:ogc:def:uom:EPSG::9001"}
        radius = float(measured.text or "")
        assert radius > 0
    lat, lon = map(float, (pos.text or "").split(" "))
    return lat, lon, radius


def eido(document: dict[str, Any]) -> None:
    """Every component has its prologue, everything referred to is there, every value of a registry is one of it."""
    known = {document["$id"]}
    referred: set[str] = set()
    _walk(document, known, referred)
    assert referred <= known
    assert re.fullmatch(r"urn:emergency:uid:incidentid:[0-9a-f]+:[\w.-]+", document["$id"])
    assert document["eidoVersion"] == "1.0"
    assert document["issuingElementIdentification"]
    _prologue(document)
    assert document["agencyComponent"]
    for agency in document["agencyComponent"]:
        _prologue(agency)
        assert agency["agencyType"] == ["police"]
        assert set(agency["agencyRoleDescriptionRegistryText"]) <= ROLES
    assert sum(agency["incidentOwningAgencyIndicator"] for agency in document["agencyComponent"]) == 1
    incident = document["incidentComponent"]
    _prologue(incident)
    assert re.fullmatch(r"[A-Z0-9]+", incident["incidentTypeCommonRegistryText"])
    assert set(incident["incidentStatusCommonRegistryText"]) <= STATUSES
    for disposition in incident.get("dispositionComponent", []):
        _prologue(disposition)
        assert re.fullmatch(r"[0-4][0-9]", disposition["dispositionCommonRegistryCode"])
    for place in document.get("locationComponent", []):
        _prologue(place)
        assert place["locationTypeDescriptionRegistryText"] == "CurrentIncident"
        pidf_lo(place["locationByValue"])
    for note in document.get("notesComponent", []):
        _prologue(note)
        assert note["notesActionComments"]


def _prologue(component: dict[str, Any]) -> None:
    assert isinstance(component["$id"], str)
    a_time(component["lastUpdateTimeStamp"])
    assert set(component["updatedByAgencyReference"]) == {"$ref"}


def _walk(value: Any, known: set[str], referred: set[str]) -> None:
    if isinstance(value, list):
        for each in value:
            _walk(each, known, referred)
    elif isinstance(value, dict):
        known |= {value["$id"]} if "$id" in value else set()
        referred |= {value["$ref"]} if "$ref" in value else set()
        for each in value.values():
            _walk(each, known, referred)


def geojson(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The features of a collection that is as it should be: longitude first, rings closed and wound as they must be."""
    published.geojson(document)
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    for feature in document["features"]:
        assert {"type", "geometry", "properties"} <= set(feature)
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        _geometry(feature["geometry"])
    return document["features"]


def _geometry(geometry: dict[str, Any] | None) -> None:
    if geometry is None:
        return
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        _position(coordinates)
        return
    assert geometry["type"] in ("Polygon", "MultiPolygon")
    for polygon in coordinates if geometry["type"] == "MultiPolygon" else [coordinates]:
        for number, ring in enumerate(polygon):
            assert len(ring) >= 4
            assert (_doubled_area(ring) > 0) == (number == 0), "outer lines against the clock, holes with it (3.1.6)"
            assert ring[0] == ring[-1]
            for position in ring:
                _position(position)


def _doubled_area(ring: list[list[float]]) -> float:
    """Positive where it goes against the clock."""
    return sum(x * next_y - next_x * y for (x, y, *_), (next_x, next_y, *_) in pairwise(ring))


def _position(position: list[float]) -> None:
    assert len(position) in (2, 3)
    assert -180 <= position[0] <= 180
    assert -90 <= position[1] <= 90
