"""The ways in, for the documented API and for the pages alike: short units of work, and between them what
takes time. Nothing here is on the way of a press."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import structlog
from litestar.datastructures import Cookie

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import DAY
from siharat.people import (
    attempts,
    enrolment,
    officers,
    passkeys,
    password_rules,
    passwords,
    recovering,
    sessions,
    signing_in,
)
from siharat.people.attempts import Guess, Visitor
from siharat.people.passkeys import RelyingParty
from siharat.people.passwords import Asked
from siharat.people.signing_in import Door, Entered
from siharat.web.api import floods
from siharat.web.api.door import cookie_name, require_own_site
from siharat.web.services import Services, WebSettings

KNOWN = "siharat_known"
"""The cookie of a browser that has signed in before: it opens nothing."""
KNOWN_LIVES_S = 400 * DAY // 1_000

events = structlog.get_logger()


def visitor(headers: Mapping[str, str], address: str | None, door: Door) -> Visitor:
    """Who stands at the door, from the headers (names in lower case) and the client's address."""
    return Visitor(floods.network_of(address), headers.get("user-agent", ""), cookie(headers, KNOWN),
                   headers.get("host", ""), cookie(headers, cookie_name(door)) or None)


def cookie(headers: Mapping[str, str], name: str) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def relying_party(settings: WebSettings, host: str) -> RelyingParty:
    """Whom passkeys are bound to: the origin in the settings, or localhost while somebody tries it out."""
    origin = settings.origin.rstrip("/")
    if origin:
        return RelyingParty(urlsplit(origin).hostname or "", origin)
    name, _, port = host.partition(":")
    if name == "localhost" and (port == "" or port.isdecimal()):
        return RelyingParty("localhost", f"http://{host}")
    raise Problem(409, "no_origin", "Passkeys need the address people type: set SIHARAT_ORIGIN, or open the "
                  "page on localhost. A password works anywhere.")


def origin_of(settings: WebSettings, headers: Mapping[str, str]) -> str:
    """The address that goes on paper: from the settings, or where this page was opened."""
    scheme = "https" if settings.secure else "http"
    return settings.origin.rstrip("/") or f"{scheme}://{headers.get('host', 'localhost')}"


def own_site(services: Services, headers: Mapping[str, str]) -> None:
    require_own_site(headers, services.settings.origin)


# By password


async def by_password(services: Services, who: Visitor, nrp: str, password: str, door: Door) -> Entered:
    """``Problem`` 401 ``wrong_credentials``, 429 ``too_many_attempts``, 403 ``not_your_door``."""
    asked = await services.db.write(passwords.ask, who, nrp.strip())
    if not await services.backroom.run(passwords.matches, asked.hash, password) or asked.officer is None:
        raise refused("password", asked.officer)
    entered = await services.db.write(_enter_by_password, asked, door, who)
    if passwords.is_stale(asked.hash) and asked.box is not None:
        renewed = await services.backroom.run(passwords.hashed, services.identity, password)
        await services.db.write(passwords.renew, asked.officer, asked.box, renewed)
    events.info("signed in", officer=asked.officer, method="password", door=door)
    return entered


def _enter_by_password(tx: Tx, asked: Asked, door: Door, who: Visitor) -> Entered:
    if asked.officer is None or not passwords.unchanged(tx, asked.officer, asked.box):
        raise wrong_credentials()
    attempts.succeeded(tx, asked.guesses)
    return signing_in.enter(tx, asked.officer, door, "password", who)


async def set_password(services: Services, who: Visitor, token: str | None, password: str,
                       door: Door) -> Entered | None:
    """Sets the password of who holds the session; a limited one becomes a full one, and the officer is in."""
    spelled = password_rules.check(password, await services.db.read(_nrp_of_setter, token))
    hash_ = await services.backroom.run(passwords.hashed, services.identity, spelled)
    return await services.db.write(_set_password, token, hash_, door, who)


def _nrp_of_setter(tx: Tx, token: str | None) -> str:
    return str(officers.get(tx, signing_in.setter(tx, token).officer).nrp)


def _set_password(tx: Tx, token: str | None, hash_: str, door: Door, who: Visitor) -> Entered | None:
    setter = signing_in.setter(tx, token)
    passwords.set_(tx, setter.officer, hash_)
    if not setter.limited:
        return None
    sessions.revoke(tx, token or "")
    return signing_in.enter(tx, setter.officer, door, "password", who)


# By passkey


async def passkey_options(services: Services, who: Visitor) -> dict[str, Any]:
    services.floods.admit(floods.CEREMONIES, who.address, services.clock.now())
    party = relying_party(services.settings, who.host)
    return await services.db.write(passkeys.sign_in_options, party)


async def by_passkey(services: Services, who: Visitor, credential: object, door: Door) -> Entered:
    """``Problem`` 401 ``wrong_credentials``, 403 ``passkey_flagged`` or ``not_your_door``, 429."""
    party = relying_party(services.settings, who.host)
    answer = passkeys.read_assertion(credential)
    challenge = passkeys.challenge_of(answer)
    guess, row = await services.db.write(_take, who, challenge, answer)
    count = passkeys.check_assertion(party, answer, challenge, row.public_key) if row else None
    if row is None or count is None:
        raise refused("passkey", row.officer if row else None)
    entered = await services.db.write(_enter_by_passkey, guess, row, count, door, who)
    if entered is None:
        events.warning("passkey counter went back", officer=row.officer)
        raise Problem(403, "passkey_flagged", "This passkey may have been copied: its counter went back. "
                      "Ask your administrator for a new code.")
    events.info("signed in", officer=row.officer, method="passkey", door=door)
    return entered


