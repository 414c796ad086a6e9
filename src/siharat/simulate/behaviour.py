"""What simulated officers do, and when. Pure: told the time and the news, it says what is to be done.

An alarm is left to a person first. Only when nobody has taken it for a while does one of them; and
whoever is a person always comes before them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from siharat.kernel import Identity
from siharat.kernel.clock import SECOND
from siharat.kernel.place import Place

LEFT_TO_PEOPLE = 45 * SECOND
"""From the moment the alarm was raised."""
AGAIN_LEFT_TO_PEOPLE = 10 * SECOND
"""After a claim has ended: everybody rings, and a person may want it now."""
RETRY = 5 * SECOND
MOST_DECLINES = 4
NO_ANSWER_ONE_IN = 6
METRES_PER_DEGREE = 111_320
REPLIES = ("Kami sudah di jalan. Tetap di tempat yang aman.", "Pesan diterima. Jangan tutup halaman ini.",
           "Baik. Petugas sebentar lagi tiba.")
ARRIVED_NOTE = "Korban ditemui di lokasi, situasi aman."
CANCELLED_NOTE = "Ditelepon kembali: tidak sengaja tertekan."

Verb = Literal["claim", "call-backs", "movements", "locations", "messages", "close", "decline"]
Stage = Literal["call", "outcome", "go", "travel", "arrive", "clear", "close"]


@dataclass(frozen=True, slots=True)
class Act:
    """One request of one officer's phone."""

    officer: str
    incident: str
    verb: Verb
    body: dict[str, Any]


def receipts(chance: Identity) -> list[tuple[int, str]]:
    """After how many ms a phone proves what: most at once, some on a bad line, few after long."""
    luck = chance.below(100)
    received = between(chance, 60, 600) if luck < 86 else between(chance, 1_000, 4_000)
    if luck >= 97:
        received = between(chance, 8_000, 20_000)
    shown = received + between(chance, 200, 1_200)
    found = [(received, "received"), (shown, "shown")]
    if chance.below(100) < 12:
        found.append((shown + between(chance, 2_000, 15_000), "opened"))
    return found


def dead(chance: Identity, phones: Sequence[str], count: int) -> frozenset[str]:
    """Phones that are off, broken or at home in a drawer: there are always some."""
    left = list(phones)
    return frozenset(left.pop(chance.below(len(left))) for _ in range(min(count, len(left))))


def between(chance: Identity, low: int, high: int) -> int:
    return low + chance.below(high - low + 1)


@dataclass(frozen=True, slots=True)
class Way:
    """A straight way, gone at an even speed."""

    start: Place
    end: Place
    sets_out: int
    arrives: int

    def at(self, now: int) -> Place:
        share = min(1.0, max(0.0, (now - self.sets_out) / (self.arrives - self.sets_out)))
        return Place(round(self.start.lat + share * (self.end.lat - self.start.lat), 6),
                     round(self.start.lon + share * (self.end.lon - self.start.lon), 6), 8.0)


def way(chance: Identity, target: Place, now: int) -> Way:
    """From a patrol 700 to 1,800 m away, at 36 to 50 km/h."""
    distance = between(chance, 700, 1_800)
    bearing = math.radians(chance.below(360))
    lat = target.lat + distance * math.cos(bearing) / METRES_PER_DEGREE
    lon = target.lon + distance * math.sin(bearing) / (METRES_PER_DEGREE * math.cos(math.radians(target.lat)))
    lasts = distance * SECOND // between(chance, 10, 14)
    return Way(Place(max(-90.0, min(90.0, lat)), (lon + 180) % 360 - 180, 8.0), target, now, now + lasts)


@dataclass(slots=True)
class News:
    """An incident as the streams tell it."""

    id: str
    status: str
    raised_at: int
    place: Place | None
    caution: str
    holder: str | None
    cancelled: bool


@dataclass(slots=True)
class Case:
    """An incident as the officers have it in mind."""

    news: News
    take_at: int | None = None
    was_held: bool = False
    asking: bool = False
    """A claim is on its way."""
    officer: str | None = None
    """Which of ours works on it."""
    stage: Stage | None = None
    due_at: int = 0
    way: Way | None = None
    called: int = 0
    declines: list[tuple[int, str]] = field(default_factory=list)
    declined: set[str] = field(default_factory=set)
    reply_at: int | None = None


