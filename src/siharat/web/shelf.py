"""Static files, read once into memory, packed once, under a path that changes when any of them does.

``/static/<version>/js/press.js`` may be kept by a browser for ever; relative imports stay inside the version.
No build: what is served is what lies in the folder, but for the comments of our modules. They are for who reads the
source, and a fifth of what a phone on a slow line would wait for. What ``vendor`` holds is another's, and as it came.
"""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".webmanifest": "application/manifest+json",
}
GROUND = ("tokens", "base", "bar", "button", "field", "light", "note")
SHEETS = {
    "warga": ("panic", "steps", "talk", "citizen", "quiet"),
    "lapor": ("plan", "calm"),
    "laporan": ("queue", "plan", "calm", "task", "calm_desk", "clusters"),
    "petugas": ("steps", "talk", "facts", "plan", "queue", "alarm", "task", "shown", "officer"),
    "komando": ("queue", "plan", "map", "matrix", "shown", "command"),
    "polda": ("table", "plan", "map", "province"),
    "orang": ("table", "people", "ladder", "calendar", "rings"),
    "siapkan": ("table", "people", "plan", "setup"),
    "evaluasi": ("table", "evaluation"),
    "angka": ("plan", "calm", "evaluation", "clusters"),
    "siaran": ("plan", "calm", "broadcast"),
    "demo": ("demo",),
    "patterns": ("panic", "steps", "talk", "facts", "plan", "queue", "matrix", "patterns"),
}
"""Each door's style sheets, handed out as one file: a phone on a slow line asks once, not eleven times."""
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
ROOT_FILES = ("sw.js", "sw-drawer.js", "sw-kept.js", "sw-siaran.js", "manifest-warga.webmanifest",
              "manifest-petugas.webmanifest", "manifest-catatan.webmanifest")
"""Served at ``/``: a service worker rules only over what lies below its own path."""
CSS_AIR = re.compile(r"\s*/\*.*?\*/|(?<=\n)\s+|(?<=[{};,]) +| +(?=[{}])", re.DOTALL)
INDENT = re.compile(r"^ +", re.MULTILINE)
"""No string of ours goes over a line."""
COMMENT = re.compile(r"^[ ]*(?://[^\n]*\n|/\*\*.*?\*/\n)| +// [^\n\"'`]*$", re.MULTILINE | re.DOTALL)
"""Those that have their lines to themselves, and those at the end of a line in which no string follows."""
IMPORT = re.compile(r'^import .*from "(\.[^"]+)";', re.MULTILINE)


@dataclass(frozen=True)
class Item:
    body: bytes
    headers: dict[str, str]
    tag: str

    @cached_property
    def packed(self) -> bytes | None:
        """Packed when it is first asked for: a server that starts waits for no map."""
        packed = gzip.compress(self.body, 9, mtime=0)
        return packed if len(packed) < len(self.body) * 0.9 else None


class Shelf:
    def __init__(self, folder: Path = FOLDER) -> None:
        files = {path.relative_to(folder).as_posix(): _without_comments(path)
                 for path in sorted(folder.rglob("*")) if path.suffix in TYPES}
        files |= {f"sheets/{door}.css": b"\n".join(files[f"css/{part}.css"] for part in (*GROUND, *parts))
                  for door, parts in SHEETS.items() if "css/base.css" in files}
        self.version = hashlib.sha256(b"".join(k.encode() + b"\0" + v for k, v in files.items())).hexdigest()[:10]
        self.items = {name: _item(name, body) for name, body in files.items()}

    def address(self, name: str) -> str:
        """Where a page finds a file. A name that is not on the shelf is a mistake of ours: it fails aloud."""
        if name not in self.items:
            raise LookupError(f"no static file {name!r}")
        return f"/static/{self.version}/{name}"

    def imports(self, name: str) -> list[str]:
        """Where a page finds all that a module imports, and what that imports: asked for at once, they come in one
        round trip instead of one for each storey."""
        reached: dict[str, None] = {}
        waiting = [name]
        while waiting:
            here = waiting.pop()
            folder = here.rpartition("/")[0]
            for said in IMPORT.findall(self.items[here].body.decode()):
                there = posixpath.normpath(posixpath.join(folder, said))
                if there not in reached:
                    reached[there] = None
                    waiting.append(there)
        return [self.address(each) for each in reached]

    def found(self, path: str) -> tuple[Item | None, str]:
        """The item at a path of the site, and how long it may be kept."""
        if path.lstrip("/") in ROOT_FILES:
            return self.items.get(path.lstrip("/")), ASK_EACH_TIME
        if not path.startswith("/static/"):
            return None, ASK_EACH_TIME
        name = path.removeprefix("/static/")
        if name.startswith(self.version + "/"):
            return self.items.get(name.removeprefix(self.version + "/")), FOR_EVER
        return self.items.get(name) or self.items.get(name.partition("/")[2]), ASK_EACH_TIME

    def answer(self, path: str, asked: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a GET of ``path`` with these (lower-case) headers."""
        item, kept = self.found(path)
        if item is None:
            return 404, {"content-type": "text/plain"}, b""
        headers = {**item.headers, "cache-control": kept, "etag": item.tag}
        if asked.get("if-none-match") == item.tag:
            return 304, headers, b""
        if "gzip" in asked.get("accept-encoding", "") and item.packed:
            return 200, {**headers, "content-encoding": "gzip"}, item.packed
        return 200, headers, item.body


def _without_comments(path: Path) -> bytes:
    """Of a script the lines stay, empty: an error on a phone still names the line of the source."""
    if path.suffix == ".css":
        return CSS_AIR.sub("", path.read_text()).encode()
    if path.suffix == ".js" and path.parent.name != "vendor":
        lines = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text())
        return INDENT.sub("", lines).encode()
    return path.read_bytes()


def _item(name: str, body: bytes) -> Item:
    kind = TYPES[Path(name).suffix]
    headers = {"content-type": kind, "vary": "accept-encoding", "x-content-type-options": "nosniff"}
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Item(body, headers, tag)
