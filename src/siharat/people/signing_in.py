"""Opening a door for an officer who has proved who they are, and what they may see of their open doors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import MINUTE, rfc3339
from siharat.kernel.errors import not_found
from siharat.people import access, officers, roles, sessions
from siharat.people.attempts import Visitor, known_cookie, known_device

Door = Literal["petugas", "komando", "polda"]
Method = Literal["passkey", "password"]

FRESH = 10 * MINUTE
"""Who has just signed in may change how they sign in: a phone left on a table must not be enough."""
LONGEST_AGENT = 200
SESSION_ID = re.compile(r"[0-9a-f]{16}")
NONCE_BYTES = 12

NOTE = text("""INSERT INTO sign_in (digest, door, method, agent)
    VALUES (:digest, :door, :method, :agent)""")
REVOKE_PASSED = text("""UPDATE session SET revoked_at = :now WHERE revoked_at IS NULL AND digest IN (
    SELECT passed.digest FROM session mine JOIN sign_in i ON i.digest = mine.digest
    JOIN session passed ON passed.subject = mine.subject AND passed.made_at = mine.made_at
    WHERE mine.digest = :digest AND i.door = 'petugas')""")
METHOD = text("SELECT method FROM sign_in WHERE digest = :digest")
SETTER = text("""SELECT s.kind, s.subject, s.made_at FROM session s JOIN officer o ON o.id = s.subject
    WHERE s.digest = :digest AND s.kind IN ('officer', 'enrolment') AND o.active = 1
    AND s.revoked_at IS NULL AND s.expires_at > :now""")
OPEN = text("""SELECT s.digest, s.made_at, s.expires_at, i.door, i.method, i.agent FROM session s
    LEFT JOIN sign_in i ON i.digest = s.digest WHERE s.subject = :officer AND s.kind = 'officer'
    AND s.revoked_at IS NULL AND s.expires_at > :now ORDER BY s.made_at DESC, s.digest""")
REVOKE_ONE = text("""UPDATE session SET revoked_at = :now WHERE digest = :digest AND subject = :officer
    AND revoked_at IS NULL""")


@dataclass(frozen=True, slots=True)
class Entered:
    """An officer is in. The token goes into the door's cookie and nowhere else."""

    token: str
    officer: dict[str, str]
    role: str
    door: Door
    expires_at: int
    known: str
    """The cookie of a browser that has signed in; see ``attempts.known_cookie``."""


@dataclass(frozen=True, slots=True)
class Setter:
    """Whose passkeys and password the holder of a session may change."""

    officer: str
    limited: bool
    since: int
    """When they signed in (ms)."""


def enter(tx: Tx, officer_id: str, door: Door, method: Method, visitor: Visitor, since: int | None = None) -> Entered:
    """A new session; the one that the browser had at this door ends. ``Problem`` 403 when the door leads
    to a desk and the officer has nothing to do there. ``since``: as in ``sessions.open_session``."""
    row = officers.get(tx, officer_id)
    if door != "petugas" and not roles.enters_the_desk(row.role):
        raise Problem(403, "not_your_door", "This door is for the desk, the chief, administrators and auditors.")
    if visitor.token:
        sessions.revoke(tx, visitor.token)
    if not roles.rings(row.role):
        door = "komando" if door == "petugas" else door  # no alarm calls them, so there is nothing on the phone's page
    lifetime: sessions.Lifetime = "officer" if door == "petugas" else "desk"
    token = sessions.open_session(tx, "officer", officer_id, lifetime=lifetime, since=since)
    agent = "".join(letter for letter in visitor.agent if letter.isprintable())[:LONGEST_AGENT]
    tx.run(NOTE, digest=sessions.digest(token), door=door, method=method, agent=agent)
    nonce = known_device(tx.keys, visitor.known, officer_id) or tx.identity.token(NONCE_BYTES)
    return Entered(token, officers.public(tx, officer_id), row.role, door, tx.now + sessions.LIFETIME[lifetime],
                   known_cookie(tx.keys, nonce, officer_id))


def setter(tx: Tx, token: str | None) -> Setter:
    """Who may set a passkey or password now: a limited session, or one that was opened just before."""
    row = tx.one(SETTER, digest=sessions.digest(token), now=tx.now) if token and len(token) <= 200 else None
    if row is None:
        raise access.unknown_caller()
    if row.kind == "officer" and tx.now - row.made_at > FRESH:
        raise Problem(403, "sign_in_again", "Sign in again first: this changes how you sign in.")
    return Setter(row.subject, row.kind == "enrolment", row.made_at)


def may_pass(tx: Tx, token: str | None) -> Any | None:
    """The officer who may go on to a desk without signing in again: they have just done so on this browser, at their
    phone's page. Whoever holds it then could also set a password, and come in with that: nothing more is opened."""
    try:
        found = setter(tx, token)
    except Problem:
        return None
    row = officers.get(tx, found.officer)
    return None if found.limited or not roles.enters_the_desk(row.role) else row


def pass_on(tx: Tx, token: str | None, door: Door, visitor: Visitor) -> Entered:
    """Through that door as well. Its session is a desk's, and as old as the first: it opens no third one, nor a further
    ten minutes. ``Problem`` 401, 403 ``sign_in_again`` or ``not_your_door``."""
    found = setter(tx, token)
    if found.limited:
        raise access.unknown_caller()
    method: Method = "passkey" if tx.value(METHOD, digest=sessions.digest(token or "")) == "passkey" else "password"
    return enter(tx, found.officer, door, method, visitor, found.since)


def leave(tx: Tx, token: str) -> None:
    """Ends the session. With that of the phone's page those of the desks that were opened from it: whoever leaves a
    phone means all of it. With a desk's only its own: the phone must go on ringing."""
    sessions.revoke(tx, token)
    tx.run(REVOKE_PASSED, digest=sessions.digest(token), now=tx.now)


def open_sessions(tx: Tx, caller: access.OfficerCaller, token: str | None) -> list[dict[str, Any]]:
    """Where the officer is signed in, the newest first. ``id`` names a session and opens nothing."""
    here = sessions.digest(token or "")
    return [{"id": row.digest[:16], "door": row.door, "method": row.method or "token", "agent": row.agent or "",
             "made_at": rfc3339(row.made_at), "expires_at": rfc3339(row.expires_at), "this": row.digest == here}
            for row in tx.all(OPEN, officer=caller.id, now=tx.now)]


def revoke_one(tx: Tx, caller: access.OfficerCaller, session_id: str) -> None:
    """Ends it from elsewhere, as ``leave`` does there: a phone that was lost must not go on at the desk."""
    found = [row.digest for row in tx.all(OPEN, officer=caller.id, now=tx.now)
             if SESSION_ID.fullmatch(session_id) and row.digest.startswith(session_id)]
    if not found:
        raise not_found("session")
    for digest in found:
        tx.run(REVOKE_ONE, digest=digest, officer=caller.id, now=tx.now)
        tx.run(REVOKE_PASSED, digest=digest, now=tx.now)
