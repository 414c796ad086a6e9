"""How a ring may move. Pure. Words as GoAlert's notification states, where the field is oldest."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from siharat.people.readiness_rules import Why

State = Literal["pending", "sending", "sent", "received", "shown", "opened", "failed", "gone"]
Receipt = Literal["received", "shown", "opened"]
RECEIPTS: tuple[Receipt, ...] = ("received", "shown", "opened")

NO_CHANNEL = "this channel is not set up on this server"
"""What the ledger keeps of a telephone that this server cannot phone; people read it in their own language."""

Silence = Why | Literal["failed", "no_channel", "given_up", "not_called", "narrowed", "off_duty"]
"""Why a device was never heard. ``no_channel``: this server cannot phone it. ``given_up``: it was not on its way yet
when the ringing ended. ``not_called``: of a telephone that no step of the ladder had come to. The last two are the
station's policy: only the desk, or only who is on duty, was to ring first, and it was taken before that widened."""

_RANK: dict[str, int] = {"pending": 0, "sending": 1, "failed": 1, "gone": 1, "sent": 2, "received": 3,
                         "shown": 4, "opened": 5}


def moved(now: State, reported: State) -> State:
    """The later of both. A receipt that overtakes another never takes a proof back; a failure after a
    proof is no failure; a proof after a failure is a proof."""
    return reported if _RANK[reported] >= _RANK[now] else now


def receipt(value: object) -> Receipt | None:
    for known in RECEIPTS:
        if known == value:
            return known
    return None


def why_silent(now: State, paid: bool, known: Why | None, carried: bool = True) -> Silence:
    """Why a device was not heard that got as far as ``now``. ``known``: why it would not have rung, as readiness has
    it; nothing, when it should have. ``carried``: there was a channel of its kind."""
    if not carried:
        return "no_channel"
    if now == "failed":
        return "failed"
    if now == "gone":
        return "dead_address"
    if paid and now == "pending":
        return "not_called"
    if known is not None and not paid:
        return known
    return "no_answer" if now == "sent" else "given_up"


def next_practice(weekday: int, minute: int, zone: ZoneInfo, now: int) -> int:
    """The first moment after ``now`` (ms) at which it is ``minute`` minutes past midnight on that day of the week (0 is
    Monday), by the clock on the wall. An hour that a country leaves out is rung after it."""
    today = datetime.fromtimestamp(now / 1_000, zone)
    day = today.date() + timedelta(days=(weekday - today.weekday()) % 7)
    for week in (0, 1):
        wall = datetime.combine(day + timedelta(weeks=week), time(minute // 60, minute % 60), zone)
        at = round(wall.astimezone(UTC).timestamp() * 1_000)
        if at > now:
            return at
    raise AssertionError("a week has passed")
