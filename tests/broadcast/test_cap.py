"""CAP 1.2: every document is valid by the schema that OASIS published, and read back it says what was meant."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.dom import minidom

import pytest
import xmlschema
from hypothesis import example, given, settings
from hypothesis import strategies as st

from siharat.broadcast import cap, rules, where
from siharat.broadcast.rules import (
    CERTAINTIES,
    EVENTS,
    LONGEST,
    RESPONSES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
    Area,
    Broadcast,
    Words,
    cleaned,
    read_wish,
)
from siharat.kernel import Problem
from siharat.kernel.place import Place
from siharat.people import wilayah

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parent / "CAP-v1.2.xsd"))
SAID = {"status": "Actual", "event": "fire", "response": "Avoid", "urgency": "Immediate", "severity": "Severe",
        "certainty": "Observed", "minutes": "60", "headline": "Kebakaran", "text": "Asap tebal.", "where": "whole"}
HOSTILE = ["]]><script>alert(1)</script>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;", "a\0b\x0b\x1f\ufffe\uffff",
           "\ud800 half a pair", "\u202egnp.exe", "  \r\n\r\n\r\n\r\n baris  ", "&lt;&amp;amp;", "\"'`</info></alert>"]
NOW = 1_800_000_000_000
TRIANGLE = ((-3.44, 114.82), (-3.45, 114.83), (-3.46, 114.81), (-3.44, 114.82))


def message(**changes) -> Broadcast:
    return replace(Broadcast(
        "0193a5c0-0000-7000-8000-000000000001", "63.72", "Polres Banjarbaru", "Asia/Makassar", "a", "Alert", "Actual",
        "fire", "Avoid", "Immediate", "Severe", "Observed", {"id": Words("Kebakaran", "Asap tebal.", "Tutup jendela.")},
        Area("Loktabat", (TRIANGLE,)), ("63.72",), False, NOW + 3_600_000, "x", NOW, sent_at=NOW), **changes)


class Read:
    """Another reader than the writer: minidom, which knows nothing of how it was made."""

    def __init__(self, document: bytes) -> None:
        self.root = minidom.parseString(document).documentElement

    def all(self, name: str) -> list[str]:
        return ["".join(child.data for child in node.childNodes) for node in self.root.getElementsByTagName(name)]

    def one(self, name: str) -> str:
        (found,) = self.all(name)
        return found


texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)).map(cleaned).filter(bool)
words = st.builds(Words, texts, texts, st.one_of(st.just(""), texts))
points = st.tuples(st.floats(-89, 89), st.floats(-179, 179)).map(lambda each: (round(each[0], 4), round(each[1], 4)))
rings = st.lists(points, min_size=3, max_size=6).map(lambda each: (*each, each[0]))
areas = st.builds(Area, texts, st.lists(rings, max_size=3).map(tuple), st.lists(
    st.tuples(st.floats(-89, 89).map(lambda n: round(n, 4)), st.floats(-179, 179).map(lambda n: round(n, 4)),
              st.sampled_from(rules.RADII_KM)), max_size=2).map(tuple))
messages = st.builds(
    message, kind=st.sampled_from(["Alert", "Update", "Cancel"]), status=st.sampled_from(STATUSES),
    event=st.sampled_from(list(EVENTS)), response=st.sampled_from(RESPONSES), urgency=st.sampled_from(URGENCIES),
    severity=st.sampled_from(SEVERITIES), certainty=st.sampled_from(CERTAINTIES), area=areas,
    words=st.one_of(st.fixed_dictionaries({"id": words}), st.fixed_dictionaries({"id": words, "en": words})),
    zone=st.sampled_from(["Asia/Makassar", "UTC", "America/St_Johns"]), sent_at=st.integers(1, 4_000_000_000_000),
    station_name=texts, earlier=st.lists(st.tuples(st.uuids().map(str), st.just("63.72"), st.integers(0, NOW)),
                                         max_size=3).map(tuple))


@settings(max_examples=60)
@given(messages, st.sampled_from(["", "https://siharat.example.id", "http://localhost:8000"]))
def test_what_is_written_is_valid_and_reads_back_as_it_was_meant(said, origin):
    document = cap.document(said, origin)
    SCHEMA.validate(document.decode())
    read = Read(document)
    assert read.root.namespaceURI == "urn:oasis:names:tc:emergency:cap:1.2"
    assert (read.one("status"), read.one("msgType"), read.one("scope")) == (said.status, said.kind, "Public")
    assert datetime.fromisoformat(read.one("sent")).timestamp() == said.sent_at // 1_000
    assert not read.one("sent").endswith(("Z", "+00:00"))
    for language, each in said.words.items():
        at = list(said.words).index(language)
        assert read.all("language")[at] == cap.LANGUAGES[language]
        assert lines(read.all("headline")[at]) == lines(each.headline)
        assert lines(read.all("description")[at]) == lines(each.text)
        assert read.all("urgency")[at] == said.urgency
        assert read.all("severity")[at] == said.severity
        assert read.all("certainty")[at] == said.certainty
    first = read.all("polygon")[:len(said.area.polygons)]
    assert [tuple(tuple(map(float, pair.split(","))) for pair in each.split()) for each in first] == [
        *said.area.polygons]
    for name in ("identifier", "sender"):
        assert not re.search(r"[ ,<&]", read.one(name))
    if said.earlier:
        assert [each.split(",")[1] for each in read.one("references").split()] == [
            cap.identifier(each) for each, _, _ in said.earlier]


def lines(text: str) -> list[str]:
    return text.split("\n")


def test_the_references_are_spelled_as_the_first_message_spelled_itself():
    first = message()
    second = message(id="0193a5c0-0000-7000-8000-000000000002", kind="Update", sent_at=NOW + 60_000,
                     earlier=((first.id, first.station, NOW),))
    read = Read(cap.document(first, "https://x.id"))
    assert Read(cap.document(second, "https://x.id")).one("references") == ",".join(
        read.one(name) for name in ("sender", "identifier", "sent"))


@pytest.mark.parametrize("fault", [
    lambda text: text.replace("<scope>Public</scope>", ""),
    lambda text: text.replace("+08:00", "Z"),
    lambda text: text.replace("Immediate", "Segera"),
    lambda text: text.replace("urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1"),
    lambda text: text.replace("<areaDesc>Loktabat</areaDesc>", ""),
])
def test_a_planted_fault_is_found_by_the_schema(fault):
    good = cap.document(message(), "").decode()
    SCHEMA.validate(good)
    assert fault(good) != good
    with pytest.raises(xmlschema.XMLSchemaException):
        SCHEMA.validate(fault(good))


@given(st.text())
@example("\ud800")
@example("a\0\x0b\ufffe")
def test_what_is_cleaned_can_stand_in_a_document_and_is_cleaned_once(text):
    once = cleaned(text)
    assert cleaned(once) == once
    Read(cap.document(message(words={"id": Words(once or "x", once or "x")}), ""))


def test_a_name_with_a_control_character_breaks_neither_document_nor_feed():
    """One station's, and nobody could read the feed of the whole province."""
    strange = message(station_name="Polres\x01 Banjarbaru", words={"id": Words("a\x0b", "b")})
    assert Read(cap.document(strange, "")).one("senderName") == "Polres Banjarbaru"
    Read(cap.feed([strange], "", NOW))


