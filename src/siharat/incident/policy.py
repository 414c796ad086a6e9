"""The times of a station and the ladder an unanswered alarm climbs: data, frozen into each incident. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, get_args

import msgspec

from siharat.kernel.errors import invalid

First = Literal["station", "duty"]
Whom = Literal["station", "duty", "desk", "above", "named"]
WHOM: tuple[Whom, ...] = ("station", "duty", "desk", "above", "named")
BY = ("app", "sms", "voice")
"""The channels of a step. ``app`` stands for all that cost nothing: the open page, Web Push, ntfy."""
MOST_STEPS = 12


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One rung. In JSON a plain list, for a policy stands in every incident."""

    after: int
    """Seconds since the alarm began to ring without a claim."""
    whom: Whom
    """``station``: all officers of the stations that ring. ``duty``: those of them on duty. ``desk``: operators
    and administrators. ``above``: the nearest station above that does not ring yet. ``named``: one officer."""
    by: tuple[str, ...] = ()
    """Of ``BY``. None at all: they see it, no phone of theirs rings."""
    repeat: int = 0
    """Seconds from one ring to the next until somebody takes it; 0: once."""
    tells: bool = False
    """The citizen is told that nobody has taken it yet, and what comes next."""
    officer: str | None = None
    """Who is ``named``; nobody: those on duty at the highest station concerned."""

    @property
    def widens(self) -> bool:
        """It rings more than those on duty: then nobody is spared any longer. To let see rings nobody."""
        return self.whom in ("station", "above") and bool(self.by)


SHIPPED_STEPS = (
    Step(10, "duty", ("voice",)),
    Step(10, "above"),
    Step(20, "above", ("app",), tells=True),
    Step(60, "named", ("voice",), repeat=30, tells=True),
)


class EscalationPolicy(msgspec.Struct, frozen=True):
    """The times of one station, in seconds. Frozen into each incident when it opens, so that a change
    of policy never moves a deadline somebody already relies on."""

    version: int = 0
    """Counts the station's own changes; 0 is the one that is shipped."""
    repeat: int = 5
    second_channel: int = 5
    """An officer none of whose phones gave a receipt is reached on the next channel they have."""
    second_by: tuple[str, ...] = ("sms", "voice")
    """In this order. None: only the steps reach further."""
    steps: tuple[Step, ...] = SHIPPED_STEPS
    first: First = "station"
    """Who rings at once: everybody, or those on duty, while all others stay silent until it widens."""
    widen: int = 10
    """Where those on duty ring first: after so many seconds everybody does."""
    claim_lapses: int = 30
    ask_outcome: int = 120
    outcome_lapses: int = 30
    no_answer: int = 60
    move: int = 300
    arrive: int = 1_500
    clear: int = 3_600
    flood: int = 30
    """More presses in a minute than this are a flood."""
    narrow: int = 20
    """Seconds for which, in a flood, a press of a device with a history rings the desk alone."""
    history: int = 2
    """So many of its alarms closed as false, and none as genuine since, are a history."""
    bundle_m: int = 300
    bundle_minutes: int = 15
    """Alarms nearer to each other than this are shown together."""

    @property
    def rings_everybody_after(self) -> int:
        """Seconds after the press: at once, or when it widens by itself or by the first step that does."""
        if self.first == "station":
            return 0
        return min([self.widen, *(step.after for step in self.steps if step.widens)])


TEMPLATES: dict[str, EscalationPolicy] = {
    "small": EscalationPolicy(
        second_channel=3, arrive=2_700, move=420,
        steps=(Step(10, "duty", ("voice",)), Step(10, "above", ("app",), tells=True),
               Step(45, "named", ("voice",), repeat=30, tells=True))),
    "night_thin": EscalationPolicy(
        first="duty", widen=15, second_channel=3,
        steps=(Step(5, "duty", ("voice",)), Step(15, "above"), Step(25, "above", ("app",), tells=True),
               Step(60, "named", ("voice",), repeat=30, tells=True))),
}
"""For stations that the shipped policy does not fit. ``small``: few officers and long ways, so the station above rings
early, and who is on the way is given more time. ``night_thin``: few are awake; those on duty ring first and are phoned
at once, everybody else after a quarter of a minute."""