class Watch:
    """All simulated officers of a station who may go. Each works on one incident at a time."""

    def __init__(self, chance: Identity, officers: Sequence[str], patience: int = LEFT_TO_PEOPLE) -> None:
        self._chance = chance
        self._patience = patience
        self._officers = tuple(officers)
        self._ours = frozenset(officers)
        self._cases: dict[str, Case] = {}

    # -- what is heard ------------------------------------------------------------------------------

    def hear(self, news: News, now: int) -> None:
        """The newest of an incident. Hearing it twice changes nothing."""
        if news.status == "closed":
            self._cases.pop(news.id, None)
            return
        case = self._cases.get(news.id)
        if case is None:
            case = self._cases[news.id] = Case(news)
            if news.status == "ringing":
                self._plan_declines(case, now)
        case.news = news
        if news.status == "ringing":
            self._rings(case, now)
        else:
            self._is_held(case, now)

    def _rings(self, case: Case, now: int) -> None:
        if case.officer is not None:  # the claim was lost: to time, or to the desk
            case.officer, case.stage, case.was_held = None, None, True
        if case.take_at is None and not case.asking:
            patience = AGAIN_LEFT_TO_PEOPLE if case.was_held else 0
            left = min(case.news.raised_at, now) + self._patience
            case.take_at = max(left, now + patience) + between(self._chance, 200, 1_500)
            case.was_held = False

    def _is_held(self, case: Case, now: int) -> None:
        case.take_at, case.declines = None, []
        holder = case.news.holder
        if holder in self._ours and case.officer is None and not case.asking:
            self._resume(case, str(holder), now)  # ours from before a restart
        elif holder != case.officer:
            case.was_held = True
            if holder is not None:  # a person has it
                case.officer, case.stage = None, None

    def _resume(self, case: Case, officer: str, now: int) -> None:
        stages: dict[str, Stage] = {"claimed": "call", "responding": "arrive", "on_scene": "clear"}
        case.officer, case.was_held = officer, True
        self._next(case, stages.get(case.news.status, "call"), now, 2, 6)

    def hear_citizen(self, incident: str, now: int) -> None:
        """The citizen has written: whoever of ours works on it answers."""
        case = self._cases.get(incident)
        if case is not None and case.officer is not None and case.reply_at is None:
            case.reply_at = now + between(self._chance, 4_000, 9_000)

    def hear_place(self, incident: str, place: Place) -> None:
        """The citizen has moved."""
        case = self._cases.get(incident)
        if case is None:
            return
        case.news.place = place
        if case.way is not None:
            case.way = Way(case.way.start, place, case.way.sets_out, case.way.arrives)

    # -- what is done -------------------------------------------------------------------------------

    def next_due(self) -> int | None:
        """When something is to be done next; ``None`` while all is quiet."""
        times = [time for case in self._cases.values() for time in self._times(case)]
        return min(times, default=None)

    @staticmethod
    def _times(case: Case) -> list[int]:
        found = [at for at, _ in case.declines]
        if case.take_at is not None:
            found.append(case.take_at)
        if case.stage is not None:
            found.append(case.due_at)
        if case.reply_at is not None:
            found.append(case.reply_at)
        return found

    def due(self, now: int) -> list[Act]:
        """What is to be done now."""
        acts: list[Act] = []
        for case in self._cases.values():
            acts += self._declining(case, now)
            if case.take_at is not None and case.take_at <= now:
                acts += self._take(case, now)
            if case.stage is not None and case.due_at <= now:
                acts.append(self._step(case, case.stage, now))
            if case.reply_at is not None and case.reply_at <= now:
                acts += self._reply(case)
        return acts

    def answered(self, act: Act, status: int, now: int) -> None:
        """What the server said to an act. 409: a person was first, or it is over; we step back."""
        case = self._cases.get(act.incident)
        if case is None:
            return
        if act.verb == "claim":
            case.asking = False
            if status == 200:
                case.officer = act.officer
                self._next(case, "call", now, 2, 4)
            elif case.news.status == "ringing" and status != 409:
                case.take_at = now + RETRY
        elif status in (404, 409) and act.verb != "decline" and case.officer == act.officer:
            case.officer, case.stage, case.was_held = None, None, True

    def _plan_declines(self, case: Case, now: int) -> None:
        for _ in range(self._chance.below(MOST_DECLINES + 1)):
            officer = self._officers[self._chance.below(len(self._officers))]
            case.declines.append((now + between(self._chance, 5_000, 25_000), officer))

    def _declining(self, case: Case, now: int) -> list[Act]:
        ripe = [each for each in case.declines if each[0] <= now]
        case.declines = [each for each in case.declines if each[0] > now]
        case.declined.update(officer for _, officer in ripe)
        return [Act(officer, case.news.id, "decline", {}) for _, officer in ripe]

    def _take(self, case: Case, now: int) -> list[Act]:
        busy = {other.officer for other in self._cases.values()} | case.declined
        free = [officer for officer in self._officers if officer not in busy]
        if not free:
            case.take_at = now + RETRY
            return []
        case.take_at, case.asking = None, True
        return [Act(free[self._chance.below(len(free))], case.news.id, "claim", {})]

    def _reply(self, case: Case) -> list[Act]:
        case.reply_at = None
        if case.officer is None or case.news.caution == "forced":
            return []  # whoever reads along must not learn that they come
        text = REPLIES[self._chance.below(len(REPLIES))]
        return [Act(case.officer, case.news.id, "messages", {"text": text})]

    def _next(self, case: Case, stage: Stage, now: int, low_s: int, high_s: int) -> None:
        case.stage = stage
        case.due_at = now + between(self._chance, low_s * SECOND, high_s * SECOND)

    def _step(self, case: Case, stage: Stage, now: int) -> Act:
        """One stage of the way from the claim to the close, in the order in which they come."""
        match stage:
            case "call" if case.news.caution == "forced":
                return self._step(case, "go", now)  # nobody phones: they come
            case "call":
                case.called += 1
                self._next(case, "outcome", now, 8, 18)
                return self._act(case, "call-backs", outcome="started")
            case "outcome":
                return self._act(case, "call-backs", outcome=self._outcome(case, now))
            case "go":
                case.way = way(self._chance, case.news.place, now) if case.news.place else None
                self._next(case, "travel", now, 3, 5)
                return self._act(case, "movements", status="en_route", **self._where(case, now))
            case "travel":
                return self._travel(case, now)
            case "arrive":
                self._next(case, "clear", now, 60, 140)
                return self._act(case, "movements", status="on_scene", **self._where(case, now))
            case "clear":
                self._next(case, "close", now, 5, 12)
                return self._act(case, "movements", status="clear", **self._where(case, now))
            case "close" if case.news.caution == "forced" and case.way is None and case.news.place:
                return self._step(case, "go", now)  # it was a mistake until it was not
            case "close":
                return self._close(case)

    def _outcome(self, case: Case, now: int) -> str:
        if case.news.caution:
            self._next(case, "go", now, 3, 8)
            return "cannot_speak"
        if case.called == 1 and self._chance.below(NO_ANSWER_ONE_IN) == 0:
            self._next(case, "call", now, 12, 20)
            return "no_answer"
        if case.news.cancelled:
            self._next(case, "close", now, 8, 15)
        else:
            self._next(case, "go", now, 4, 10)
        return "reached"

    def _travel(self, case: Case, now: int) -> Act:
        if case.way is None:  # nobody knows where: the officer is on the way by word of mouth
            self._next(case, "arrive", now, 60, 120)
            if case.news.caution == "forced":
                return self._act(case, "movements", status="en_route")
            return self._act(case, "messages", text=REPLIES[0])
        if now >= case.way.arrives:
            return self._step(case, "arrive", now)
        self._next(case, "travel", now, 3, 5)
        case.due_at = min(case.due_at, case.way.arrives)
        here = case.way.at(now)
        return self._act(case, "locations", lat=here.lat, lon=here.lon, accuracy_m=here.accuracy_m)

    def _where(self, case: Case, now: int) -> dict[str, Any]:
        if case.way is None:
            return {}
        here = case.way.at(now)
        return {"location": {"lat": here.lat, "lon": here.lon, "accuracy_m": here.accuracy_m}}

    def _close(self, case: Case) -> Act:
        stayed = case.way is None and case.news.cancelled and case.news.caution != "forced"
        case.stage = None
        return self._act(case, "close", disposition="accidental" if stayed else "genuine",
                         note=CANCELLED_NOTE if stayed else ARRIVED_NOTE)

    def _act(self, case: Case, verb: Verb, **body: Any) -> Act:
        assert case.officer is not None, "only who has taken it goes on"
        return Act(case.officer, case.news.id, verb, body)
