"""Serving a peer: the same uvicorn, uvloop and httptools as the product."""

from __future__ import annotations

import socket
from typing import Any

import uvicorn


def serve(application: Any) -> None:
    """On a free port of loopback, which is printed; until SIGTERM."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(application, loop="uvloop", http="httptools", access_log=False, log_level="warning",
                            backlog=4096, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    started = server.startup

    async def startup(sockets: Any = None) -> None:
        await started(sockets=sockets)
        print(listening.getsockname()[1], flush=True)

    server.startup = startup  # type: ignore[method-assign]
    server.run(sockets=[listening])
