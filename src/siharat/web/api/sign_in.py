"""The documented API of signing in: codes, passkeys, passwords, sessions. The ways themselves, shared with
the pages, are in ``web/signing_in.py``."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from siharat.kernel.clock import rfc3339
from siharat.kernel.errors import not_found
from siharat.kernel.identity import canonical_uuid
from siharat.people import enrolment, giving, leaving, passkeys, sessions
from siharat.people import signing_in as people
from siharat.people.attempts import Visitor
from siharat.people.roles import Role
from siharat.people.signing_in import Door, Entered
from siharat.web import enrolment_sheet, signing_in
from siharat.web.api.asking import Asked, address_of, from_our_page, headers_of, knocked, services_of
from siharat.web.api.door import as_officer

Plain = r"^[^\x00]*$"
"""No NUL: PostgreSQL has no such letter."""
Nrp = Annotated[str, Meta(min_length=1, max_length=40, pattern=Plain)]


class Code(msgspec.Struct):
    nrp: Nrp
    code: Annotated[str, Meta(min_length=1, max_length=40)]


class WithPassword(msgspec.Struct):
    nrp: Nrp
    password: Annotated[str, Meta(min_length=1, max_length=1_000)]
    door: Door = "petugas"


class WithPasskey(msgspec.Struct):
    credential: dict[str, Any]
    door: Door = "petugas"


class NewPasskey(msgspec.Struct):
    credential: dict[str, Any]
    name: Annotated[str, Meta(max_length=60, pattern=Plain)] = ""
    door: Door = "petugas"


class NewPassword(msgspec.Struct):
    password: Annotated[str, Meta(min_length=1, max_length=1_000)]
    door: Door = "petugas"


class Lost(msgspec.Struct):
    credentials: bool = False


class NewRole(msgspec.Struct):
    role: Role


@post("/enrolments", status_code=201, summary="Come in with the code on paper: a session that may only set "
      "a passkey or a password")
async def enrol(request: Asked, data: JSONBody[Code]) -> Response[dict[str, Any]]:
    from_our_page(request)
    services = services_of(request)
    officer, token = await signing_in.by_code(services, _visitor(request, "petugas"), data.nrp, data.code)
    lives = sessions.LIFETIME["enrolment"]
    cookie = signing_in.door_cookie(services, "petugas", token, lives // 1_000)
    document = {"officer": officer, "csrf": sessions.csrf_token(services.keys, token),
                "expires_at": rfc3339(services.clock.now() + lives)}
    return _answer(document, [cookie])


@post("/passkeys/options", status_code=200, summary="What the browser needs to make a passkey")
async def new_passkey_options(request: Asked) -> Response[dict[str, Any]]:
    token = knocked(request).token
    return _answer(await signing_in.new_passkey_options(services_of(request), _visitor(request, "petugas"), token))


@post("/passkeys", status_code=201, summary="Keep the passkey that the phone has made; after a code, sign in")
async def add_passkey(request: Asked, data: JSONBody[NewPasskey]) -> Response[dict[str, Any]]:
    services = services_of(request)
    token = knocked(request).token
    passkey, entered = await signing_in.add_passkey(services, _visitor(request, data.door), token,
                                                    data.credential, data.name, data.door)
    if entered is None:
        return _answer({"passkey": passkey})
    return _answer({"passkey": passkey, **_entered(request, entered)}, signing_in.cookies(services, entered))


@get("/passkeys", summary="My passkeys")
async def list_passkeys(request: Asked) -> list[dict[str, Any]]:
    return await services_of(request).db.read(as_officer, knocked(request).token,
                                              lambda tx, caller: passkeys.mine(tx, caller.id))


@delete("/passkeys/{passkey_id:str}", status_code=204, summary="Revoke a passkey of mine")
async def revoke_passkey(request: Asked, passkey_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, leaving.give_up_passkey, passkey_id)


@post("/password", status_code=200, summary="Set my password; after a code, sign in")
async def set_password(request: Asked, data: JSONBody[NewPassword]) -> Response[dict[str, Any]]:
    services = services_of(request)
    token = knocked(request).token
    entered = await signing_in.set_password(services, _visitor(request, data.door), token, data.password,
                                            data.door)
    if entered is None:
        return _answer({"password": True})
    return _answer({"password": True, **_entered(request, entered)}, signing_in.cookies(services, entered))


@post("/sign-in/options", status_code=200, summary="What the browser needs to ask for a passkey")
async def sign_in_options(request: Asked) -> Response[dict[str, Any]]:
    signing_in.own_site(services_of(request), headers_of(request))
    return _answer(await signing_in.passkey_options(services_of(request), _visitor(request, "petugas")))


@post("/sign-in/passkey", status_code=200, summary="Sign in with a passkey")
async def sign_in_with_passkey(request: Asked, data: JSONBody[WithPasskey]) -> Response[dict[str, Any]]:
    from_our_page(request)
    services = services_of(request)
    entered = await signing_in.by_passkey(services, _visitor(request, data.door), data.credential, data.door)
    return _answer(_entered(request, entered), signing_in.cookies(services, entered))


@post("/sign-in/password", status_code=200, summary="Sign in with NRP and password")
async def sign_in_with_password(request: Asked, data: JSONBody[WithPassword]) -> Response[dict[str, Any]]:
    from_our_page(request)
    services = services_of(request)
    entered = await signing_in.by_password(services, _visitor(request, data.door), data.nrp, data.password,
                                           data.door)
    return _answer(_entered(request, entered), signing_in.cookies(services, entered))


@get("/sessions", summary="Where I am signed in")
async def list_sessions(request: Asked) -> list[dict[str, Any]]:
    token = knocked(request).token
    return await services_of(request).db.read(as_officer, token, people.open_sessions, token)


@delete("/sessions/{session_id:str}", status_code=204, summary="End one session of mine")
async def revoke_session(request: Asked, session_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, people.revoke_one, session_id)


@post("/sessions/revoke-all", status_code=200, summary="Sign out everywhere, here too")
async def revoke_all_sessions(request: Asked) -> dict[str, int]:
    ended = await services_of(request).db.write(as_officer, knocked(request).token, leaving.everywhere)
    return {"ended": ended}


# What an administrator does for others


@get("/officers", summary="The officers of a station and how they can sign in")
async def list_officers(request: Asked, station: FromQuery[str | None] = None) -> list[dict[str, Any]]:
    found = await services_of(request).db.read(as_officer, knocked(request).token, enrolment.roll,
                                               _code(station))
    return [each | {"code_until": rfc3339(each["code_until"]) if each["code_until"] else None} for each in found]


@post("/officers/{officer_id:str}/enrolment", status_code=201, summary="Make a one-time code for an officer; "
      "the one before is worth nothing")
async def make_code(request: Asked, officer_id: FromPath[str]) -> Response[dict[str, Any]]:
    services = services_of(request)
    slip = await services.db.write(as_officer, knocked(request).token, enrolment.make, _uuid(officer_id))
    address = enrolment_sheet.address(signing_in.origin_of(services.settings, headers_of(request)), slip.code,
                                      slip.nrp)
    return _answer({"officer": {"id": slip.officer, "nrp": slip.nrp, "name": slip.name}, "code": slip.code,
                    "expires_at": rfc3339(slip.expires_at), "address": address,
                    "qr": enrolment_sheet.qr(address)})


@post("/officers/{officer_id:str}/sessions/revoke-all", status_code=200, summary="A phone is lost: end an "
      "officer's sessions, with `credentials` also passkeys and password")
async def lost_phone(request: Asked, officer_id: FromPath[str],
                     data: JSONBody[Lost | None] = None) -> dict[str, int]:
    ended = await services_of(request).db.write(as_officer, knocked(request).token, leaving.lost_phone,
                                                _uuid(officer_id), bool(data and data.credentials))
    return {"ended": ended}


@post("/officers/{officer_id:str}/deactivate", status_code=204, summary="An officer leaves")
async def deactivate(request: Asked, officer_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, leaving.deactivate,
                                        _uuid(officer_id))


@post("/officers/{officer_id:str}/role", status_code=204, summary="Give an officer another role")
async def set_role(request: Asked, officer_id: FromPath[str], data: JSONBody[NewRole]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, giving.set_role,
                                        _uuid(officer_id), data.role)


def _visitor(request: Asked, door: Door) -> Visitor:
    return signing_in.visitor(headers_of(request), address_of(request), door)


def _entered(request: Asked, entered: Entered) -> dict[str, Any]:
    return {"officer": entered.officer, "role": entered.role, "door": entered.door,
            "csrf": sessions.csrf_token(services_of(request).keys, entered.token),
            "expires_at": rfc3339(entered.expires_at)}


def _answer(document: dict[str, Any], cookies: list[Cookie] | None = None) -> Response[dict[str, Any]]:
    return Response(document, headers={"cache-control": "no-store"}, cookies=cookies or [])


def _uuid(text: str) -> str:
    try:
        return canonical_uuid(text)
    except ValueError as error:
        raise not_found("officer") from error


def _code(station: str | None) -> str | None:
    if station is not None and "\x00" in station:
        raise not_found("station")
    return station


def sign_in_routes() -> list[HTTPRouteHandler]:
    return [enrol, new_passkey_options, add_passkey, list_passkeys, revoke_passkey, set_password,
            sign_in_options, sign_in_with_passkey, sign_in_with_password, list_sessions, revoke_session,
            revoke_all_sessions, list_officers, make_code, lost_phone, deactivate, set_role]
