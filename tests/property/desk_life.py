"""What desks do in a random life: they send, hand over, join and part; and what a chief decides."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from siharat.escalate import policies
from siharat.incident import store
from siharat.incident.policy import EscalationPolicy, Step
from siharat.people import sessions

OFFICERS = 5
DESKS = st.integers(2, 3)
"""Which of the officers sit at one: the station's, and that of the province."""
some = st.integers(0, 1_000)

STEPS = (Step(8, "duty", ("voice",)), Step(15, "above", ("app", "sms"), tells=True), Step(40, "station", ("sms",)),
         Step(60, "named", ("voice",), repeat=30, tells=True))
POLICIES = (EscalationPolicy(), EscalationPolicy(first="duty"), EscalationPolicy(first="duty", widen=30, steps=STEPS),
            EscalationPolicy(steps=STEPS))


class DeskLife:
    """Mixed into a life that has ``act``, ``incident`` and ``house``."""

    people: list[str]
    tokens: list[str]
    acknowledged: dict[str, str]
    house: Any
    act: Any
    incident: Any

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, desk=DESKS, officer=st.integers(0, OFFICERS - 1),
          deed=st.sampled_from(["assignments", "assignments/end"]))
    def desk_sends(self, which: int, desk: int, officer: int, deed: str) -> None:
        self.act(desk, which, deed, {"officer": self.people[officer]}, {204, 404, 409, 422})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, desk=DESKS, deed=st.sampled_from([
        ("backup", {}), ("notes", {"text": "pagar hijau"}), ("referrals", {"service": "ambulance", "to": "Rina"})]))
    def desk_writes(self, which: int, desk: int, deed: tuple[str, dict[str, str]]) -> None:
        self.act(desk, which, *deed, {204, 404, 409, 422})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, desk=DESKS, deed=st.sampled_from([
        ("offer", {"to": "63", "reason": "jauh"}), ("offer", {"to": "63.72", "reason": "dekat"}), ("offer/accept", {}),
        ("offer/refuse", {"reason": "penuh"}), ("offer/withdraw", {})]))
    def desks_hand_over(self, which: int, desk: int, deed: tuple[str, dict[str, str]]) -> None:
        self.act(desk, which, *deed, {204, 404, 409, 422})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, other=some, desk=DESKS)
    def desk_joins(self, which: int, other: int, desk: int) -> None:
        code = self.house.look(store.get, self.incident(other)).code
        self.act(desk, which, "join", {"code": code}, {204, 404, 409, 422})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, desk=DESKS)
    def desk_parts(self, which: int, desk: int) -> None:
        self.act(desk, which, "part", {}, {204, 404, 409, 422})

    @rule(policy=st.sampled_from(POLICIES))
    def the_chief_decides(self, policy: EscalationPolicy) -> None:
        """From the next alarm on. Andi alone is on duty."""
        caller = self.house.look(sessions.caller, self.tokens[4])
        self.house.write(policies.put, caller, policy)
