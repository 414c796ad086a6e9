"""``/healthz`` alive, ``/readyz`` can take a press, ``/metrics`` for Prometheus."""

from __future__ import annotations

import hmac
import shutil
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from siharat.db import Tx
from siharat.kernel.clock import SECOND
from siharat.kernel.errors import not_found
from siharat.ring import health as channels
from siharat.watch import rules, store
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
    """For this machine itself, or who has the token; to a stranger there is nothing here."""
    services = services_of(request)
    if not (_from_here(request) or _has_token(request, services.settings.metrics_token)):
        raise not_found("page")
    lines = ["# HELP siharat_streams Open event streams.", "# TYPE siharat_streams gauge",
             f"siharat_streams {services.hub.open_streams}",
             "# HELP siharat_waiting Units of work that wait for the database.",
             "# TYPE siharat_waiting gauge"]
    lines += [f'siharat_waiting{{lane="{lane}"}} {count}' for lane, count in services.db.waiting.items()]
    return "\n".join([*lines, *await services.db.read(_watched)]) + "\n"


def _from_here(request: Asked) -> bool:
    """Straight from this machine. A proxy on it brings strangers too, and says for whom it asks."""
    near = request.client is not None and request.client.host in ("127.0.0.1", "::1")
    return near and not any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))


def _has_token(request: Asked, token: str) -> bool:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(shown.encode(), token.encode())


def _watched(tx: Tx) -> list[str]:
    """What the watchdog knows: ages in seconds, and each trouble that stands."""
    def age(at: int) -> float:
        return (tx.now - at) / SECOND

    lines = ["# HELP siharat_beat_age_seconds Since the last sign of life of a part of a server.",
             "# TYPE siharat_beat_age_seconds gauge"]
    lines += [f'siharat_beat_age_seconds{{node="{beat.node}",part="{beat.part}"}} {age(beat.at)}'
              for beat in store.beats(tx)]
    lines += ["# HELP siharat_probe_missed Synthetic alarms in a row that did not come through.",
              "# TYPE siharat_probe_missed gauge"]
    lines += [f'siharat_probe_missed{{subject="{row.subject}"}} '
              f'{row.missed + (row.heard_at is None and tx.now - row.asked_at >= rules.PROBE_PATIENCE)}'
              for row in store.probes(tx)]
    lines += ["# HELP siharat_channel_failing_seconds How long a channel has carried nothing; 0 when it works.",
              "# TYPE siharat_channel_failing_seconds gauge"]
    lines += [f'siharat_channel_failing_seconds{{channel="{row.kind}"}} '
              f'{age(row.failing_since) if row.failing_since else 0.0}' for row in channels.every(tx)]
    lines += ["# HELP siharat_trouble_seconds How long a trouble has stood.", "# TYPE siharat_trouble_seconds gauge"]
    return lines + [f'siharat_trouble_seconds{{code="{each.code}",about="{each.about}"}} {age(since)}'
                    for each, since in store.troubles(tx)]


def health_routes() -> list[HTTPRouteHandler]:
    return [healthz, readyz, metrics]
