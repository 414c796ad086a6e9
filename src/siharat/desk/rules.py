"""Where an offer stands, and what became of whom the desk has sent. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from siharat.incident.log import Line
from siharat.incident.rules import Incident
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND
from siharat.kernel.errors import invalid

OFFER_LASTS = 60 * SECOND
"""So long another desk may think about an offer; its silence gives it back."""
ANSWER_WITHIN = 45 * SECOND
"""After this the desk is told that whom it sent has not answered."""
TOGETHER_EVERY = 60 * SECOND
"""How often a joined incident looks whether it still goes the way of the one it was joined to."""
Answer = Literal["waiting", "took", "en_route", "on_scene", "clear", "cannot"]
ANSWERS: dict[str, Answer] = {"claimed": "took", "declined": "cannot"}
"""What the book's other lines than movements say."""
Service = Literal["fire", "ambulance", "social", "rescue", "other"]
SERVICES: tuple[Service, ...] = ("fire", "ambulance", "social", "rescue", "other")


@dataclass(frozen=True, slots=True)
class Sent:
    """An officer whom the desk has sent."""

    officer: str
    at: int
    answer: Answer = "waiting"


def sent(lines: Iterable[Line]) -> dict[str, Sent]:
    """By officer, in the order of their sending; who was called back stands there no more."""
    found: dict[str, Sent] = {}
    for line in lines:
        officer = line.payload.get("officer") if line.kind in ("assigned", "unassigned") else line.officer
        if officer is None:
            continue
        if line.kind == "assigned":
            found[officer] = Sent(officer, line.at)
        elif line.kind == "unassigned":
            found.pop(officer, None)
        elif officer in found and (answer := _answer(line)):
            found[officer] = replace(found[officer], answer=answer)
    return found


def _answer(line: Line) -> Answer | None:
    if line.kind == "movement":
        answer: Answer = line.payload["status"]
        return answer
    return ANSWERS.get(line.kind)


def silent(found: Iterable[Sent], now: int) -> list[Sent]:
    """Who should have answered by now."""
    return [each for each in found if each.answer == "waiting" and each.at + ANSWER_WITHIN <= now]


def next_answer(found: Iterable[Sent], now: int) -> int | None:
    """When the next of those who have not answered should have (ms); ``None``: nobody is waited for."""
    due = [each.at + ANSWER_WITHIN for each in found if each.answer == "waiting"]
    return min((at for at in due if at > now), default=None)


def offered(incident: Incident) -> str:
    """The station that it is offered to. ``Problem`` 409 when none is asked: another was faster, or time was up."""
    if not incident.open or incident.offered_to is None:
        raise Problem(409, "not_offered", "Nobody is asked to take it over any more.")
    return incident.offered_to


def may_offer(incident: Incident, to: str, officers: int) -> None:
    """``Problem`` 409 when it cannot be handed over there, and why."""
    if incident.offered_to is not None:
        raise Problem(409, "already_offered", "It is offered to another station already; take that back first.")
    if not incident.real:
        raise Problem(409, "only_real", "A drill is not handed over.")
    if to == incident.in_charge:
        raise invalid("to", "is in charge already")
    if not officers:
        raise Problem(409, "no_officers", "That station has no officers yet: nobody there would ring.")


def service(value: object) -> Service:
    for known in SERVICES:
        if known == value:
            return known
    raise invalid("service", f"is none of {', '.join(SERVICES)}")
