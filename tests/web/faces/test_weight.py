"""The citizen's first visit, cold: at most 30 kB over the wire, headers not counted, packed as it is served."""

from __future__ import annotations

import gzip
import re
from typing import Any

from siharat.web import patterns
from siharat.web.faces import Faces

FIRST_CLASS = 30_000


def first_visit(faces: Faces) -> dict[str, int]:
    """Everything a browser fetches for ``/``: the page, what it links, what the modules import, and what the service
    worker keeps for when there is no network."""
    page = patterns.face(faces, "warga", "baru")
    offline = patterns.face(faces, "warga", "luring")
    weights = {"/": len(gzip.compress(page.encode(), 6)), "/luring": len(gzip.compress(offline.encode(), 6))}
    waiting = re.findall(r'(?:href|src)="(/static/[^"]+|/[a-z-]+\.webmanifest)"', page)
    waiting += ["/sw.js", "/sw-drawer.js", "/sw-kept.js"]
    while waiting:
        path = waiting.pop()
        if path in weights:
            continue
        status, _, body = faces.shelf.answer(path, {"accept-encoding": "gzip"})
        assert status == 200, path
        weights[path] = len(body)
        if path.endswith(".js"):
            source = faces.shelf.answer(path, {})[2].decode()
            folder = path.rpartition("/")[0]
            waiting += [_resolved(folder, name) for name in re.findall(r'from "(\.[^"]+)"', source)]
    return weights


def _resolved(folder: str, name: str) -> str:
    parts = folder.split("/")
    for part in name.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def test_the_citizens_first_visit_is_light(capsys: Any) -> None:
    weights = first_visit(Faces())
    kinds: dict[str, int] = {}
    for path, weight in weights.items():
        kinds[path.rpartition(".")[2] if "." in path else "html"] = kinds.get(
            path.rpartition(".")[2] if "." in path else "html", 0) + weight
    total = sum(weights.values())
    with capsys.disabled():
        parts = ", ".join(f"{kind} {weight:,}" for kind, weight in sorted(kinds.items()))
        print(f"\ncitizen's first visit, cold: {total:,} bytes in {len(weights)} requests ({parts})")
    assert total <= FIRST_CLASS
    assert "/static/" in "".join(weights)
