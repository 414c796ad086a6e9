"""At the door: who knocks, with what right, and how a refusal is written."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeVar, TypeVarTuple, Unpack

import msgspec

from siharat.db import Tx
from siharat.kernel import Keyring, Problem
from siharat.people import access, sessions
from siharat.people.access import Caller, CitizenCaller, OfficerCaller
from siharat.watch.actions import auditor_token

DOORS = ("warga", "petugas", "komando", "polda")
"""One cookie per door: a browser may be signed in as a citizen and as an officer at once."""

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


def cookie_name(door: str) -> str:
    return f"siharat_{door}"


@dataclass(frozen=True, slots=True)
class Knock:
    """What a request brings to prove who sends it."""

    token: str | None
    door: str | None
    by_cookie: bool


def knock(headers: dict[str, str], door: str | None = None) -> Knock:
    """The bearer token, or the cookie of the door that is named, or of the only door that has one."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Knock(token.strip(), door, False)
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return Knock(None, door, False)
    named = door or headers.get("x-siharat-door")
    for each in [named] if named in DOORS else DOORS:
        morsel = cookies.get(cookie_name(str(each)))
        if morsel is not None and morsel.value:
            return Knock(morsel.value, str(each), True)
    return Knock(None, door, False)


def require_same_origin(keys: Keyring, made: Knock, shown: str | None) -> None:
    """A cookie is sent by any page that asks; only one of ours knows the token that goes with it."""
    if made.by_cookie and made.token is not None:
        expected = sessions.csrf_token(keys, made.token)
        # As bytes: compare_digest refuses text beyond ASCII, and a header may hold any.
        if not hmac.compare_digest(expected.encode(), (shown or "").encode()):
            raise Problem(403, "csrf", "This page has grown old. Reload it and try again.")


def require_own_site(headers: Mapping[str, str], origin: str) -> None:
    """For what needs no cookie and yet gives one: signing in, registering. A stranger's page that sends
    the form in a person's browser would sign them in as somebody else (login CSRF), and there is no
    token to ask for yet. Every browser says where a request comes from; programs say nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        own = site in ("same-origin", "none")
    else:
        said = headers.get("origin")
        own = said is None or (origin != "" and said == origin) or _host_of(said) == headers.get("host", "?")
    if not own:
        raise Problem(403, "cross_site", "This request came from a page that is not ours.")


def _host_of(origin: str) -> str:
    scheme, _, host = origin.partition("://")
    return host if scheme in ("http", "https") else ""


def is_auditor(keys: Keyring, token: str | None) -> bool:
    return token is not None and hmac.compare_digest(auditor_token(keys).encode(), token.encode())


def as_officer(tx: Tx, token: str | None, verb: Callable[[Tx, OfficerCaller, Unpack[Args]], Result],
               *args: *Args) -> Result:
    """Runs a verb as the officer who holds the token, in one transaction with the look at the session."""
    return verb(tx, access.officer(sessions.caller(tx, token)), *args)


def with_phone(tx: Tx, token: str | None, verb: Callable[[Tx, OfficerCaller, Unpack[Args]], Result],
               *args: *Args) -> Result:
    """The same, for what has to do with an officer's own phones, and so for who is called to alarms."""
    return verb(tx, access.has_phone(sessions.caller(tx, token)), *args)


def as_citizen(tx: Tx, token: str | None, verb: Callable[[Tx, CitizenCaller, Unpack[Args]], Result],
               *args: *Args) -> Result:
    return verb(tx, access.citizen(sessions.caller(tx, token)), *args)


def as_anybody(tx: Tx, token: str | None, verb: Callable[[Tx, Caller, Unpack[Args]], Result],
               *args: *Args) -> Result:
    """For what citizens and officers may both do."""
    caller = sessions.caller(tx, token)
    if caller is None:
        raise access.unknown_caller()
    return verb(tx, caller, *args)


def scope_headers(scope: dict[str, Any]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def answer(send: Any, status: int, body: Any, headers: list[tuple[bytes, bytes]] | None = None,
                 media: bytes = b"application/json") -> None:
    """A whole JSON answer, for the bare doors."""
    data = msgspec.json.encode(body)
    start = [(b"content-type", media), (b"content-length", b"%d" % len(data)), (b"cache-control", b"no-store"),
             *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": data})


async def refuse(send: Any, problem: Problem) -> None:
    retry = problem.extra.get("retry_after")
    headers = [(b"retry-after", str(retry).encode())] if retry else []
    await answer(send, problem.status, problem.document(), headers, b"application/problem+json")


def session_cookie(door: str, token: str, *, secure: bool, lifetime_ms: int) -> str:
    """``SameSite=Strict``: no other site's link or form ever carries it."""
    flags = "; Secure" if secure else ""
    return (f"{cookie_name(door)}={token}; Path=/; HttpOnly; SameSite=Strict; "
            f"Max-Age={lifetime_ms // 1_000}{flags}")
