"""GoodSAM's road backwards: somebody only phoned, and the officer sends a link. Who opens it decides what to share.

The key opens the one incident and nothing else: no name, no history. It says who asks and what for, takes what it is
given, and ends with the incident. The officer reads it aloud where no SMS can be sent.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from siharat.attach import store
from siharat.attach.rules import INVITED_FOR
from siharat.claim import actions as claims
from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Entry
from siharat.incident.rules import Incident, still_open
from siharat.kernel import Keyring, Problem
from siharat.kernel.errors import not_found
from siharat.kernel.identity import CODE_ALPHABET, typed_code
from siharat.people import access, citizens
from siharat.people.access import CitizenCaller, OfficerCaller

SMS_TTL_S = 600
KEY_LETTERS = 12
"""60 bits, for two hours, and asked through a door that counts: it is read aloud over the telephone."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Event: a link is to be sent to the number that phoned."""

    invitation: str


@dataclass(frozen=True, slots=True)
class Letter:
    number: str
    incident: str
    code: str
    key: str


@dataclass(frozen=True, slots=True)
class Link:
    key: str
    made_at: int
    opened_at: int | None
    sms: str
    """``sent``, ``failed``, or empty while nothing is known."""


def invite(tx: Tx, caller: OfficerCaller, incident_id: str) -> Link:
    """Who holds the claim, or the desk, asks. ``Problem`` 409 for whom nobody may write to, and where no number is."""
    incident = still_open(incidents.lock(tx, incident_id))
    access.work_on(caller, incident)
    if claims.holder(tx, incident.id) != caller.id and not caller.operates:
        raise Problem(409, "not_claimed_by_you", "Claim it first: only who has it, or the desk, sends a link.")
    if incident.caution == "forced" or not citizens.unsealed(tx, incident.citizen)["phone"]:
        raise Problem(409, "nobody_to_ask", "There is no number to write to, or nobody may write to it.")
    invitation = tx.identity.uuid7()
    store.invite(tx, invitation, incident.id, caller.id, blind(tx.keys, key_of(tx.keys, invitation)))
    log.append(tx, incident.stations, incident.id, f"officer:{caller.id}", Entry("invited", {}))
    tx.emit(Invited(invitation))
    return _link(tx, store.invitation(tx, invitation))


def newest(tx: Tx, incident_id: str) -> Link | None:
    row = store.newest_invitation(tx, incident_id)
    return _link(tx, row) if row else None


def letter(tx: Tx, invitation_id: str) -> Letter | None:
    """What is to be written to whom. ``None`` when it is over already."""
    incident = incidents.get(tx, store.invitation(tx, invitation_id).incident)
    if not incident.open:
        return None
    return Letter(citizens.unsealed(tx, incident.citizen)["phone"], incident.id, incident.code,
                  key_of(tx.keys, invitation_id))


def was_sent(tx: Tx, invitation_id: str, state: str) -> None:
    store.was_sent(tx, invitation_id, state)


def opened(tx: Tx, typed: str) -> None:
    """The link was opened: the officer is told when."""
    store.was_opened(tx, _invitation(tx, typed)[0])


def as_invited(tx: Tx, typed: str) -> tuple[CitizenCaller, str]:
    """Who holds the key acts as the incident's citizen, and in that incident alone: its id."""
    _, incident = _invitation(tx, typed)
    return CitizenCaller(incident.citizen), incident.id


def _invitation(tx: Tx, typed: str) -> tuple[str, Incident]:
    """While its incident is open. ``Problem`` 404 for every other key."""
    row = store.invited(tx, blind(tx.keys, typed), tx.now - INVITED_FOR)
    incident = incidents.get(tx, row.incident) if row else None
    if row is None or incident is None or not incident.open:
        raise not_found("invitation")
    return row.id, incident


def key_of(keys: Keyring, invitation: str) -> str:
    """Computed, not stored: the officer's page can show it again, and the database cannot."""
    drawn = hmac.digest(keys.derive("invitation key"), invitation.encode(), "sha256")
    return "".join(CODE_ALPHABET[byte & 31] for byte in drawn[:KEY_LETTERS])


def blind(keys: Keyring, typed: str) -> str:
    return keys.blind(typed_code(typed), "invitation.key")


def _link(tx: Tx, row: Any) -> Link:
    return Link(key_of(tx.keys, row.id), row.made_at, row.opened_at, row.sms or "")
