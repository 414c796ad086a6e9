"""The PMTiles file under the live map, handed out in pieces."""

from __future__ import annotations

import re

from litestar import Response, get

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.people.access import OfficerCaller
from siharat.web.api.door import as_officer
from siharat.web.tiles import OWN, piece
from siharat.web.visit import Asked, visit

RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})", re.ASCII)


@get(OWN, include_in_schema=False)
async def own_tiles(request: Asked) -> Response[bytes]:
    """A piece of the file, for who has signed in at a desk."""
    guest = visit(request, "komando")
    guest = guest if guest.token else visit(request, "polda")
    await guest.services.db.read(as_officer, guest.token, _signed_in)
    file = guest.services.settings.tiles.file
    if file is None:
        raise not_found("file")
    asked = RANGE.fullmatch(guest.headers.get("range", ""))
    if asked is None:
        raise Problem(416, "range", "Ask for a piece of it: Range: bytes=FIRST-LAST.")
    status, headers, body = await guest.services.backroom.run(piece, file, int(asked[1]),
                                                              int(asked[2]) if asked[2] else None)
    return Response(body, status_code=status, headers=headers, media_type="application/octet-stream")


def _signed_in(tx: Tx, caller: OfficerCaller) -> None:
    return None


ROUTES = [own_tiles]
