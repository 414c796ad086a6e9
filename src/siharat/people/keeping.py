"""Somebody who fears an officer names the one who must not learn of it: up to three, set in calm.

To that officer an alarm of theirs does not exist: no phone of theirs rings, no list holds it, no address opens it. Who
works on it is told whom not to tell. Who can read the database, or is told by a colleague, is kept out by nothing here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import invalid, not_found
from siharat.kernel.phone import e164
from siharat.people import citizens
from siharat.people.access import CitizenCaller

MOST = 3
SHORTEST = 3

SET = text("UPDATE citizen SET kept_from = :ids WHERE id = :id")
EVERYBODY = text("SELECT * FROM officer WHERE active = 1")


def keep_from(tx: Tx, caller: CitizenCaller, typed: object) -> None:
    """``typed``: a number, an NRP, or words of the name. ``Problem`` 404 for nobody, 409 ``several`` for more than
    one, 409 ``enough`` for a fourth."""
    found = named(tx, str(typed or ""))
    already = of_citizen(tx, caller.id)
    if found in already:
        return
    if len(already) >= MOST:
        raise Problem(409, "enough", f"At most {MOST} may be named.", most=MOST)
    tx.run(SET, id=caller.id, ids=" ".join((*already, found)))


def keep_from_nobody(tx: Tx, caller: CitizenCaller) -> None:
    tx.run(SET, id=caller.id, ids=None)


def of_citizen(tx: Tx, citizen: str) -> tuple[str, ...]:
    return tuple((citizens.get(tx, citizen).kept_from or "").split())


def named(tx: Tx, typed: str) -> str:
    """The one officer who is meant, of whatever station."""
    words = typed.casefold().split()
    if len("".join(words)) < SHORTEST:
        raise invalid("who", "is too short: a number, an NRP, or the name")
    found = [row.id for row in tx.all(EVERYBODY) if _is_meant(tx, row, typed.strip(), words)]
    if not found:
        raise not_found("officer")
    if len(found) > 1:
        raise Problem(409, "several", "More than one officer is called so: give the number or the NRP.")
    return str(found[0])


def _is_meant(tx: Tx, row: Any, typed: str, words: list[str]) -> bool:
    if row.nrp == typed:
        return True
    try:
        number = e164(typed)
    except ValueError:
        return set(words) <= set(tx.keys.unseal(row.name, "officer.name").casefold().split())
    return bool(row.phone) and tx.keys.unseal(row.phone, "officer.phone") == number