def test_without_the_cleaning_a_control_character_would_break_the_document(monkeypatch):
    monkeypatch.setattr(cap, "NOT_XML", re.compile("(?!)"))
    with pytest.raises(Exception, match="not well-formed"):
        Read(cap.document(message(words={"id": Words("a\x0b", "b")}), ""))


def test_the_feed_is_atom_and_leads_to_each_document():
    feed = cap.feed([message(words={"id": Words("<b>", "&")}), message(kind="Cancel")], "https://x.id", NOW)
    read = Read(feed)
    assert read.root.namespaceURI == "http://www.w3.org/2005/Atom"
    assert read.all("title")[1] == "<b>"
    hrefs = [node.getAttribute("href") for node in read.root.getElementsByTagName("link")]
    assert hrefs[-1] == "https://x.id/api/v1/broadcasts/0193a5c0-0000-7000-8000-000000000001.cap"
    for node in read.root.getElementsByTagName("entry"):
        assert {child.nodeName for child in node.childNodes if child.nodeType == 1} >= {"id", "title", "updated"}


@pytest.mark.parametrize(("name", "value"), [
    ("status", "System"), ("event", "perang"), ("urgency", ""), ("severity", "Berat"), ("certainty", "x"),
    ("response", "Execute"), ("minutes", "5"), ("minutes", "-1"), ("minutes", "999999999999"), ("minutes", "²"),
    ("headline", " \0 "), ("text", ""), ("text", "x" * (LONGEST["text"] + 1)), ("where", ""), ("headline_en", "Fire"),
])
def test_what_cannot_be_meant_is_refused_and_names_its_field(name, value):
    with pytest.raises(Problem) as refused:
        read_wish(SAID | {name: value})
    assert refused.value.status == 422
    assert refused.value.extra["field"] in (name, "text_en")


CASES = json.loads((Path(__file__).parent / "inside.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_inside_or_outside(case):
    """The same cases as the phone's own rule (``tests/js/inside.test.js``)."""
    area = Area("x", tuple(tuple(map(tuple, each)) for each in case["area"]["polygons"]),
                tuple(map(tuple, case["area"]["circles"])))
    for lat, lon in case["inside"]:
        assert area.holds(Place(lat, lon)), (lat, lon)
    for lat, lon in case["outside"]:
        assert not area.holds(Place(lat, lon)), (lat, lon)


@pytest.mark.parametrize("station", wilayah.shipped_stations(), ids=lambda station: station.name)
def test_every_station_fits_into_one_push_and_keeps_its_seat(station):
    from shapely.geometry import shape

    drawn = where.outline_of([shape(feature["geometry"]) for feature in station.features])
    assert 4 <= sum(map(len, drawn)) <= where.MOST_POINTS
    assert len(json.dumps(drawn, separators=(",", ":"))) < 2_200
    assert all(line[0] == line[-1] and len(line) >= 4 for line in drawn)
    inside = [feature["properties"]["titik_dalam"] for feature in station.features]
    held = sum(Area("x", drawn).holds(Place(lat, lon)) for lon, lat in inside)
    assert held == len(inside), "the middle of each kecamatan"
