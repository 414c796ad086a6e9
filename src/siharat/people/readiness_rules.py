"""Would this device ring now? From what is known of it to a verdict and a reason. Pure.

Nothing here is assumed: a device that is asked and does not answer would not ring, and one that never proved
itself would not either. What it costs to be wrong: a chief counts on a phone that lies there deaf.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from siharat.kernel.clock import DAY, SECOND

PROMPT = 60 * SECOND
"""An answer that takes longer is no use: the push of an alarm is dropped after this time as well."""
PROOF_LASTS = DAY
"""Several rounds fit into it: without a proof for so long nobody has asked, or nobody could."""
PAID_PROOF_LASTS = 30 * DAY
"""A telephone is never asked, for that costs money: what it answered in an alarm or a try counts for longer."""
PAID = ("sms", "voice")

Why = Literal["permission_denied", "not_subscribed", "dead_address", "late", "no_answer", "no_proof",
              "permission_unasked", "unsupported", "never_proved", "no_sound", "page_closed", "never_enrolled"]
REASONS: tuple[Why, ...] = (
    "permission_denied", "not_subscribed", "dead_address", "late", "no_answer", "no_proof", "permission_unasked",
    "unsupported", "never_proved", "no_sound", "page_closed", "never_enrolled")
"""What can be mended soonest stands first: of several devices of one officer this reason is told."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a device. Times are milliseconds since the epoch."""

    kind: str
    registered_at: int
    open_until: int | None = None
    """Of a page: its stream is open, and this is when we would know otherwise."""
    proved_at: int | None = None
    silent_since: int | None = None
    """When the oldest ring was sent that asked and has not been answered."""
    late_by: int | None = None
    lack: Why | None = None
    lack_since: int | None = None
    asleep: Why | None = None
    """Of a page: what it would lack to ring while it is closed."""
    retired_at: int | None = None
    """Of a device whose address is dead for ever."""


@dataclass(frozen=True, slots=True)
class Verdict:
    rings: bool
    why: Why | None = None
    since: int | None = None
    """Since when it would not ring, as far as we know."""


RINGS = Verdict(True)


def verdict(facts: Facts, now: int) -> Verdict:
    """Would it ring now, and if not, why not and since when?"""
    if facts.retired_at is not None:
        return Verdict(False, "dead_address", facts.retired_at)
    if facts.kind == "in_app":
        return _page(facts, now)
    if facts.lack is not None:
        return Verdict(False, facts.lack, facts.lack_since)
    if facts.silent_since is not None and now - facts.silent_since >= PROMPT:
        return Verdict(False, "no_answer" if facts.proved_at else "never_proved", facts.silent_since)
    if facts.late_by is not None:
        return Verdict(False, "late", facts.proved_at)
    if facts.proved_at is None:
        return Verdict(False, "never_proved", facts.registered_at)
    lasts = PAID_PROOF_LASTS if facts.kind in PAID else PROOF_LASTS
    if now - facts.proved_at >= lasts:
        return Verdict(False, "no_proof", facts.proved_at + lasts)
    return RINGS


def _page(facts: Facts, now: int) -> Verdict:
    """A page rings while it is open and may sound. Closed, it tells what it would have needed to ring all the same."""
    if facts.open_until is not None and facts.open_until > now:
        return Verdict(False, facts.lack, facts.lack_since) if facts.lack else RINGS
    if facts.open_until is None:
        return Verdict(False, "never_enrolled", facts.registered_at)
    return Verdict(False, facts.asleep or "page_closed", facts.open_until)


def of_officer(devices: Iterable[Verdict]) -> Verdict:
    """One device that rings is enough. Else the reason that can be mended soonest, and since when none of them rang."""
    found = list(devices)
    if any(each.rings for each in found):
        return RINGS
    if not found:
        return Verdict(False, "never_enrolled")
    why = min((each.why for each in found if each.why), key=REASONS.index)
    return Verdict(False, why, max((each.since for each in found if each.since is not None), default=None))


Permission = Literal["granted", "denied", "default", "unsupported", "not_offered"]
"""What a browser says of notifications; ``not_offered`` where the server sends no pushes."""

_ASLEEP: dict[Permission, Why] = {"denied": "permission_denied", "default": "permission_unasked",
                                  "unsupported": "unsupported"}


def asleep_lack(permission: Permission, subscribed: bool) -> Why | None:
    """Why a push could not ring this browser while its page is closed."""
    if permission in ("granted", "not_offered"):
        return "not_subscribed" if permission == "granted" and not subscribed else None
    return _ASLEEP[permission]
