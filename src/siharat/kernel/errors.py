"""Refusals with a name: RFC 9457 problem details, and what a person at a terminal reads."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """Something the caller can understand and act upon.

    ``code`` is stable: programs branch on it. ``detail`` says what, where and what to do.
    ``extra`` joins the problem document (never a secret, never somebody else's data).
    """

    def __init__(self, status: int, code: str, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.extra = extra

    def document(self) -> dict[str, Any]:
        return {"type": f"urn:siharat:problem:{self.code}", "title": self.code.replace("_", " "),
                "status": self.status, "code": self.code, "detail": self.detail, **self.extra}


def not_found(what: str) -> Problem:
    """Also for what exists but is not the caller's: nothing is learned from the difference."""
    return Problem(404, "not_found", f"There is no such {what}, or it is not yours to see.")


def invalid(field: str, detail: str) -> Problem:
    return Problem(422, "invalid", f"{field}: {detail}", field=field)


def busy(seconds: int = 1) -> Problem:
    return Problem(503, "busy", "The queue is full. Nothing was stored; try again in a moment.",
                   retry_after=seconds)
