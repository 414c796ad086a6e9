"""What a phone itself says about a ring: how far it got. Only this proves that it rang."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass

from siharat.db import Tx, wakeup
from siharat.kernel import Keyring
from siharat.kernel.clock import MINUTE
from siharat.kernel.errors import not_found
from siharat.people import readiness
from siharat.people.readiness_rules import PROMPT
from siharat.ring import rules, store

ASK_AGAIN = "ask_again"
AGAIN_AFTER = 10 * MINUTE
"""After a late answer: long enough for a phone to fall asleep again, if that is what it does."""


@dataclass(frozen=True, slots=True)
class ReceiptTaken:
    """Event: the ledger of an incident has moved."""

    incident: str


def receipt_key(keys: Keyring, ring_id: int) -> str:
    """What only the rung device was told. A service worker has no session; this is its right to answer."""
    digest = hmac.digest(keys.derive("receipt"), b"%d" % ring_id, "sha256")
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def take_receipt(tx: Tx, ring_id: int, reported: rules.Receipt) -> None:
    """A phone says how far it got. The same receipt twice changes nothing; the server's time counts."""
    row = store.get(tx, ring_id)
    if row is None:
        raise not_found("ring")
    state = rules.moved(row.state, reported)
    store.mark_received(tx, ring_id, state, reported, tx.now)
    if row.incident is not None:
        readiness.answered(tx, row.device, 0)
        tx.emit(ReceiptTaken(row.incident))
        return
    after = tx.now - row.sent_at if row.sent_at and row.received_at is None else 0
    readiness.answered(tx, row.device, after)
    if after >= PROMPT:
        wakeup.plan(tx, wakeup.key("device", row.device), ASK_AGAIN, tx.now + AGAIN_AFTER)