TIMES: dict[str, tuple[int, int]] = {
    "repeat": (2, 30), "second_channel": (2, 60), "widen": (5, 30), "claim_lapses": (10, 300), "ask_outcome": (30, 900),
    "outcome_lapses": (10, 300), "no_answer": (15, 900), "move": (30, 3_600), "arrive": (120, 14_400),
    "clear": (300, 86_400),
}
"""Between which seconds each may lie. The lower bound keeps phones answerable, the upper one keeps I3."""
FLOODS: dict[str, tuple[int, int]] = {
    "flood": (5, 1_000), "narrow": (5, 120), "history": (1, 20), "bundle_m": (0, 5_000), "bundle_minutes": (1, 120),
}
"""The bounds of what is done about floods. However it is chosen, everybody rings after two minutes."""
LATEST_STEP = 900
LATEST_TOLD = 120
"""A citizen waits no longer than this for the truth."""


def in_force(station: Any) -> EscalationPolicy:
    """What a station (its row) has chosen; else what is shipped for one that stands so deep in the tree."""
    return decode(station.policy) if station.policy else shipped_at(station.path)


def shipped_at(path: str) -> EscalationPolicy:
    """``path``: of the station, from the top of the tree to its own code."""
    return shipped(path.count("/") - 2)


def shipped(above: int) -> EscalationPolicy:
    """What is in force where nobody has chosen: ``above`` stations stand over this one. A Polsek has two, and the
    second rings where the first has not answered in time."""
    if above < 2:
        return EscalationPolicy()
    *early, named = SHIPPED_STEPS
    return EscalationPolicy(steps=(*early, Step(40, "above", ("app",), tells=True), named))


def naming(policy: EscalationPolicy, officer: str | None) -> EscalationPolicy:
    """The same ladder with this officer, or nobody, as the named person of its steps."""
    steps = tuple(msgspec.structs.replace(step, officer=officer) if step.whom == "named" else step
                  for step in policy.steps)
    return msgspec.structs.replace(policy, steps=steps)


def checked(policy: EscalationPolicy) -> EscalationPolicy:
    """The policy with its steps in order. ``Problem`` 422 that names the field, when it would leave somebody in
    the dark."""
    for name, (least, most) in (TIMES | FLOODS).items():
        _between(name, getattr(policy, name), least, most)
    if len(set(policy.second_by)) != len(policy.second_by) or not set(policy.second_by) <= set(BY[1:]):
        raise invalid("second_by", "holds sms and voice, each once at most")
    if policy.first not in get_args(First):
        raise invalid("first", f"is none of {', '.join(get_args(First))}")
    if not 1 <= len(policy.steps) <= MOST_STEPS:
        raise invalid("steps", f"must be 1 to {MOST_STEPS} steps")
    for number, step in enumerate(policy.steps, start=1):
        _check_step(f"steps[{number}]", step)
    told = [step.after for step in policy.steps if step.tells]
    if not told or min(told) > LATEST_TOLD:
        raise invalid("steps", f"one step must tell the citizen within {LATEST_TOLD} s that nobody has taken it")
    return msgspec.structs.replace(policy, steps=tuple(sorted(policy.steps, key=lambda step: step.after)))


def _check_step(name: str, step: Step) -> None:
    _between(f"{name}.after", step.after, 1, LATEST_STEP)
    if step.whom not in WHOM:
        raise invalid(f"{name}.whom", f"is none of {', '.join(WHOM)}")
    if len(set(step.by)) != len(step.by) or not set(step.by) <= set(BY):
        raise invalid(f"{name}.by", f"holds some of {', '.join(BY)}, each once at most")
    if not step.by and step.whom != "above":
        raise invalid(f"{name}.by", "names no channel: only the station above can see it without ringing")
    if step.repeat:
        _between(f"{name}.repeat", step.repeat, 15, 600)
        if step.whom == "above":
            raise invalid(f"{name}.repeat", "the station above rings with every wave anyway")
    if step.officer is not None and step.whom != "named":
        raise invalid(f"{name}.officer", "can be given for a named person only")


def _between(name: str, seconds: int, least: int, most: int) -> None:
    if not least <= seconds <= most:
        raise invalid(name, f"must be {least} to {most} seconds")


_DOCUMENT = msgspec.json.Decoder(EscalationPolicy)
"""Built while there is one thread. msgspec (0.22) lays out a class at its first use, and a second thread that uses it
meanwhile ends the process: here it was the first press after a start that did."""


@lru_cache(maxsize=256)
def encode(policy: EscalationPolicy) -> str:
    return msgspec.json.encode(policy).decode()


@lru_cache(maxsize=256)
def decode(document: str) -> EscalationPolicy:
    """Of our own writing. What an older version did not know yet is as shipped."""
    return _DOCUMENT.decode(document)


def parsed(document: Any) -> EscalationPolicy:
    """Of a stranger's writing. Raises ``Problem`` 422."""
    try:
        return checked(msgspec.convert(document, EscalationPolicy))
    except msgspec.ValidationError as error:
        raise invalid("policy", str(error)) from error
