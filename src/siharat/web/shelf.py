"""Static files, read once into memory, packed once, under a path that changes when any of them does.

``/static/<version>/js/press.js`` may be kept by a browser for ever; relative imports stay inside the version.
No build: what is served is what lies in the folder.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".webmanifest": "application/manifest+json",
}
FOR_EVER = b"public, max-age=31536000, immutable"
ASK_EACH_TIME = b"no-cache"
ROOT_FILES = ("sw.js", "manifest-warga.webmanifest", "manifest-petugas.webmanifest")
"""Served at ``/``: a service worker rules only over what lies below its own path."""

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Item:
    body: bytes
    packed: bytes | None
    headers: list[tuple[bytes, bytes]]
    tag: bytes


class Shelf:
    def __init__(self, folder: Path = FOLDER) -> None:
        files = {path.relative_to(folder).as_posix(): path.read_bytes()
                 for path in sorted(folder.rglob("*")) if path.suffix in TYPES}
        self.version = hashlib.sha256(b"".join(k.encode() + b"\0" + v for k, v in files.items())).hexdigest()[:10]
        self.items = {name: _item(name, body) for name, body in files.items()}

    def address(self, name: str) -> str:
        """Where a page finds a file. A name that is not on the shelf is a mistake of ours: it fails aloud."""
        if name not in self.items:
            raise LookupError(f"no static file {name!r}")
        return f"/static/{self.version}/{name}"

    def found(self, path: str) -> tuple[Item | None, bytes]:
        """The item at a path of the site, and how long it may be kept."""
        if path.lstrip("/") in ROOT_FILES:
            return self.items.get(path.lstrip("/")), ASK_EACH_TIME
        name = path.removeprefix("/static/")
        if name.startswith(self.version + "/"):
            return self.items.get(name.removeprefix(self.version + "/")), FOR_EVER
        return self.items.get(name) or self.items.get(name.partition("/")[2]), ASK_EACH_TIME

    async def __call__(self, scope: dict[str, Any], receive: object, send: Send) -> None:
        item, kept = self.found(scope["path"])
        if item is None:
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        asked = dict(scope["headers"])
        headers = [*item.headers, (b"cache-control", kept), (b"etag", item.tag)]
        status, body = 200, item.body
        if asked.get(b"if-none-match") == item.tag:
            status, body = 304, b""
        elif item.packed and b"gzip" in asked.get(b"accept-encoding", b""):
            body = item.packed
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _item(name: str, body: bytes) -> Item:
    kind = TYPES[Path(name).suffix]
    packed = gzip.compress(body, 9, mtime=0)
    headers = [(b"content-type", kind.encode()), (b"vary", b"accept-encoding"),
               (b"x-content-type-options", b"nosniff")]
    if name == "sw.js":
        headers.append((b"service-worker-allowed", b"/"))
    tag = b'"' + hashlib.sha256(body).hexdigest()[:16].encode() + b'"'
    return Item(body, packed if len(packed) < len(body) * 0.9 else None, headers, tag)
