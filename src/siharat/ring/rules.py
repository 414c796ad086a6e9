"""How a ring may move. Pure. Words as GoAlert's notification states, where the field is oldest."""

from __future__ import annotations

from typing import Literal

State = Literal["pending", "sending", "sent", "received", "shown", "opened", "failed", "gone"]
Receipt = Literal["received", "shown", "opened"]
RECEIPTS: tuple[Receipt, ...] = ("received", "shown", "opened")

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
