"""The faces alone, without a database: ``python tools/faces_dev.py [port]``, then open ``/-/patterns``.

Templates and styles are read again at each request, so that an edit is seen by reloading.
"""

from __future__ import annotations

import sys
from http.cookies import SimpleCookie
from typing import Any

import uvicorn

from siharat.web import patterns
from siharat.web.faces import HEADERS, Faces
from siharat.web.words import COOKIE, chosen


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    faces = Faces()
    path = scope["path"]
    if not path.startswith("/-/"):
        status, found, body = faces.shelf.answer(path, {})
        await answer(send, status, found, body)
        return
    cookies = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode())
    language = chosen(cookies[COOKIE].value if COOKIE in cookies else None)
    parts = path.strip("/").split("/")
    body = (patterns.face(faces, parts[2], parts[3], language) if len(parts) == 4
            else patterns.overview(faces, language)).encode()
    await answer(send, 200, {"content-type": "text/html; charset=utf-8", **HEADERS}, body)


async def answer(send: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]) if len(sys.argv) > 1 else 8099, log_level="warning", lifespan="off")
