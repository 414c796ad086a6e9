"""``/healthz`` alive, ``/readyz`` can take a press, ``/metrics`` for Prometheus."""

from __future__ import annotations

import shutil
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from siharat.web.api.asking import Asked, services_of

LEAST_FREE_BYTES = 64 * 1024 * 1024
EARLIEST_TIME = 1_760_000_000_000
"""October 2025, before this was written: a clock that is earlier has lost its battery."""


@get("/healthz", include_in_schema=False)
async def healthz() -> dict[str, str]:
    return {"status": "alive"}


@get("/readyz", include_in_schema=False)
async def readyz(request: Asked) -> Response[dict[str, Any]]:
    """200 when a press would be stored now; 503 with what is wrong."""
    services = services_of(request)
    checks = {
        "database": await services.db.is_writable(),
        "disk": shutil.disk_usage(services.settings.data).free > LEAST_FREE_BYTES,
        "clock": services.clock.now() > EARLIEST_TIME,
    }
    ready = all(checks.values())
    return Response({"ready": ready, **checks}, status_code=200 if ready else 503)


@get("/metrics", include_in_schema=False, media_type="text/plain; version=0.0.4")
async def metrics(request: Asked) -> str:
    services = services_of(request)
    lines = ["# HELP siharat_streams Open event streams.", "# TYPE siharat_streams gauge",
             f"siharat_streams {services.hub.open_streams}",
             "# HELP siharat_waiting Units of work that wait for the database.",
             "# TYPE siharat_waiting gauge"]
    lines += [f'siharat_waiting{{lane="{lane}"}} {count}' for lane, count in services.db.waiting.items()]
    return "\n".join(lines) + "\n"


def health_routes() -> list[HTTPRouteHandler]:
    return [healthz, readyz, metrics]
