"""Whatever comes from outside is hostile: every documented call against a corpus of nonsense.

Never a 5xx, never a traceback, every refusal a problem document with a stable code.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.story.conftest import hire, settle_in

MARKUP = "<script>alert(1)</script>"
VALUES = [None, [], {}, "", "x", MARKUP, "\x00", "\ud83d", "٣", "🚨" * 300, "a" * 60_000, -1, 0, 1 << 80, 1e308, True,
          {"a": {"b": [1, None]}}, "2026-11-23T13:14:05Z", "+62 812", "0" * 400, "../../etc/passwd"]
RAW = [b"", b"{", b"null", b"[]", b"7", b'"x"', b"\xff\xfe", b'{"a":' * 2_000, b"[" * 30_000, b'{"lat": NaN}',
       b'{"a": 1e999}', b" " * 70_000, b'{"id": "x", "id": "y"}']
NAMES = ["no-such", "0", "-1", "9" * 30, "%00", "..%2f..", "01900000-0000-7000-8000-000000000000", "٣", "'--"]
FIELDS = ["id", "phone", "name", "reason", "outcome", "status", "text", "lat", "lon", "accuracy_m", "at", "pin",
          "disposition", "note", "kind", "subscription", "address", "state", "key", "location", "mode", "pressed_at",
          "nrp", "code", "password", "credential", "door", "role", "renews", "renewal_key", "where", "category"]


@pytest.fixture
def calls(stage):
    """Every call of the OpenAPI document but the endless one."""
    paths = stage.call("GET", "/schema/openapi.json")["paths"]
    return [(method.upper(), path) for path, item in paths.items() for method in item
            if method in ("get", "post", "put", "patch", "delete") and path != "/api/v1/stream"]


@pytest.fixture
def callers(stage):
    dewi = hire(stage, "63.72", "Aiptu", "Dewi Sartika", "administrator")
    return [None, "no-such-token", "x" * 5_000, settle_in(stage, "Siti", "0812-3456-7731").token, dewi.token]


def check(answer, said):
    assert answer.status < 500, (said, answer)
    if answer.status >= 400:
        assert answer.headers["content-type"] == "application/problem+json", (said, answer)
        assert re.fullmatch(r"[a-z_]+", answer["code"]), (said, answer)
        assert "Traceback" not in str(answer.body)


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_nonsense_as_a_whole_body(stage, calls, callers):
    for method, path in calls:
        for body in RAW if method != "GET" else [b""]:
            where = re.sub(r"\{[^}]+\}", "no-such", path)
            check(stage.call(method, where, body, callers[-1]), (method, path, body[:40]))


def test_nonsense_in_every_field(stage, calls, callers):
    for method, path in calls:
        if method == "GET":
            continue
        where = re.sub(r"\{[^}]+\}", "no-such", path)
        for value in VALUES:
            body = json.dumps(dict.fromkeys(FIELDS, value)).encode()
            for token in callers[2:]:
                check(stage.call(method, where, body, token), (method, path, str(value)[:40]))


def test_nonsense_in_every_name(stage, calls, callers):
    for method, path in calls:
        for name in NAMES if "{" in path else [""]:
            where = re.sub(r"\{[^}]+\}", name, path)
            for token in callers:
                check(stage.call(method, where, b"{}" if method != "GET" else None, token), (method, where))


def test_nonsense_in_an_incident_of_ones_own(stage, callers):
    siti = callers[3]
    press = {"id": "6f1c3f5e-2d5a-4c0e-9b1a-7d9f0a1b2c3d", "location": {"lat": -3.44, "lon": 114.82}}
    incident = stage.call("POST", "/api/v1/alarms", press, siti)["incident"]["id"]
    for what in ("claim", "decline", "release", "call-backs", "movements", "messages", "locations", "cancel",
                 "identity"):
        for value in VALUES:
            body = json.dumps(dict.fromkeys(FIELDS, value)).encode()
            for token in callers[3:]:
                check(stage.call("POST", f"/api/v1/incidents/{incident}/{what}", body, token), (what, str(value)[:40]))


@pytest.mark.parametrize("query", ["cursor=-1", "cursor=x", "cursor=99999999999999999999", "status=%00", "station=%00",
                                   "station=63.71", "status=" + "x" * 3_000, "cursor=1&cursor=2"])
def test_nonsense_in_a_query(stage, callers, query):
    for token in callers:
        check(stage.call("GET", f"/api/v1/incidents?{query}", None, token), query)


@on_sqlite
@pytest.mark.parametrize("headers", [
    {"content-type": "text/plain"}, {"content-type": "application/x-www-form-urlencoded"}, {"cookie": "a=b; =;;;"},
    {"cookie": "siharat_petugas=\xff"}, {"authorization": "Bearer"}, {"authorization": "Basic eDp5"},
    {"x-siharat-door": "../x"}, {"content-type": "application/json; charset=utf-16"}, {"last-event-id": "x"}])
def test_nonsense_in_a_header(stage, calls, headers):
    for method, path in calls:
        where = re.sub(r"\{[^}]+\}", "no-such", path)
        named = {name: value.encode("latin-1").decode("latin-1") for name, value in headers.items()}
        check(stage.call(method, where, b"{}" if method != "GET" else None, None, named), (method, path, headers))
