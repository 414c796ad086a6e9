"""What a gateway hands on: an SMS that somebody wrote to the station's number."""

from __future__ import annotations

from litestar import post

from siharat.kernel.errors import not_found
from siharat.ring.channels.sms import Sms
from siharat.web.api.asking import Asked, services_of


@post("/sms", status_code=204, summary="A gateway hands on an SMS; its secret in the header Sms-Secret")
async def sms_came_in(request: Asked) -> None:
    channel = services_of(request).channel("sms")
    if not isinstance(channel, Sms):
        raise not_found("page")
    await channel.posted(request.headers.get("sms-secret", ""), request.headers.get("content-type", ""),
                         await request.body())
