"""The place of an incident as PIDF-LO: what emergency centres hand to each other. Pure.

RFC 3863 (the frame), RFC 4119 (the location object), RFC 5491 (its shapes), RFC 7459 (how sure it is). It is the place
of an incident and of no person or device: the entity is the incident's code, and nothing in it leads to who pressed.
"""

from __future__ import annotations

from xml.etree import ElementTree

from siharat.incident.rules import Incident
from siharat.kernel.clock import DAY, rfc3339

PIDF = "urn:ietf:params:xml:ns:pidf"
GEOPRIV = "urn:ietf:params:xml:ns:pidf:geopriv10"
POLICY = "urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy"
CONFIDENCE = "urn:ietf:params:xml:ns:geopriv:conf"
GML = "http://www.opengis.net/gml"
SHAPES = "http://www.opengis.net/pidflo/1.0"
WGS_84 = "urn:ogc:def:crs:EPSG::4326"
METRE = "urn:ogc:def:uom:EPSG::9001"
MEDIA_TYPE = "application/pidf+xml"
KEPT = DAY
"""After that whoever got it should forget it (RFC 4119, "retention-expiry")."""
MEASURED = ("app", "escort", "sms")
"""Roads on which a phone measured its place: its accuracy holds in 95 of 100 cases (W3C Geolocation). Of a place that a
person named nobody knows how sure it is."""

for prefix, name in (("", PIDF), ("gp", GEOPRIV), ("gbp", POLICY), ("con", CONFIDENCE), ("gml", GML), ("gs", SHAPES)):
    ElementTree.register_namespace(prefix, name)


def document(incident: Incident, host: str, now: int) -> bytes | None:
    """``None`` where no place is known. ``host``: whose incident it is, such as ``siharat.example.id``."""
    if incident.lat is None or incident.lon is None:
        return None
    presence = ElementTree.Element(f"{{{PIDF}}}presence", entity=f"pres:{incident.code.lower()}@{host}")
    tuple_ = ElementTree.SubElement(presence, f"{{{PIDF}}}tuple", id=incident.code)
    geopriv = _into(_into(tuple_, PIDF, "status"), GEOPRIV, "geopriv")
    _locate(_into(geopriv, GEOPRIV, "location-info"), incident)
    rules = _into(geopriv, GEOPRIV, "usage-rules")
    _into(rules, POLICY, "retransmission-allowed", "false")
    _into(rules, POLICY, "retention-expiry", rfc3339(now + KEPT))
    _into(tuple_, PIDF, "timestamp", rfc3339(incident.located_at or incident.opened_at))
    text: str = ElementTree.tostring(presence, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _locate(info: ElementTree.Element, incident: Incident) -> None:
    """A circle where it is known how far off it may be, else a point (RFC 5491, sections 5.2.1 and 5.2.3)."""
    where = f"{incident.lat:.6f} {incident.lon:.6f}"  # latitude first, as EPSG 4326 has it
    if not incident.accuracy_m:
        _into(_into(info, GML, "Point", srsName=WGS_84), GML, "pos", where)
        return
    circle = _into(info, SHAPES, "Circle", srsName=WGS_84)
    _into(circle, GML, "pos", where)
    _into(circle, SHAPES, "radius", f"{max(incident.accuracy_m, 1.0):.1f}", uom=METRE)
    sure = "95" if incident.road in MEASURED else "unknown"
    _into(info, CONFIDENCE, "confidence", sure, pdf="unknown")


def _into(parent: ElementTree.Element, space: str, tag: str, text: str | None = None,
          **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{space}}}{tag}", attributes)
    made.text = text
    return made
