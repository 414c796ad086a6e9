"""Lines of the log in words. The page's twin is ``static/js/rules/timeline.js``; both are held to
``tests/web/faces/timeline.json``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from siharat.web.command.phrases import CLIMBED, LINES

UNTOLD = frozenset({"location"})


@dataclass(frozen=True, slots=True)
class Told:
    at: int
    words: str


def timeline(lines: Iterable[dict[str, Any]], say: Callable[[str], str]) -> list[Told]:
    """In order; of many waves in a row only the last is told, places are on the map."""
    found: list[Told] = []
    waves = False
    for line in lines:
        key = _key(line)
        if key is None:
            continue
        if waves and key == "rang.again":
            found.pop()
        names = {"by": {"citizen": say("Warga"), "system": say("Sistem")}.get(line["by"], line["by"]),
                 "phones": line.get("phones"), "wave": line.get("wave"),
                 "stations": ", ".join(line.get("stations") or ()),
                 "whom": say(CLIMBED[_whom(line)]) if line["kind"] == "climbed" else "", "people": line.get("people"),
                 "officer": line.get("officer") or "", "officers": ", ".join(line.get("officers") or ()),
                 "code": line.get("code") or "", "reason": line.get("reason") or "", "text": line.get("text") or "–"}
        found.append(Told(line["at"], say(LINES[key]).format(**names)))
        waves = key == "rang.again"
    return found


def _key(line: dict[str, Any]) -> str | None:
    kind = str(line["kind"])
    if kind in UNTOLD:
        return None
    if kind == "rang":
        return "rang" if line.get("wave") == 1 else "rang.again"
    if kind == "climbed":
        return _climbed(line)
    detail = line.get("road") or line.get("outcome") or line.get("status") or line.get("mode") or line.get("how")
    exact = f"{kind}.{detail}"
    return exact if exact in LINES else kind if kind in LINES else None


def _climbed(line: dict[str, Any]) -> str | None:
    """What the step came to. Where no station stands above, it came to nothing, and nothing is told. Lines of older
    versions tell what was planned."""
    if line["whom"] == "above" and not line["stations"]:
        return None
    if line["whom"] == "above" and not line["channels"]:
        return "climbed.sees"
    if "reached" not in line:
        return "climbed.above" if line["whom"] == "above" else "climbed.unknown"
    if line["whom"] == "above" and line["means"] == "app":
        return "climbed.joins"
    return f"climbed.{line['means'] or line['lacks']}"


def _whom(line: dict[str, Any]) -> str:
    """Whom the step means, or who stood in for them."""
    stood_in = f"{line['whom']}.{line.get('reached')}"
    return stood_in if stood_in in CLIMBED else str(line["whom"])
