"""Reading what a person hands in: bounded, and with words for everything that can be wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from siharat.kernel import Problem

LARGEST_MB = 20
LARGEST_AREA_MB = 10
MOST_POINTS = 200_000
"""Of an area; the thirteen stations of South Kalimantan together have a fiftieth of it."""
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
    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is no coordinate")

    try:
        words = contents(path, LARGEST_AREA_MB, SIMPLER)
        if words.count(b"[") > MOST_POINTS:  # each point opens one; to read a million takes longer than to say so
            raise unreadable(path, f"it has more than {MOST_POINTS:,} points", SIMPLER)
        return json.loads(words.decode("utf-8-sig"), parse_constant=refuse)
    except UnicodeDecodeError as error:
        raise unreadable(path, "it is not UTF-8 text", "save the area as GeoJSON (RFC 7946)") from error
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else f"it is not JSON ({error})"
        raise unreadable(path, why, "save the area as GeoJSON (RFC 7946)") from error
