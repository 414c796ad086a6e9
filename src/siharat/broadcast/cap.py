"""CAP 1.2 as it goes out (OASIS, *Common Alerting Protocol Version 1.2*, 1 July 2010), and the Atom feed (RFC 4287).

Written with the standard library, which escapes. Nothing of others is ever read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from siharat.broadcast.rules import EVENTS, NOT_XML, Area, Broadcast
from siharat.kernel.clock import rfc3339

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "application/cap+xml"
LANGUAGES = {"id": "id-ID", "en": "en-US"}
EMERGENCY_NUMBER = "110"
HOST = "siharat.invalid"
"""Where no address is set. ``.invalid`` is nobody's (RFC 2606): a sender must be unique, and not somebody else."""


def document(message: Broadcast, origin: str) -> bytes:
    """One sent message. ``origin``: the address of the installation, ``https://…``, or nothing."""
    alert = ET.Element("alert", xmlns=NAMESPACE)
    _put(alert, "identifier", identifier(message.id))
    _put(alert, "sender", sender(message.station, origin))
    _put(alert, "sent", moment(message.sent_at or message.made_at, message.zone))
    _put(alert, "status", message.status)
    _put(alert, "msgType", message.kind)
    _put(alert, "scope", "Public")
    if message.status != "Actual":
        _put(alert, "note", "Latihan: tidak perlu tindakan." if message.status == "Exercise"
             else "Uji coba: abaikan.")
    if message.earlier:
        _put(alert, "references", " ".join(
            f"{sender(station, origin)},{identifier(each)},{moment(at, message.zone)}"
            for each, station, at in message.earlier))
    for language in message.words:
        _info(alert, message, language, origin)
    return _written(alert)


def _info(alert: ET.Element, message: Broadcast, language: str, origin: str) -> None:
    words, event = message.said(language), EVENTS[message.event]
    info = ET.SubElement(alert, "info")
    _put(info, "language", LANGUAGES[language])
    _put(info, "category", event.category)
    _put(info, "event", event.en if language == "en" else event.id)
    _put(info, "responseType", message.response)
    _put(info, "urgency", message.urgency)
    _put(info, "severity", message.severity)
    _put(info, "certainty", message.certainty)
    _put(info, "expires", moment(message.until, message.zone))
    _put(info, "senderName", message.station_name)
    _put(info, "headline", words.headline)
    _put(info, "description", words.text)
    if words.instruction:
        _put(info, "instruction", words.instruction)
    if origin:
        _put(info, "web", f"{origin}/siaran/{message.id}")
    _put(info, "contact", EMERGENCY_NUMBER)
    _area(info, message.area)


def _area(info: ET.Element, where: Area) -> None:
    area = ET.SubElement(info, "area")
    _put(area, "areaDesc", where.name)
    for polygon in where.polygons:
        _put(area, "polygon", " ".join(f"{lat:.4f},{lon:.4f}" for lat, lon in polygon))
    for lat, lon, km in where.circles:
        _put(area, "circle", f"{lat:.4f},{lon:.4f} {km:g}")


def identifier(broadcast_id: str) -> str:
    """Without spaces, commas, ``<`` and ``&``, which the standard forbids here."""
    return f"siharat-{broadcast_id}"


def sender(station: str, origin: str) -> str:
    """``63.72@siharat.example.id``: globally unique, as the host is."""
    return f"{station}@{origin.partition('://')[2].partition(':')[0] or HOST}"


def moment(at: int, zone: str) -> str:
    """With its zone and never a ``Z``; UTC is written ``-00:00`` (section 3.3.2)."""
    text = datetime.fromtimestamp(at // 1_000, ZoneInfo(zone)).isoformat(timespec="seconds")
    return text.replace("+00:00", "-00:00")


def feed(messages: Sequence[Broadcast], origin: str, now: int) -> bytes:
    """Newest first; each entry leads to the page and to the CAP document."""
    root = ET.Element("feed", xmlns=ATOM)
    _put(root, "id", f"{origin or 'urn:siharat'}/siaran")
    _put(root, "title", "Siaran polisi kepada warga")
    _put(root, "updated", rfc3339(max((each.sent_at or 0 for each in messages), default=now)))
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{origin}/siaran.atom")
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=f"{origin}/siaran")
    for each in messages:
        _entry(root, each, origin)
    return _written(root)


def _entry(root: ET.Element, message: Broadcast, origin: str) -> None:
    words = message.said("id")
    entry = ET.SubElement(root, "entry")
    _put(entry, "id", f"urn:uuid:{message.id}")
    _put(entry, "title", words.headline)
    _put(entry, "updated", rfc3339(message.sent_at or message.made_at))
    author = ET.SubElement(entry, "author")
    _put(author, "name", message.station_name)
    _put(entry, "summary", words.text)
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=f"{origin}/siaran/{message.id}")
    ET.SubElement(entry, "link", rel="alternate", type=MEDIA, href=f"{origin}/api/v1/broadcasts/{message.id}.cap")


def _put(parent: ET.Element, name: str, text: str) -> None:
    """One letter that XML does not know, in one station's name, and nobody could read the whole province's feed."""
    ET.SubElement(parent, name).text = NOT_XML.sub("", text)


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    found: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return found + b"\n"
