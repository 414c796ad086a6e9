"""The usual way to write to many streams: sse-starlette, a queue and a generator for each of them.

``python -m bench.peers.sse_helper EVENT``: EVENT is a file with the data of the alarm. It stores nothing.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from sse_starlette import EventSourceResponse

from bench.peers.serving import serve

data = Path(sys.argv[1]).read_text()
app = FastAPI()
queues: set[asyncio.Queue[dict[str, Any]]] = set()


@app.get("/api/v1/stream")
async def stream(request: Request) -> EventSourceResponse:
    async def events() -> AsyncIterator[dict[str, Any]]:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        queues.add(queue)
        try:
            yield {"event": "hello", "data": ""}
            while True:
                yield await queue.get()
        finally:
            queues.discard(queue)

    return EventSourceResponse(events())


@app.post("/api/v1/alarms", status_code=201)
async def press(request: Request) -> dict[str, str]:
    await request.json()
    for queue in queues:
        queue.put_nowait({"event": "alarm", "data": data})
    return {"id": "1"}


if __name__ == "__main__":
    serve(app)
