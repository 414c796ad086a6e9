"""The schemas as they were published, and what does not fit them: see ``schemas/PROVENANCE.md``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import xmlschema

HERE = Path(__file__).resolve().parent / "schemas"
PIDF_LO = xmlschema.XMLSchema([str(HERE / f"{name}.xsd") for name in ("basicPolicy", "geopriv10", "conf", "pidf")],
                              allow="local")
"""The shapes of GML are not among them: what stands in an element that no schema here knows is passed over."""
FEATURES = json.loads((HERE / "FeatureCollection.json").read_text())


class Misfit(AssertionError):
    """Where a document is not as its schema says."""


def pidf_lo(document: bytes | str) -> None:
    try:
        PIDF_LO.validate(document.decode() if isinstance(document, bytes) else document)
    except xmlschema.XMLSchemaException as error:
        raise Misfit(str(error)) from error


def geojson(document: Any) -> None:
    fit(document, FEATURES, "$")


TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "number": (int, float), "null": type(None)}
CHECKED = {"type", "enum", "required", "properties", "items", "oneOf", "minItems"}
SILENT = {"$schema", "$id", "title"}


def fit(value: Any, schema: dict[str, Any], where: str) -> None:
    """The part of JSON Schema (draft 7) of which the schema of GeoJSON is made. A word that is not known here is
    refused: passed over, it would look like a check."""
    assert set(schema) <= CHECKED | SILENT, set(schema) - CHECKED - SILENT
    if "type" in schema and (not isinstance(value, TYPES[schema["type"]]) or isinstance(value, bool)):
        raise Misfit(f"{where}: no {schema['type']}")
    if value not in schema.get("enum", [value]):
        raise Misfit(f"{where}: none of {schema['enum']}")
    if "oneOf" in schema and sum(fits(value, each, where) for each in schema["oneOf"]) != 1:
        raise Misfit(f"{where}: not exactly one of what it may be")
    if isinstance(value, dict):
        missing = set(schema.get("required", ())) - set(value)
        if missing:
            raise Misfit(f"{where}: without {sorted(missing)}")
        for name in set(value) & set(schema.get("properties", {})):
            fit(value[name], schema["properties"][name], f"{where}.{name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            raise Misfit(f"{where}: fewer than {schema['minItems']}")
        for number, each in enumerate(value):
            fit(each, schema.get("items", {}), f"{where}[{number}]")


def fits(value: Any, schema: dict[str, Any], where: str) -> bool:
    try:
        fit(value, schema, where)
    except Misfit:
        return False
    return True
