"""What may happen to an incident, and when the next step is due. Pure: no clock, no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from siharat.incident.policy import EscalationPolicy
from siharat.kernel import Problem
from siharat.people.pins import How

Status = Literal["ringing", "claimed", "responding", "on_scene", "closed"]
Mode = Literal["loud", "silent", "practice", "drill"]
REAL_MODES: tuple[Mode, ...] = ("loud", "silent")
"""Somebody asks for help. A practice and a drill are counted in no figure."""
Caution = Literal["", "silent", "forced"]
"""What officers must know before they do anything else: write, do not phone; or do neither, and come."""
Narrowed = Literal["desk", "duty"]
Disposition = Literal["genuine", "false_alarm", "accidental", "unfounded", "test", "drill", "duplicate",
                      "referred"]
DISPOSITIONS: tuple[Disposition, ...] = ("genuine", "false_alarm", "accidental", "unfounded", "test",
                                         "drill", "duplicate", "referred")
NO_DISTRESS: tuple[Disposition, ...] = ("false_alarm", "accidental", "unfounded", "test")
"""Behind the press there was nothing."""
COMING: tuple[Status, ...] = ("responding", "on_scene")
TRIES_BELIEVED = 5
"""After so many cancels of one incident even the right PIN proves nothing: somebody may be trying them all."""

MAY_BECOME: dict[Status, frozenset[Status]] = {
    "ringing": frozenset({"claimed", "closed"}),
    "claimed": frozenset({"ringing", "responding", "on_scene", "closed"}),
    "responding": frozenset({"ringing", "on_scene", "closed"}),
    "on_scene": frozenset({"ringing", "responding", "closed"}),
    "closed": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as the rules see it. Times in milliseconds, places in degrees."""

    id: str
    code: str
    station: str
    citizen: str
    status: Status
    mode: Mode
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    located_at: int | None
    locality: str | None
    phones: int
    wave: int
    escalation: int
    """How many steps of its ladder it has climbed since it last began to ring."""
    policy: EscalationPolicy
    opened_at: int
    cancelled_at: int | None
    closed_at: int | None
    disposition: Disposition | None
    stations: tuple[str, ...]
    """All that it concerns: it stands in their books, and their officers may see it."""
    paths: tuple[str, ...]
    quiet: tuple[str, ...] = ()
    """Those of them whose phones do not ring: they see it and are warned."""
    bundle: str | None = None
    """The id of the open incident nearby that it is shown with; it stays one of its own."""
    narrow_until: int | None = None
    """Until then only the phones of ``narrow_to`` ring."""
    narrow_to: Narrowed | None = None
    """``desk``: its device has a history and there is a flood. ``duty``: so the policy of the station wants it."""
    road: str = "app"
    """How it came in: pressed by the citizen, or taken by the desk from the telephone or over the counter."""
    category: str | None = None
    """What it is about, where somebody said so."""
    cancelled_how: How | None = None
    """For officers alone. Whatever the citizen is told must be the same for every value of it."""

    held_by: str | None = None
    """The station that took it over."""
    offered_to: str | None = None
    """The station that is asked to take it over, and until when it may answer."""
    offer_until: int | None = None
    joined: str | None = None
    """The incident that is the same distress; who has that one has this one."""
    kept_from: tuple[str, ...] = ()
    """Officers whom its citizen fears: to them it does not exist."""

    @property
    def in_charge(self) -> str:
        """The one station that answers for it. (Its book stays that of the station where it was raised.)"""
        return self.held_by or self.station

    @property
    def ringing_at(self) -> tuple[str, ...]:
        return tuple(code for code in self.stations if code not in self.quiet)

    @property
    def doubted(self) -> bool:
        """It rings the desk alone, and climbs no ladder before everybody rings."""
        return self.narrow_until is not None and self.narrow_to == "desk"

    @property
    def open(self) -> bool:
        return self.status != "closed"

    @property
    def real(self) -> bool:
        return self.mode in REAL_MODES

    @property
    def caution(self) -> Caution:
        if self.cancelled_how == "forced":
            return "forced"
        return "silent" if self.mode == "silent" else ""

    @property
    def told_status(self) -> Status:
        """The status as its citizen is told. Once it was cancelled, however, nobody who looks at that screen learns
        that officers come all the same: the person who cancelled may have had no choice (ADR 40)."""
        return "claimed" if self.cancelled_at is not None and self.status in COMING else self.status


def becomes(incident: Incident, status: Status) -> Status:
    """The new status, or ``Problem`` 409 when the story cannot go that way."""
    if status not in MAY_BECOME[incident.status]:
        raise Problem(409, "wrong_status", f"An incident that is {incident.status} cannot become {status}.",
                      incident_status=incident.status)
    return status


def still_open(incident: Incident) -> Incident:
    if not incident.open:
        raise Problem(409, "closed", "The incident is closed.", incident_status="closed")
    return incident


def judged(how: How, before: int) -> How:
    """What this cancel is worth, after ``before`` others of the same incident."""
    return "unproved" if how == "mistake" and before >= TRIES_BELIEVED else how


def standing(already: How | None, how: How) -> How:
    """What stands after one more cancel: the last word, but nothing takes back that somebody was forced."""
    return "forced" if already == "forced" else how


def ends_as(incident: Incident, disposition: Disposition) -> Disposition:
    """How it may be called at its end. A drill is one whatever was chosen: else it counts as somebody's distress.
    Of somebody who was forced to cancel, only an officer who is there may say that it was nothing: what the forcer
    wants is that it be called false from afar (ADR 40)."""
    if incident.mode == "drill":
        return "drill"
    if incident.caution == "forced" and disposition in NO_DISTRESS and incident.status != "on_scene":
        raise Problem(409, "go_there", "The citizen may have been forced to cancel: only on scene can it be called "
                      f"{disposition}.", incident_status=incident.status)
    return disposition


def disposition(text: object) -> Disposition:
    for known in DISPOSITIONS:
        if known == text:
            return known
    raise Problem(422, "invalid", f"disposition: is none of {', '.join(DISPOSITIONS)}", field="disposition")
