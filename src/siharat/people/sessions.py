"""Bearer tokens and cookies: one secret, stored as its digest, revocable at once."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, Literal

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Keyring
from siharat.kernel.clock import DAY, HOUR, MINUTE
from siharat.kernel.errors import not_found
from siharat.people import duty
from siharat.people.access import Caller, CitizenCaller, OfficerCaller

Kind = Literal["citizen", "officer", "enrolment"]
"""An ``enrolment`` is a limited session: it speaks for nobody, and may only set a passkey or password."""
Lifetime = Literal["citizen", "officer", "program", "desk", "enrolment"]

LIFETIME: dict[str, int] = {"citizen": 3650 * DAY, "officer": 30 * DAY, "program": 365 * DAY,
                            "desk": 12 * HOUR, "enrolment": 15 * MINUTE}
"""A citizen's phone stays signed in: a press must never meet a login page. A desk is shared: one watch."""

RECENT = 12 * HOUR

INSERT = text("""INSERT INTO session (digest, kind, subject, made_at, expires_at)
    VALUES (:digest, :kind, :subject, :now, :expires)""")
FIND = text("""SELECT s.kind, s.subject, o.station, o.role, st.path FROM session s
    LEFT JOIN officer o ON s.kind = 'officer' AND o.id = s.subject AND o.active = 1
    LEFT JOIN station st ON st.code = o.station
    WHERE s.digest = :digest AND s.revoked_at IS NULL AND s.expires_at > :now""")
OFFICER = text("""SELECT o.station, o.role, st.path FROM officer o JOIN station st ON st.code = o.station
    WHERE o.id = :officer AND o.active = 1""")
ENDED = text("SELECT digest FROM session WHERE revoked_at IS NOT NULL OR expires_at <= :now")
RETIRED = text("""SELECT s.digest FROM session s JOIN officer o ON o.id = s.subject
    WHERE s.kind = 'officer' AND o.active = 0""")
REVOKE = text("UPDATE session SET revoked_at = :now WHERE digest = :digest AND revoked_at IS NULL")
REVOKE_ALL = text("""UPDATE session SET revoked_at = :now, revoked_why = :why
    WHERE subject = :subject AND revoked_at IS NULL""")
MOVED = text("SELECT revoked_at FROM session WHERE digest = :digest AND revoked_why = 'moved'")


def open_session(tx: Tx, kind: Kind, subject: str, *, lifetime: Lifetime | None = None,
                 since: int | None = None) -> str:
    """A new secret for the subject. It is shown once; the database keeps only its digest. ``since``: when they proved
    who they are, where that was before."""
    token = tx.identity.token()
    tx.run(INSERT, digest=digest(token), kind=kind, subject=subject, now=since or tx.now,
           expires=tx.now + LIFETIME[lifetime or kind])
    return token


def caller(tx: Tx, token: str | None) -> Caller | None:
    """Who speaks? ``None`` for a token that is unknown, expired, revoked or of a retired officer."""
    if not token or len(token) > 200:
        return None
    row = tx.one(FIND, digest=digest(token), now=tx.now)
    if row is None:
        return None
    if row.kind == "citizen":
        return CitizenCaller(row.subject)
    if row.station is None:
        return None
    return _officer(tx, row.subject, row)


def officer_caller(tx: Tx, officer: str) -> OfficerCaller:
    """The officer as a caller, for who is known by another thing than a session: the phone that was rung.
    Raises ``Problem`` 404 for who has left."""
    row = tx.one(OFFICER, officer=officer)
    if row is None:
        raise not_found("officer")
    return _officer(tx, officer, row)


def _officer(tx: Tx, officer: str, row: Any) -> OfficerCaller:
    """A duty officer's rights go with the turn: the roster is asked each time."""
    on_duty = row.role != "duty_officer" or duty.has_the_duty(tx, row.station, officer)
    return OfficerCaller(officer, row.station, row.path, row.role, on_duty)


def turned(tx: Tx, callers: set[OfficerCaller]) -> set[OfficerCaller]:
    """Those of them whose turn has begun or ended since: what they may is not what it was."""
    return {each for each in callers if each.on_duty != duty.has_the_duty(tx, each.station, each.id)}


def revoke(tx: Tx, token: str) -> None:
    tx.run(REVOKE, digest=digest(token), now=tx.now)


def revoke_all(tx: Tx, subject: str, why: str | None = None) -> int:
    """Ends every session of a person: a lost phone, a leaver. Their streams close within seconds."""
    return tx.run(REVOKE_ALL, subject=subject, now=tx.now, why=why)


def moved_at(tx: Tx, token: str | None) -> int | None:
    """When the citizen of this phone went on with another one (ms)."""
    at = tx.value(MOVED, digest=digest(token)) if token else None
    return None if at is None else int(at)


def ended(tx: Tx, digests: set[str]) -> set[str]:
    """Which of these sessions are over."""
    over = {row.digest for row in tx.all(ENDED, now=tx.now)} | {row.digest for row in tx.all(RETIRED)}
    return over & digests


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(keys: Keyring, token: str) -> str:
    """What a page must show with a cookie to change anything: only a page we served can know it."""
    return hmac.new(keys.derive("csrf"), token.encode(), hashlib.sha256).hexdigest()[:32]
