"""How every refusal of the documented routes is written: problem documents (RFC 9457), never a traceback."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.exceptions.http_exceptions import ClientException

from siharat.kernel import Problem
from siharat.kernel.errors import invalid

PROBLEM_JSON = "application/problem+json"
AT_PATH = re.compile(r"\s*-?\s*at `\$\.?([^`]*)`")

events = structlog.get_logger()


def problem_response(problem: Problem) -> Response[Any]:
    retry = problem.extra.get("retry_after")
    headers = {"cache-control": "no-store"} | ({"retry-after": str(retry)} if retry else {})
    return Response(msgspec.json.encode(problem.document()), status_code=problem.status,
                    media_type=PROBLEM_JSON, headers=headers)


def on_problem(request: Request[Any, Any, Any], error: Problem) -> Response[Any]:
    return problem_response(error)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Litestar's own refusals, in our words."""
    if isinstance(error, ValidationException):
        return problem_response(_validation(error))
    if error.status_code == 413:
        return problem_response(Problem(413, "too_large", "The body is too large."))
    if isinstance(error, ClientException) and error.status_code == 400:
        return problem_response(invalid("body", "is not JSON as it should be"))
    codes = {401: "not_authenticated", 404: "not_found", 405: "method_not_allowed", 415: "unsupported"}
    code = codes.get(error.status_code, "refused")
    return problem_response(Problem(error.status_code, code, error.detail or code))


def on_depth(request: Request[Any, Any, Any], error: RecursionError) -> Response[Any]:
    """JSON nested a thousand deep: nobody means it."""
    return problem_response(invalid("body", "is nested too deeply"))


def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    events.error("request failed", path=request.url.path, exc_info=error)
    return problem_response(Problem(500, "internal", "Something broke on our side; it has been noted."))


def _validation(error: ValidationException) -> Problem:
    extra = error.extra if isinstance(error.extra, list) else []
    first = extra[0] if extra and isinstance(extra[0], dict) else {}
    message = str(first.get("message") or error.detail)
    found = AT_PATH.search(message)
    field = (found.group(1) if found else "") or str(first.get("key") or "body")
    missing = re.search(r"missing required field `([^`]*)`", message)
    if missing:
        field = missing.group(1)
    return invalid(field, AT_PATH.sub("", message))


HANDLERS: dict[Any, Any] = {Problem: on_problem, HTTPException: on_http_error, RecursionError: on_depth,
                            Exception: on_error}