def _take(tx: Tx, who: Visitor, challenge: bytes, answer: Any) -> tuple[Guess, Any | None]:
    """Counts the attempt and burns the challenge, whatever comes of it."""
    guess = attempts.at_address(tx, who)
    attempts.begin(tx, [guess])
    ours = passkeys.take_challenge(tx, "sign_in", None, challenge)
    return guess, passkeys.find(tx, answer) if ours else None


def _enter_by_passkey(tx: Tx, guess: Guess, row: Any, count: int, door: Door, who: Visitor) -> Entered | None:
    attempts.succeeded(tx, [guess])
    if not passkeys.used(tx, row.id, count):
        return None  # the flag must be stored, so this unit must not fail
    return signing_in.enter(tx, row.officer, door, "passkey", who)


async def new_passkey_options(services: Services, who: Visitor, token: str | None) -> dict[str, Any]:
    party = relying_party(services.settings, who.host)
    return await services.db.write(_new_passkey_options, party, token)


def _new_passkey_options(tx: Tx, party: RelyingParty, token: str | None) -> dict[str, Any]:
    return passkeys.register_options(tx, party, signing_in.setter(tx, token).officer)


async def add_passkey(services: Services, who: Visitor, token: str | None, credential: object, name: str,
                      door: Door) -> tuple[dict[str, Any], Entered | None]:
    """Stores the passkey that the phone has made; a limited session becomes a full one."""
    party = relying_party(services.settings, who.host)
    answer = passkeys.read_registration(credential)
    challenge = passkeys.challenge_of(answer)
    if not await services.db.write(_take_own, token, challenge):
        raise Problem(422, "passkey_refused", "That took longer than five minutes, or was sent twice. Once more.",
                      field="credential")
    made = passkeys.check_registration(party, answer, challenge)
    return await services.db.write(_add_passkey, token, made, name, door, who)


def _take_own(tx: Tx, token: str | None, challenge: bytes) -> bool:
    return passkeys.take_challenge(tx, "register", signing_in.setter(tx, token).officer, challenge)


def _add_passkey(tx: Tx, token: str | None, made: passkeys.Made, name: str, door: Door,
                 who: Visitor) -> tuple[dict[str, Any], Entered | None]:
    setter = signing_in.setter(tx, token)
    passkey = passkeys.add(tx, setter.officer, made, name)
    if not setter.limited:
        return passkey, None
    sessions.revoke(tx, token or "")
    return passkey, signing_in.enter(tx, setter.officer, door, "passkey", who)


# By the code on paper


async def by_code(services: Services, who: Visitor, nrp: str, code: str) -> tuple[dict[str, str], str]:
    """The officer and the token of a limited session. ``Problem`` 401 ``wrong_code``, 429."""
    nrp = nrp.strip()
    guesses = await services.db.write(enrolment.guess, who, nrp)
    try:
        officer, token = await services.db.write(enrolment.open_, nrp, code, guesses)
    except Problem:
        events.info("sign-in refused", method="code")
        raise
    events.info("enrolment opened", officer=officer)
    return await services.db.read(officers.public, officer), token


async def ask_for_recovery(services: Services, who: Visitor, nrp: str) -> recovering.Asked:
    """A code that opens nothing before a second person has seen who asks. ``Problem`` 429."""
    await services.db.write(recovering.guess, who, nrp)
    events.info("a way back was asked for")
    return await services.db.write(recovering.ask, nrp, who)


async def was_seen(services: Services, who: Visitor, nrp: str, code: str) -> bool:
    """``Problem`` 401 ``wrong_code``, 429."""
    guesses = await services.db.write(enrolment.guess, who, nrp)
    return await services.db.write(recovering.was_seen, nrp, code, guesses)


def refused(method: str, officer: str | None) -> Problem:
    events.info("sign-in refused", method=method, officer=officer)
    return wrong_credentials()


def wrong_credentials() -> Problem:
    """One answer for whatever was wrong: nobody learns which NRP there is."""
    return Problem(401, "wrong_credentials", "That did not open. Look at the NRP and the password, or use the "
                   "passkey of this phone.")


def cookies(services: Services, entered: Entered) -> list[Cookie]:
    """What the browser keeps: the door's session, and that it was here before."""
    lives_s = (entered.expires_at - services.clock.now()) // 1_000
    return [door_cookie(services, entered.door, entered.token, lives_s),
            _strict(services, KNOWN, entered.known, KNOWN_LIVES_S)]


def door_cookie(services: Services, door: Door, token: str, lives_s: int) -> Cookie:
    return _strict(services, cookie_name(door), token, lives_s)


def _strict(services: Services, name: str, value: str, lives_s: int) -> Cookie:
    return Cookie(name, value=value, path="/", max_age=lives_s, secure=services.settings.secure, httponly=True,
                  samesite="strict")
