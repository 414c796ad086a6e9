"""How the ways to the phones do, for the desks."""

from __future__ import annotations

from typing import Any

from litestar import get

from siharat.db import Tx
from siharat.kernel.clock import rfc3339
from siharat.people.access import OfficerCaller
from siharat.ring import health
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.door import as_officer


@get("/channels", summary="How each channel did lately: failing since when, and why")
async def list_channels(request: Asked) -> list[dict[str, Any]]:
    return await services_of(request).db.read(as_officer, knocked(request).token, channels_of)


def channels_of(tx: Tx, caller: OfficerCaller) -> list[dict[str, Any]]:
    """The same for every officer: a channel is the installation's. ``error`` names no phone."""
    def when(at: int | None) -> str | None:
        return rfc3339(at) if at else None

    return [{"kind": row.kind, "ok_at": when(row.ok_at), "failing_since": when(row.failing_since), "error": row.error}
            for row in health.every(tx)]
