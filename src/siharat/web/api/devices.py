"""Devices and their receipts: what a phone may say without a session, and with which key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any, Literal

from siharat import story
from siharat.db import Tx
from siharat.kernel import Keyring
from siharat.kernel.errors import invalid, not_found
from siharat.people import officers, readiness, sessions
from siharat.people.access import OfficerCaller
from siharat.ring import receipts
from siharat.ring import store as rings
from siharat.ring.channels import Heard
from siharat.ring.rules import Receipt
from siharat.web.api.bodies import NewDevice
from siharat.web.api.door import Knock
from siharat.web.services import Services


def checked(services: Services, new: NewDevice) -> str:
    """The address as its channel spells it; for ntfy, where we make it, a new one when none is given.
    ``Problem`` 422 when the channel is off or refuses it."""
    channel = services.channel(new.kind)
    if channel is None:
        raise invalid("kind", f"the channel {new.kind} is not set up on this server")
    return channel.check_address(new.subscription if new.kind == "web_push" else new.address)


def add(tx: Tx, caller: OfficerCaller, kind: str, address: str, paid: bool) -> dict[str, Any]:
    """``Problem`` 422 for the telephone of a colleague, 409 for one number too many."""
    if paid:
        officers.room_for_number(tx, caller.id, kind, address)
    officers.leave_to_colleagues(tx, caller.id, kind, address)
    device = officers.add_device(tx, caller.id, kind, address, paid=paid)
    return _answer(tx, device)


def renew(tx: Tx, device: str, key: str, address: str) -> dict[str, Any]:
    """A browser has changed its subscription while no page was open: its worker has no session, but the
    key that the device was given."""
    if not device.isdecimal() or len(device) > 18 or not hmac.compare_digest(
            renewal_key(tx.keys, int(device)).encode(), key.encode()):
        raise not_found("device")
    return _answer(tx, officers.replace_address(tx, int(device), address))


def renewal_key(keys: Keyring, device: int) -> str:
    digest = hmac.new(keys.derive("device renewal"), str(device).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _answer(tx: Tx, device: int) -> dict[str, Any]:
    return {"id": str(device), "renewal_key": renewal_key(tx.keys, device)}


def heard(tx: Tx, caller: OfficerCaller, *said: Any) -> tuple[str, bool]:
    """Whose page speaks, and whether it says anything new."""
    return caller.id, readiness.is_news(tx, caller.id, *said)


def report(tx: Tx, caller: OfficerCaller, *said: Any) -> None:
    readiness.report(tx, caller.id, *said)


def receipt(tx: Tx, ring_id: str, key: str, made: Knock, state: Receipt) -> None:
    """Takes a receipt by the ring's own key, or from the session of the officer it rang for."""
    number = _ring_number(ring_id)
    row = rings.get(tx, number)
    if row is None or officers.device(tx, row.device) is None:  # a stolen phone says nothing for its officer any more
        raise not_found("ring")
    by_key = any(_opens(tx.keys, number, shown) for shown in (key, made.token or ""))
    caller = None if by_key else sessions.caller(tx, made.token)
    by_owner = isinstance(caller, OfficerCaller) and row.officer == caller.id
    if not (by_key or by_owner):
        raise not_found("ring")
    receipts.take_receipt(tx, number, state)


def answer(tx: Tx, ring_id: str, key: str, said: Literal["take", "decline"]) -> dict[str, Any]:
    """Takes or declines by the ring's own key, from a button in a notification.

    Who was first and where is told, but never the citizen's name and number: the key has passed through a
    server that is not ours and is kept there for hours, and a button shows its owner no answer anyway. The
    winner reads them on the officer's page, signed in.
    """
    number = _ring_number(ring_id)
    if not _opens(tx.keys, number, key):
        raise not_found("ring")
    reply = story.HEARD[said](tx, Heard(said, number))
    if reply.outcome == "unknown":
        raise not_found("ring")
    return {"outcome": reply.outcome, "code": reply.code, "locality": reply.locality, "claimed_by": reply.claimed_by}


def _ring_number(ring_id: str) -> int:
    if not ring_id.isdecimal() or len(ring_id) > 18:
        raise not_found("ring")
    return int(ring_id)


def _opens(keys: Keyring, ring_id: int, shown: str) -> bool:
    """As bytes: ``compare_digest`` refuses text beyond ASCII, and a header may hold any."""
    return hmac.compare_digest(receipts.receipt_key(keys, ring_id).encode(), shown.encode())
