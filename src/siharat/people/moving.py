"""A new phone: what a citizen has here moves with a code that the old one shows. The old one is signed out and told.

Who has lost the old phone registers anew, and so does whoever was given the number of another: a number proves nothing,
and opens nothing of the past.
"""

from __future__ import annotations

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import MINUTE
from siharat.kernel.errors import invalid
from siharat.kernel.identity import typed_code
from siharat.kernel.phone import e164
from siharat.people import sessions
from siharat.people.access import CitizenCaller

CODE_LETTERS = 8
LIVES = 10 * MINUTE

OFFER = text("""INSERT INTO moving (citizen, code_blind, expires_at) VALUES (:citizen, :blind, :expires)
    ON CONFLICT (citizen) DO UPDATE SET code_blind = :blind, expires_at = :expires""")
TAKE = text("DELETE FROM moving WHERE code_blind = :blind AND expires_at > :now RETURNING citizen")
END_KEYS = text("UPDATE press_key SET ended_at = :now WHERE citizen = :citizen AND ended_at IS NULL")
SET_NUMBER = text("""UPDATE citizen SET phone = :phone, phone_blind = :blind, proved_at = NULL
    WHERE id = :citizen""")


def offer(tx: Tx, caller: CitizenCaller) -> str:
    """A code for the new phone, for ten minutes; the one before is worth nothing any more."""
    code = tx.identity.code(CODE_LETTERS)
    tx.run(OFFER, citizen=caller.id, blind=_blind(tx, code), expires=tx.now + LIVES)
    return f"{code[:4]}-{code[4:]}"


def take(tx: Tx, typed: str) -> str:
    """The new phone's session. All others end, and say why; so do the keys of presses by SMS. An open alarm goes on
    here. ``Problem`` 404 for a code that is none, or none any more."""
    row = tx.one(TAKE, blind=_blind(tx, typed), now=tx.now)
    if row is None:
        raise Problem(404, "no_such_code", "No phone shows this code now. Ask the old phone for a new one.")
    sessions.revoke_all(tx, row.citizen, why="moved")
    tx.run(END_KEYS, citizen=row.citizen, now=tx.now)
    return sessions.open_session(tx, "citizen", row.citizen)


def change_number(tx: Tx, caller: CitizenCaller, typed: object) -> None:
    """Officers phone another number from now on; that somebody once answered at the old one proves nothing of it."""
    try:
        phone = e164(str(typed))
    except ValueError as error:
        raise invalid("phone", str(error)) from error
    tx.run(SET_NUMBER, citizen=caller.id, phone=tx.keys.seal(phone, "citizen.phone"),
           blind=tx.keys.blind(phone, "citizen.phone"))


def _blind(tx: Tx, typed: str) -> str:
    return tx.keys.blind(typed_code(typed), "moving.code")
