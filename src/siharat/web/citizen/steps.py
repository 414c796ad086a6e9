"""From the public steps of an incident to the lines a citizen reads.

The page's twin is ``static/js/rules/steps.js``; both are held to ``tests/web/faces/steps.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from siharat.web.citizen.phrases import STEPS

ORDER = ("received", "ringing", "claimed", "calling", "en_route", "on_scene", "closed")


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One event of the citizen's stream, as it was sent."""

    name: str
    at: int
    phones: int | None = None
    received: int | None = None
    officer: str | None = None
    word: str = ""
    """By which who phones proves to be this officer."""
    whom: str = ""
    """Whom the ladder truly reached, by what, and what stations they are of; ``next``: whom it will reach, by what."""
    means: str = ""
    stations: tuple[str, ...] = ()
    next: str = ""
    next_means: str = ""
    minutes: int | None = None
    """In about how many the officer is there."""


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    state: str
    """``done``, ``now``, ``wait`` (nobody took it yet) or ``next``"""
    title: str
    at: int | None = None
    note: str = ""
    received: int | None = None
    phones: int | None = None


@dataclass(slots=True)
class Unfolded:
    times: dict[str, int] = field(default_factory=dict)
    phones: int | None = None
    received: int | None = None
    officer: str | None = None
    """Who holds the claim."""
    word: str = ""
    movers: dict[str, str] = field(default_factory=dict)
    """Who is on the way and who has arrived: not always who phones."""
    minutes: int | None = None
    unanswered: bool = False
    climb: tuple[str, ...] = ()
    """Keys of what is said of the ladder."""
    stations: tuple[str, ...] = ()
    again: bool = False
    cancelled: bool = False


def counted(steps: Sequence[PublicStep], received: int) -> list[PublicStep]:
    """The steps with how many phones have proved that they ring, once any has."""
    return [replace(step, received=received) if step.name == "ringing" and received else step for step in steps]


def unfold(steps: Sequence[PublicStep]) -> Unfolded:
    state = Unfolded()
    for step in steps:
        _take(state, step)
    return state


def _take(state: Unfolded, step: PublicStep) -> None:
    if step.name == "unanswered":
        state.unanswered = True
        state.climb = (*([f"climb.{step.whom}.{step.means}"] if step.whom and step.means else []),
                       *([f"climb.next.{step.next}.{step.next_means}"] if step.next else []))
        state.climb = state.climb or ("climb.nobody",)
        state.stations = step.stations
        return
    if step.name == "cancelled":
        state.cancelled = True
        return
    if step.name not in ORDER:
        return
    if step.name == "received":
        state.cancelled = False  # pressed again
    if step.name == "ringing":
        state.phones = step.phones if step.phones is not None else state.phones
        state.received = step.received if step.received is not None else state.received
        if "claimed" in state.times:  # given back, or lapsed: everyone rings once more
            state.again, state.officer = True, None
            for later in ("claimed", "calling"):
                state.times.pop(later, None)
            state.times["ringing"] = step.at
        state.times.setdefault("ringing", step.at)
        return
    if step.name == "claimed":
        state.unanswered = state.again = False
        state.officer, state.word = step.officer, step.word
    elif step.officer:
        state.movers.setdefault(step.name, step.officer)
        if state.movers[step.name] == step.officer:  # of several on the way the first is waited for
            state.minutes = step.minutes or state.minutes
    state.times.setdefault(step.name, step.at)


def reached(state: Unfolded) -> str:
    """The farthest step so far."""
    return next((name for name in reversed(ORDER) if name in state.times), "received")


def headline(state: Unfolded, station: str, words: Mapping[str, str], say: Callable[[str], str]) -> str:
    """``words``: ``STEPS``, or ``QUIET`` of a silent alarm."""
    key = reached(state)
    if state.unanswered and key in ("received", "ringing"):
        key = "unanswered"
    elif state.again and key == "ringing":
        key = "again"
    if state.cancelled and key != "closed":
        key = "cancelled"
    return say(words[f"{key}.now"]).format(
        station=station, officer=state.movers.get(key) or state.officer or say(STEPS["somebody"]))


def lines(
    state: Unfolded, station: str, number: str, words: Mapping[str, str], say: Callable[[str], str]
) -> list[Line]:
    here = reached(state)
    closed = "closed" in state.times
    names = {"station": station, "number": number.replace("-", "\u2011"),
             "officer": state.officer or say(STEPS["somebody"]), "word": state.word,
             "phones": state.phones, "received": state.received, "minutes": state.minutes,
             "stations": ", ".join(state.stations)}
    found = []
    for key in ORDER:
        at = state.times.get(key)
        if at is None and (closed or key == "closed"):
            continue
        waiting = key == "ringing" and key == here and state.unanswered
        mood = "next" if at is None else "wait" if waiting else "now" if key == here and not closed else "done"
        shown = "ringing.proved" if key == "ringing" and state.received is not None else key
        title = words.get(f"{shown}.next", words[key]) if at is None else words[shown]
        small = next((f"{shown}.{each}" for each, known in (("word", state.word), ("minutes", state.minutes))
                      if known and f"{shown}.{each}" in words), f"{shown}.note")
        notes = ["unanswered.note", *state.climb] if waiting else [small] if mood == "now" else []
        proved = key == "ringing" and at is not None and state.received is not None
        found.append(Line(key, mood, say(title).format(**names), at,
                          " ".join(say(words[note]).format(**names) for note in notes if note in words),
                          state.received if proved else None, state.phones if proved else None))
    return found
