"""Reading what a person hands in: bounded, and with words for everything that can be wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siharat.kernel import Problem
from siharat.people import areas

LARGEST_MB = 20
SIMPLER = "save it as GeoJSON, simplified: ten metres are enough"


def contents(path: Path, largest_mb: int = LARGEST_MB, advice: str = "is it the right file?") -> bytes:
    """The file, whole. ``Problem`` when it cannot be read or is larger than such a file would ever be."""
    limit = largest_mb * 1024 * 1024
    try:
        if path.exists() and not path.is_file():
            raise unreadable(path, "it is not a file", "name the file itself")
        with path.open("rb") as file:
            found = file.read(limit + 1)
    except OSError as error:
        raise unreadable(path, error.strerror or str(error), "check the name and its rights") from error
    if len(found) > limit:
        raise unreadable(path, f"it is larger than {largest_mb} MB", advice)
    return found


def unreadable(path: Path, why: str, advice: str) -> Problem:
    return Problem(422, "file", f"{path} cannot be read: {why}. What to do: {advice}.")


def geojson(path: Path) -> Any:
    """A JSON document without the numbers that JSON does not have."""
    words = contents(path, areas.LARGEST_MB, SIMPLER)
    try:
        return areas.document(words)
    except areas.Refused as why:
        advice = SIMPLER if why.extra["why"] == "points" else "save the area as GeoJSON (RFC 7946)"
        raise unreadable(path, why.said, advice) from why
