"""Only in the demonstration: one page with a door to each part, no sign-in.

Mounted by ``siharat demo`` alone, on a database that it has made itself.
"""

from __future__ import annotations

from typing import Any, get_args

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.simulate.province import DOORS, Door, open_door
from siharat.web.api.asking import Asked, services_of
from siharat.web.api.door import session_cookie
from siharat.web.visit import DEMO, visit


@get("/demo", include_in_schema=False, name=DEMO)
async def doors(request: Asked) -> Response[bytes]:
    guest = visit(request, "warga")
    return guest.page("demo.html", guest.shell(), None)


@post("/demo/pintu/{door:str}", include_in_schema=False)
async def walk_in(request: Asked, door: FromPath[str]) -> Response[Any]:
    """Signs in as whoever stands behind the door, and goes there. Another site's form cannot."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "csrf", "Open the demonstration's own page and try again.")
    for known in get_args(Door):
        if known == door:
            services = services_of(request)
            token, lifetime = await services.db.write(open_door, known)
            cookie = session_cookie(door, token, secure=services.settings.secure, lifetime_ms=lifetime)
            return Response(None, status_code=303,
                            headers={"location": DOORS[known], "set-cookie": cookie, "cache-control": "no-store"})
    raise not_found("door")


def demo_routes() -> list[HTTPRouteHandler]:
    return [doors, walk_in]
