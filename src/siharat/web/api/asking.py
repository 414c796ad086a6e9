"""What every documented route does first: find its services, and see who asks."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import State

from siharat.kernel import Problem
from siharat.web.api import floods
from siharat.web.api.door import Knock, knock, require_own_site, require_same_origin
from siharat.web.api.floods import Limit
from siharat.web.services import Services

Asked = Request[Any, Any, State]


def services_of(request: Asked) -> Services:
    services: Services = request.app.state.services
    return services


def headers_of(request: Asked) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def knocked(request: Asked) -> Knock:
    """Who asks; for anything that changes something, only from a page of ours."""
    headers = headers_of(request)
    made = knock(headers, request.query_params.get("door"))
    if request.method not in ("GET", "HEAD"):
        services = services_of(request)
        require_same_origin(services.keys, made, headers.get("x-csrf-token"))
        if made.token is None or made.by_cookie:
            require_own_site(headers, services.settings.origin)
    return made


def from_our_page(request: Asked) -> None:
    """For what gives a cookie: only from a page of ours, and as JSON, which no form of another site sends."""
    require_own_site(headers_of(request), services_of(request).settings.origin)
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise Problem(415, "unsupported", "Send JSON, with `Content-Type: application/json`.")


def address_of(request: Asked) -> str | None:
    return request.client.host if request.client else None


def not_too_many(request: Asked, limit: Limit) -> None:
    """For what anybody may ask without proving anything. ``Problem`` 429; never before a press."""
    services = services_of(request)
    services.floods.admit(limit, floods.network_of(address_of(request)), services.clock.now())
