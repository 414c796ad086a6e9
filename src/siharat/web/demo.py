"""Only in the demonstration: one page with a door to each part, no sign-in.

Mounted by ``siharat demo`` alone, on a database that it has made itself.
"""

from __future__ import annotations

from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from siharat.kernel import Problem
from siharat.kernel.errors import not_found
from siharat.simulate.province import DOORS, Door, open_door
from siharat.web.api.door import session_cookie
from siharat.web.api.routes import Asked, services_of

TEMPLATES = __file__.removesuffix("demo.py") + "templates"
HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
           "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
                                      "base-uri 'none'; frame-ancestors 'none'"}


@get("/demo", include_in_schema=False, media_type=MediaType.HTML)
async def doors() -> Response[str]:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return Response(environment.get_template("demo.html").render(doors=DOORS), headers=HEADERS)


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
