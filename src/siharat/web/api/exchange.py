"""What goes between us and other systems over the API."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from siharat.exchange import incoming
from siharat.web.api.asking import Asked, headers_of, services_of
from siharat.web.api.press import parse


@post("/sources/{source_id:str}/alarms", status_code=201,
      summary="Another system raises an alarm, signed: 201 once it is durable, 200 for the same message again")
async def system_raises(request: Asked, source_id: FromPath[str]) -> Response[bytes]:
    """Believed before it takes a place in the queue of presses: whoever only knocks must not stand in it."""
    services = services_of(request)
    said, body = headers_of(request), await request.body()
    await services.db.read(incoming.must_be_signed, source_id, said, body)
    taken = await services.db.write(incoming.take, source_id, said["webhook-id"], parse(body), body, lane="press")
    return Response(msgspec.json.encode(taken.body()), status_code=200 if taken.duplicate else 201,
                    media_type="application/json", headers={"cache-control": "no-store"})


def exchange_routes() -> list[Any]:
    return [system_raises]
