"""The OpenAPI document, the two bare doors included: they stand before Litestar, so it cannot see them."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

STRING = {"type": "string"}
NUMBER = {"type": "number"}
TIME = {"type": "string", "format": "date-time"}
UUID = {"type": "string", "format": "uuid"}


def object_of(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


LOCATION = object_of("lat", "lon", lat=NUMBER, lon=NUMBER, accuracy_m=NUMBER, at=TIME)
PRESS = object_of("id", id=UUID, pressed_at=TIME, location={"oneOf": [LOCATION, {"type": "null"}]}, note=STRING,
                  mode={"type": "string", "enum": ["loud", "silent", "practice"]}, phone=STRING, name=STRING)
STATION = object_of("code", "name", code=STRING, name=STRING)
INCIDENT = object_of("id", "code", "status", "station", id=UUID, code=STRING, status=STRING, station=STATION)
ACKNOWLEDGED = object_of("id", "received_at", "duplicate", "incident", "phones", id=UUID, received_at=TIME,
                         duplicate={"type": "boolean"}, incident=INCIDENT, phones={"type": "integer"},
                         token=STRING)
PROBLEM = object_of("code", "detail", "status", code=STRING, detail=STRING, status=NUMBER, field=STRING)


def answer(description: str, schema: dict[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"description": description, "content": {media: {"schema": schema}}}


def refused(description: str) -> dict[str, Any]:
    return answer(description, PROBLEM, "application/problem+json")


BARE_DOORS: dict[str, Any] = {
    "/api/v1/alarms": {"post": {
        "operationId": "RaiseAlarm", "summary": "Press: 201 once it is durable, 200 for its retry",
        "requestBody": {"required": True, "content": {"application/json": {"schema": PRESS}}},
        "responses": {"201": answer("Stored, and it rings.", ACKNOWLEDGED),
                      "200": answer("The same press again: the same answer.", ACKNOWLEDGED),
                      "401": refused("Neither a valid token nor a number to call back."),
                      "413": refused("The body is too large."),
                      "422": refused("No JSON object, or its id is no UUID."),
                      "503": refused("Nothing was stored; try again after Retry-After.")}}},
    "/api/v1/stream": {"get": {
        "operationId": "Stream", "summary": "Server-sent events for the caller",
        "parameters": [{"name": "Last-Event-ID", "in": "header", "schema": STRING,
                        "description": "Resume after this position; nothing is missed."},
                       {"name": "door", "in": "query", "schema": STRING,
                        "description": "Which page's cookie speaks: warga, petugas, komando, polda."}],
        "responses": {"200": answer("Events without end.", STRING, "text/event-stream"),
                      "401": refused("Sign in first.")}}},
}


YES = {"type": "string", "enum": ["1", "true"]}
REPORT = object_of("id", "text", id=UUID, text=STRING, category=STRING, lat=STRING, lon=STRING, accuracy_m=STRING,
                   place=STRING, happened_at=TIME, station=STRING, anonymous=YES, confidential=YES, phone=STRING,
                   name=STRING)
REPORT_FORM = {"required": True, "content": {"multipart/form-data": {"schema": REPORT}}}
"""Read as it comes in, so that Litestar cannot see it either."""


class WithBareDoors(JsonRenderPlugin):
    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        openapi_schema["paths"] = {**openapi_schema.get("paths", {}), **BARE_DOORS}
        openapi_schema["paths"]["/api/v1/reports"]["post"]["requestBody"] = REPORT_FORM
        return super().render(request, openapi_schema)
